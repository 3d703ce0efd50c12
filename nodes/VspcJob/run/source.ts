import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../../shared/connection';
import { toNodeError } from '../../shared/nodeError';
import type { JobKind, JobRef } from '../../shared/jobs/kinds/kind';
import type { Limits } from '../../shared/untilAnswered';

/** A job that an item asks for. */
export interface JobWish {
	ref: JobRef;
	limits: Limits;
	/** The fields that are needed; undefined: all */
	fields?: string[];
	/** Always a request of its own, where the kind allows */
	single?: boolean;
}

/** Each job once per execution, from the list or by itself, whichever takes fewer requests. */
export class JobSource {
	private readonly asked = new Map<JobRef, Promise<IDataObject>>();
	private found?: Promise<Map<JobRef, IDataObject | Error>>;

	/** @param wishes of all items, to choose the way by */
	constructor(
		private readonly kind: JobKind,
		private readonly context: IExecuteFunctions,
		private readonly connection: () => Promise<Connection>,
		private readonly wishes: JobWish[],
	) {}

	/** Throws as vspcRequest does. */
	async get(wish: JobWish, itemIndex: number): Promise<IDataObject> {
		let job = this.asked.get(wish.ref);
		if (!job) {
			job = this.read(wish, itemIndex);
			this.asked.set(wish.ref, job);
		}
		return await job;
	}

	private async read({ ref, single, limits }: JobWish, itemIndex: number): Promise<IDataObject> {
		const { context, kind } = this;
		const connection = await this.connection();
		if (!single || !kind.fetch) {
			this.found ??= this.findAll(connection);
			const found = (await this.found).get(ref);
			if (found instanceof Error) throw found;
			if (found) return found;
		}
		if (kind.fetch) return await kind.fetch({ context, connection, limits }, ref, itemIndex);
		throw toNodeError(context, notFound(kind, ref), connection, itemIndex);
	}

	private async findAll(connection: Connection): Promise<Map<JobRef, IDataObject | Error>> {
		const wishes = this.wishes.filter(({ single }) => !single || !this.kind.fetch);
		const needsAll = wishes.some(({ fields }) => fields === undefined);
		const fields = needsAll ? undefined : wishes.flatMap((wish) => wish.fields ?? []);
		const refs = [...new Set(wishes.map(({ ref }) => ref))];
		const asking = { context: this.context, connection, limits: wishes[0]?.limits };
		return await this.kind.find(asking, refs, fields);
	}
}

function notFound({ noun }: JobKind, ref: JobRef) {
	return {
		message: `There is no ${noun} with the ${ref.includes(':') ? 'key' : 'UID'} ${ref}, or this account cannot see it`,
		description: `Check the UID: the ${noun} may have been deleted. A company's account sees only its own ${noun}s.`,
		status: 404,
	};
}
