import type { INodeProperties } from 'n8n-workflow';

import { capitalized } from '../util/text';
import {
	enabledIs,
	failedBecause,
	type FilteredJobs,
	type JobFilters,
	ofCompany,
	startedBefore,
	startedSince,
	withoutSuccess,
} from '../vspc/jobs/filters';
import type { JobKind } from '../vspc/jobs/kind';
import {
	containing,
	type FilterExpression,
	oneOf,
	parseFilter,
	referringTo,
} from '../vspc/list/filter';
import {
	choicesInWords,
	type Filter,
	filter,
	filtersField,
	readFilters,
	readText,
	readTime,
	TIME_ZONE,
	valueOf,
} from './filters';
import type { Parameters } from './parameters';
import { COMPANY, uidField, type UidField } from './uid';

const BACKUP_SERVER: UidField = {
	displayName: 'Backup Server',
	name: 'backupServerUid',
	noun: 'backup server',
	searchMethod: 'searchBackupServers',
	source: 'It is the field backupServerUid of backup server jobs',
};

/** A filter for jobs. */
interface JobFilter extends Filter<FilteredJobs> {
	/** Where only some kinds have what it asks for */
	only?: OnlySome;
}

interface OnlySome {
	fits: (kind: JobKind) => boolean;
	/** Why a kind doesn't fit, behind `agent jobs` */
	reason: string;
}

/** A new filter of jobs is a row here, in the order of names. Only Status and Type, which show what the kinds have, are below. */
const fixedFilters: JobFilter[] = [
	{
		...filter({
			field: { ...uidField(BACKUP_SERVER), required: false },
			read: (filters) => filters.uid(BACKUP_SERVER),
			rule: (uid) => referringTo('backupServerUid', uid),
			isPlacement: true,
		}),
		only: {
			fits: ({ fields }) => 'backupServerUid' in fields,
			reason: 'belong to no backup server',
		},
	},
	filter({
		field: { ...uidField(COMPANY), required: false },
		read: (filters) => filters.uid(COMPANY),
		rule: (uid, { kind }) => ofCompany(kind, uid),
		isPlacement: true,
	}),
	{
		...filter({
			field: {
				displayName: 'Custom Filter',
				name: 'customFilter',
				type: 'json',
				default: '[]',
				builderHint: {
					propertyHint:
						'Use this only for what no other filter can ask. Entries are combined with and; operations are those of the VSPC REST API: equals, notEquals, contains, in, lessThan, greaterThan, and, or, not.',
				},
				description:
					'A filter in the grammar of the VSPC REST API: a JSON array of objects with property, operation and value',
				hint: 'e.g. [{"property": "bottleneck", "operation": "equals", "value": "Network"}]',
			},
			read: (filters, name) => filters.parsed(name, parseFilter),
			// It is VSPC's alone, see JobsInput.
			rule: () => undefined,
		}),
		only: {
			fits: (kind) => kind.isQueryable,
			reason: 'are in a list of VSPC that does not support such a filter',
		},
	},
	filter({
		field: {
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			default: true,
			description: 'Whether the schedule of the job is enabled',
		},
		read: (filters, name) => filters.boolean(name),
		rule: enabledIs,
	}),
	filter({
		field: {
			displayName: 'Failure Message',
			name: 'failureMessageContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. not enough space',
			description: 'Part of the failure message, not case-sensitive',
		},
		read: readText,
		rule: (part, { kind }) => failedBecause(kind, part),
	}),
	filter({
		field: {
			displayName: 'Last Run Before',
			name: 'lastRunBefore',
			type: 'dateTime',
			default: '',
			description: `Jobs whose latest session started before this time. ${TIME_ZONE}.`,
		},
		read: readTime,
		rule: (time, { kind }) => startedBefore(kind, time),
	}),
	filter({
		field: {
			displayName: 'Last Run Since',
			name: 'lastRunAfter',
			type: 'dateTime',
			default: '',
			description: `Jobs whose latest session started at this time or later. ${TIME_ZONE}.`,
		},
		read: readTime,
		rule: (time, { kind }) => startedSince(kind, time),
	}),
	filter({
		field: {
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. SQL',
			description: 'Part of the job name, not case-sensitive',
		},
		read: readText,
		rule: (part) => containing('name', part),
	}),
	filter({
		field: {
			displayName: 'No Success for Hours',
			name: 'noSuccessForHours',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 24,
			description:
				'Only jobs without a success within these hours. VSPC shows only the latest session: a job that failed now and succeeded before is included. A running job is included if it has been running for longer than that, or if its previous session ended longer ago.',
		},
		read: (filters, name) => filters.number(name),
		rule: (hours, { kind, now }) => withoutSuccess(kind, hours, now),
	}),
];

/** All filters; the kinds of jobs are those that the form is for. */
function jobFilters(kinds: JobKind[]): JobFilter[] {
	const types: Record<string, string> = Object.assign({}, ...kinds.map((kind) => kind.types));
	const isQueryable = kinds.some((kind) => kind.isQueryable);
	const others = isQueryable ? 'For a value that is not in the list, use Custom Filter.' : '';
	return [
		...fixedFilters,
		filter({
			field: {
				displayName: 'Status',
				name: 'status',
				type: 'multiOptions',
				options: choicesInWords([...new Set(kinds.flatMap(({ statuses }) => statuses))]),
				default: ['Failed'],
				description: `Status of the latest session, any of these. ${others}`.trim(),
			},
			read: (filters, name) => filters.list(name, { advice: others }),
			rule: (statuses, { kind }) => oneOf(kind.properties.status, statuses),
		}),
		{
			...filter({
				field: {
					displayName: 'Type',
					name: 'type',
					type: 'multiOptions',
					options: choicesInWords(Object.keys(types), types),
					default: [],
					description: `Type of the job, any of these. ${others}`.trim(),
				},
				read: (filters, name) => filters.list(name, { advice: others }),
				rule: (types, { kind: { properties } }) =>
					properties.type === undefined ? undefined : oneOf(properties.type, types),
			}),
			only: {
				fits: ({ types }) => types !== undefined,
				reason: 'have no type',
			},
		},
	];
}

/** The collection 'Filters' for jobs of these kinds: without filters that none of them has anything for. */
export function jobFiltersField(kinds: JobKind[]): INodeProperties {
	const shown = jobFilters(kinds)
		.filter(({ only }) => !only || kinds.some(only.fits))
		.map((one) => withRemark(one, kinds));
	return filtersField(shown, 'Only jobs that match all of these filters');
}

/** Says which of several kinds the filter leaves out. */
function withRemark({ field, only, ...row }: JobFilter, kinds: JobKind[]): JobFilter {
	const left = only ? kinds.filter((kind) => !only.fits(kind)) : [];
	if (left.length === 0) return { field, only, ...row };
	const names = capitalized(left.map(({ noun }) => `${noun}s`).join(' and '));
	const description = `${field.description?.replace(/\.$/, '')}. ${names} ${only?.reason}: this filter leaves them out.`;
	return { ...row, field: { ...field, description } };
}

/** What filters leave of the jobs that were chosen. */
export interface JobsInput<Kind> {
	/** The kinds of which something is left */
	kinds: Kind[];
	/** A sentence on each kind that is left out */
	notes: string[];
	filters: JobFilters;
	/** A person's own, for VSPC alone */
	customFilter: FilterExpression[];
	/** Of this company alone */
	companyUid?: string;
}

/**
 * Reads the filters for jobs. Kinds of jobs that have nothing of what a filter asks for are left out: none of their
 * jobs can pass it.
 *
 * @param chosen the kinds, with the words for them, e.g. `agent job`
 * @throws NodeOperationError naming the filter; also when no kind is left
 */
export function readJobFilters<Chosen extends { kind: JobKind; action: string }>(
	p: Parameters,
	chosen: Chosen[],
): JobsInput<Chosen> {
	const rows = jobFilters(chosen.map(({ kind }) => kind));
	const filters = readFilters(p, rows);
	const partial = rows.flatMap(({ field, only }) =>
		only && filters.some(({ name }) => name === field.name) ? [{ ...only, field }] : [],
	);
	const left = chosen.flatMap((one) => {
		const by = partial.find(({ fits }) => !fits(one.kind));
		return by ? [{ one, label: by.field.displayName, why: `${one.action}s ${by.reason}` }] : [];
	});
	if (left.length === chosen.length) throw allLeftOut(p, left);
	return {
		kinds: chosen.filter((kind) => left.every(({ one }) => one !== kind)),
		notes: left.map(
			({ one, label, why }) =>
				`The filter '${label}' leaves out all ${one.action}s: they${why.slice(one.action.length + 1)}.`,
		),
		filters,
		customFilter: valueOf(filters, 'customFilter') ?? [],
		companyUid: valueOf(filters, 'companyUid'),
	};
}

function allLeftOut(p: Parameters, left: Array<{ label: string; why: string }>) {
	const labels = [...new Set(left.map(({ label }) => `'${label}'`))];
	const reasons = left.map(({ why }) => why).join(', ');
	const isOne = labels.length === 1;
	return p.error(
		`The filter${isOne ? '' : 's'} ${labels.join(' and ')}${p.where} leave${isOne ? 's' : ''} out all jobs: ${reasons}`,
		`Remove the filter${isOne ? '' : 's'}, or choose kinds of jobs that have what ${isOne ? 'it asks' : 'they ask'} for.`,
	);
}
