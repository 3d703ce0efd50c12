import type { INodeProperties, INodeType } from 'n8n-workflow';

import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';

/** What people see of the triggers in the editor, and the names that their workflows depend on. */
const job = new VspcJob().description;

const valuesOf = ({ options = [] }: INodeProperties) =>
	options.map((option) => ('value' in option ? option.value : option.name));
const defaultsOf = ({ options = [] }: INodeProperties) =>
	Object.fromEntries((options as INodeProperties[]).map((option) => [option.name, option.default]));

describe.each([
	{
		node: new VspcJobTrigger() as INodeType,
		name: 'vspcJobTrigger',
		fields: ['authentication', 'events', 'jobKinds', 'filters', 'options'],
		choices: {
			events: ['failed', 'overdue', 'recovered', 'success', 'warning'],
			jobKinds: ['agentJob', 'job', 'microsoft365Job'],
		},
		defaults: { events: ['failed', 'recovered'], jobKinds: ['job'] },
		filters: [
			'backupServerUid',
			'companyUid',
			'customFilter',
			'enabled',
			'failureMessageContains',
			'lastRunAfter',
			'lastRunBefore',
			'nameContains',
			'noSuccessForHours',
			'status',
			'type',
		],
		options: {
			afterPause: 'continue',
			afterRestart: 'continue',
			emitExisting: false,
			includeNames: false,
			overdueHours: 24,
			stillAfterMinutes: 15,
			warningCountsAs: 'success',
		},
	},
	{
		node: new VspcAlarmTrigger() as INodeType,
		name: 'vspcAlarmTrigger',
		fields: ['authentication', 'events', 'minimumSeverity', 'filters', 'options'],
		choices: {
			events: ['changed', 'raised', 'resolved'],
			minimumSeverity: ['Error', 'Info', 'Warning'],
		},
		defaults: { events: ['raised', 'resolved'], minimumSeverity: 'Warning' },
		filters: ['alarmTemplateUid', 'companyUid', 'computerNameContains', 'objectType'],
		options: {
			afterPause: 'continue',
			afterRestart: 'continue',
			emitExisting: false,
			includeNames: false,
			stillAfterMinutes: 15,
		},
	},
])('$name', ({ node, name, fields, choices, defaults, filters, options }) => {
	const { description, methods } = node;
	const field = (wanted: string) => description.properties.find((each) => each.name === wanted)!;

	test('its public names', () => {
		expect(description.name).toBe(name);
		expect(description.polling).toBe(true);
		expect(description.inputs).toEqual([]);
		expect(description.properties.map((each) => each.name)).toEqual(fields);
		for (const [each, values] of Object.entries(choices))
			expect(valuesOf(field(each))).toEqual(values);
		for (const [each, value] of Object.entries(defaults))
			expect(field(each).default).toEqual(value);
		expect(Object.keys(defaultsOf(field('filters'))).sort()).toEqual(filters);
		expect(defaultsOf(field('options'))).toEqual(options);
	});

	test('icon and credentials are those of VSPC Job', () => {
		expect(description.icon).toEqual(job.icon);
		expect(description.credentials).toEqual(job.credentials);
	});

	test('its lists search by methods that the node has', () => {
		const used = (field('filters').options as INodeProperties[]).flatMap(({ modes = [] }) =>
			modes.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []),
		);
		expect([...new Set(used)].sort()).toEqual(Object.keys(methods!.listSearch!).sort());
	});
});
