import type { INodeProperties } from 'n8n-workflow';

import { alarmEventFilters } from '../form/alarms';
import { filtersField, readFilters } from '../form/filters';
import { continuityOptions, readContinuity } from '../form/options';
import type { Parameters } from '../form/parameters';
import type { AlarmWatchSettings } from '../trigger/alarms/alarmTrigger';
import type { AlarmEvent } from '../trigger/alarms/events';
import type { Severity } from '../vspc/alarms';

export const alarmTriggerFields: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Changed',
				value: 'changed',
				description: 'An alarm that was told has another severity, or has come again',
			},
			{
				name: 'Raised',
				value: 'raised',
				description: 'An alarm is active, and nothing was told of it before',
			},
			{
				name: 'Resolved',
				value: 'resolved',
				description:
					'An alarm that was told is resolved, or no longer among the active ones; once for each',
			},
		],
		default: ['raised', 'resolved'],
		description:
			'What to start the workflow for: one item for each event, the oldest first. Raised has to be among them.',
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
		description: 'Alarms that are less severe are not told',
	},
	filtersField(
		alarmEventFilters,
		'Only alarms for which all of these hold. That an alarm is resolved is told in any case.',
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
				default: false,
				description:
					'Whether to tell once of the alarms that are active when the trigger begins. Else it begins with what happens from then on.',
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
				displayName: 'Only if Still Active After (Minutes)',
				name: 'stillAfterMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				// What whoever adds the option wants; without it there is no waiting.
				default: 15,
				description:
					'How long an alarm must stay active before it is told: many resolve by themselves. One that somebody acknowledges meanwhile is not told. 0 tells at once.',
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
	const others = events.map((event) => `'${event[0].toUpperCase()}${event.slice(1)}'`);
	throw p.error(
		`${others.join(' and ')} need${others.length === 1 ? 's' : ''} 'Raised' among the Events`,
		'Only of alarms that this trigger has told as raised it tells what becomes of them. Add Raised to Events; an IF node behind the trigger can leave it out.',
	);
}
