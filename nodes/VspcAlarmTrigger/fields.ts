import type { INodeProperties } from 'n8n-workflow';

import { alarmFiltersField } from '../fields/alarmFilters';
import { continuityOptions } from '../fields/continuity';

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
