import { PollContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import type { SessionHistorySettings } from '../../simulator';
import type { PolledTrigger } from '../harness/poll';
import { brief, jsonOf, MINUTE, useStage } from './stage';

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

/** Polls every ten minutes, for so many minutes. */
async function pollFor(trigger: PolledTrigger, minutes: number): Promise<IDataObject[]> {
	const items: IDataObject[] = [];
	for (let passed = 0; passed < minutes; passed += 10) {
		time.advance(10 * MINUTE);
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

/** A failure and, five minutes later, a success: no poll comes in between. */
function failAndSucceed(index: number) {
	const now = Date.now();
	stage.end(index, 'Failed', now + 2 * MINUTE);
	stage.end(index, 'Success', now + 7 * MINUTE);
}

test('a failure that was followed by a success before any poll: failed and recovered come in this order', async () => {
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
});

test.each(['equal', 'rounded', 'shifted', 'quarterHours'] as const)(
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

test.each(['start', 'inside', 'days'] as const)(
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
		if (window === 'days') expect(asked().length).toBeLessThanOrEqual(9);
	},
);

test('a history that cannot be read holds no event up, and is read when it can be', async () => {
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

test('where the times are useless nothing is taken from them, and n8n is told once', async () => {
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
});

test('a quiet hour takes at most eight requests for the history, and none brings more than a few hours', async () => {
	const trigger = await published();
	stage.simulator.requests.length = 0;
	for (let minute = 0; minute < 60; minute++) {
		time.advance(MINUTE);
		await trigger.poll();
	}
	expect(asked().length).toBeGreaterThanOrEqual(6);
	expect(asked().length).toBeLessThanOrEqual(9);
});

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

test('without the option nothing is asked', async () => {
	const trigger = await published({ options: {} });
	failAndSucceed(uniqueJob());
	await pollFor(trigger, 70);
	expect(asked()).toEqual([]);
});

test('a minimum duration that was not reached, and too few failures in a row: neither comes', async () => {
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
});

test('after a restart of n8n nothing comes twice', async () => {
	const trigger = await published();
	const index = uniqueJob();
	failAndSucceed(index);
	const first = await pollFor(trigger, 30);
	expect(first.map(({ event }) => event).sort()).toEqual(['failed', 'recovered', 'success']);
	const again = [...jsonOf(await trigger.restart()), ...(await pollFor(trigger, 120))];
	expect(again).toEqual([]);
});
