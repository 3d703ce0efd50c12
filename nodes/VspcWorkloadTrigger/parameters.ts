import type { INodeProperties } from 'n8n-workflow';

import { choicesInWords } from '../form/filters';
import { continuityOptions, readContinuity } from '../form/options';
import type { Parameters } from '../form/parameters';
import { readExceptions, rpoExceptionsField } from '../form/rpo';
import { readWatchedFilters, watchedWorkloadFilters } from '../form/workloadFilters';
import { WORKLOAD_KINDS } from '../form/workloads';
import type { WorkloadEventName } from '../trigger/workloads/decide';
import type { WorkloadWatchSettings } from '../trigger/workloads/workloadTrigger';
import { capitalized } from '../util/text';

/** What everybody should know before publishing. */
export const FIRST_POLL =
	'After you publish, the first poll only records how the workloads are, unless Emit Existing Problems is on. From then on, each event that you have chosen starts the workflow. Workloads are read once an hour. Under Poll Times, choose an interval of 5 to 10 minutes.';

const KIND_WORDS = Object.fromEntries(
	WORKLOAD_KINDS.map(({ name, plural }) => [name, capitalized(plural)]),
);

export const workloadTriggerFields: INodeProperties[] = [
	{
		displayName: FIRST_POLL,
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Workload Appeared',
				value: 'appeared',
				description: 'VSPC lists a workload that it did not list before',
			},
			{
				name: 'Workload Cleared',
				value: 'cleared',
				description: 'A workload that was reported as suspicious is clean, or gone',
			},
			{
				name: 'Workload Disappeared',
				value: 'disappeared',
				description:
					'VSPC has not listed a workload for a day, though the account still sees its company and its server',
			},
			{
				name: 'Workload Protected',
				value: 'protected',
				description:
					'A workload that was reported as unprotected has a restore point within the RPO, is gone, or has not been visible for 30 days',
			},
			{
				name: 'Workload Suspicious',
				value: 'suspicious',
				description:
					'VSPC shows a VM, or a computer that a backup server manages, as Suspicious or Infected: once, until it is clean',
			},
			{
				name: 'Workload Unprotected',
				value: 'unprotected',
				description:
					'The latest restore point is older than RPO (Hours), or there is none: once, until there is one within the RPO',
			},
		],
		default: ['protected', 'unprotected'],
		description: 'Which events start the workflow: one item for each event, the oldest first',
	},
	{
		displayName: 'RPO (Hours)',
		name: 'rpoHours',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 24,
		description:
			'How old the latest restore point may be. Other hours for some: RPO Exceptions under Options.',
	},
	{
		displayName: 'Workload Kinds',
		name: 'workloadKinds',
		type: 'multiOptions',
		required: true,
		options: choicesInWords(Object.keys(KIND_WORDS), KIND_WORDS),
		default: [...WORKLOAD_KINDS.map(({ name }) => name)],
		description: 'Which kinds of workloads to watch',
	},
	watchedWorkloadFilters,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...continuityOptions,
			{
				displayName: 'Emit Existing Problems',
				name: 'emitExisting',
				type: 'boolean',
				// What whoever adds the option wants; without it only new events count.
				default: true,
				description:
					'Whether to report, once, the workloads that are unprotected or suspicious when the trigger starts. Without this option, only new events are reported.',
			},
			{
				displayName: 'Include Names',
				name: 'includeNames',
				type: 'boolean',
				// Whoever adds the option wants them away; without it there are names.
				default: false,
				description:
					'Whether to add companyUid, companyName, backupServerName, locationName and siteName',
			},
			{
				...rpoExceptionsField,
				description:
					'Other hours than RPO (Hours), by kind and company. The first one that fits a workload counts.',
			},
			{
				displayName: 'Snapshots Count',
				name: 'snapshotsCount',
				type: 'boolean',
				// What whoever adds the option wants; without it only backups count.
				default: true,
				description:
					'Whether snapshots of databases and file shares in public clouds count as restore points. Without this option, only backups count.',
			},
		],
	},
];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(p: Parameters): WorkloadWatchSettings {
	const { options } = p;
	const names = p.list<string>('workloadKinds');
	const chosen = WORKLOAD_KINDS.filter(({ name }) => names.includes(name));
	const { kinds, left, filters } = readWatchedFilters(p, chosen);
	return {
		kinds,
		filters,
		notWatched: left.map(
			({ kind, label }) =>
				`The filter '${label}' leaves out all ${kind.plural}: VSPC does not show this for them. None is watched.`,
		),
		rules: {
			events: readEvents(p),
			emitExisting: options.boolean('emitExisting', false),
			rpo: {
				hours: p.number('rpoHours'),
				exceptions: readExceptions(options),
				snapshotsCount: options.boolean('snapshotsCount', false),
			},
		},
		includeNames: options.boolean('includeNames', true),
		...readContinuity(p),
	};
}

const NEEDED: Array<[end: WorkloadEventName, begin: WorkloadEventName]> = [
	['protected', 'unprotected'],
	['cleared', 'suspicious'],
];

/** An end of what is never reported would be a trigger that stays silent. */
function readEvents(p: Parameters): Set<WorkloadEventName> {
	const events = p.list<WorkloadEventName>('events');
	for (const [end, begin] of NEEDED) {
		if (!events.includes(end) || events.includes(begin)) continue;
		throw p.error(
			`The event 'Workload ${capitalized(end)}' needs 'Workload ${capitalized(begin)}' among the events`,
			'It is the end of a problem that this trigger has reported before. An If node after the trigger can filter the beginning out.',
		);
	}
	return new Set(events);
}
