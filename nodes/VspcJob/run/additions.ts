import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readSwitch } from '../../fields/choice';
import type { Connection } from '../../shared/connection';
import { computeFields, computedFrom } from '../../shared/jobs/computed';
import type { JobKind } from '../../shared/jobs/kinds/kind';
import { NameBook } from '../../shared/names/nameBook';

/** The additions that an item asks for. */
export interface AdditionChoice {
	names: boolean;
	computed: boolean;
}

export function readAdditions(context: IExecuteFunctions, itemIndex: number): AdditionChoice {
	return {
		names: readSwitch(context, 'includeNames', 'Include Names', itemIndex),
		computed: readSwitch(context, 'addComputedFields', 'Add Computed Fields', itemIndex),
	};
}

/** The fields of VSPC that the additions, and the job key, are made of. */
export function fieldsFor(
	kind: JobKind,
	{ names, computed }: AdditionChoice,
	apiVersion: string,
): string[] {
	return [
		...kind.keyFields(apiVersion),
		...(names ? kind.whereaboutsFields : []),
		...(computed ? computedFrom(kind) : []),
	];
}

/** Adds to the jobs of one execution: names are loaded once, and one time counts for all. */
export class JobAdditions {
	private readonly names: NameBook;
	/** Milliseconds since 1970 */
	readonly now = Date.now();

	constructor(
		private readonly kind: JobKind,
		context: IExecuteFunctions,
		connection: () => Promise<Connection>,
	) {
		this.names = new NameBook(context, connection);
	}

	/**
	 * @param jobs as VSPC sent them
	 * @param pick what is output of a job and what its kind adds
	 */
	async addToAll(
		jobs: IDataObject[],
		pick: (job: IDataObject) => IDataObject,
		choice: AdditionChoice,
	): Promise<IDataObject[]> {
		const { kind, now } = this;
		const names = choice.names
			? await Promise.all(jobs.map(async (job) => await this.names.namesOf(kind.whereabouts(job))))
			: [];
		// Nothing asynchronous here: lists are long.
		return jobs.map((job, index) => ({
			...pick(kind.added ? { ...job, ...kind.added(job) } : job),
			...names[index],
			...(choice.computed ? computeFields(kind, job, now) : undefined),
			jobKey: kind.keyOf(job) ?? null,
		}));
	}

	/** The same for one job. */
	async addTo(
		job: IDataObject,
		pick: (job: IDataObject) => IDataObject,
		choice: AdditionChoice,
	): Promise<IDataObject> {
		const [added] = await this.addToAll([job], pick, choice);
		return added;
	}

	get hints(): string[] {
		return this.names.hints;
	}
}
