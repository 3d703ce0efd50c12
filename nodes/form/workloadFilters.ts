import type { INodeProperties } from 'n8n-workflow';

import { spelled } from '../util/text';
import {
	containing,
	enumIs,
	type FilterExpression,
	oneOf,
	referringTo,
	timeIs,
} from '../vspc/list/filter';
import type { WorkloadKind } from '../vspc/workloads/kind';
import type {
	FilteredWorkloads,
	LeftKind,
	WorkloadFilter,
	WorkloadRule,
} from '../vspc/workloads/read';
import type { RpoRules, RpoSubject } from '../vspc/workloads/rpo';
import {
	choicesInWords,
	type Filter,
	filter,
	filtersField,
	readFilters,
	readText,
} from './filters';
import type { Parameters } from './parameters';
import { COMPANY, uidField, type UidField } from './uid';
import { readExceptions, rpoExceptionsField } from './rpo';

/** What a filter asks of a workload, and which kinds VSPC says it of. */
interface WorkloadFilterRow extends Filter<FilteredWorkloads> {
	/** Left out: of all */
	fits?: (kind: WorkloadKind) => boolean;
}

const MALWARE_STATES = ['Clean', 'Infected', 'Suspicious', 'Unknown', 'Unverified'];

const BACKUP_SERVER: UidField = {
	displayName: 'Backup Server',
	name: 'backupServerUid',
	noun: 'backup server',
	searchMethod: 'searchBackupServers',
	source: 'It is the field backupServerUid of many workloads',
};

/** A rule whose server expression is left out where a list has to be read whole. */
function ruleFor(kind: WorkloadKind, rule: WorkloadRule): WorkloadRule {
	return kind.isReadWhole ? { ...rule, expression: undefined } : rule;
}

/** A new filter of workloads is a row here. The kinds are those that the form is for. */
const filterRows: WorkloadFilterRow[] = [
	{
		...filter<string, FilteredWorkloads>({
			field: { ...uidField(BACKUP_SERVER), required: false },
			read: (filters) => filters.uid(BACKUP_SERVER),
			rule: (uid) => referringTo('backupServerUid', uid),
			isPlacement: true,
		}),
		fits: ({ fields }) => 'backupServerUid' in fields,
	},
	filter<string, FilteredWorkloads>({
		field: { ...uidField(COMPANY), required: false },
		read: (filters) => filters.uid(COMPANY),
		rule: (uid, { kind }) => ({
			// Of Microsoft 365 objects it is their server's, and the list is not filtered.
			expression: kind.isQueryable ? referringTo('organizationUid', uid).expression : undefined,
			keep: ({ companyUid }) => companyUid === uid,
			fields: ['organizationUid'],
		}),
		isPlacement: true,
	}),
	filter<string[], FilteredWorkloads>({
		field: {
			displayName: 'Exclude Names',
			name: 'excludeNames',
			type: 'string',
			default: '',
			placeholder: 'e.g. test-*, *-template',
			description:
				'Leaves out workloads with these names: a list with commas, not case-sensitive. * stands for any text.',
		},
		read: (filters, name) => {
			const names = filters.texts(name);
			if (names.length > 0) return names;
			throw filters.refuse(name, 'is empty', 'Enter a name. Or remove the filter.');
		},
		rule: (names) => {
			const fits = names.map(patternOf);
			return { keep: ({ name }) => !fits.some((one) => one(spelled(name))), fields: [] };
		},
	}),
	{
		...filter<boolean, FilteredWorkloads>({
			field: {
				displayName: 'Immutable',
				name: 'immutable',
				type: 'boolean',
				default: true,
				description: 'Whether any restore point is immutable; VSPC reports this only for VMs',
			},
			read: (filters, name) => filters.boolean(name),
			rule: (wanted): WorkloadRule => ({
				// Negated: what is neither is to be seen, and counted.
				expression: not({ property: 'immutable', operation: 'equals', value: !wanted }),
				keep: ({ immutable }) => immutable === wanted,
				says: ({ immutable }) => typeof immutable === 'boolean',
				fields: ['immutable'],
			}),
		}),
		fits: ({ fields }) => 'immutable' in fields,
	},
	{
		...filter<string[], FilteredWorkloads>({
			field: {
				displayName: 'Malware State',
				name: 'malwareState',
				type: 'multiOptions',
				options: choicesInWords(MALWARE_STATES),
				default: ['Infected', 'Suspicious'],
				description:
					'Malware state, any of these; VSPC reports it only for VMs and computers managed by backup servers',
			},
			read: (filters, name) => filters.list(name),
			rule: (wanted, { kind }) =>
				ruleFor(kind, {
					...oneOf('malwareState', wanted),
					// Negated in the same way; a state that is new is to be seen, too.
					expression: not(
						...MALWARE_STATES.filter((state) => !wanted.includes(state)).flatMap((state) =>
							enumIs('malwareState', state),
						),
					),
					says: ({ malwareState }) => typeof malwareState === 'string',
				}),
		}),
		fits: ({ fields }) => 'malwareState' in fields,
	},
	filter<string, FilteredWorkloads>({
		field: {
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. SQL',
			description: 'Part of the name of the workload, not case-sensitive',
		},
		read: readText,
		rule: (part, { kind: { nameFields } }) => ({
			...containing('name', part),
			// A name of two parts may have the text where they meet.
			expression: nameFields.length === 1 ? containing(nameFields[0], part).expression : undefined,
			fields: nameFields,
		}),
	}),
	filter<RpoHours, FilteredWorkloads>({
		field: {
			displayName: 'No Point for Hours',
			name: 'noRestorePointForHours',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 24,
			description:
				'Only workloads whose latest restore point is older than these hours, or that have none. Other hours for some: RPO Exceptions.',
		},
		read: (filters, name) => ({
			hours: filters.number(name),
			exceptions: readExceptions(filters),
		}),
		rule: (settings, { kind, now, snapshotsCount, rpo }) => {
			const rules = { ...settings, snapshotsCount };
			const { latestField, snapshotFields } = kind;
			const since = now - rpo.leastHoursOf(rules) * 3_600_000;
			return ruleFor(kind, {
				// Negated: a comparison with a time that is missing is never true, and those without one are wanted.
				expression:
					latestField === undefined
						? undefined
						: not(timeIs(latestField, 'greaterThanOrEqual', since)),
				keep: (item) => !rpo.rpoStateOf(rules, item as unknown as RpoSubject, now).isMet,
				fields: [...(latestField ? [latestField] : []), ...snapshotFields, 'operationMode'],
			});
		},
	}),
	{
		...filter<boolean, FilteredWorkloads>({
			field: {
				displayName: 'Off-Site Copy',
				name: 'offSiteCopy',
				type: 'boolean',
				default: false,
				description:
					'Whether there is a backup in a cloud repository; VSPC reports this only for VMs and computers',
			},
			read: (filters, name) => filters.boolean(name),
			rule: (wanted): WorkloadRule => ({
				keep: ({ copies }) => (copies as { cloud: number }).cloud > 0 === wanted,
				says: ({ copies }) => typeof copies === 'object' && copies !== null,
				needsChains: true,
				fields: [],
			}),
		}),
		fits: ({ chains }) => chains?.says.includes('copies') === true,
	},
	filter<unknown, FilteredWorkloads>({
		field: rpoExceptionsField,
		read: (filters, name) => {
			if (filters.has('noRestorePointForHours')) return readExceptions(filters);
			const advice = 'Add the filter No Point for Hours, too: exceptions are from its hours.';
			throw filters.refuse(name, 'has no effect by itself', advice);
		},
		// They are a part of the rule of No Point for Hours.
		rule: () => undefined,
	}),
];

type RpoHours = Pick<RpoRules, 'hours' | 'exceptions'>;

function not(...items: FilterExpression[]): FilterExpression | undefined {
	return items.length > 0 ? { operation: 'not', items: [either(items)] } : undefined;
}

function either(items: FilterExpression[]): FilterExpression {
	return items.length === 1 ? items[0] : { operation: 'or', items };
}

/** Names with * for any text; in a name of 1,000 characters, a pattern of many stars still takes no time. */
function patternOf(pattern: string): (name: string) => boolean {
	const parts = pattern.toLowerCase().split('*');
	return (name) => {
		const text = name.toLowerCase();
		if (parts.length === 1) return text === parts[0];
		const [first, last] = [parts[0], parts[parts.length - 1]];
		if (!text.startsWith(first)) return false;
		let place = first.length;
		for (const part of parts.slice(1, -1)) {
			const found = text.indexOf(part, place);
			if (found < 0) return false;
			place = found + part.length;
		}
		return text.length - last.length >= place && text.endsWith(last);
	};
}

const fitsAny = ({ fits }: WorkloadFilterRow, kinds: WorkloadKind[]) =>
	fits === undefined || kinds.some(fits);

/** The collection 'Filters' for workloads of these kinds: without those that VSPC says nothing for. */
export function workloadFiltersField(kinds: WorkloadKind[]): INodeProperties {
	const shown = filterRows.filter((one) => fitsAny(one, kinds));
	return filtersField(shown, 'Only workloads that match all of these filters');
}

/** A report says of all workloads how old their restore points are, by hours of its own. */
const reportFilterRows = filterRows.filter(
	({ field }) => !['noRestorePointForHours', 'rpoExceptions'].includes(field.name),
);

/** 'Filters' of a report on workloads. */
export const workloadReportFilters: INodeProperties = filtersField(
	reportFilterRows,
	'Only workloads that match all of these filters',
);

/** What workloads are, and not how they are at the moment: that is what a trigger is about. */
const watchedRows = filterRows.filter(({ field: { name } }) =>
	['backupServerUid', 'companyUid', 'excludeNames', 'nameContains'].includes(name),
);

/** The collection 'Filters' of a trigger. */
export const watchedWorkloadFilters = filtersField(
	watchedRows,
	'Only workloads that match all of these filters when the event occurs. The end of a problem is always reported.',
);

/** Reads the filters of a trigger. Throws as readWorkloadFilters does. */
export function readWatchedFilters(p: Parameters, kinds: WorkloadKind[]): WorkloadsInput {
	return inputOf(p, kinds, watchedRows);
}

/** What filters leave of the kinds. */
export interface WorkloadsInput {
	kinds: WorkloadKind[];
	left: LeftKind[];
	filters: WorkloadFilter[];
}

/**
 * Reads the filters for workloads.
 *
 * @throws NodeOperationError naming the filter; also when no kind is left
 */
export function readWorkloadFilters(
	p: Parameters,
	kinds: WorkloadKind[],
	isReport = false,
): WorkloadsInput {
	return inputOf(p, kinds, isReport ? reportFilterRows : filterRows);
}

function inputOf(p: Parameters, kinds: WorkloadKind[], rows: WorkloadFilterRow[]): WorkloadsInput {
	const set = readFilters(p, rows);
	const rowOf = (name: string) => rows.find(({ field }) => field.name === name)!;
	const filters = set.map((one) => ({ ...one, label: rowOf(one.name).field.displayName }));
	const left = kinds.flatMap((kind) => {
		const others = filters.filter(({ name }) => fitsAny(rowOf(name), [kind]));
		const by = filters.find((one) => !others.includes(one));
		return by ? [{ kind, label: by.label, others }] : [];
	});
	if (left.length === kinds.length) {
		const labels = [...new Set(left.map(({ label }) => `'${label}'`))].join(' and ');
		throw p.error(
			`The filter ${labels}${p.where} leaves out all workloads: VSPC does not show this for ${kinds.map(({ plural }) => plural).join(', ')}`,
			'Remove the filter, or choose a resource of which VSPC says it.',
		);
	}
	return { kinds: kinds.filter((kind) => left.every((one) => one.kind !== kind)), left, filters };
}
