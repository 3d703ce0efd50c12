import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Output } from '../form/output';
import type { Parameters } from '../form/parameters';
import { type Fields, inOrderOf } from '../vspc/fields';
import {
	computedFields,
	computedFrom,
	computeFields,
	ticketFields,
	ticketFrom,
} from '../vspc/jobs/computed';
import { jobKeyField, type JobKind } from '../vspc/jobs/kind';
import type { JobNames } from '../vspc/names';
import { nameFields } from '../vspc/placement';
import type { Vspc } from '../vspc/vspc';

/** What the node adds to a job. */
export const additionOptions: INodeProperties[] = [
	{
		displayName: 'Add Computed Fields',
		name: 'addComputedFields',
		type: 'boolean',
		// Whoever adds the option wants them; without it there are none.
		default: true,
		description:
			'Whether to add result (success, warning, failed, running or none), lastRunUtc, lastEndTimeUtc, hoursSinceLastEnd, hoursRunning, durationText and transferredText',
	},
	{
		displayName: 'Add Ticket Fields',
		name: 'addTicketFields',
		type: 'boolean',
		// As above.
		default: true,
		description:
			'Whether to add ticketTitle, ticketText, failedObjects, failedCount, objectCount, probableCause and suggestedUrgency to jobs that failed or warned; of other jobs they are null. This takes no more requests than the names of company, server and computer.',
	},
	{
		displayName: 'Include Names',
		name: 'includeNames',
		type: 'boolean',
		// Whoever adds the option wants them away; without it there are names.
		default: false,
		description:
			'Whether to add companyUid, companyName, backupServerName, locationName and siteName. Without this option, All Fields and Simplified have names, and Selected Fields those that you choose. The company is the one the job is assigned to; if none, the owner of the backup server.',
	},
];

/** What an item may have of a job. */
export function jobItemFields({ fields }: JobKind): Fields {
	return { ...fields, ...computedFields, ...ticketFields, ...jobKeyField };
}

type NameField = keyof JobNames;

const NAME_FIELDS = Object.keys(nameFields) as NameField[];

/** The additions that an item asks for. */
export interface Additions {
	/** The names that are wanted */
	names: NameField[];
	computed: boolean;
	/** Ticket fields; with the names of company and server in their texts, where names are not turned off */
	tickets?: 'withNames' | 'withoutNames';
}

/**
 * Reads the options. Without 'Include Names' all fields have all names, and other outputs those among their fields.
 *
 * @param output what is output of the job; left out: all fields
 */
export function readAdditions({ options }: Parameters, output?: Output): Additions {
	const isChosen = (name: NameField) => output?.chosen?.includes(name) ?? true;
	const names = options.boolean('includeNames', true) ? NAME_FIELDS : [];
	return {
		names: options.has('includeNames') ? names : names.filter(isChosen),
		computed: options.boolean('addComputedFields', false),
		...(options.boolean('addTicketFields', false)
			? { tickets: names.length > 0 ? 'withNames' : 'withoutNames' }
			: {}),
	};
}

/** The fields of VSPC that the additions, and the job key, are made of. */
export function fieldsFor(
	kind: JobKind,
	{ names, computed, tickets }: Additions,
	apiVersion: string,
): string[] {
	return [
		...kind.keyFields(apiVersion),
		...(names.length > 0 || tickets ? kind.placementFields : []),
		...(computed ? computedFrom(kind) : []),
		...(tickets ? ticketFrom(kind) : []),
	];
}

/** Milliseconds since 1970: one time counts for all jobs of an execution. */
export function nowOf(vspc: Vspc): number {
	return vspc.once('now', Date.now);
}

/**
 * Jobs as items: what is output of them, their keys, and what else was asked for. Names are read once in an execution.
 *
 * @param jobs as VSPC sent them
 * @param pick what is output of a job and what its kind adds
 */
export async function toJobItems(
	vspc: Vspc,
	kind: JobKind,
	jobs: IDataObject[],
	{ names, computed, tickets }: Additions,
	pick: Output['pick'] = inOrderOf(Object.keys(kind.fields)),
): Promise<IDataObject[]> {
	const named =
		names.length > 0 ? await vspc.names.namesOfAll(jobs.map(kind.placement), names) : [];
	const ticketed = tickets
		? await vspc.tickets.ofAll(kind, jobs, tickets === 'withNames')
		: undefined;
	const now = nowOf(vspc);
	// Nothing asynchronous here: lists are long.
	return jobs.map((job, index) => {
		const added = kind.added?.(job);
		const names = named[index];
		const item = pick(job, added ? { ...added, ...names } : names);
		Object.assign(
			item,
			names,
			computed ? computeFields(kind, job, now) : undefined,
			ticketed?.[index],
		);
		item.jobKey = kind.keyOf(job) ?? null;
		return item;
	});
}
