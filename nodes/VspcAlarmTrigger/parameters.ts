import type { INodeProperties } from 'n8n-workflow';

import { alarmEventFilters } from '../form/alarms';
import { filtersField, readFilters } from '../form/filters';
import { continuityOptions, readContinuity } from '../form/options';
import type { Parameters } from '../form/parameters';
import type { AlarmWatchSettings } from '../trigger/alarms/alarmTrigger';
import type { AlarmEvent } from '../trigger/alarms/events';
import type { Severity } from '../vspc/alarms';

/** What everybody should know before publishing. */
export const FIRST_POLL =
	'After you publish, the first poll only records which alarms are active, unless Emit Existing Alarms is on. From then on, each event that you have chosen starts the workflow. Under Poll Times, choose an interval of 5 to 10 minutes.';

export const alarmTriggerFields: INodeProperties[] = [
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
				name: 'Alarm Changed',
				value: 'changed',
				description: 'A reported alarm has another severity, or was raised again',
			},
			{
				name: 'Alarm Raised',
				value: 'raised',
				description: 'An active alarm that has not been reported yet',
			},
			{
				name: 'Alarm Resolved',
				value: 'resolved',
				description:
					'A reported alarm is resolved, or VSPC no longer lists it: once for each alarm',
			},
		],
		default: ['raised', 'resolved'],
		description:
			'Which events start the workflow: one item for each event, the oldest first. Include Alarm Raised: the other events follow alarms that were raised before.',
	},
	{
		displayName: 'Minimum Severity',
		name: 'minimumSeverity',
		type: 'options',
		options: [
			{ name: 'Error', value: 'Error' },
			{ name: 'Info', value: 'Info', description: 'All alarms' },
			{ name: 'Warning', value: 'Warning', description: 'Warnings and errors' },
		],
		default: 'Warning',
		description: 'Less severe alarms are ignored',
	},
	filtersField(
		alarmEventFilters,
		'Only alarms that match all of these filters. That an alarm is resolved is always reported.',
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
				displayName: 'Emit Existing Alarms',
				name: 'emitExisting',
				type: 'boolean',
				// What whoever adds the option wants; without it only new events count.
				default: true,
				description:
					'Whether to report, once, the alarms that are already active when the trigger starts. Without this option, only new events are reported.',
			},
			{
				displayName: 'Include Names',
				name: 'includeNames',
				type: 'boolean',
				// Whoever adds the option wants them away; without it there are names.
				default: false,
				description: 'Whether to add companyUid, companyName and locationName',
			},
			{
				displayName: 'Min Duration (Minutes)',
				name: 'stillAfterMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				// What whoever adds the option wants; without it there is no waiting.
				default: 15,
				description:
					'How long an alarm must remain active before the workflow starts. Many alarms resolve automatically. An alarm that somebody acknowledges in the meantime is not reported. 0 starts it immediately.',
			},
		],
	},
];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(p: Parameters): AlarmWatchSettings {
	const { options } = p;
	return {
		filters: readFilters(p, alarmEventFilters),
		rules: {
			events: readEvents(p),
			minimum: p.choice<Severity>('minimumSeverity'),
			stillAfter: options.number('stillAfterMinutes', 0) * 60,
			emitExisting: options.boolean('emitExisting', false),
		},
		includeNames: options.boolean('includeNames', true),
		...readContinuity(p),
	};
}

function readEvents(p: Parameters): Set<AlarmEvent> {
	const events = p.list<AlarmEvent>('events');
	if (events.includes('raised')) return new Set(events);
	const others = events.map((event) => `'Alarm ${event[0].toUpperCase()}${event.slice(1)}'`);
	throw p.error(
		`${others.join(' and ')} need${others.length === 1 ? 's' : ''} 'Alarm Raised' among the events`,
		'This trigger follows an alarm only after it has reported it as raised. Add Alarm Raised to the events; an If node after the trigger can filter it out.',
	);
}
