import type { Simulator } from '../index';
import { startSimulator } from '../index';
import type { JsonObject } from '../types';
import { call, errorOf, JOBS, rowsOf, isPortalPage } from './client';

/** The example of the vendor's page "Get Job". */
const vendorPage = {
	data: {
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
	},
};

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ now: new Date('2026-03-01T12:00:00Z') });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const data = (reply: { json: JsonObject }) => reply.json.data as JsonObject;
const vendorPath = `${JOBS}/${vendorPage.data.instanceUid}`;

describe("the vendor's job", () => {
	test.each(['3.4', '3.5', '3.5.1', '3.6', '3.6.1'])('is verbatim in API %s', async (version) => {
		const reply = await call(simulator, vendorPath, { version });
		expect(reply.text).toBe(JSON.stringify(vendorPage));
		expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
	});

	test('is the same under other settings, and in the list', async () => {
		Object.assign(simulator.settings, { enumCase: 'camel', listOmits: ['destination'] });
		const reply = await call(simulator, vendorPath);
		expect(reply.json).toEqual(vendorPage);
		const list = await call(simulator, JOBS, { query: { limit: '500' } });
		expect(rowsOf(list)).toContainEqual(vendorPage.data);
	});
});

describe('what a job looks like', () => {
	const own = () => simulator.estate.jobs.find((job) => job.schedule)!;
	const read = async (uid: string | undefined, version?: string) =>
		await call(simulator, `${JOBS}/${uid}`, { version });

	test('all fields of the newest version, without a header', async () => {
		expect(data(await read(own().instanceUid))).toEqual(own());
	});

	test('API 3.4 and 3.6 lack younger fields', async () => {
		const old = data(await read(own().instanceUid, '3.4'));
		expect(old).not.toHaveProperty('uniqueUid');
		expect(old).not.toHaveProperty('schedule');
		expect(old).toHaveProperty('backupChainSize');
		const newer = data(await read(own().instanceUid, '3.6'));
		expect(newer.uniqueUid).toBe(own().uniqueUid);
		expect(newer).not.toHaveProperty('schedule');
	});

	test('API 3.5 shows the VSPC UID as instanceUid and accepts both in the path', async () => {
		const { instanceUid, uniqueUid } = own();
		for (const uid of [instanceUid, uniqueUid]) {
			const job = data(await read(uid, '3.5'));
			expect(job).toMatchObject({ instanceUid: uniqueUid, originalUid: instanceUid });
			expect(job).not.toHaveProperty('uniqueUid');
		}
	});

	test('other versions accept the VBR UID only', async () => {
		expect((await read(own().uniqueUid, '3.6.1')).status).toBe(404);
		expect((await read(own().uniqueUid, '3.4')).status).toBe(404);
	});

	test('types newer than the client are Unknown', async () => {
		const { instanceUid } = simulator.estate.jobs.find((job) => job.type === 'SobrMaintenance')!;
		expect(data(await read(instanceUid, '3.5.1')).type).toBe('Unknown');
		expect(data(await read(instanceUid, '3.6')).type).toBe('SobrMaintenance');
	});

	test('enumCase changes enum values at every depth and nothing else', async () => {
		simulator.settings.enumCase = 'camel';
		const job = simulator.estate.jobs.find((one) => one.lastSessionTasks?.length)!;
		const shown = data(await read(job.instanceUid));
		expect(shown.type).toBe(job.type.charAt(0).toLowerCase() + job.type.slice(1));
		expect(shown.name).toBe(job.name);
		const status = (shown.lastSessionTasks as JsonObject[])[0].status as string;
		expect(status).toMatch(/^[a-z]/);
	});

	test('select cuts the single answer', async () => {
		const query = { select: '[{"propertyPath":"name"}]' };
		expect((await call(simulator, vendorPath, { query })).json).toEqual({
			data: { name: vendorPage.data.name },
		});
	});

	test('fields the simulator does not know pass through', async () => {
		const job = own() as JsonObject;
		job.fieldOfTheFuture = 'x';
		expect(data(await read(own().instanceUid)).fieldOfTheFuture).toBe('x');
		delete job.fieldOfTheFuture;
	});
});

describe('jobs that cannot be had', () => {
	test('an unknown UID answers 404', async () => {
		const reply = await call(simulator, `${JOBS}/00000000-0000-4000-8000-000000000000`);
		expect(reply.status).toBe(404);
		expect(errorOf(reply)).toMatchObject({ type: 'logical', code: 404 });
	});

	test('an id that is no UUID answers 400 and names the parameter', async () => {
		const reply = await call(simulator, `${JOBS}/abc`);
		expect(reply.status).toBe(400);
		expect(errorOf(reply)).toMatchObject({ code: 400, parameterName: 'jobUid' });
	});

	test('an unknown path answers with the page of the portal', async () => {
		expect(isPortalPage(await call(simulator, '/nothing/here'))).toBe(true);
	});
});

describe('the X-Client-Version header', () => {
	const codeOf = async (version: string) => {
		const { status, json } = await call(simulator, vendorPath, { version });
		return [status, (json.error as JsonObject | undefined)?.code];
	};

	test.each(['', '3.3', '3.7', '4.0', 'abc'])("'%s' is not supported", async (version) => {
		expect(await codeOf(version)).toEqual([400, 'UnsupportedApiVersion']);
	});

	test('an older server does not know what came later', async () => {
		simulator.settings.serverVersion = '3.5.1';
		expect(await codeOf('3.6')).toEqual([400, 'UnsupportedApiVersion']);
		const { instanceUid } = simulator.estate.jobs.find((job) => job.schedule)!;
		const reply = await call(simulator, `${JOBS}/${instanceUid}`);
		expect(data(reply)).not.toHaveProperty('schedule');
	});
});
