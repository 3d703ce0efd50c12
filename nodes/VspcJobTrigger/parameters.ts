import type { INodeProperties } from 'n8n-workflow';

import { filtersOfAllKinds, jobKindsField, readJobsInput } from '../form/jobKinds';
import { continuityOptions, readContinuity } from '../form/options';
import type { Parameters } from '../form/parameters';
import type { EventName, WatchRules } from '../trigger/jobs/events';
import type { WatchSettings } from '../trigger/jobs/jobTrigger';
import type { ServerEventName } from '../trigger/jobs/serverDecide';
import type { ServerRules } from '../trigger/jobs/serverWatch';

/** What everybody should know before publishing. */
export const FIRST_POLL =
	'After you publish, the first poll only records the state of all jobs, unless Emit Existing Problems is on. From then on, each event that you have chosen starts the workflow. Under Poll Times, choose an interval of 5 to 10 minutes: VSPC itself learns of a session some minutes after it has ended.';

export const triggerFields: INodeProperties[] = [
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
				name: 'Job Escalated',
				value: 'escalated',
				description:
					'A problem goes on: the third failure in a row, or what Escalate (Failures) and Escalate (Hours) say. Once for each open problem.',
			},
			{
				name: 'Job Failed',
				value: 'failed',
				description: 'A session of a job has failed, or a user stopped it',
			},
			{
				name: 'Job Overdue',
				value: 'overdue',
				description:
					'An enabled job has had no success for too long: once, until it succeeds again',
			},
			{
				name: 'Job Recovered',
				value: 'recovered',
				description:
					'A job with an open problem has succeeded again, was disabled or deleted, or has not been visible for 30 days. A problem is open from the event Job Failed, Job Warning, Job Overdue or Job Escalated of this trigger on.',
			},
			{
				name: 'Job Succeeded',
				value: 'success',
				description: 'A session of a job has succeeded',
			},
			{
				name: 'Job Warning',
				value: 'warning',
				description: 'A session of a job has ended with a warning',
			},
			{
				name: 'Server Disconnected',
				value: 'serverDisconnected',
				description:
					'VSPC has lost the connection to a backup server or Microsoft 365 server: its jobs show an old state, and none of them fails',
			},
			{
				name: 'Server Reconnected',
				value: 'serverReconnected',
				description: 'A server for which Server Disconnected was reported is connected again',
			},
		],
		default: ['failed', 'recovered'],
		description: 'Which events start the workflow: one item for each event, the oldest first',
	},
	{ ...jobKindsField, description: 'Which kinds of jobs to watch' },
	{
		...filtersOfAllKinds,
		description:
			'Only jobs that match all of these filters when the event occurs. The end of a problem is always reported.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Add Ticket Fields',
				name: 'addTicketFields',
				type: 'boolean',
				// Whoever adds the option wants them; without it there are none.
				default: true,
				description:
					'Whether to add ticketTitle, ticketText, failedObjects, failedCount, objectCount, probableCause and suggestedUrgency. This takes no requests, except for the names of the computers of agent jobs: one for 15 events, at most 8 in a poll.',
			},
			...continuityOptions,
			{
				displayName: 'Disconnected (Minutes)',
				name: 'disconnectedMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 30,
				description:
					'How long a server must be disconnected before Server Disconnected starts the workflow. Counted from when a poll first saw it; servers are read every 10 minutes.',
			},
			{
				displayName: 'Emit Existing Problems',
				name: 'emitExisting',
				type: 'boolean',
				// What whoever adds the option wants; without it only new events count.
				default: true,
				description:
					'Whether to report, once, the problems that already exist when the trigger starts. Without this option, only new events are reported.',
			},
			{
				displayName: 'Escalate (Failures)',
				name: 'escalateAfterFailures',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 3,
				description:
					'With which failure in a row Job Escalated starts the workflow. Only a success ends the row.',
			},
			{
				displayName: 'Escalate (Hours)',
				name: 'escalateAfterHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				// What whoever adds the option wants; without it only failures count.
				default: 24,
				description:
					'How long a problem may last before Job Escalated starts the workflow, if Escalate (Failures) has not done so before. Counted from when a poll first saw the problem. 0 is never.',
			},
			{
				displayName: 'Find Missed Sessions',
				name: 'findMissedSessions',
				type: 'boolean',
				// Whoever adds the option wants nothing read for them; without it they are looked for.
				default: false,
				description:
					'Whether to report sessions that ended and were followed by another one before any poll, and to count failures from before the trigger started. They come from the session history of VSPC 9, which needs a portal role, and is read every 10 minutes. On without this option.',
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
				displayName: 'Min Duration (Minutes)',
				name: 'stillAfterMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				// What whoever adds the option wants; without it there is no waiting.
				default: 15,
				description:
					'How long a job must remain failed (or in warning) before the workflow starts. Backup servers retry failed jobs automatically. 0 starts it immediately.',
			},
			{
				displayName: 'Min Failures in a Row',
				name: 'afterFailuresInRow',
				type: 'number',
				typeOptions: { minValue: 1 },
				// What whoever adds the option wants; without it the first failure counts.
				default: 2,
				description:
					'Which failure in a row is the first one that starts the workflow as Job Failed: 1 is every failure. Only a success ends the row.',
			},
			{
				displayName: 'Overdue After (Hours)',
				name: 'overdueHours',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 24,
				description:
					'How long a job may go without a success. Jobs without a schedule, and jobs whose own schedule is longer, are never overdue. A job always has an hour more than its schedule requires.',
			},
			{
				displayName: 'Warning Counts As',
				name: 'warningCountsAs',
				type: 'options',
				options: [
					{
						name: 'Problem',
						value: 'problem',
						description: 'A failed job that then ends with a warning has not recovered',
					},
					{
						name: 'Success',
						value: 'success',
						description: 'A failed job that then ends with a warning has recovered',
					},
				],
				default: 'success',
				description: 'Whether a session that ended with a warning ends a problem',
			},
		],
	},
];

const PROBLEMS: EventName[] = ['failed', 'warning', 'overdue', 'escalated'];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(p: Parameters): WatchSettings {
	const { kinds, notes, filters, customFilter } = readJobsInput(p);
	const rules = readRules(p);
	const servers = readServerRules(p, rules);
	checkEvents(p, rules.events);
	checkServerEvents(p, servers, kinds);
	return {
		kinds: kinds.map(({ name, kind }) => ({ name, kind })),
		notWatched: notes,
		jobs: { filters, customFilter },
		rules,
		...(servers.events.size > 0 ? { servers } : {}),
		includeNames: p.options.boolean('includeNames', true),
		addTicketFields: p.options.boolean('addTicketFields', false),
		findMissedSessions: p.options.boolean('findMissedSessions', true),
		...readContinuity(p),
	};
}

const SERVER_EVENTS: ServerEventName[] = ['serverDisconnected', 'serverReconnected'];

function isOfJobs(event: EventName | ServerEventName): event is EventName {
	return !SERVER_EVENTS.some((one) => one === event);
}

function readServerRules(p: Parameters, { emitExisting }: WatchRules): ServerRules {
	const chosen = p.list<EventName | ServerEventName>('events');
	return {
		events: new Set(SERVER_EVENTS.filter((event) => chosen.includes(event))),
		disconnectedAfter: p.options.number('disconnectedMinutes', 30) * 60,
		emitExisting,
	};
}

/** A kind of jobs without servers, or a recovery of what is never reported, would be a trigger that stays silent. */
function checkServerEvents(
	p: Parameters,
	{ events }: ServerRules,
	kinds: Array<{ name: string }>,
): void {
	if (events.size === 0) return;
	if (!events.has('serverDisconnected')) {
		throw p.error(
			"The event 'Server Reconnected' needs 'Server Disconnected' among the events",
			'A server reconnects for which this trigger has reported before that it is disconnected.',
		);
	}
	if (kinds.some(({ name }) => name !== 'agentJob')) return;
	throw p.error(
		"The event 'Server Disconnected' needs 'Backup Server Job' or 'Microsoft 365 Job' among Job Kinds",
		'Jobs of agents run without a server.',
	);
}

function readRules(p: Parameters): WatchRules {
	const { options } = p;
	return {
		events: new Set(p.list<EventName | ServerEventName>('events').filter(isOfJobs)),
		warningIsProblem: options.choice('warningCountsAs', 'success') === 'problem',
		stillAfter: options.number('stillAfterMinutes', 0) * 60,
		overdueAfter: options.number('overdueHours', 24) * 3600,
		emitExisting: options.boolean('emitExisting', false),
		afterFailures: options.number('afterFailuresInRow', 1),
		escalateAfterFailures: options.number('escalateAfterFailures', 3),
		escalateAfter: options.number('escalateAfterHours', 0) * 3600,
	};
}

/** Settings that make no sense with each other would make a trigger that never emits anything. */
function checkEvents(p: Parameters, events: ReadonlySet<EventName>): void {
	if (!events.has('recovered') || PROBLEMS.some((event) => events.has(event))) return;
	throw p.error(
		"The event 'Job Recovered' needs 'Job Failed', 'Job Warning', 'Job Overdue' or 'Job Escalated' among the events",
		'A job recovers from a problem that this trigger has reported before.',
	);
}
