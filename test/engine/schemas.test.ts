import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { misfits, readSchemas } from '../schemas';
import { alarmTrigger, HOUR, MINUTE } from './alarms/triggerStage';
import { PolledTrigger } from './harness/poll';
import { runJobNode } from './harness/run';
import { apiKey, useSimulator } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

const schemas = readSchemas();
const tried = new Set<string>();
const simulator = useSimulator({
	jobs: 60,
	agentJobs: 60,
	vb365Jobs: 40,
	alarms: 40,
	resolvedAlarms: 10,
});
const time = useVirtualTime();
const VERSIONS = ['', '3.4', '3.5', '3.5.1', '3.6', '3.6.1'];

function expectToFit(file: string, items: INodeExecutionData[]): void {
	const schema = schemas.get(file);
	expect(schema).toBeDefined();
	tried.add(file);
	expect(items.length).toBeGreaterThan(0);
	const all = items.flatMap(({ json }) => misfits(json, schema!));
	expect([...new Set(all)].slice(0, 5)).toEqual([]);
	// The editor offers the fields before a run in the order in which items have them.
	const order = Object.keys(schema!.properties!);
	const orders = items.map(({ json }) => Object.keys(json).join());
	expect([...new Set(orders)]).toEqual([...new Set(items.map(({ json }) => inOrder(json, order)))]);
}

const inOrder = (item: IDataObject, order: string[]) => order.filter((name) => name in item).join();

async function run(
	nodeType: INodeType,
	[resource, operation]: [string, string],
	parameters: INodeParameters = {},
	apiVersion = '3.6.1',
	items?: IDataObject[],
): Promise<INodeExecutionData[]> {
	const { outputs, error } = await runJobNode({
		nodeType,
		parameters: { authentication: 'apiKey', resource, operation, ...parameters },
		credentials: apiKey(simulator(), { apiVersion }),
		items,
	});
	expect(error).toBeUndefined();
	return outputs[0];
}

const uid = { __rl: true, mode: 'id', value: '={{ $json.key }}' } as unknown as INodeParameters;
const ALL = { includeNames: true, addComputedFields: true, addTicketFields: true };
const few = (items: INodeExecutionData[], key: string) =>
	items.slice(0, 5).map(({ json }) => ({ key: json[key] }));

describe.each(['job', 'agentJob', 'microsoft365Job', 'anyJob'])('%s', (resource) => {
	const file = (operation: string) => `VspcJob/__schema__/v1.0.0/${resource}/${operation}.json`;
	const list = async (apiVersion?: string) =>
		await run(new VspcJob(), [resource, 'getAll'], { returnAll: true, options: ALL }, apiVersion);

	test.each(VERSIONS)("its items are as the schemas say, API version '%s'", async (apiVersion) => {
		const items = await list(apiVersion);
		expectToFit(file('getAll'), items);
		const parameters = { jobUid: uid, options: ALL };
		const keys = few(items, 'jobKey');
		const got = await run(new VspcJob(), [resource, 'get'], parameters, apiVersion, keys);
		expectToFit(file('get'), got);
	});

	test('objects that failed or warned are as the schema says', async () => {
		const keys = (await list()).filter(({ json }) =>
			/^(failed|warning)$/i.test(String(json.status ?? json.lastStatus)),
		);
		const parameters = { jobUid: uid };
		const items = few(keys, 'jobKey');
		const path: [string, string] = [resource, 'getFailedObjects'];
		const objects = await run(new VspcJob(), path, parameters, '3.6.1', items);
		expect(objects.length).toBeGreaterThanOrEqual(items.length);
		expectToFit(file('getFailedObjects'), objects);
	});

	test('what an action outputs is as its schema says', async () => {
		// A job for which VSPC takes every action.
		const fits = ({ type, systemType, status, lastStatus }: IDataObject) =>
			(!['job', 'anyJob'].includes(resource) || (type === 'BackupVm' && status === 'Failed')) &&
			(resource !== 'agentJob' || systemType === 'Windows') &&
			['Failed', 'Warning', 'Success'].includes(String(status ?? lastStatus));
		const some = (await list()).filter(({ json }) => fits(json));
		const keys = few(some, 'jobKey').slice(0, 1);
		const act = async (operation: string) => {
			const acted = await run(new VspcJob(), [resource, operation], { jobUid: uid }, '3.6.1', keys);
			expectToFit(file(operation), acted);
		};
		await act('disable');
		await act('enable');
		if (['job', 'anyJob'].includes(resource)) {
			await act('retry');
			simulator().reset();
		}
		await act('start');
		await act('stop');
	});

	test('a job that an action waited for is as its schema says', async () => {
		simulator().settings.sessions = { seconds: 1, status: 'Success' };
		const fits = ({ type, status, lastStatus }: IDataObject) =>
			(!['job', 'anyJob'].includes(resource) || type === 'BackupVm') &&
			['Failed', 'Warning', 'Success'].includes(String(status ?? lastStatus));
		const some = (await list()).filter(({ json }) => fits(json));
		const options = { ...ALL, waitForCompletion: true };
		const parameters = { jobUid: uid, options };
		const keys = few(some, 'jobKey').slice(0, 1);
		const ended = await run(new VspcJob(), [resource, 'start'], parameters, '3.6.1', keys);
		expect(ended[0].json).toHaveProperty('instanceUid');
		expectToFit(file('start'), ended);
	});
});

test.each(VERSIONS)("sessions are as their schema says, API version '%s'", async (apiVersion) => {
	const parameters = { returnAll: true, period: 'last7Days' };
	const items = await run(new VspcJob(), ['session', 'getAll'], parameters, apiVersion);
	expectToFit('VspcJob/__schema__/v1.0.0/session/getAll.json', items);
});

test.each(['none', 'company'])(
	'a report on workloads is as its schema says, grouped by %s',
	async (groupBy) => {
		const parameters = { reportType: 'workloads', groupBy, rpoHours: 24 };
		const reports = await run(new VspcJob(), ['report', 'create'], parameters);
		expectToFit('VspcJob/__schema__/v1.0.0/report/create.json', reports);
	},
);

test.each(['none', 'company'])('a report is as its schema says, grouped by %s', async (groupBy) => {
	const parameters = {
		jobKinds: ['job', 'agentJob', 'microsoft365Job'],
		groupBy,
		period: 'last30Days',
	};
	const reports = await run(new VspcJob(), ['report', 'create'], parameters);
	expectToFit('VspcJob/__schema__/v1.0.0/report/create.json', reports);
});

test.each(['organizationUid', 'companyUid', 'both'] as const)(
	'alarms are as their schemas say, where VSPC names the company in %s',
	async (alarmCompanyField) => {
		simulator().settings.alarmCompanyField = alarmCompanyField;
		const file = (operation: string) => `VspcAlarm/__schema__/v1.0.0/alarm/${operation}.json`;
		const options = { includeNames: true };
		const all = { returnAll: true, options, filters: { resolution: 'both' } };
		const items = await run(new VspcAlarm(), ['alarm', 'getAll'], all);
		expectToFit(file('getAll'), items);
		const open = items.filter(
			({ json }) => (json.lastActivation as IDataObject).status === 'Error',
		);
		for (const operation of ['get', 'getHistory', 'acknowledge', 'resolve']) {
			const more = operation === 'get' ? { options } : { returnAll: true, comment: 'seen' };
			const keys = few(open, 'alarmKey');
			const parameters = { alarmUid: uid, ...more };
			const got = await run(new VspcAlarm(), ['alarm', operation], parameters, '3.6.1', keys);
			expectToFit(file(operation), got);
		}
	},
);

test.each(VERSIONS)("companies are as their schemas say, API version '%s'", async (apiVersion) => {
	const file = (operation: string) => `VspcCompany/__schema__/v1.0.0/company/${operation}.json`;
	const all = { returnAll: true };
	const items = await run(new VspcCompany(), ['company', 'getAll'], all, apiVersion);
	expectToFit(file('getAll'), items);
	const keys = few(items, 'instanceUid');
	const parameters = { companyUid: uid };
	const got = await run(new VspcCompany(), ['company', 'get'], parameters, apiVersion, keys);
	expectToFit(file('get'), got);
});

test.each([
	...['anyWorkload', 'cloudWorkload', 'computer', 'fileData', 'microsoft365Object'],
	'virtualMachine',
])('workloads are as their schemas say: %s', async (resource) => {
	const file = (operation: string) =>
		`VspcWorkload/__schema__/v1.0.0/${resource}/${operation}.json`;
	const node = new VspcWorkload();
	const items = await run(node, [resource, 'getAll'], { returnAll: true });
	expectToFit(file('getAll'), items);
	const some = items.filter(({ json }) => json.restorePoints !== 0 && json.latestRestorePointUtc);
	const kinds = new Map(some.map((item) => [item.json.workloadKind, item]));
	const keys = few([...kinds.values()], 'workloadKey');
	const parameters = { workloadKey: uid };
	expectToFit(file('get'), await run(node, [resource, 'get'], parameters, '3.6.1', keys));
	const all = { ...parameters, returnAll: true };
	const points = await run(node, [resource, 'getRestorePoints'], all, '3.6.1', keys);
	expectToFit(file('getRestorePoints'), points);
});

describe('triggers', () => {
	const JOB_EVENTS = 'VspcJobTrigger/__schema__/v1.0.0/output.json';
	const ALARM_EVENTS = 'VspcAlarmTrigger/__schema__/v1.0.0/output.json';
	const DAY = 24 * HOUR;

	const jobTrigger = (events: string[], filters: INodeParameters = {}, options = {}) =>
		new PolledTrigger({
			nodeType: new VspcJobTrigger(),
			parameters: {
				authentication: 'apiKey',
				events,
				jobKinds: ['job', 'agentJob', 'microsoft365Job'],
				filters,
				options: { addTicketFields: true, ...options },
			},
			credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		});

	async function pollFor(trigger: PolledTrigger, duration: number, step: number) {
		const items: INodeExecutionData[] = [];
		for (let passed = 0; passed < duration; passed += step) {
			time.advance(step);
			items.push(...(await trigger.poll()));
		}
		return items;
	}

	const all = (field: string, items: INodeExecutionData[]) => [
		...new Set(items.map(({ json }) => json[field])),
	];

	test('events of jobs of all kinds are as the schema says', async () => {
		const trigger = jobTrigger(['failed', 'recovered', 'warning', 'success']);
		await trigger.publish();
		const { jobs, agentJobs, vb365Jobs } = simulator().estate;
		const some = [jobs, agentJobs, vb365Jobs].map((list) => list.slice(0, 3)).flat();
		for (const status of ['Failed', 'Warning', 'Success']) {
			for (const { instanceUid } of some) simulator().endSession(instanceUid, { status });
			expectToFit(JOB_EVENTS, await trigger.poll());
			time.advance(HOUR);
		}
	});

	test('overdue jobs are as the schema says', async () => {
		const trigger = jobTrigger(['overdue']);
		await trigger.publish();
		const items = await pollFor(trigger, 3 * DAY, DAY);
		expect(all('event', items)).toEqual(['overdue']);
		expectToFit(JOB_EVENTS, items);
	});

	test('jobs that are deleted, disabled or no longer visible are as the schema says', async () => {
		// A month of history is long to read, and nothing here happens between polls.
		const trigger = jobTrigger(['failed', 'recovered'], {}, { findMissedSessions: false });
		await trigger.publish();
		time.advance(HOUR);
		const { jobs, agentJobs, vb365Jobs } = simulator().estate;
		const enabled = jobs.filter(({ isEnabled }) => isEnabled);
		const hidden = enabled.slice(0, 12).map(({ instanceUid }) => instanceUid);
		const [deleted, disabled] = enabled.slice(20).map(({ instanceUid }) => instanceUid);
		const others = [agentJobs[0].instanceUid, vb365Jobs[0].instanceUid];
		for (const gone of [hidden[0], deleted, disabled, ...others]) {
			simulator().endSession(gone, { status: 'Failed' });
		}
		expect(await trigger.poll()).toHaveLength(5);
		time.advance(HOUR);
		simulator().setJob(disabled, { isEnabled: false });
		for (const gone of [deleted, ...others]) simulator().removeJob(gone);
		const items = await pollFor(trigger, 2 * DAY, 3 * HOUR);
		// Many that vanish at once are rather hidden than deleted.
		for (const gone of hidden) simulator().removeJob(gone);
		items.push(...(await pollFor(trigger, 31 * DAY, 12 * HOUR)));
		expect(all('recoveredBy', items).sort()).toEqual(['deleted', 'disabled', 'notVisible']);
		expectToFit(JOB_EVENTS, items);
	});

	test.each(['failed', 'overdue', 'recovered'])(
		'what a manual run shows for %s is as the schema says',
		async (event) => {
			expectToFit(JOB_EVENTS, await jobTrigger([event, 'failed']).testRun());
			for (const { instanceUid } of simulator().estate.jobs) {
				simulator().setJob(instanceUid, { status: 'Success' });
			}
			const events = [...new Set([event, 'overdue'])];
			const items = await jobTrigger(events, { type: ['SureBackup'] }).testRun();
			expectToFit(JOB_EVENTS, items);
			expect(items[0].json).toMatchObject({ event, isSample: true });
			expect(items[0].json).toHaveProperty('notWatched');
		},
	);

	test('what a manual run shows of alarms is as the schema says', async () => {
		const trigger = alarmTrigger(simulator());
		expectToFit(ALARM_EVENTS, await trigger.testRun());
		for (const { instanceUid } of [...simulator().estate.alarms]) {
			simulator().resolveAlarm(instanceUid);
		}
		const items = await trigger.testRun();
		expect(items[0].json).toMatchObject({ isSample: true });
		expectToFit(ALARM_EVENTS, items);
	});

	test('alarms that vanish from the list are as the schema says', async () => {
		const trigger = alarmTrigger(simulator());
		await trigger.publish();
		time.advance(MINUTE);
		const { instanceUid } = simulator().raiseAlarm({ status: 'Error' });
		await trigger.poll();
		simulator().removeAlarm(instanceUid);
		const items = await pollFor(trigger, 2 * HOUR, 10 * MINUTE);
		expect(all('event', items)).toEqual(['resolved']);
		expectToFit(ALARM_EVENTS, items);
	});

	test('events of workloads, of a poll and of a manual run, are as the schema says', async () => {
		const file = 'VspcWorkloadTrigger/__schema__/v1.0.0/output.json';
		const trigger = new PolledTrigger({
			nodeType: new VspcWorkloadTrigger(),
			parameters: {
				authentication: 'apiKey',
				events: ['unprotected', 'protected', 'appeared', 'disappeared', 'suspicious', 'cleared'],
				rpoHours: 24,
			},
			credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
			nodeName: 'VSPC Workload Trigger',
		});
		expectToFit(file, await trigger.testRun());
		await trigger.publish();
		const items = await pollFor(trigger, 3 * DAY, 6 * HOUR);
		expect(all('event', items)).toContain('unprotected');
		expectToFit(file, items);
	});

	test('events of alarms are as the schema says', async () => {
		const trigger = alarmTrigger(simulator());
		await trigger.publish();
		const { instanceUid } = simulator().estate.jobs[0];
		for (const status of ['Failed', 'Success']) {
			time.advance(MINUTE);
			simulator().endSession(instanceUid, { status });
			expectToFit(ALARM_EVENTS, await trigger.poll());
		}
	});
});

test('every operation was tried', () => {
	expect([...schemas.keys()].filter((file) => !tried.has(file))).toEqual([]);
});
