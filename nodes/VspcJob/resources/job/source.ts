import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../../../shared/connection';
import { fetchJob, findInList } from '../../../shared/jobs/lookup';
import type { Limits } from '../../../shared/untilAnswered';

/** A job that an item asks for. */
export interface JobWish {
	uid: string;
	limits: Limits;
	/** The fields that are needed; undefined: all */
	fields?: string[];
	/** Always a request of its own */
	single?: boolean;
}

/** Each job once per execution, from the list or by itself, whichever takes fewer requests. */
export class JobSource {
	private readonly asked = new Map<string, Promise<IDataObject>>();
	private listed?: Promise<Map<string, IDataObject>>;

	/** @param wishes of all items, to choose the way by */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: () => Promise<Connection>,
		private readonly wishes: JobWish[],
	) {}

	/** Throws as vspcRequest does. */
	async get(wish: JobWish, itemIndex: number): Promise<IDataObject> {
		let job = this.asked.get(wish.uid);
		if (!job) {
			job = this.find(wish, itemIndex);
			this.asked.set(wish.uid, job);
		}
		return await job;
	}

	private async find({ uid, single, limits }: JobWish, itemIndex: number): Promise<IDataObject> {
		const connection = await this.connection();
		if (!single) {
			this.listed ??= this.readList(connection);
			const listed = (await this.listed).get(uid);
			if (listed) return listed;
		}
		return await fetchJob(this.context, connection, uid, itemIndex, limits);
	}

	private async readList(connection: Connection): Promise<Map<string, IDataObject>> {
		const wishes = this.wishes.filter(({ single }) => !single);
		const needsAll = wishes.some(({ fields }) => fields === undefined);
		const fields = needsAll ? undefined : wishes.flatMap((wish) => wish.fields ?? []);
		const uids = [...new Set(wishes.map(({ uid }) => uid))];
		return await findInList(this.context, connection, uids, fields, wishes[0]?.limits);
	}
}
