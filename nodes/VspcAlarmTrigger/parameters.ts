import {
	type IDataObject,
	type INodeProperties,
	type IPollFunctions,
	NodeOperationError,
} from 'n8n-workflow';

import { alarmFiltersField, readGivenAlarmFilters } from '../form/alarms';
import { toSwitch } from '../form/choice';
import { continuityOptions, readChoice, readContinuity, readNumber } from '../form/continuity';
import type { AlarmWatchSettings } from '../trigger/alarms/alarmTrigger';
import type { AlarmEvent } from '../trigger/alarms/events';
import { SEVERITIES, type Severity } from '../vspc/alarms';

/** An event has a severity and a time of its own, and says whether the alarm is resolved. */
const NOT_FOR_EVENTS = ['severity', 'since', 'status'];

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
	{
		...alarmFiltersField,
		description:
			'Only alarms for which all of these hold. That an alarm is resolved is told in any case.',
		options: ((alarmFiltersField.options ?? []) as INodeProperties[]).filter(
			({ name }) => !NOT_FOR_EVENTS.includes(name),
		),
	},
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
				default: true,
				description: 'Whether to add companyUid, companyName and locationName',
			},
			{
				displayName: 'Only if Still Active After (Minutes)',
				name: 'stillAfterMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description:
					'How long an alarm must stay active before it is told: many resolve by themselves. One that somebody acknowledges meanwhile is not told. 0 tells at once.',
			},
		],
	},
];

const EVENTS: AlarmEvent[] = ['raised', 'changed', 'resolved'];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(context: IPollFunctions): AlarmWatchSettings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const events = readChoice(context, 'events', 'Events', EVENTS);
	if (!events.includes('raised')) {
		const others = events.map((event) => `'${event[0].toUpperCase()}${event.slice(1)}'`);
		throw new NodeOperationError(
			context.getNode(),
			`${others.join(' and ')} need${others.length === 1 ? 's' : ''} 'Raised' among the Events`,
			{
				description:
					'Only of alarms that this trigger has told as raised it tells what becomes of them. Add Raised to Events; an IF node behind the trigger can leave it out.',
			},
		);
	}
	const still = 'Only if Still Active After (Minutes)';
	return {
		filters: readGivenAlarmFilters(context, context.getNodeParameter('filters', {}) as IDataObject),
		rules: {
			events: new Set(events),
			minimum: readSeverity(context),
			stillAfter: readNumber(context, still, options.stillAfterMinutes ?? 0, 0) * 60,
			emitExisting: toSwitch(context, options.emitExisting, "option 'Emit Existing Alarms'", false),
		},
		includeNames: toSwitch(context, options.includeNames, "option 'Include Names'", true),
		...readContinuity(context, options),
	};
}

function readSeverity(context: IPollFunctions): Severity {
	const given = String(context.getNodeParameter('minimumSeverity', 'Warning'));
	const severity = SEVERITIES.find((name) => name.toLowerCase() === given.toLowerCase());
	if (severity) return severity;
	throw new NodeOperationError(
		context.getNode(),
		`The parameter 'Minimum Severity' has the value '${given.slice(0, 60)}'`,
		{ description: `Choose one of: ${SEVERITIES.join(', ')}.` },
	);
}
