import type { INodeProperties } from 'n8n-workflow';

import { filtersOfAllKinds, jobKindsField, readJobs } from '../form/jobKinds';
import { continuityOptions, readContinuity } from '../form/options';
import type { Parameters } from '../form/parameters';
import type { EventName, WatchRules } from '../trigger/jobs/events';
import type { WatchSettings } from '../trigger/jobs/jobTrigger';

export const triggerFields: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Failed',
				value: 'failed',
				description: 'A session of a job has failed, or was stopped by a user',
			},
			{
				name: 'Overdue',
				value: 'overdue',
				description: 'An enabled job has had no success for too long; once until it succeeds again',
			},
			{
				name: 'Recovered',
				value: 'recovered',
				description:
					'A job with an open problem (failed, warning or overdue, emitted by this trigger) has succeeded again, was disabled or deleted, or has not been visible for 30 days; once for each problem',
			},
			{ name: 'Success', value: 'success', description: 'A session of a job has succeeded' },
			{
				name: 'Warning',
				value: 'warning',
				description: 'A session of a job has ended with a warning',
			},
		],
		default: ['failed', 'recovered'],
		description: 'What to start the workflow for: one item for each event, the oldest first',
	},
	{ ...jobKindsField, description: 'Which kinds of jobs to watch' },
	filtersOfAllKinds(
		'Only events of jobs for which all of these hold when it happens. How a problem ends is told in any case.',
	),
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
				default: false,
				description:
					'Whether to tell once of the problems that are there when the trigger begins. Else it begins with what happens from then on.',
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
				displayName: 'Only if Still so After (Minutes)',
				name: 'stillAfterMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				// What whoever adds the option wants; without it there is no waiting.
				default: 15,
				description:
					'How long a job must stay failed, or with a warning, before that is told: backup servers retry failed jobs by themselves. 0 tells at once.',
			},
			{
				displayName: 'Overdue After (Hours)',
				name: 'overdueHours',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 24,
				description:
					'How long a job may go without a success. Jobs without a schedule, and those whose own schedule is longer, are left out; a job always has an hour more than its schedule asks for.',
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

const PROBLEMS: EventName[] = ['failed', 'warning', 'overdue'];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(p: Parameters): WatchSettings {
	const { kinds, notes, filters, customFilter } = readJobs(p);
	const rules = readRules(p);
	checkEvents(p, rules.events);
	return {
		kinds: kinds.map(({ name, kind }) => ({ name, kind })),
		notWatched: notes,
		jobs: { filters, customFilter },
		rules,
		includeNames: p.options.boolean('includeNames', true),
		...readContinuity(p),
	};
}

function readRules(p: Parameters): WatchRules {
	const { options } = p;
	return {
		events: new Set(p.list<EventName>('events')),
		warningIsProblem: options.choice('warningCountsAs', 'success') === 'problem',
		stillAfter: options.number('stillAfterMinutes', 0) * 60,
		overdueAfter: options.number('overdueHours', 24) * 3600,
		emitExisting: options.boolean('emitExisting', false),
	};
}

/** Settings that make no sense with each other would make a trigger that never emits anything. */
function checkEvents(p: Parameters, events: ReadonlySet<EventName>): void {
	if (!events.has('recovered') || PROBLEMS.some((event) => events.has(event))) return;
	throw p.error(
		"The event 'Recovered' needs 'Failed', 'Warning' or 'Overdue' among the events",
		'A job recovers from a problem that this trigger has told.',
	);
}
