import { PollContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import { VspcJobTrigger } from '../../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { longTest } from '../../longTest';
import type { SessionHistorySettings } from '../../simulator';
import { PolledTrigger } from '../harness/poll';
import { apiKey } from '../harness/simulator';
import { brief, DAY, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Ends that are followed by another session before any poll: VSPC's session history has them. */
const stage = useStage({ jobs: 40, agentJobs: 8, vb365Jobs: 8 });
const { time } = stage;
const FIND = { findMissedSessions: true };
const HISTORY = '/api/v3/infrastructure/jobSessionHeatmap/';
const asked = () => stage.simulator.requests.filter(({ path }) => path === HISTORY);
const set = (settings: Partial<SessionHistorySettings>) =>
	Object.assign(stage.simulator.settings.sessionHistory, settings);

/** What the trigger writes to n8n's log, by level. */
const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const logged = (level: 'info' | 'warn', part: string) =>
	logger[level].mock.calls.filter(([text]) => String(text).includes(part));
beforeEach(() => {
	for (const log of Object.values(logger)) log.mockClear();
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
});
afterEach(() => jest.restoreAllMocks());

/** Published, and past the poll that reads the history first. */
async function published(parameters = {}) {
	const trigger = stage.trigger({
		events: ['failed', 'warning', 'success', 'recovered'],
		options: { includeNames: false, ...FIND },
		...parameters,
	});
	await trigger.publish();
	time.advance(10 * MINUTE);
	expect(await trigger.poll()).toEqual([]);
	return trigger;
}

/** Polls for so many minutes. */
async function pollFor(trigger: PolledTrigger, minutes: number, every = 10) {
	const items: IDataObject[] = [];
	for (let passed = 0; passed < minutes; passed += every) {
		time.advance(every * MINUTE);
		items.push(...jsonOf(await trigger.poll()));
	}
	return items;
}

const ids = (items: IDataObject[]) => items.map(({ eventId }) => eventId);
/** Of a job whose name no other job of its server has. */
const uniqueJob = () => {
	const { jobs, vendorJobUid } = stage.simulator.estate;
	const isAlone = ({ name, backupServerUid }: (typeof jobs)[number]) =>
		jobs.filter((one) => one.name === name && one.backupServerUid === backupServerUid).length === 1;
	return jobs.findIndex((job) => isAlone(job) && job.instanceUid !== vendorJobUid);
};

const otherJob = (index: number) =>
	stage.simulator.estate.jobs.findIndex(({ name }) => name !== stage.job(index).name);

/** A failure and, five minutes later, a success: no poll comes in between. */
function failAndSucceed(index: number) {
	const now = Date.now();
	stage.end(index, 'Failed', now + 2 * MINUTE);
	stage.end(index, 'Success', now + 7 * MINUTE);
}

longTest(
	'a failure that was followed by a success before any poll: failed and recovered come in this order',
	async () => {
		const trigger = await published({ events: ['failed', 'recovered'] });
		const index = uniqueJob();
		const now = Date.now();
		failAndSucceed(index);
		const items = await pollFor(trigger, 30);
		const { name } = stage.job(index);
		expect(items.map((item) => `${String(item.event)} ${String(item.name)}`)).toEqual([
			`failed ${name}`,
			`recovered ${name}`,
		]);
		const [failed, recovered] = items;
		const seconds = (at: number) => Math.floor(at / 1000);
		expect(seconds(Date.parse(String(failed.lastEndTime)))).toBe(seconds(now + 2 * MINUTE));
		expect(failed).toMatchObject({ status: 'Failed', failuresInRow: 1 });
		expect(String(failed.failureMessage)).toContain('failed');
		expect(recovered).toMatchObject({ status: 'Success', recoveredBy: 'success' });
		expect(new Set(ids(items)).size).toBe(2);
	},
);

longTest('a new node finds it without any option', async () => {
	const trigger = new PolledTrigger({
		nodeType: new VspcJobTrigger(),
		parameters: { authentication: 'apiKey', events: ['failed', 'recovered'] },
		credentials: apiKey(stage.simulator, { apiVersion: '3.6.1' }),
	});
	await trigger.publish();
	time.advance(10 * MINUTE);
	expect(await trigger.poll()).toEqual([]);
	const index = uniqueJob();
	failAndSucceed(index);
	const { name } = stage.job(index);
	const found = (await pollFor(trigger, 30)).map((item) => [item.event, item.name]);
	expect(found).toEqual([
		['failed', name],
		['recovered', name],
	]);
});

longTest.each(['equal', 'rounded', 'shifted', 'quarterHours'] as const)(
	'it is found once where the times of the history are %s',
	async (times) => {
		set({ times });
		const trigger = await published({ events: ['failed', 'recovered'] });
		// By quarter hours, some ends have to show first by how many.
		for (let round = 0; round < 3; round++) {
			for (let index = 0; index < 40; index++)
				stage.end(index, 'Success', Date.now() + index * 4000);
			await pollFor(trigger, 50);
		}
		const index = uniqueJob();
		failAndSucceed(index);
		const items = await pollFor(trigger, 100);
		const { name } = stage.job(index);
		const own = items.map((item) => `${String(item.event)} ${String(item.name)}`);
		expect(own).toEqual([`failed ${name}`, `recovered ${name}`]);
	},
);

longTest.each(['start', 'inside', 'days'] as const)(
	'it is found where VSPC selects sessions by %s, also in the durable engine',
	async (window) => {
		set({ window });
		const setup = { engine: 'durable' as const };
		const trigger = stage.trigger({ events: ['failed', 'recovered'], options: FIND }, setup);
		await trigger.publish();
		expect(await pollFor(trigger, 20)).toEqual([]);
		const index = uniqueJob();
		failAndSucceed(index);
		const items = await pollFor(trigger, 100);
		expect(items.map(({ event }) => event)).toEqual(['failed', 'recovered']);
		// And once the 27 days before, for failures in a row.
		if (window === 'days') expect(asked().length).toBeLessThanOrEqual(9 + 27);
	},
);

longTest('a history that cannot be read delays no event, and is read when it can be', async () => {
	const trigger = await published({ events: ['failed', 'recovered'] });
	const index = uniqueJob();
	stage.simulator.faults.add({ kind: 'error', status: 500, path: HISTORY });
	failAndSucceed(index);
	stage.end(index + 1, 'Failed', Date.now() + MINUTE);
	expect((await pollFor(trigger, 30)).map(({ name }) => name)).toEqual([stage.job(index + 1).name]);
	stage.simulator.faults.clear();
	const items = await pollFor(trigger, 70);
	expect(items.map(({ event }) => event)).toEqual(['failed', 'recovered']);
});

longTest(
	'where the times are useless nothing is taken from them, and the log of n8n says so once',
	async () => {
		set({ times: 'useless' });
		const trigger = await published();
		const items: IDataObject[] = [];
		for (let round = 0; round < 8; round++) {
			for (let index = 0; index < 40; index++) {
				stage.end(index, index % 3 === 0 ? 'Failed' : 'Success', Date.now() + index * 4000);
			}
			items.push(...(await pollFor(trigger, 40)));
		}
		expect(new Set(ids(items)).size).toBe(items.length);
		const times = stage.simulator.sessions.map(({ end }) => Math.floor(end / 1000));
		for (const { lastEndTime, event } of items) {
			expect(times).toContain(Math.floor(Date.parse(String(lastEndTime)) / 1000));
			expect(event).not.toBe('overdue');
		}
		expect(logged('warn', 'line up')).toHaveLength(1);
		const before = asked().length;
		await pollFor(trigger, 60);
		expect(asked()).toHaveLength(before);
	},
);

longTest(
	'a quiet hour takes at most eight requests for the history, and none brings more than a few hours',
	async () => {
		const trigger = await published();
		for (let minute = 0; minute < 30; minute++) {
			time.advance(MINUTE);
			await trigger.poll();
		}
		// The days before were read once.
		expect(asked().length).toBeLessThanOrEqual(9 + 27);
		stage.simulator.requests.length = 0;
		for (let minute = 0; minute < 60; minute++) {
			time.advance(MINUTE);
			await trigger.poll();
		}
		expect(asked().length).toBeGreaterThanOrEqual(6);
		expect(asked().length).toBeLessThanOrEqual(9);
	},
);

test.each(['missing', 'portalPage', 'unsupported'] as const)(
	'a VSPC without a history (%s): the trigger goes on as ever, and says so once',
	async (server) => {
		set({ server });
		const trigger = await published({ events: ['failed', 'recovered'] });
		failAndSucceed(uniqueJob());
		expect(await pollFor(trigger, 120)).toEqual([]);
		expect(logged('info', 'between two polls')).toHaveLength(1);
		stage.end(3, 'Failed', Date.now());
		time.advance(10 * MINUTE);
		expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(3).name}`]);
	},
);

test('with the option off nothing is asked', async () => {
	const trigger = await published({ options: { findMissedSessions: false } });
	failAndSucceed(uniqueJob());
	await pollFor(trigger, 70);
	expect(asked()).toEqual([]);
});

longTest(
	'a minimum duration that was not reached, and too few failures in a row: neither comes',
	async () => {
		const trigger = await published({
			events: ['failed', 'recovered'],
			options: { ...FIND, stillAfterMinutes: 15 },
		});
		failAndSucceed(uniqueJob());
		expect(await pollFor(trigger, 60)).toEqual([]);
		const other = await published({
			events: ['failed', 'recovered'],
			options: { ...FIND, afterFailuresInRow: 2 },
		});
		failAndSucceed(uniqueJob());
		expect(await pollFor(other, 60)).toEqual([]);
	},
);

longTest('after a restart of n8n nothing comes twice', async () => {
	const trigger = await published();
	const index = uniqueJob();
	failAndSucceed(index);
	const first = await pollFor(trigger, 30);
	expect(first.map(({ event }) => event).sort()).toEqual(['failed', 'recovered', 'success']);
	const again = [...jsonOf(await trigger.restart()), ...(await pollFor(trigger, 120))];
	expect(again).toEqual([]);
});

/** Sessions that only the history has: hours ago, and how they ended. */
function record(index: number, sessions: Array<[hoursAgo: number, status: string]>) {
	for (const [hoursAgo, status] of sessions) {
		const end = Date.now() - hoursAgo * HOUR;
		const failureMessage = status === 'Failed' ? 'The disk is full.' : null;
		const session = { start: end - 5 * MINUTE, end, status, failureMessage };
		stage.simulator.recordSession(stage.job(index).instanceUid, session);
	}
}

/** The job and the history show it. */
function show(index: number, status: string, hoursAgo = 0) {
	record(index, [[hoursAgo, status]]);
	stage.end(index, status, Date.now() - hoursAgo * HOUR);
}

longTest(
	'a job that failed for nights before the trigger started says so when it fails again',
	async () => {
		const index = uniqueJob();
		const nights = [97, 73, 49, 25].map((hours): [number, string] => [hours, 'Failed']);
		record(index, [[145, 'Failed'], [121, 'Success'], ...nights]);
		show(index, 'Failed', 1);
		const since = Date.now() - 97 * HOUR;
		const trigger = await published({ events: ['failed', 'recovered'] });
		expect(await pollFor(trigger, 60)).toEqual([]);
		show(index, 'Failed');
		const [failed] = await pollFor(trigger, 10);
		expect(failed).toMatchObject({ event: 'failed', failuresInRow: 6 });
		const seconds = (at: number) => Math.floor(at / 1000);
		expect(seconds(Date.parse(String(failed.failingSinceUtc)))).toBe(seconds(since));
		// After a restart of n8n it is counted once.
		await trigger.restart();
		await pollFor(trigger, 60);
		show(index, 'Failed');
		expect(await pollFor(trigger, 10)).toMatchObject([{ failuresInRow: 7 }]);
	},
);

longTest('so does one that runs each week', async () => {
	const index = uniqueJob();
	record(index, [
		[20 * 24, 'Success'],
		[15 * 24, 'Failed'],
	]);
	// VSPC has sessions of other jobs on all days.
	for (let day = 0; day < 30; day++) record(otherJob(index), [[day * 24 + 1, 'Success']]);
	show(index, 'Failed', 8 * 24);
	show(otherJob(index), 'Success');
	const trigger = await published({ events: ['failed', 'recovered'] });
	await pollFor(trigger, 200);
	show(index, 'Failed');
	expect(await pollFor(trigger, 10)).toMatchObject([{ failuresInRow: 3 }]);
});

test('a success before the trigger started ends the row of failures', async () => {
	const index = uniqueJob();
	record(index, [
		[73, 'Failed'],
		[49, 'Success'],
		[25, 'Failed'],
	]);
	show(index, 'Failed', 1);
	const trigger = await published({ events: ['failed', 'recovered'] });
	await pollFor(trigger, 60);
	show(index, 'Failed');
	expect(await pollFor(trigger, 10)).toMatchObject([{ failuresInRow: 3 }]);
});

longTest(
	'a job that no poll saw the end of for more than a day: every end comes, in its place',
	async () => {
		const trigger = await published({ events: ['failed', 'recovered', 'success'] });
		const index = uniqueJob();
		show(index, 'Success');
		expect(await pollFor(trigger, 10)).toHaveLength(1);
		for (let round = 0; round < 15; round++) {
			record(index, [[0, round === 1 ? 'Failed' : 'Success']]);
			expect(await pollFor(trigger, 120, 30)).toEqual([]);
		}
		show(index, 'Success');
		const items = await pollFor(trigger, 130);
		const count = (event: string) => items.filter((item) => item.event === event).length;
		expect([count('success'), count('failed'), count('recovered')]).toEqual([15, 1, 1]);
	},
	60_000,
);

longTest(
	'what no poll saw comes, though n8n started before the history was read and the job ended again',
	async () => {
		const trigger = await published({ events: ['failed', 'recovered', 'success'] });
		const index = uniqueJob();
		show(index, 'Success');
		expect(await pollFor(trigger, 20)).toHaveLength(1);
		stage.simulator.faults.add({ kind: 'error', status: 500, path: HISTORY });
		record(index, [[0, 'Failed']]);
		time.advance(10 * MINUTE);
		show(index, 'Success');
		expect(await pollFor(trigger, 10)).toMatchObject([{ event: 'success' }]);
		await trigger.restart();
		for (let round = 0; round < 2; round++) {
			show(index, 'Success');
			expect(await pollFor(trigger, 20)).toMatchObject([{ event: 'success' }]);
		}
		stage.simulator.faults.clear();
		const items = await pollFor(trigger, 70);
		expect(items.map(({ event }) => event)).toEqual(['failed', 'recovered']);
		expect(await pollFor(trigger, 130)).toEqual([]);
	},
);

longTest(
	'more ends than are remembered, from before n8n started, come once',
	async () => {
		const trigger = await published({ events: ['failed', 'recovered', 'success'] });
		const index = uniqueJob();
		show(index, 'Success');
		expect(await pollFor(trigger, 20)).toHaveLength(1);
		stage.simulator.faults.add({ kind: 'error', status: 500, path: HISTORY });
		for (let round = 0; round < 12; round++) {
			record(index, [[0, 'Success']]);
			time.advance(10 * MINUTE);
		}
		show(index, 'Success');
		expect(await pollFor(trigger, 10)).toMatchObject([{ event: 'success' }]);
		await trigger.restart();
		show(index, 'Success');
		expect(await pollFor(trigger, 20)).toMatchObject([{ event: 'success' }]);
		stage.simulator.faults.clear();
		const items = await pollFor(trigger, 70);
		expect(items.map(({ event }) => event)).toEqual(Array<string>(12).fill('success'));
		show(index, 'Success');
		expect(await pollFor(trigger, 190)).toMatchObject([{ event: 'success' }]);
	},
	60_000,
);

longTest(
	'after a restart the sessions of a job that is gone are not those of another one that had its name',
	async () => {
		const { estate } = stage.simulator;
		const index = uniqueJob();
		const { name, backupServerUid } = stage.job(index);
		const twin = stage.simulator.addJob({ name, backupServerUid });
		const trigger = await published({ events: ['failed', 'recovered'] });
		const other = otherJob(index);
		show(index, 'Success');
		// An event has n8n save what is known.
		show(other, 'Failed');
		await pollFor(trigger, 20);
		record(estate.jobs.indexOf(twin), [[0, 'Failed']]);
		stage.simulator.removeJob(twin.instanceUid);
		time.advance(10 * MINUTE);
		await trigger.restart();
		show(index, 'Success');
		expect((await pollFor(trigger, 130)).filter((item) => item.name === name)).toEqual([]);
	},
);

longTest(
	'failures from before the trigger started are not those of a job that had the name long ago',
	async () => {
		const { estate } = stage.simulator;
		const index = uniqueJob();
		const { name, backupServerUid } = stage.job(index);
		const twin = stage.simulator.addJob({ name, backupServerUid });
		record(estate.jobs.indexOf(twin), [[2, 'Failed']]);
		show(index, 'Failed', 1);
		const trigger = await published({ events: ['failed', 'recovered'] });
		await pollFor(trigger, 20);
		// An event has n8n save what is known.
		show(otherJob(index), 'Failed');
		expect(await pollFor(trigger, 10)).toHaveLength(1);
		stage.simulator.setJob(twin.instanceUid, { name: 'Another name' });
		time.advance(5 * DAY);
		record(index, [
			[60, 'Failed'],
			[30, 'Failed'],
		]);
		// On every day something ends that the trigger does not watch.
		for (let day = 0; day < 8; day++) {
			const end = Date.now() - (day * 24 + 1) * HOUR;
			const session = { start: end - MINUTE, end, status: 'Success', failureMessage: null };
			stage.simulator.recordSession(estate.agentJobs[0].instanceUid, session);
		}
		show(index, 'Failed');
		await trigger.restart();
		await pollFor(trigger, 120);
		show(index, 'Failed');
		expect(await pollFor(trigger, 10)).toMatchObject([{ failuresInRow: 5 }]);
	},
);

longTest(
	'nor are ends between two polls, where the days before the last ones are read',
	async () => {
		const { estate } = stage.simulator;
		const index = uniqueJob();
		const { name, backupServerUid } = stage.job(index);
		const twin = stage.simulator.addJob({ name, backupServerUid });
		const other = otherJob(index);
		const trigger = await published({ events: ['failed', 'recovered', 'success'] });
		show(index, 'Success');
		show(other, 'Failed');
		await pollFor(trigger, 20);
		record(estate.jobs.indexOf(twin), [[0, 'Failed']]);
		await pollFor(trigger, 10);
		stage.simulator.removeJob(twin.instanceUid);
		show(other, 'Failed');
		await pollFor(trigger, 70);
		await trigger.restart();
		show(index, 'Success');
		await pollFor(trigger, 20);
		// A job that has failed for days has the days before read.
		for (let day = 0; day < 5; day++) {
			time.advance(23.8 * HOUR);
			show(other, 'Failed');
			await pollFor(trigger, 10);
		}
		await trigger.restart();
		const items = await pollFor(trigger, 200);
		expect(items.filter((item) => item.name === name)).toEqual([]);
	},
	60_000,
);

longTest(
	'with servers and all kinds of jobs: at most 8 requests in a poll, and 2 a minute over an hour',
	async () => {
		const trigger = stage.trigger({
			jobKinds: ['job', 'agentJob', 'microsoft365Job'],
			events: ['failed', 'recovered', 'overdue', 'serverDisconnected', 'serverReconnected'],
			options: { includeNames: false, ...FIND },
		});
		await trigger.publish();
		const { requests } = stage.simulator;
		const counts: number[] = [];
		for (let minute = 0; minute < 120; minute++) {
			requests.length = 0;
			time.advance(MINUTE);
			// Ends that no poll sees, of jobs in each part of the list.
			if (minute % 20 === 5) failAndSucceed(uniqueJob());
			await trigger.poll();
			counts.push(requests.length);
		}
		expect(Math.max(...counts)).toBeLessThanOrEqual(8);
		// Three lists of jobs take three requests a minute already: what comes besides counts.
		const besides = counts.reduce((sum, count) => sum + count - 3, 0);
		expect(besides / counts.length).toBeLessThanOrEqual(1);
	},
	60_000,
);
