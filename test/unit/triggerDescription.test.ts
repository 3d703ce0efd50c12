import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';

const valuesOf = ({ options = [] }: INodeProperties) =>
	options.map((option) => ('value' in option ? option.value : option.name));
const defaultsOf = ({ options = [] }: INodeProperties) =>
	Object.fromEntries((options as INodeProperties[]).map((option) => [option.name, option.default]));

/** What people see of the triggers in the editor, and the names that their workflows depend on. */
describe.each([
	{
		node: new VspcJobTrigger() as INodeType,
		action: new VspcJob() as INodeType,
		name: 'vspcJobTrigger',
		fields: ['authentication', 'notice', 'events', 'jobKinds', 'filters', 'options'],
		choices: {
			events: [
				'escalated',
				'failed',
				'overdue',
				'recovered',
				'success',
				'warning',
				'serverDisconnected',
				'serverReconnected',
			],
			jobKinds: ['agentJob', 'job', 'microsoft365Job'],
		},
		defaults: { events: ['failed', 'recovered'], jobKinds: ['agentJob', 'job', 'microsoft365Job'] },
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
			addTicketFields: true,
			afterFailuresInRow: 2,
			afterPause: 'continue',
			afterRestart: 'continue',
			disconnectedMinutes: 30,
			emitExisting: true,
			escalateAfterFailures: 3,
			escalateAfterHours: 24,
			findMissedSessions: false,
			includeNames: false,
			overdueHours: 24,
			stillAfterMinutes: 15,
			warningCountsAs: 'success',
		},
	},
	{
		node: new VspcAlarmTrigger() as INodeType,
		action: new VspcAlarm() as INodeType,
		name: 'vspcAlarmTrigger',
		fields: ['authentication', 'notice', 'events', 'minimumSeverity', 'filters', 'options'],
		choices: {
			events: ['changed', 'raised', 'resolved'],
			minimumSeverity: ['Error', 'Info', 'Warning'],
		},
		defaults: { events: ['raised', 'resolved'], minimumSeverity: 'Warning' },
		filters: ['alarmTemplateUid', 'companyUid', 'computerNameContains', 'objectType'],
		options: {
			afterPause: 'continue',
			afterRestart: 'continue',
			emitExisting: true,
			includeNames: false,
			stillAfterMinutes: 15,
		},
	},
	{
		node: new VspcWorkloadTrigger() as INodeType,
		action: new VspcWorkload() as INodeType,
		name: 'vspcWorkloadTrigger',
		fields: [
			...['authentication', 'notice', 'events', 'rpoHours', 'workloadKinds'],
			...['filters', 'options'],
		],
		choices: {
			events: ['appeared', 'cleared', 'disappeared', 'protected', 'suspicious', 'unprotected'],
		},
		defaults: { events: ['protected', 'unprotected'], rpoHours: 24 },
		filters: ['backupServerUid', 'companyUid', 'excludeNames', 'nameContains'],
		options: {
			afterPause: 'continue',
			afterRestart: 'continue',
			emitExisting: true,
			includeNames: false,
			rpoExceptions: {},
			snapshotsCount: true,
		},
	},
])('$name', ({ node, action, name, fields, choices, defaults, filters, options }) => {
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

	test('icon and credentials are those of the node for what it watches', () => {
		expect(description.icon).toEqual(action.description.icon);
		expect(description.credentials).toEqual(action.description.credentials);
	});

	test('says before and after publishing what the first poll does', () => {
		const { displayName, type } = field('notice');
		expect(type).toBe('notice');
		expect(displayName).toMatch(/first poll only records .*interval of 5 to 10 minutes/s);
		expect(description.activationMessage).toBe(displayName);
		expect(description.eventTriggerDescription).toBe(displayName);
	});

	test('its events read well in the list of nodes, as "On job failed", and below the node', () => {
		const [word] = action.description.displayName.split(' ').slice(1);
		for (const { name } of field('events').options as INodePropertyOptions[]) {
			expect(name).toMatch(new RegExp(`^(${word}|Server) [A-Z][a-z]+$`));
		}
		expect(description.subtitle).toContain(`"${word}: " + `);
	});

	test('its lists search by methods that the node has', () => {
		const used = (field('filters').options as INodeProperties[]).flatMap(({ modes = [] }) =>
			modes.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []),
		);
		expect([...new Set(used)].sort()).toEqual(Object.keys(methods!.listSearch!).sort());
	});
});
