import type { ActiveAlarm, Simulator } from '../index';
import { startSimulator } from '../index';
import { instantOf } from '../query/compare';
import { call, JOBS } from './client';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ companies: 5, alarms: 0, now: new Date(NOW) });
});
afterAll(async () => await simulator.close());
beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => {
	jest.restoreAllMocks();
	simulator.reset();
});

const alarms = () => simulator.estate.alarms;
const job = () => simulator.estate.jobs.find(({ type }) => type === 'BackupVm')!;
const end = (status: string, uid = job().instanceUid) =>
	simulator.endSession(uid, { status, failureMessage: status === 'Success' ? null : 'Own words' });
const templateOf = (alarm: ActiveAlarm) =>
	simulator.estate.alarmTemplates.find((one) => one.instanceUid === alarm.alarmTemplateUid)?.name;
const statusesOf = (alarm: ActiveAlarm) => alarm.history.map(({ status }) => status);

test('a failed session raises an alarm, the next changes it, a good one resolves it', () => {
	end('Warning');
	const [alarm] = alarms();
	expect(templateOf(alarm)).toBe('Job session state');
	const server = simulator.estate.backupServers.find(
		({ instanceUid }) => instanceUid === job().backupServerUid,
	);
	expect(alarm).toMatchObject({
		repeatCount: 1,
		object: { objectUid: job().instanceUid, objectName: job().name, computerName: server?.name },
		lastActivation: { status: 'Warning', message: 'Own words', remark: '\r\n' },
	});
	end('Failed');
	end('Failed');
	end('Success');
	expect(alarms()).toEqual([alarm]);
	expect(statusesOf(alarm)).toEqual(['Warning', 'Error', 'Error', 'Resolved']);
	expect(alarm.repeatCount).toBe(4);
	const uids = alarm.history.map(({ instanceUid }) => instanceUid);
	expect(new Set(uids).size).toBe(4);
	end('Success');
	expect(alarm.repeatCount).toBe(4);
	end('Failed');
	expect(alarms()).toEqual([alarm]);
	expect(alarm.lastActivation.status).toBe('Error');
});

test('a session that ends by the clock raises it at its end, however late someone looks', async () => {
	simulator.settings.sessions = { seconds: 90, status: 'Failed' };
	const uid = simulator.estate.jobs.find(({ status }) => status === 'Success')!.instanceUid;
	await call(simulator, `${JOBS}/${uid}/start`, { method: 'POST' });
	expect(alarms()).toEqual([]);
	simulator.clock.advance(3_600_000);
	const [alarm] = alarms();
	expect(instantOf(alarm.lastActivation.time)).toBe(NOW + 90_000);
	expect(alarm.lastActivation.message).toContain('\r\n');
});

test('jobs of agents and of Microsoft 365 have templates of their own', () => {
	const { agentJobs, vb365Jobs } = simulator.estate;
	end('Failed', agentJobs[0].instanceUid);
	end('Warning', vb365Jobs[0].instanceUid);
	end('Stopped', vb365Jobs[1].instanceUid);
	expect(alarms().map(templateOf)).toEqual([
		'Backup agent job state',
		'Microsoft 365 job session state',
	]);
	end('Success', agentJobs[0].instanceUid);
	expect(alarms().map(({ lastActivation }) => lastActivation.status)).toEqual([
		'Resolved',
		'Warning',
	]);
});

test('other alarms of a job are not resolved by a good session', () => {
	const template = 'Max allowed job duration';
	const other = simulator.raiseAlarm({ template, object: { objectUid: job().instanceUid } });
	end('Failed');
	end('Success');
	expect(other.lastActivation.status).toBe('Error');
	expect(alarms()).toHaveLength(2);
});

test('resolved alarms may vanish and come back', () => {
	simulator.settings.resolvedAlarms = 'vanish';
	end('Failed');
	const [alarm] = alarms();
	end('Success');
	expect(alarms()).toEqual([]);
	end('Failed');
	expect(alarms()).toEqual([alarm]);
	simulator.settings.returningAlarms = 'new';
	end('Success');
	end('Failed');
	expect(alarms()).toEqual([expect.not.objectContaining({ instanceUid: alarm.instanceUid })]);
});

describe('an end that setJob shows', () => {
	test('counts once, at the time it shows', () => {
		const { instanceUid } = job();
		const failed = { status: 'Failed', lastEndTime: '2026-03-01T10:00:00.5+01:00' };
		simulator.setJob(instanceUid, failed);
		simulator.setJob(instanceUid, { ...failed, name: 'Renamed' });
		// The same instant, after the server's offset changed.
		simulator.setJob(instanceUid, { lastEndTime: '2026-03-01T11:00:00.5+02:00' });
		const [alarm] = alarms();
		expect(statusesOf(alarm)).toEqual(['Error']);
		expect(instantOf(alarm.lastActivation.time)).toBe(instantOf(failed.lastEndTime));
		simulator.setJob(instanceUid, { status: 'Running' });
		simulator.setJob(instanceUid, { status: 'Success', lastEndTime: '2026-03-01T11:30:00Z' });
		expect(statusesOf(alarm)).toEqual(['Error', 'Resolved']);
	});

	test('counts now when it shows no time', () => {
		const [{ instanceUid }] = simulator.estate.vb365Jobs;
		simulator.setJob(instanceUid, { lastStatus: 'Failed', lastStatusDetails: '' });
		simulator.setJob(instanceUid, { lastStatus: 'Failed' });
		const [alarm] = alarms();
		expect(statusesOf(alarm)).toEqual(['Error']);
		expect(instantOf(alarm.lastActivation.time)).toBe(NOW);
		expect(alarm.lastActivation.message).toMatch(/has ended as Failed/);
	});
});

test('without jobAlarms nothing of it happens', () => {
	simulator.settings.jobAlarms = false;
	end('Failed');
	simulator.setJob(job().instanceUid, { status: 'Warning' });
	expect(alarms()).toEqual([]);
});

test('ten thousand ends take no time to speak of', () => {
	const uids = simulator.estate.jobs.map(({ instanceUid }) => instanceUid);
	const start = performance.now();
	for (let i = 0; i < 10_000; i++) {
		end(i % 3 === 0 ? 'Success' : 'Failed', uids[i % uids.length]);
	}
	expect(performance.now() - start).toBeLessThan(5000);
});
