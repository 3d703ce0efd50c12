import type { INodeParameters } from 'n8n-workflow';

import { useDebugLog } from '../harness/debugLog';
import { apiKey } from '../harness/simulator';
import type { PolledTrigger } from '../harness/poll';
import { brief, DAY, HOUR, MINUTE, useStage } from './stage';

/** What n8n's log says, at debug level, of a job that did not start the workflow. */
const stage = useStage({ jobs: 40, agentJobs: 0, vb365Jobs: 0 });
const { time } = stage;

const DAILY = { isEnabled: true, scheduleType: 'Daily', schedule: null };

const log = useDebugLog();

/** Its reasons since the last call, in the words of the documentation. */
const reasons = (name = stage.job(0).name) => log.reasons('job', name);

const set = (fields: object) => stage.simulator.setJob(stage.job(0).instanceUid, fields as never);

/** All jobs are fine, the first one ran an hour ago. */
function calm(fields: object = {}) {
	const ago = new Date(Date.now() - HOUR).toISOString();
	for (const { instanceUid } of stage.simulator.estate.jobs) {
		const row = { status: 'Success', lastRun: ago, lastEndTime: ago, ...DAILY };
		stage.simulator.setJob(instanceUid, row as never);
	}
	set(fields);
}

async function published(
	parameters: INodeParameters = {},
	fields: object = {},
): Promise<PolledTrigger> {
	calm(fields);
	const trigger = stage.trigger(parameters);
	expect(await trigger.publish()).toEqual([]);
	time.advance(10 * MINUTE);
	return trigger;
}

async function quiet(trigger: PolledTrigger): Promise<string[]> {
	expect(await trigger.poll()).toEqual([]);
	return reasons();
}

test('a line says which node, job and session it is about, and what the reason means', async () => {
	await published({}, { status: 'Failed' });
	const { name, instanceUid, backupServerUid } = stage.job(0);
	const ended = String(stage.job(0).lastEndTime).replace(/\.\d+Z/, 'Z');
	expect(log.lines).toEqual([
		`VSPC Job Trigger: no event for job "${name}" (job:${backupServerUid}:${instanceUid}), status Failed, session ended ${ended}: existing. It happened before the trigger started. Emit Existing Problems includes problems.`,
	]);
});

test('existing: once, however often it is polled, and nothing of jobs that are fine', async () => {
	const trigger = await published({}, { status: 'Failed' });
	expect(reasons()).toEqual(['existing']);
	for (let poll = 0; poll < 3; poll++) {
		time.advance(10 * MINUTE);
		expect(await trigger.poll()).toEqual([]);
	}
	expect(log.lines).toEqual([]);
});

test('alreadyReported: the poll after the event; alreadySeen: after a restart of n8n', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	expect(reasons()).toEqual([]);
	expect(await quiet(trigger)).toEqual(['alreadyReported']);
	expect(await quiet(trigger)).toEqual([]);
	await trigger.restart();
	expect(reasons()).toEqual(['alreadyReported']);

	const other = await published({}, { status: 'Failed' });
	stage.end(13, 'Failed');
	expect(await other.poll()).toHaveLength(1);
	reasons();
	await other.restart();
	expect(reasons()).toEqual(['alreadySeen']);
});

test('filtered, and notChosen', async () => {
	const trigger = await published({
		events: ['failed', 'recovered'],
		filters: { nameContains: 'no such name' },
	});
	stage.end(0, 'Failed');
	expect(await quiet(trigger)).toEqual(['filtered']);
	expect(await quiet(trigger)).toEqual([]);

	const other = await published({ events: ['success'] });
	expect(reasons()).toEqual(['existing']);
	stage.end(0, 'Failed');
	expect(await quiet(other)).toEqual(['notChosen']);
	expect(await quiet(other)).toEqual([]);
});

test('noOpenProblem: a success after a failure that was not reported', async () => {
	const trigger = await published({}, { status: 'Failed' });
	reasons();
	stage.end(0, 'Success');
	expect(await quiet(trigger)).toEqual(['noOpenProblem']);
});

test('nothing of a success that ends a problem: it is an event', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	await trigger.poll();
	time.advance(10 * MINUTE);
	stage.end(0, 'Success');
	log.take();
	expect(brief(await trigger.poll())).toEqual([`recovered ${stage.job(0).name}`]);
	expect(log.lines).toEqual([]);
});

test('waiting, and didNotLast', async () => {
	const trigger = await published({ options: { stillAfterMinutes: 30 } });
	stage.end(0, 'Failed');
	expect(await quiet(trigger)).toEqual(['waiting']);
	time.advance(10 * MINUTE);
	expect(await quiet(trigger)).toEqual([]);
	stage.end(0, 'Success');
	expect(await trigger.poll()).toEqual([]);
	const [line] = log.lines.filter((one) => one.includes(': didNotLast. '));
	expect(line).toContain('status Failed');
	expect(reasons()).toEqual(['didNotLast', 'noOpenProblem']);
});

test('running, then unknownEnd for an end that nobody can prove', async () => {
	const trigger = await published();
	const running = (lastEndTime = stage.job(0).lastEndTime) =>
		set({
			status: 'Running',
			lastRun: new Date().toISOString(),
			lastEndTime,
			failureMessage: null,
		});
	running();
	expect(await quiet(trigger)).toEqual(['running']);
	expect(await quiet(trigger)).toEqual([]);
	time.advance(HOUR);
	running(new Date(Date.now() - 5 * MINUTE).toISOString());
	set({ lastSessionTasks: [] });
	expect(await quiet(trigger)).toEqual(['unknownEnd']);
	expect(await quiet(trigger)).toEqual([]);
});

test('two reasons for one session: each once', async () => {
	const fields = { scheduleType: 'Monthly', lastSessionTasks: [] };
	const trigger = await published({ events: ['failed', 'overdue'] }, fields);
	reasons();
	time.advance(60 * HOUR);
	const lastRun = new Date().toISOString();
	set({ status: 'Running', lastRun, failureMessage: null });
	await trigger.poll();
	expect(reasons()).toEqual(['running', 'longSchedule']);
	await trigger.poll();
	expect(reasons()).toEqual([]);
	set({ lastEndTime: new Date(Date.now() - 5 * MINUTE).toISOString() });
	await trigger.poll();
	expect(reasons()).toEqual(['unknownEnd']);
	time.advance(26 * HOUR);
	await trigger.poll();
	await trigger.poll();
	expect(reasons()).toEqual([]);
});

test('noOutcome, and noTime', async () => {
	const trigger = await published({}, { status: 'None', lastRun: null, lastEndTime: null });
	expect(reasons()).toEqual(['noOutcome']);
	set({ status: 'Success' });
	expect(await quiet(trigger)).toEqual(['noTime']);
});

test('older, and repeated: a server that is late', async () => {
	const trigger = await published();
	const before = { ...stage.job(0) };
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	await trigger.poll();
	reasons();
	set(before);
	expect(await quiet(trigger)).toEqual(['repeated']);
	set({ ...before, lastEndTime: new Date(Date.now() - 9 * HOUR).toISOString(), lastRun: null });
	expect(await quiet(trigger)).toEqual(['older']);
});

test('appeared: many jobs become visible at once; tooOld: one that ran weeks ago', async () => {
	const trigger = await published();
	const old = new Date(Date.now() - 20 * DAY).toISOString();
	const ended = (name: string, lastEndTime: string) =>
		stage.simulator.addJob({ name, status: 'Failed', lastRun: lastEndTime, lastEndTime });
	ended('Long ago', old);
	expect(await trigger.poll()).toEqual([]);
	expect(reasons('Long ago')).toEqual(['tooOld']);
	const recently = new Date(Date.now() - 3 * HOUR).toISOString();
	for (let index = 0; index < 9; index++) ended(`Hidden ${index}`, recently);
	expect(await trigger.poll()).toEqual([]);
	expect(reasons('Hidden 3')).toEqual(['appeared']);
});

describe('overdue', () => {
	const OVERDUE = { events: ['overdue'] };

	test.each([
		['noSchedule', { scheduleType: 'NotScheduled' }],
		['longSchedule', { scheduleType: 'Monthly' }],
		['disabled', { isEnabled: false }],
	])('%s', async (reason, fields) => {
		const trigger = await published(OVERDUE, fields);
		reasons();
		time.advance(30 * HOUR);
		for (let index = 1; index < 40; index++) stage.end(index, 'Success');
		expect(await quiet(trigger)).toEqual([reason]);
		time.advance(HOUR);
		expect(await quiet(trigger)).toEqual([]);
	});

	test('overdueBefore', async () => {
		const ago = new Date(Date.now() - 9 * DAY).toISOString();
		await published(OVERDUE, { lastRun: ago, lastEndTime: ago });
		expect(reasons()).toEqual(['overdueBefore']);
	});
});

test('missing, then notVisible: a job whose company the account no longer sees', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	await trigger.poll();
	const { name, instanceUid } = stage.job(0);
	reasons();
	stage.simulator.removeJob(instanceUid);
	stage.simulator.faults.add({
		kind: 'error',
		status: 404,
		errors: [{ type: 'logical', code: 1, message: 'not found' }],
		path: '/organizations/[^/]+$',
	});
	time.advance(10 * MINUTE);
	expect(await trigger.poll()).toEqual([]);
	expect(reasons(name)).toEqual(['missing']);
	time.advance(2 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	expect(reasons(name)).toEqual(['notVisible']);
	expect(await trigger.poll()).toEqual([]);
	expect(reasons(name)).toEqual([]);
});

test('a name cannot write lines of its own into the log, nor a secret of the credential', async () => {
	const { accessToken } = apiKey(stage.simulator).vspcApi;
	const name = `Nightly\r\n2026-01-01 | error | made up\u2028\u202e ${String(accessToken)}`;
	await published({}, { status: 'Failed', name });
	expect(log.lines).toHaveLength(1);
	expect(log.lines[0]).toContain('"Nightly 2026-01-01 | error | made up ***"');
	expect(log.lines[0]).not.toMatch(/[\r\n\u2028\u202e]/);
	expect(log.lines[0]).not.toContain(String(accessToken));
});

test('nothing about reasons is in the saved state', async () => {
	const trigger = await published({ options: { stillAfterMinutes: 30 } }, { status: 'Failed' });
	stage.end(1, 'Failed');
	await trigger.poll();
	expect(log.lines.length).toBeGreaterThan(1);
	expect(JSON.stringify(trigger.state)).not.toMatch(/existing|waiting"|reason/);
});
