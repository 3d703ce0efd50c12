import type { INodeParameters } from 'n8n-workflow';

import type { EstateJob } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, jobRequests, useSimulatorPerTest } from './harness/simulator';

/** A backup server that was cloned, or restored while the old one is still listed: both have jobs with the same UIDs. */
const simulator = useSimulatorPerTest({ jobs: 60, companies: 6 });

const keyOf = ({ backupServerUid, instanceUid }: EstateJob) =>
	`job:${backupServerUid}:${instanceUid}`;

/** A job and its twin on another server, which VSPC answers with when it is asked for the UID. */
function makeTwins(index = 0): { first: EstateJob; second: EstateJob } {
	const { estate } = simulator();
	const types = ['BackupVm', 'backupVm'];
	const first = estate.jobs.filter(
		({ type, status }) => types.includes(type) && !/ing/i.test(status),
	)[index];
	const server = estate.backupServers.find(
		({ instanceUid }) => instanceUid !== first.backupServerUid,
	)!;
	const organization = estate.organizations.find(
		({ instanceUid }) => instanceUid !== first.organizationUid,
	)!;
	const second = simulator().addJob({
		...structuredClone(first),
		uniqueUid: '5ae1c3b2-6c1e-4c9d-9a3f-0d9bd6e8a001',
		backupServerUid: server.instanceUid,
		organizationUid: organization.instanceUid,
		mappedOrganizationUid: null,
		name: `${first.name} on the clone`,
		status: 'Failed',
	});
	return { first, second };
}

const run = async (
	operation: string,
	refs: string[],
	parameters: INodeParameters = {},
	credential: object = {},
) =>
	await runJobNode({
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation,
			jobUid: { __rl: true, mode: 'id', value: '={{ $json.ref }}' } as never,
			...parameters,
		},
		credentials: apiKey(simulator(), credential),
		items: refs.map((ref) => ({ ref })),
		onError: 'continueRegularOutput',
	});

const jsonOf = ({ outputs }: Awaited<ReturnType<typeof run>>) => outputs[0].map(({ json }) => json);

describe('Get', () => {
	test.each([1, 12])('by key: the job of that server, amid %i others', async (count) => {
		const { first, second } = makeTwins();
		const others = simulator()
			.estate.jobs.filter(({ instanceUid }) => instanceUid !== first.instanceUid)
			.slice(0, count)
			.map(keyOf);
		const [a, b] = jsonOf(await run('get', [keyOf(first), keyOf(second), ...others]));
		expect([a.jobKey, a.name, a.organizationUid]).toEqual([
			keyOf(first),
			first.name,
			first.organizationUid,
		]);
		expect([b.jobKey, b.name, b.organizationUid]).toEqual([
			keyOf(second),
			second.name,
			second.organizationUid,
		]);
	});

	test.each(['3.5', ''])(
		'by key, on a server that speaks API 3.5 (asked for "%s")',
		async (apiVersion) => {
			simulator().settings.serverVersion = '3.5';
			const { second } = makeTwins();
			const [json] = jsonOf(await run('get', [keyOf(second)], {}, { apiVersion }));
			expect([json.jobKey, json.name]).toEqual([keyOf(second), second.name]);
		},
	);

	test('by the key of a server that has no such job: an error that names the key', async () => {
		const { second } = makeTwins();
		const other = simulator().estate.backupServers.at(-1)!.instanceUid;
		expect(other).not.toBe(second.backupServerUid);
		simulator().removeJob(second.instanceUid);
		for (const server of [other, 'c5a5b7ea-9df5-4d8c-9f0f-3a1b8a4f2d11']) {
			const key = `job:${server}:${second.instanceUid}`;
			const [json] = jsonOf(await run('get', [key]));
			expect(json.error).toBe(`There is no job with the key ${key}, or this account cannot see it`);
		}
	});

	test('by UID: the one documented call, and the key of what it gave', async () => {
		const { first } = makeTwins();
		const options = { includeNames: false };
		const [json] = jsonOf(await run('get', [first.instanceUid], { options }));
		expect(json.jobKey).toBe(keyOf(first));
		expect(simulator().requests.map(({ path }) => path)).toEqual([
			`/api/v3/infrastructure/backupServers/jobs/${first.instanceUid}`,
		]);
	});

	test('by UID, where the list is read: an error with both servers and both keys', async () => {
		const { first, second } = makeTwins();
		const uids = simulator()
			.estate.jobs.slice(0, 20)
			.map(({ instanceUid }) => instanceUid);
		const items = jsonOf(await run('get', [first.instanceUid, ...uids]));
		const failed = items.filter(({ error }) => error !== undefined);
		expect(failed.length).toBeGreaterThan(0);
		for (const { error } of failed) {
			expect(error).toContain(`2 jobs have the UID ${first.instanceUid}`);
			expect(error).toContain(first.backupServerUid);
			expect(error).toContain(second.backupServerUid);
		}
		expect(items.length - failed.length).toBeGreaterThan(15);
		expect(jobRequests(simulator()).length).toBeLessThan(3);
	});
});

describe.each(['start', 'stop', 'retry', 'enable', 'disable'])('%s', (operation) => {
	const writes = () => simulator().requests.filter(({ method }) => method !== 'GET');

	test.each(['the first key', 'the second key', 'the UID'])(
		'by %s of twins: refused, with both servers named, and nothing is sent',
		async (how) => {
			const { first, second } = makeTwins();
			const refs = {
				'the first key': keyOf(first),
				'the second key': keyOf(second),
				'the UID': first.instanceUid,
			};
			const [json] = jsonOf(await run(operation, [refs[how as keyof typeof refs]]));
			expect(json.error).toContain(`2 jobs have the UID ${first.instanceUid}`);
			const { name } = simulator().estate.backupServers.find(
				({ instanceUid }) => instanceUid === second.backupServerUid,
			)!;
			expect(json.error).toContain(name);
			expect(json.error).toContain(first.backupServerUid);
			expect(writes()).toEqual([]);
		},
	);
});

test('one list call for all items finds twins; the other jobs are started', async () => {
	const { first } = makeTwins();
	const others = simulator()
		.estate.jobs.filter(
			({ type, status, instanceUid }) =>
				type === 'BackupVm' && !/ing/i.test(status) && instanceUid !== first.instanceUid,
		)
		.slice(0, 5)
		.map(keyOf);
	const items = jsonOf(await run('start', [others[0], keyOf(first), ...others.slice(1)]));
	expect(items.map(({ accepted }) => accepted === true)).toEqual([
		true,
		false,
		true,
		true,
		true,
		true,
	]);
	const lists = simulator().requests.filter(({ path }) => path.endsWith('/backupServers/jobs'));
	expect(lists).toHaveLength(1);
	expect(simulator().starts.has(first.instanceUid)).toBe(false);
});

test('where the list is refused, a key of another server starts nothing', async () => {
	const { second, first } = makeTwins();
	const errors = [{ message: 'No list for you.', type: 'security', code: 403 }];
	simulator().faults.add({ kind: 'error', path: '/backupServers/jobs$', status: 403, errors });
	const [json] = jsonOf(await run('start', [keyOf(second)]));
	expect(json.error).toContain('2 jobs have the UID');
	expect(simulator().starts.size).toBe(0);
	// VSPC answers the UID with this one.
	const [accepted] = jsonOf(await run('start', [keyOf(first)]));
	expect(accepted).toMatchObject({ accepted: true, jobKey: keyOf(first) });
});

test('a server that ignores the filter of the list is found out', async () => {
	const { second } = makeTwins();
	simulator().faults.add({ kind: 'ignoreFilter' });
	const [json] = jsonOf(await run('start', [keyOf(second)]));
	expect(json.error).toContain('2 jobs have the UID');
});

test('API 3.5 has an address of its own for each twin: the right one is started', async () => {
	const { second } = makeTwins();
	const started = await run('start', [keyOf(second)], {}, { apiVersion: '3.5' });
	expect(jsonOf(started)[0]).toMatchObject({ accepted: true, jobKey: keyOf(second) });
	const [write] = simulator().requests.filter(({ method }) => method === 'POST');
	expect(write.path).toContain(second.uniqueUid);
});

test('a job without a server has no key, and its UID is enough to act on it', async () => {
	const [job] = simulator().estate.jobs;
	simulator().setJob(job.instanceUid, { backupServerUid: '00000000-0000-0000-0000-000000000000' });
	const [json] = jsonOf(await run('get', [job.instanceUid]));
	expect(json.jobKey).toBeNull();
	const [started] = jsonOf(await run('disable', [job.instanceUid]));
	expect(started).toMatchObject({ accepted: true, jobKey: null });
});
