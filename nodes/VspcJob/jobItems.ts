import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../form/parameters';
import type { Fields } from '../vspc/fields';
import { computedFields, computedFrom, computeFields } from '../vspc/jobs/computed';
import { jobKeyField, type JobKind } from '../vspc/jobs/kind';
import { nameFields } from '../vspc/placement';
import type { Vspc } from '../vspc/vspc';

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
			'Whether to add companyUid, companyName, backupServerName, locationName and siteName. The company is the one the job is assigned to; if none, the owner of the backup server.',
	},
];

/** What an item may have of a job. */
export function jobItemFields({ fields }: JobKind): Fields {
	return { ...fields, ...nameFields, ...computedFields, ...jobKeyField };
}

/** The additions that an item asks for. */
export interface Additions {
	names: boolean;
	computed: boolean;
}

export function readAdditions({ options }: Parameters): Additions {
	return {
		names: options.boolean('includeNames', false),
		computed: options.boolean('addComputedFields', false),
	};
}

/** The fields of VSPC that the additions, and the job key, are made of. */
export function fieldsFor(
	kind: JobKind,
	{ names, computed }: Additions,
	apiVersion: string,
): string[] {
	return [
		...kind.keyFields(apiVersion),
		...(names ? kind.placementFields : []),
		...(computed ? computedFrom(kind) : []),
	];
}

/** Milliseconds since 1970: one time counts for all jobs of an execution. */
export function nowOf(vspc: Vspc): number {
	return vspc.once('now', Date.now);
}

/**
 * Jobs as items: what is output of them, their keys, and what else was asked for. Names are loaded once in an execution.
 *
 * @param jobs as VSPC sent them
 * @param pick what is output of a job and what its kind adds
 */
export async function toJobItems(
	vspc: Vspc,
	kind: JobKind,
	jobs: IDataObject[],
	{ names, computed }: Additions,
	pick: (job: IDataObject) => IDataObject = (job) => job,
): Promise<IDataObject[]> {
	const named = names
		? await Promise.all(jobs.map(async (job) => await vspc.names.namesOf(kind.placement(job))))
		: [];
	const now = nowOf(vspc);
	// Nothing asynchronous here: lists are long.
	return jobs.map((job, index) => ({
		...pick(kind.added ? { ...job, ...kind.added(job) } : job),
		...named[index],
		...(computed ? computeFields(kind, job, now) : undefined),
		jobKey: kind.keyOf(job) ?? null,
	}));
}
