import { runJobNode } from './harness/run';
import { apiKey, getJob, ONE_JOB, someUids, useSimulator, VENDOR_JOB } from './harness/simulator';

const simulator = useSimulator();

/** The response body of the vendor's page on Get Job. */
const VENDOR_ANSWER = {
	instanceUid: 'bc04d2e5-dd4c-4f85-af0e-424106a32a75',
	name: 'Backup Job 2 - 2 VMs',
	backupServerUid: 'd6b2c9fd-3ba4-4a6f-8a31-6099ce8af6da',
	organizationUid: 'c647bff1-7faf-4672-9e31-e37c3a0c2fd0',
	status: 'success',
	type: 'backupVm',
	lastRun: '2019-02-20T10:45:52.3600000+00:00',
	lastEndTime: '2019-02-20T11:05:01.3500000+00:00',
	lastDuration: 1148,
	processingRate: 0,
	avgDuration: 0,
	transferredData: 0,
	bottleneck: 'none',
	isEnabled: true,
	scheduleType: 'continuously',
	failureMessage: null,
	targetType: 'local',
	destination: 'Backup Repository 2 disk D',
};

const WITHOUT_NAMES = { options: { includeNames: false } };

/** What the node adds: the job's name for life. */
const VENDOR_KEY = `job:${VENDOR_ANSWER.backupServerUid}:${VENDOR_ANSWER.instanceUid}`;

const get = async (jobUid: unknown, more = {}, items?: Array<Record<string, unknown>>) =>
	await runJobNode({
		parameters: getJob(jobUid, more),
		credentials: apiKey(simulator()),
		items: items as never,
	});

test("outputs the vendor page's job with exactly its fields, types and nulls, and the job key", async () => {
	const { status, outputs } = await get(VENDOR_JOB, WITHOUT_NAMES);
	expect(status).toBe('success');
	expect(outputs[0].map(({ json }) => json)).toEqual([{ ...VENDOR_ANSWER, jobKey: VENDOR_KEY }]);
	expect(outputs[0][0].pairedItem).toEqual({ item: 0 });
});

test('asks for the job once, with token, version and a fresh X-Request-id', async () => {
	await get(VENDOR_JOB, WITHOUT_NAMES);
	await get(VENDOR_JOB, WITHOUT_NAMES);
	const [first, second] = simulator().requests;
	expect(simulator().requests).toHaveLength(2);
	expect(first.path).toBe(`/api/v3/infrastructure/backupServers/jobs/${VENDOR_JOB}`);
	expect(first.headers).toMatchObject({
		authorization: `Bearer ${simulator().accounts.apiKey}`,
		accept: 'application/json',
		'x-client-version': '3.5.1',
	});
	expect(first.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
	expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
});

test('passes unknown fields and unknown enum values through', async () => {
	const data = { instanceUid: VENDOR_JOB, status: 'Quantum', brandNew: { a: [1, null] }, x: null };
	simulator().faults.add({ kind: 'notJson', path: ONE_JOB, body: JSON.stringify({ data }) });
	const { outputs } = await get(VENDOR_JOB, WITHOUT_NAMES);
	expect(outputs[0][0].json).toEqual({ ...data, jobKey: null });
});

test('fetches the job of every item, in order, each linked to its input', async () => {
	const uids = someUids(simulator(), 12);
	const { outputs } = await get(
		'={{ $json.uid }}',
		{},
		uids.map((uid) => ({ uid })),
	);
	expect(outputs[0].map(({ json }) => json.instanceUid)).toEqual(uids);
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(uids.map((_, item) => ({ item })));
});

test.each([
	['an expression in place of the locator', '={{ $json.uid }}'],
	['a locator value chosen from the list', { __rl: true, mode: 'list', value: VENDOR_JOB }],
	['plain text', VENDOR_JOB],
])('understands %s', async (_case, jobUid) => {
	const { outputs } = await runJobNode({
		parameters: { ...getJob(''), jobUid: jobUid as string },
		credentials: apiKey(simulator()),
		items: [{ uid: VENDOR_JOB }],
	});
	expect(outputs[0][0].json.name).toBe('Backup Job 2 - 2 VMs');
});

test('understands a UID in capitals with spaces around', async () => {
	const { outputs } = await get(`  ${VENDOR_JOB.toUpperCase()} `);
	expect(outputs[0][0].json.name).toBe('Backup Job 2 - 2 VMs');
});

test('simplified: at most 10 fields and the key, the useful ones first', async () => {
	const { outputs } = await get(VENDOR_JOB, { output: 'simplified' });
	const keys = Object.keys(outputs[0][0].json);
	expect(keys.length).toBeLessThanOrEqual(11);
	expect(keys.slice(0, 4)).toEqual(['name', 'status', 'failureMessage', 'companyName']);
	expect(outputs[0][0].json).toMatchObject({ failureMessage: null, instanceUid: VENDOR_JOB });
});

test.each([
	['chosen from the list', ['name', 'failureMessage']],
	['as comma-separated text of an expression', '={{ "name, failureMessage" }}'],
])('selected fields %s: those and the UID', async (_case, fields) => {
	const { outputs } = await get(VENDOR_JOB, { output: 'selected', fields });
	expect(outputs[0][0].json).toEqual({
		name: 'Backup Job 2 - 2 VMs',
		failureMessage: null,
		instanceUid: VENDOR_JOB,
		jobKey: VENDOR_KEY,
	});
});

test('selected fields that VSPC did not send are left out', async () => {
	const fields = ['name', 'backupChainSize'];
	const { outputs } = await get(VENDOR_JOB, { output: 'selected', fields });
	expect(Object.keys(outputs[0][0].json)).toEqual(['name', 'instanceUid', 'jobKey']);
});

test('works on a server that writes enums in small letters', async () => {
	simulator().settings.enumCase = 'camel';
	const [uid] = someUids(simulator(), 1);
	const { outputs } = await get(uid);
	expect(String(outputs[0][0].json.type)).toMatch(/^[a-z]/);
});

test('sends no version header with Server Default', async () => {
	await runJobNode({
		parameters: getJob(VENDOR_JOB),
		credentials: apiKey(simulator(), { apiVersion: '' }),
	});
	expect(simulator().requests[0].status).toBe(200);
	expect(simulator().requests[0].headers).not.toHaveProperty('x-client-version');
});

test('accepts a key that was pasted with Bearer, spaces and a line break', async () => {
	const accessToken = `\n Bearer ${simulator().accounts.apiKey} \r\n`;
	const { status } = await runJobNode({
		parameters: getJob(VENDOR_JOB),
		credentials: apiKey(simulator(), { accessToken }),
	});
	expect(status).toBe('success');
});
