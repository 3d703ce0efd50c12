import { apiKey } from '../harness/simulator';
import { brief, DAY, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Sessions and jobs that are not what a simple cursor on time expects. */
const stage = useStage({ jobs: 40 });
const { time } = stage;

const ALL = ['failed', 'warning', 'success', 'recovered'];

async function published(parameters: object = {}) {
	const trigger = stage.trigger({ events: ALL, ...parameters });
	await trigger.publish();
	time.advance(MINUTE);
	return trigger;
}

const uidOf = (index: number) => stage.job(index).instanceUid;
const rename = (index: number, name: string) => stage.simulator.setJob(uidOf(index), { name });

test('a session that comes late, older than those of other jobs, is emitted', async () => {
	const trigger = await published();
	time.advance(DAY);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toHaveLength(1);
	stage.end(13, 'Failed', Date.now() - 20 * HOUR);
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(13).name}`]);
});

test('a renamed job stays the same job', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	const [failed] = jsonOf(await trigger.poll());
	rename(0, 'Another name');
	expect(await trigger.poll()).toEqual([]);
	stage.end(0, 'Success');
	const [recovered] = jsonOf(await trigger.poll());
	expect(recovered).toMatchObject({ event: 'recovered', name: 'Another name' });
	expect(recovered.jobKey).toBe(failed.jobKey);
});

test('a job that moves to another company stays the same job', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	await trigger.poll();
	const { instanceUid } = stage.simulator.estate.companies[3];
	stage.simulator.setJob(uidOf(0), { mappedOrganizationUid: instanceUid });
	expect(await trigger.poll()).toEqual([]);
	stage.end(0, 'Success');
	expect(jsonOf(await trigger.poll())[0]).toMatchObject({
		event: 'recovered',
		companyUid: instanceUid,
	});
});

test('how a problem ends is emitted even if the job has moved out of the filter', async () => {
	const company = stage.simulator.estate.companies[3].instanceUid;
	stage.simulator.setJob(uidOf(0), { mappedOrganizationUid: company });
	const trigger = await published({
		events: ['failed', 'recovered'],
		filters: { companyUid: company },
	});
	stage.end(0, 'Failed');
	stage.end(13, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
	const other = stage.simulator.estate.companies[5].instanceUid;
	stage.simulator.setJob(uidOf(0), { mappedOrganizationUid: other });
	await trigger.poll();
	time.advance(2 * HOUR);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'success' }]);
});

test('a job that is made again under the same name is another one', async () => {
	const trigger = await published({ events: ['failed', 'recovered'] });
	const old = { ...stage.job(0) };
	stage.end(0, 'Failed');
	const [failed] = jsonOf(await trigger.poll());
	stage.simulator.removeJob(old.instanceUid);
	const again = stage.simulator.addJob({
		name: old.name,
		status: 'None',
		lastRun: null,
		lastEndTime: null,
	});
	await trigger.poll();
	stage.end(again.instanceUid, 'Failed');
	const [other] = jsonOf(await trigger.poll());
	expect(other).toMatchObject({ event: 'failed', name: old.name });
	expect(other.jobKey).not.toBe(failed.jobKey);
	time.advance(2 * HOUR);
	await trigger.poll();
	time.advance(2 * HOUR);
	stage.end(again.instanceUid, 'Success');
	expect(jsonOf(await trigger.poll()).map(({ jobKey }) => jobKey)).toContain(other.jobKey);
});

test('a job that was deleted and is back as it was has failed again, by an event of its own', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	const [first] = jsonOf(await trigger.poll());
	const row = { ...stage.job(0) };
	stage.simulator.removeJob(row.instanceUid);
	await trigger.poll();
	time.advance(DAY);
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'deleted' }]);
	stage.simulator.addJob(row, 0);
	const [again, ...others] = jsonOf(await trigger.poll());
	expect(others).toEqual([]);
	expect(again).toMatchObject({ event: 'failed', jobKey: first.jobKey });
	expect(again.eventId).not.toBe(first.eventId);
	expect(await trigger.poll()).toEqual([]);
	time.advance(HOUR);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toMatchObject([
		{ event: 'recovered', recoveredBy: 'success' },
		{ event: 'success' },
	]);
});

test('a job that was deleted and is back with a success is no problem', async () => {
	const trigger = await published({ events: ['failed', 'recovered'] });
	stage.end(0, 'Failed');
	await trigger.poll();
	const row = { ...stage.job(0) };
	stage.simulator.removeJob(row.instanceUid);
	await trigger.poll();
	time.advance(DAY);
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'deleted' }]);
	stage.simulator.addJob(row, 0);
	stage.end(0, 'Success');
	expect(await trigger.poll()).toEqual([]);
});

test('a new job has events from its first session on', async () => {
	const trigger = await published();
	const { instanceUid } = stage.simulator.addJob({
		name: 'New',
		status: 'Failed',
		lastRun: new Date().toISOString(),
		lastEndTime: new Date().toISOString(),
	});
	expect(jsonOf(await trigger.poll())).toMatchObject([{ event: 'failed', instanceUid }]);
});

test.each([
	['another offset', (iso: string) => iso.replace('Z', '+00:00')],
	['other digits', (iso: string) => iso.replace(/\.\d+Z/, '.1234567Z')],
	['no digits', (iso: string) => iso.replace(/\.\d+Z/, 'Z')],
	[
		'local time',
		(iso: string) => new Date(Date.parse(iso) - 7 * HOUR).toISOString().replace('Z', '-07:00'),
	],
])('the same end written with %s is the same session', async (_, write) => {
	const trigger = await published();
	const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 999).toISOString();
	const set = (lastEndTime: string) =>
		stage.simulator.setJob(uidOf(0), { status: 'Failed', lastRun: end, lastEndTime });
	set(end);
	expect(await trigger.poll()).toHaveLength(1);
	set(write(end));
	expect(await trigger.poll()).toEqual([]);
});

test('a backup server whose clock is ten minutes off, either way, misses and doubles nothing', async () => {
	const trigger = await published();
	for (const minutes of [10, -10, 10, -10]) {
		stage.end(0, 'Failed', Date.now() + minutes * MINUTE);
		stage.end(13, 'Failed');
		expect(await trigger.poll()).toHaveLength(2);
		time.advance(5 * MINUTE);
		expect(await trigger.poll()).toEqual([]);
	}
});

test('while a job runs, the end that it shows is that of the session before', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	for (const status of ['Starting', 'Running', 'WaitingTape', 'Stopping', 'Running']) {
		stage.simulator.setJob(uidOf(0), { status });
		expect(await trigger.poll()).toEqual([]);
	}
	stage.end(0, 'Failed', Date.now() + MINUTE);
	expect(await trigger.poll()).toHaveLength(1);
});

test('of two ends between polls the last one counts, where nobody looks for the others', async () => {
	const trigger = await published({ options: { findMissedSessions: false } });
	stage.end(0, 'Failed', Date.now() - 30_000);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toEqual([{ event: 'success', previousStatus: 'Success' }]);
});

test('the old end of a job that was idle at first is no event when it runs', async () => {
	const index = stage.simulator.estate.jobs.findIndex(
		({ status, lastSessionTasks }) => status === 'Success' && lastSessionTasks?.length,
	);
	const uid = uidOf(index);
	stage.simulator.setJob(uid, { status: 'Idle' });
	const trigger = await published();
	stage.simulator.setJob(uid, { status: 'Running', lastRun: new Date().toISOString() });
	expect(await trigger.poll()).toEqual([]);
	stage.end(index, 'Failed');
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'failed' }]);
});

describe('a session that ended before any poll, with the next one under way,', () => {
	// A server that still shows what came of the session before.
	beforeEach(() => {
		stage.simulator.settings.runningTasks = 'kept';
	});
	const rerun = (fields: object) =>
		stage.simulator.setJob(uidOf(0), {
			status: 'Running',
			lastRun: new Date(Date.now() + 1000).toISOString(),
			...fields,
		});

	test('is emitted when its tasks prove that it failed', async () => {
		const trigger = await published();
		stage.end(0, 'Failed');
		rerun({ failureMessage: null });
		expect(facts(await trigger.poll())).toMatchObject([{ event: 'failed' }]);
		expect(await trigger.poll()).toEqual([]);
	});

	test('is emitted when its message proves that it failed', async () => {
		const trigger = await published();
		stage.end(0, 'Failed');
		rerun({ lastSessionTasks: [] });
		expect(facts(await trigger.poll())).toMatchObject([{ event: 'failed' }]);
		stage.end(0, 'Success', Date.now() + 2000);
		expect(facts(await trigger.poll())).toMatchObject([
			{ event: 'recovered' },
			{ event: 'success' },
		]);
	});

	test('does not hide that the one under way fails too', async () => {
		const trigger = await published({ events: ['failed'] });
		stage.end(0, 'Failed');
		rerun({});
		expect(await trigger.poll()).toHaveLength(1);
		time.advance(MINUTE);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
	});

	test('is not guessed without proof, nor looked into at every poll', async () => {
		const trigger = await published({ options: { findMissedSessions: false } });
		stage.end(0, 'Failed');
		rerun({ failureMessage: null, lastSessionTasks: [] });
		expect(await trigger.poll()).toEqual([]);
		stage.simulator.requests.length = 0;
		expect(await trigger.poll()).toEqual([]);
		expect(stage.simulator.requests).toHaveLength(1);
	});

	test('is not emitted twice when it shows its end after all', async () => {
		const trigger = await published();
		stage.end(0, 'Failed');
		const { lastRun } = stage.job(0);
		rerun({ failureMessage: null });
		expect(await trigger.poll()).toHaveLength(1);
		stage.simulator.setJob(uidOf(0), { status: 'Failed', lastRun });
		expect(await trigger.poll()).toEqual([]);
	});
});

test('two servers behind one address that answer in turn, one of them late, double nothing', async () => {
	const trigger = await published();
	const before = { ...stage.job(0) };
	stage.end(0, 'Failed');
	const after = { ...stage.job(0) };
	expect(await trigger.poll()).toHaveLength(1);
	for (const row of [before, after, before, after]) {
		stage.simulator.setJob(uidOf(0), row);
		expect(await trigger.poll()).toEqual([]);
	}
});

test('a session of which VSPC shows no end is identified by its start', async () => {
	const trigger = await published();
	const lastRun = new Date().toISOString();
	stage.simulator.setJob(uidOf(0), { status: 'Failed', lastRun, lastEndTime: null });
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'failed' }]);
	const lastEndTime = new Date(Date.now() + 5000).toISOString();
	stage.simulator.setJob(uidOf(0), { lastEndTime });
	expect(await trigger.poll()).toEqual([]);
});

test('filters on the session are checked when it ends', async () => {
	const trigger = await published({
		events: ['failed', 'recovered'],
		filters: { failureMessageContains: 'DISK' },
	});
	const fail = (failureMessage: string) =>
		stage.simulator.endSession(uidOf(0), { status: 'Failed', failureMessage });
	fail('Access denied');
	expect(await trigger.poll()).toEqual([]);
	time.advance(MINUTE);
	fail('The disk is full');
	expect(await trigger.poll()).toHaveLength(1);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'recovered' }]);
});

test('a server that is late by two sessions closes no ticket, and doubles nothing', async () => {
	const trigger = await published({ events: ['failed', 'recovered'] });
	time.advance(HOUR);
	stage.end(0, 'Success');
	await trigger.poll();
	const late = { ...stage.job(0) };
	for (let count = 0; count < 2; count++) {
		time.advance(HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
	}
	const current = { ...stage.job(0) };
	for (const row of [late, current]) {
		stage.simulator.setJob(uidOf(0), row);
		expect(facts(await trigger.poll())).toEqual([]);
	}
});

test('a server that is late right after the beginning doubles nothing', async () => {
	const late = { ...stage.job(0) };
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const current = { ...stage.job(0) };
	const trigger = await published();
	for (const row of [late, current, late, current]) {
		stage.simulator.setJob(uidOf(0), row);
		expect(facts(await trigger.poll())).toEqual([]);
	}
});

test('a job that the first list shows twice, before and after it ended, is no event', async () => {
	const { jobs } = stage.simulator.estate;
	jobs.push({ ...stage.job(0) });
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const trigger = stage.trigger({ events: ALL });
	expect(facts(await trigger.publish())).toEqual([]);
	jobs.pop();
	time.advance(MINUTE);
	expect(facts(await trigger.poll())).toEqual([]);
});

describe('the same session', () => {
	const shift = (iso: string | null, seconds: number) =>
		new Date(Date.parse(iso!) + seconds * 1000).toISOString();

	test.each([
		['shows no end for a moment', () => null],
		['shows an end that is corrected by seconds', (end: string | null) => shift(end, 3)],
		['shows an end that was rounded', (end: string | null) => shift(end, -1)],
	])('%s: emitted once', async (_, correct) => {
		const trigger = await published();
		time.advance(HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		const { lastEndTime } = stage.job(0);
		stage.simulator.setJob(uidOf(0), { lastEndTime: correct(lastEndTime) });
		expect(brief(await trigger.poll())).toEqual([]);
		stage.simulator.setJob(uidOf(0), { lastEndTime });
		expect(brief(await trigger.poll())).toEqual([]);
		time.advance(HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
	});

	test('shows its status before its end: emitted once', async () => {
		const trigger = await published({ events: ['failed', 'recovered'] });
		time.advance(HOUR);
		stage.end(0, 'Success');
		await trigger.poll();
		time.advance(HOUR);
		const lastRun = new Date(Date.now() - MINUTE).toISOString();
		stage.simulator.setJob(uidOf(0), { status: 'Failed', lastRun });
		const items = [...(await trigger.poll())];
		stage.simulator.setJob(uidOf(0), { lastEndTime: new Date().toISOString() });
		items.push(...(await trigger.poll()));
		expect(facts(items)).toEqual([{ event: 'failed', previousStatus: 'Success' }]);
	});
});

describe('proof that contradicts itself proves nothing:', () => {
	beforeEach(() => {
		stage.simulator.settings.runningTasks = 'kept';
	});
	const rerun = (fields: object) =>
		stage.simulator.setJob(uidOf(0), {
			status: 'Running',
			lastRun: new Date(Date.now() + 1000).toISOString(),
			...fields,
		});

	test('all tasks succeeded, but the session failed', async () => {
		const trigger = await published({ events: ['failed', 'recovered'] });
		time.advance(HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		time.advance(HOUR);
		stage.end(0, 'Failed');
		const { lastSessionTasks } = stage.job(0);
		expect(lastSessionTasks).not.toHaveLength(0);
		rerun({
			lastSessionTasks: lastSessionTasks!.map((task) => ({ ...task, status: 'Success' })),
			failureMessage: 'Error: Backup files health check has failed',
		});
		expect(facts(await trigger.poll())).toEqual([]);
	});

	test('a warning about something that failed', async () => {
		const trigger = await published();
		time.advance(HOUR);
		stage.end(0, 'Warning');
		rerun({
			lastSessionTasks: [],
			failureMessage: 'Warning: Failed to truncate Microsoft SQL Server transaction logs',
		});
		expect(facts(await trigger.poll())).toEqual([]);
	});
});

test('another API version in the credential doubles nothing', async () => {
	const trigger = await published({ events: ['failed', 'success', 'recovered'] });
	time.advance(HOUR);
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	for (const apiVersion of ['3.5', '3.6.1']) {
		const credentials = apiKey(stage.simulator, { apiVersion });
		expect(brief(await trigger.republish({ credentials }))).toEqual([]);
		expect(brief(await trigger.poll())).toEqual([]);
	}
	time.advance(HOUR);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'recovered' }, { event: 'success' }]);
});

test('a clock that jumps a year ahead and back loses and doubles nothing', async () => {
	const trigger = await published({ events: ['failed', 'recovered'] });
	time.advance(365 * DAY);
	expect(await trigger.poll()).toEqual([]);
	time.advance(-365 * DAY);
	expect(await trigger.poll()).toEqual([]);
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
});
