import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { longTest } from '../longTest';
import { portalPage } from '../simulator/api/answers';
import { searchList } from './harness/listSearch';
import { runJobNode } from './harness/run';
import { apiKey, useSimulatorPerTest } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** Any Job: jobs of all kinds in one list, in one shape, and acted on by one node. */
const simulator = useSimulatorPerTest({ jobs: 20, agentJobs: 30, vb365Jobs: 15 });
useVirtualTime();

const SHAPE = [
	'name',
	'result',
	'status',
	'failureMessage',
	'companyName',
	'serverName',
	'jobKind',
	'type',
	'lastRun',
	'lastEndTime',
	'durationSeconds',
	'transferredBytes',
	'isEnabled',
	'jobUid',
	'jobKey',
];

const run = async (
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<Parameters<typeof runJobNode>[0]> = {},
) =>
	await runJobNode({
		parameters: { authentication: 'apiKey', resource: 'anyJob', operation, ...parameters },
		credentials: apiKey(simulator()),
		...more,
	});

const list = async (parameters: INodeParameters = {}) => {
	const { outputs, error, hints } = await run('getAll', { returnAll: true, ...parameters });
	expect(error).toBeUndefined();
	return { items: outputs[0].map(({ json }) => json), hints };
};

const names = { options: { includeNames: true } };
const byKey = { jobUid: { __rl: true, mode: 'id', value: '={{ $json.jobKey }}' } as never };

const oneOfEach = (items: IDataObject[], fits: (item: IDataObject) => boolean = () => true) =>
	['job', 'agentJob', 'microsoft365Job'].map(
		(kind) => items.find((item) => String(item.jobKey).startsWith(`${kind}:`) && fits(item))!,
	);

describe('Get Many', () => {
	test('every job of all kinds once, in one shape that comes first', async () => {
		const { items } = await list(names);
		const { jobs, agentJobs, vb365Jobs } = simulator().estate;
		const uids = [...jobs, ...agentJobs, ...vb365Jobs].map(({ instanceUid }) => instanceUid);
		expect(items.map(({ jobUid }) => jobUid).sort()).toEqual(uids.sort());
		for (const item of items) {
			expect(Object.keys(item).slice(0, SHAPE.length)).toEqual(SHAPE);
			expect(String(item.jobKey).split(':')[0]).toBe(item.jobKind);
		}
	});

	test("status, type and server are VSPC's own of each kind, and what a kind lacks is null", async () => {
		const { items } = await list(names);
		const [job, agent, microsoft365] = oneOfEach(items);
		const { jobs, agentJobs, vb365Jobs, backupServers, backupAgents } = simulator().estate;
		const rowOf = (rows: object[], { jobUid }: IDataObject) =>
			rows.find((row) => (row as IDataObject).instanceUid === jobUid) as IDataObject;
		const nameOf = (rows: object[], uid: unknown) =>
			(rows.find((row) => (row as IDataObject).instanceUid === uid) as IDataObject).name;
		const of = {
			job: rowOf(jobs, job),
			agent: rowOf(agentJobs, agent),
			microsoft365: rowOf(vb365Jobs, microsoft365),
		};
		expect(job).toMatchObject({
			type: of.job.type,
			serverName: nameOf(backupServers, of.job.backupServerUid),
			transferredBytes: of.job.transferredData,
		});
		expect(agent).toMatchObject({
			type: of.agent.systemType,
			serverName: nameOf(backupAgents, of.agent.backupAgentUid),
			durationSeconds: of.agent.lastDuration,
			transferredBytes: null,
		});
		expect(microsoft365).toMatchObject({
			type: of.microsoft365.jobType,
			status: of.microsoft365.lastStatus,
			serverName: of.microsoft365.vb365ServerName,
			lastEndTime: null,
			durationSeconds: null,
			transferredBytes: null,
		});
		for (const { companyName } of [job, agent, microsoft365]) {
			expect(companyName).toEqual(expect.any(String));
		}
	});

	test('Simplified: the shape and nothing else', async () => {
		const { items } = await list({ output: 'simplified', ...names });
		for (const item of items) expect(Object.keys(item)).toEqual(SHAPE);
		expect(items.filter(({ serverName }) => serverName === null)).toEqual([]);
	});

	test('Selected Fields: of the shape and of VSPC, where a kind has them', async () => {
		const fields = ['result', 'destination', 'lastStatusDetails'];
		const { items } = await list({ output: 'selected', fields });
		const [job, agent, microsoft365] = oneOfEach(items);
		expect(Object.keys(job)).toEqual(['result', 'destination', 'jobKey']);
		expect(Object.keys(agent)).toEqual(['result', 'destination', 'jobKey']);
		expect(Object.keys(microsoft365)).toEqual(['result', 'lastStatusDetails', 'jobKey']);
	});

	test.each(['ascending', 'descending'])(
		'sorted over all kinds, %s, up to a limit',
		async (direction) => {
			const sort = { field: 'lastRun', direction };
			const { items } = await list({ returnAll: false, limit: 25, sort });
			const { items: all } = await list();
			const times = (some: IDataObject[]) =>
				some.flatMap(({ lastRun }) => {
					const time = Date.parse(String(lastRun));
					// VSPC's word for never.
					return time > 0 ? time : [];
				});
			const sorted = times(all).sort((a, b) => (direction === 'ascending' ? a - b : b - a));
			expect(times(items)).toEqual(sorted.slice(0, 25));
		},
	);

	test('a limit that is reached before all kinds were read is hinted at', async () => {
		const { items, hints } = await list({ returnAll: false, limit: 40 });
		expect(items).toHaveLength(40);
		expect(hints).toEqual(['The limit of 40 was reached before Microsoft 365 Jobs were read.']);
	});

	longTest(
		'the lists are asked for side by side: all kinds take as long as the longest',
		async () => {
			simulator().faults.add({ kind: 'latency', ms: 300 });
			await list();
			const firsts = ['/backupServers/jobs', '/backupAgents/jobs', '/vb365Servers/'].map((path) =>
				simulator().requests.find((request) => request.path.includes(path)),
			);
			const answered = Math.min(...firsts.map((request) => request!.closedAt!));
			expect(firsts.filter((request) => request!.at >= answered)).toEqual([]);
		},
	);

	test('filters, over all kinds', async () => {
		const { items } = await list({ filters: { status: ['Failed'] } });
		expect(new Set(items.map(({ result }) => result))).toEqual(new Set(['failed']));
		expect(new Set(items.map(({ jobKind }) => jobKind)).size).toBe(3);
	});

	test('kinds that are chosen, and no others', async () => {
		const { items } = await list({ jobKinds: ['microsoft365Job'] });
		expect(new Set(items.map(({ jobKind }) => jobKind))).toEqual(new Set(['microsoft365Job']));
	});

	test.each([
		['no right to it', { kind: 'error', status: 403 }],
		['too old for it', { kind: 'error', status: 404 }],
		['a page of the portal, seen live', { kind: 'notJson', body: String(portalPage.text) }],
	] as const)('a kind that VSPC does not show (%s) is left out with a hint', async (_, fault) => {
		simulator().faults.add({ ...fault, path: '/vb365Servers/' });
		const { items, hints } = await list();
		expect(new Set(items.map(({ jobKind }) => jobKind))).toEqual(new Set(['job', 'agentJob']));
		expect(hints).toHaveLength(1);
		expect(hints[0]).toMatch(/^Microsoft 365 Jobs are missing: /);
		const { error } = await run('getAll', { jobKinds: ['microsoft365Job'] });
		expect(error).toBeDefined();
	});

	test('a kind that cannot be read for another reason is an error', async () => {
		simulator().faults.add({ kind: 'error', status: 500, path: '/vb365Servers/' });
		const { error } = await run('getAll', { returnAll: true });
		expect(error).toBeDefined();
	});
});

describe('Get', () => {
	test('jobs of all kinds by their keys, in the order of the items', async () => {
		const { items: all } = await list(names);
		const some = oneOfEach(all);
		const { outputs, error } = await run(
			'get',
			{ ...byKey, ...names },
			{ items: [some[2], some[0], some[1], some[2]].map(({ jobKey }) => ({ jobKey })) },
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.jobKey)).toEqual(
			[some[2], some[0], some[1], some[2]].map(({ jobKey }) => jobKey),
		);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		for (const { json } of outputs[0]) {
			expect(Object.keys(json).slice(0, SHAPE.length)).toEqual(SHAPE);
			const { serverName, companyName } = all.find(({ jobKey }) => jobKey === json.jobKey)!;
			expect(json).toMatchObject({ serverName, companyName });
		}
	});

	test('a UID alone does not say which job, and nothing is asked', async () => {
		const [{ instanceUid }] = simulator().estate.jobs;
		const { error } = await run('get', byKey, { items: [{ jobKey: instanceUid }] });
		expect(error?.message).toContain("'Job' is not the key of a job");
		expect(error?.description).toContain('A key looks like job:');
		expect(simulator().requests).toEqual([]);
	});
});

describe('actions', () => {
	const fits = ({ type, status }: IDataObject) =>
		['BackupVm', 'Windows', 'BackupJob', 'CopyJob'].includes(String(type)) &&
		['Failed', 'Warning', 'Success'].includes(String(status));

	test('Start: jobs of all kinds', async () => {
		const some = oneOfEach((await list()).items, fits);
		simulator().requests.length = 0;
		const { outputs, error } = await run('start', byKey, { items: some });
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.jobKey)).toEqual(some.map(({ jobKey }) => jobKey));
		for (const { json } of outputs[0]) expect(json).toMatchObject({ accepted: true });
		const posts = simulator().requests.filter(({ method }) => method === 'POST');
		expect(posts.map(({ path }) => path.split('/').slice(-2))).toEqual(
			some.map(({ jobUid }) => [jobUid, 'start']),
		);
	});

	test('Start and wait: each job as it is then, in the common shape', async () => {
		simulator().settings.sessions = { seconds: 1, status: 'Success' };
		const some = oneOfEach((await list()).items, fits);
		const options = { waitForCompletion: true, includeNames: true };
		const { outputs, error } = await run('start', { ...byKey, options }, { items: some });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(3);
		for (const [index, { json }] of outputs[0].entries()) {
			expect(Object.keys(json).slice(0, SHAPE.length)).toEqual(SHAPE);
			expect(json).toMatchObject({ jobKey: some[index].jobKey, result: 'success' });
			expect(json.serverName).toEqual(expect.any(String));
		}
	});

	test('what VSPC cannot do with a kind is refused before any request', async () => {
		const [, agent] = oneOfEach((await list()).items);
		simulator().requests.length = 0;
		const { error } = await run('retry', byKey, { items: [agent] });
		expect(error?.message).toContain('VSPC cannot retry agent jobs');
		expect(error?.description).toContain('backup server jobs only');
		expect(simulator().requests).toEqual([]);
	});
});

describe('the drop-down list', () => {
	const search = async (filter?: string, token?: string) =>
		await searchList(new VspcJob(), 'searchAnyJobs', apiKey(simulator()), filter, token);

	test('jobs of all kinds by name, each with its key', async () => {
		const { results, paginationToken } = await search();
		expect(paginationToken).toBeUndefined();
		const { items } = await list();
		expect(results.map(({ value }) => value).sort()).toEqual(
			items.map(({ jobKey }) => jobKey).sort(),
		);
	});

	test('no two jobs look the same as far as the editor shows their lines', async () => {
		const lines = (await search()).results.map(({ name }) => name.slice(0, 54));
		expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
	});

	test('agent jobs show their computers, without a request for each', async () => {
		const { agentJobs, backupAgents } = simulator().estate;
		simulator().requests.length = 0;
		const { results } = await search();
		for (const { instanceUid, backupAgentUid } of agentJobs) {
			const { name } = backupAgents.find((agent) => agent.instanceUid === backupAgentUid)!;
			const line = results.find(({ value }) => String(value).endsWith(instanceUid))!.name;
			const [begin] = line.split(' · ').filter((part) => part.startsWith(name.slice(0, 3)));
			expect([line, begin?.at(-1)]).toEqual([line, name.at(-1)]);
		}
		const asked = simulator().requests.filter(({ path }) => path.endsWith('/backupAgents'));
		expect(asked.length).toBeLessThanOrEqual(Math.ceil(agentJobs.length / 15));
	});

	test('without their computers where VSPC does not show the agents', async () => {
		simulator().faults.add({ kind: 'error', status: 403, path: '/backupAgents$' });
		const { results } = await search();
		expect(results.length).toBeGreaterThan(40);
	});

	test('without the kinds that VSPC does not show', async () => {
		simulator().faults.add({ kind: 'error', status: 403, path: '/vb365Servers/' });
		const { results } = await search();
		expect(results.length).toBeGreaterThan(40);
	});
});

test('as the tool of an agent, which is short of tokens: the shape, and errors as items', async () => {
	const type = 'n8n-nodes-vspc.vspcJobTool';
	const { outputs, error } = await run('getAll', { output: 'simplified', limit: 20 }, { type });
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(20);
	for (const { json } of outputs[0]) expect(Object.keys(json)).toEqual(SHAPE);
	const failed = await run('start', byKey, { type, items: [{ jobKey: 'the SQL job' }] });
	expect(failed.outputs[0][0].json.error).toContain("'Job' is not the key of a job");
});
