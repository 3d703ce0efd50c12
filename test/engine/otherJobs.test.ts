import type { INodeParameters } from 'n8n-workflow';

import { runJobNode } from './harness/run';
import { apiKey, useSimulatorPerTest, VENDOR_JOB } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** Agent jobs and Microsoft 365 jobs: one workflow handles all kinds alike. */
const simulator = useSimulatorPerTest({ jobs: 20, agentJobs: 80, vb365Jobs: 40 });
useVirtualTime();
const UNKNOWN = '00000000-1111-2222-3333-444444444444';

type Row = { instanceUid: string; name: string } & Record<string, unknown>;

const KINDS = [
	['agentJob', () => simulator().estate.agentJobs as unknown as Row[], 'agent job'],
	['microsoft365Job', () => simulator().estate.vb365Jobs as unknown as Row[], 'Microsoft 365 job'],
] as const;

const run = async (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<Parameters<typeof runJobNode>[0]> = {},
) =>
	await runJobNode({
		parameters: { authentication: 'apiKey', resource, operation, ...parameters },
		credentials: apiKey(simulator()),
		...more,
	});

const by = (value: string) => ({ jobUid: { __rl: true, mode: 'id', value } as never });
const uidsOf = (rows: Array<Record<string, unknown>>) => rows.map((row) => row.instanceUid).sort();

describe.each(KINDS)('%s', (resource, rows, noun) => {
	const statusOf = (row: Row) => String(row.status ?? row.lastStatus);

	test('Get Many: every job once, with its key', async () => {
		const { outputs } = await run(resource, 'getAll', { returnAll: true });
		expect(uidsOf(outputs[0].map(({ json }) => json))).toEqual(uidsOf(rows()));
		for (const { json } of outputs[0]) {
			const [kind, part, ...uids] = String(json.jobKey).split(':');
			expect(kind).toBe(resource);
			expect(part).toMatch(/^(windows|linux|mac|backup|copy)$/);
			expect(uids).toHaveLength(2);
			expect(uids[1]).toBe(json.instanceUid);
		}
	});

	test('Get Many: status, part of the name, and a limit', async () => {
		const failed = rows().filter((row) => statusOf(row) === 'Failed');
		expect(failed.length).toBeGreaterThan(1);
		const { outputs } = await run(resource, 'getAll', {
			returnAll: true,
			filters: { status: ['Failed'] },
		});
		expect(uidsOf(outputs[0].map(({ json }) => json))).toEqual(uidsOf(failed));
		const limited = await run(resource, 'getAll', {
			returnAll: false,
			limit: 1,
			filters: { status: ['Failed'] },
		});
		expect(limited.outputs[0]).toHaveLength(1);
	});

	test('Get Many: a status that VSPC does not have is refused before any request', async () => {
		const { error } = await run(resource, 'getAll', { filters: { status: ['all'] } });
		expect(error?.message).toContain("'Status' has the value 'all'");
		expect(error?.description?.includes('Custom Filter')).toBe(resource === 'agentJob');
		expect(simulator().requests).toHaveLength(0);
	});

	test('Get Many: sorted by name', async () => {
		const { outputs } = await run(resource, 'getAll', { returnAll: true, sort: { field: 'name' } });
		// Where jobs without a name stand is up to the server.
		const names = outputs[0].flatMap(({ json }) => (json.name as string | null) ?? []);
		const inSmall = names.map((name) => name.toLowerCase());
		expect(inSmall).toEqual([...inSmall].sort());
	});

	test('Get: by UID and by key the same job', async () => {
		const [row] = rows();
		const byUid = await run(resource, 'get', by(row.instanceUid));
		expect(byUid.outputs[0][0].json).toMatchObject({
			instanceUid: row.instanceUid,
			name: row.name,
		});
		const byKey = await run(resource, 'get', by(String(byUid.outputs[0][0].json.jobKey)));
		expect(byKey.outputs[0][0].json).toEqual(byUid.outputs[0][0].json);
	});

	test('Get for many items: the list is read once', async () => {
		const items = rows()
			.slice(0, 30)
			.map(({ instanceUid }) => ({ uid: instanceUid }));
		const parameters = { ...by('={{ $json.uid }}'), options: { includeNames: false } };
		const { outputs } = await run(resource, 'get', parameters, { items });
		expect(outputs[0].map(({ json }) => json.instanceUid)).toEqual(items.map(({ uid }) => uid));
		expect(simulator().requests).toHaveLength(1);
	});

	test('Get of a job that is not there', async () => {
		const { error } = await run(resource, 'get', by(UNKNOWN));
		expect(error?.message).toBe(
			`There is no ${noun} with the UID ${UNKNOWN}, or this account cannot see it`,
		);
		expect(error?.httpCode).toBe('404');
	});

	test.each([`job:${VENDOR_JOB}:${VENDOR_JOB}`, 'nonsense', '..'])(
		'%s is no such job',
		async (value) => {
			const { error } = await run(resource, 'get', by('={{ $json.uid }}'), {
				items: [{ uid: value }],
			});
			expect(error?.message).toMatch(new RegExp(`is not the UID of an? ${noun}$`));
			expect(simulator().requests).toHaveLength(0);
		},
	);

	test('names and computed fields', async () => {
		const { outputs } = await run(resource, 'getAll', {
			returnAll: true,
			options: { includeNames: true, addComputedFields: true },
		});
		const named = outputs[0].filter(({ json }) => json.companyUid !== null);
		expect(named.length).toBeGreaterThan(0);
		expect(named.every(({ json }) => typeof json.companyName === 'string')).toBe(true);
		const failed = outputs[0].filter(({ json }) => statusOf(json as Row) === 'Failed');
		expect(failed.every(({ json }) => json.result === 'failed')).toBe(true);
	});

	test('Get Many, then Start by mapping the key', async () => {
		const list = await run(resource, 'getAll', { returnAll: true });
		const idle = list.outputs[0].find(({ json }) => statusOf(json as Row) === 'Success')!.json;
		const started = await run(resource, 'start', by('={{ $json.jobKey }}'), { items: [idle] });
		expect(started.outputs[0][0].json).toEqual({
			name: idle.name,
			jobUid: idle.instanceUid,
			operation: 'start',
			accepted: true,
			jobKey: idle.jobKey,
		});
		expect(simulator().starts.get(String(idle.instanceUid))).toBe(1);
		await run(resource, 'stop', by(String(idle.jobKey)));
		expect(simulator().stops.get(String(idle.instanceUid))).toBe(1);
	});

	test('Start and wait: the job as it is at the end', async () => {
		simulator().settings.sessions = { seconds: 1, status: 'Failed' };
		const row = rows().find((job) => statusOf(job) === 'Success')!;
		const { outputs, error } = await run(resource, 'start', {
			...by(row.instanceUid),
			options: { waitForCompletion: true, addComputedFields: true },
		});
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({ instanceUid: row.instanceUid, result: 'failed' });
	});

	test('a server that ignores filter, sort and offset gives no wrong job', async () => {
		simulator().faults.add({ kind: 'ignoreFilter' });
		simulator().faults.add({ kind: 'ignoreSort' });
		const { outputs } = await run(resource, 'getAll', {
			returnAll: true,
			filters: { status: ['Failed'] },
			sort: { field: 'name', direction: 'descending' },
		});
		expect(outputs[0].every(({ json }) => statusOf(json as Row) === 'Failed')).toBe(true);
	});
});

describe('agent jobs', () => {
	const agents = () => simulator().estate.agentJobs;
	const ofSystem = (system: string) => agents().find(({ systemType }) => systemType === system)!;

	test('Active Full is asked for when it is on', async () => {
		const [job] = agents().filter(({ status }) => status === 'Success');
		await run('agentJob', 'start', { ...by(job.instanceUid), options: { activeFull: true } });
		const [start] = simulator().requests.filter(({ method }) => method === 'POST');
		expect(start.query).toEqual({ activeFullBackup: 'true' });
		expect(start.path).toContain(
			`/backupAgents/${job.backupAgentUid}/jobs/${job.instanceUid}/start`,
		);
	});

	test.each(['slash', 'bare'] as const)(
		'disable and enable work for Windows (path: %s)',
		async (patchPath) => {
			simulator().settings.patchPath = patchPath;
			const { instanceUid } = ofSystem('Windows');
			const isEnabled = () => agents().find((job) => job.instanceUid === instanceUid)!.isEnabled;
			expect((await run('agentJob', 'disable', by(instanceUid))).error).toBeUndefined();
			expect(isEnabled()).toBe(false);
			expect((await run('agentJob', 'enable', by(instanceUid))).error).toBeUndefined();
			expect(isEnabled()).toBe(true);
		},
	);

	test.each(['Linux', 'Mac'])(
		'disable is refused for %s before VSPC is asked to',
		async (system) => {
			const { error } = await run('agentJob', 'disable', by(ofSystem(system).instanceUid));
			expect(error?.message).toBe(
				`VSPC cannot disable a job of an agent for ${system.toLowerCase()}`,
			);
			expect(simulator().requests.every(({ method }) => method === 'GET')).toBe(true);
		},
	);

	test('an address of VSPC that is no UID is never used', async () => {
		const [job] = agents();
		simulator().setJob(job.instanceUid, { backupAgentUid: '../../users' });
		const { error } = await run('agentJob', 'start', by(job.instanceUid));
		expect(error?.message).toBe('VSPC sent no UID in the field backupAgentUid of the job');
		expect(simulator().requests.every(({ method }) => method === 'GET')).toBe(true);
	});

	test('a UID that two agents have is refused, the key is not', async () => {
		const [first, second] = agents();
		simulator().setJob(second.instanceUid, { instanceUid: first.instanceUid });
		const { error } = await run('agentJob', 'get', by(first.instanceUid));
		expect(error?.message).toContain('2 agent jobs have the UID');
		expect(error?.description).toContain('jobKey');
		const key = `agentJob:${first.systemType.toLowerCase()}:${first.backupAgentUid}:${first.instanceUid}`;
		expect((await run('agentJob', 'get', by(key))).status).toBe('success');
	});
});

test.each(['enable', 'disable'])('Microsoft 365: %s', async (operation) => {
	const [job] = simulator().estate.vb365Jobs;
	simulator().setJob(job.instanceUid, { isEnabled: operation === 'disable' });
	const { error } = await run('microsoft365Job', operation, by(job.instanceUid));
	expect(error).toBeUndefined();
	const changed = simulator().estate.vb365Jobs.find(
		({ instanceUid }) => instanceUid === job.instanceUid,
	);
	expect(changed?.isEnabled).toBe(operation === 'enable');
});

describe('Microsoft 365: why a job failed, where VSPC has it in the log of the session only', () => {
	const lastErrorLogRecords = [
		{ message: 'Connected.', logType: 'Success' },
		{ message: 'One mailbox was skipped.\r\n', logType: 'Warning' },
		{ message: 'Quota of the repository is used up.\r\n', logType: 'Error' },
	];
	const REASON = 'Quota of the repository is used up.\nOne mailbox was skipped.';
	const prepare = () => {
		const [job] = simulator().estate.vb365Jobs;
		const lastRun = new Date().toISOString();
		const change = { lastStatus: 'Failed', lastStatusDetails: '', lastErrorLogRecords };
		simulator().setJob(job.instanceUid, { ...change, lastRun, isEnabled: true });
		return job.instanceUid;
	};

	test.each(['all', 'simplified'])(
		'Get with the output %s has it as failureMessage',
		async (output) => {
			const { outputs } = await run('microsoft365Job', 'get', { ...by(prepare()), output });
			expect(outputs[0][0].json.failureMessage).toBe(REASON);
		},
	);

	test('what VSPC sent is output as it came', async () => {
		const { outputs } = await run('microsoft365Job', 'get', by(prepare()));
		expect(outputs[0][0].json).toMatchObject({ lastStatusDetails: '', lastErrorLogRecords });
	});

	test('selected fields have it where it is chosen', async () => {
		const uid = prepare();
		const selected = { ...by(uid), output: 'selected' };
		const chosen = await run('microsoft365Job', 'get', { ...selected, fields: ['failureMessage'] });
		expect(chosen.outputs[0][0].json.failureMessage).toBe(REASON);
		const other = await run('microsoft365Job', 'get', { ...selected, fields: ['name'] });
		expect(other.outputs[0][0].json).not.toHaveProperty('failureMessage');
	});

	test('Failure Message finds it', async () => {
		const uid = prepare();
		const { outputs } = await run('microsoft365Job', 'getAll', {
			returnAll: true,
			filters: { failureMessageContains: 'QUOTA' },
		});
		expect(outputs[0].map(({ json }) => json.instanceUid)).toEqual([uid]);
	});

	test('details of VSPC come before the log', async () => {
		const uid = prepare();
		simulator().setJob(uid, { lastStatusDetails: 'Job failed: see the log.\r\n' });
		const { outputs } = await run('microsoft365Job', 'get', by(uid));
		expect(outputs[0][0].json.failureMessage).toBe('Job failed: see the log.');
	});

	test('a success has no failure message', async () => {
		const uid = prepare();
		simulator().setJob(uid, { lastStatus: 'Success' });
		const { outputs } = await run('microsoft365Job', 'get', by(uid));
		expect(outputs[0][0].json.failureMessage).toBeNull();
	});
});
