import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readSwitch } from '../form/choice';
import type { VspcClient } from '../vspc/client/client';
import type { Fields } from '../vspc/fields';
import { computedFields, computedFrom, computeFields } from '../vspc/jobs/computed';
import { type JobKind, jobKeyField } from '../vspc/jobs/kind';
import { NameBook, nameFields } from '../vspc/names';

/** What the node adds to a job. */
export const additionOptions: INodeProperties[] = [
	{
		displayName: 'Add Computed Fields',
		name: 'addComputedFields',
		type: 'boolean',
		default: false,
		description:
			'Whether to add result (success, warning, failed, running or none), lastRunUtc, lastEndTimeUtc, hoursSinceLastEnd, hoursRunning, durationText and transferredText',
	},
	{
		displayName: 'Include Names',
		name: 'includeNames',
		type: 'boolean',
		default: false,
		description:
			'Whether to add companyUid, companyName, backupServerName, locationName and siteName. The company is the one that the job is assigned to, else the owner of the backup server.',
	},
];

/** What an item may have of a job. */
export function jobItemFields({ fields }: JobKind): Fields {
	return { ...fields, ...nameFields, ...computedFields, ...jobKeyField };
}

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
		vspc: VspcClient,
	) {
		this.names = new NameBook(vspc);
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
