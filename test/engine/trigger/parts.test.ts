import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { longTest } from '../../longTest';
import type { PolledTrigger, PollSetup } from '../harness/poll';
import { useSlowness } from './slowness';
import { brief, HOUR, MINUTE, useStage } from './stage';

jest.mock('../../../nodes/util/clock', () =>
	jest.requireActual<typeof import('./slowness')>('./slowness').slowClock(),
);

/** Full reads that take several polls, and what comes between them. */
const stage = useStage({ jobs: 700 });
const { time } = stage;
const slowness = useSlowness(stage);

const LIST = /\/backupServers\/jobs$/;
const PAGE = 20;
const ALL = ['failed', 'warning', 'success', 'recovered'];

const byUid = () =>
	[...stage.simulator.estate.jobs].sort((a, b) => (a.instanceUid < b.instanceUid ? -1 : 1));

/** Offsets that the full reads have asked for. */
const offsets = () =>
	stage.simulator.requests
		.filter(({ path, query }) => LIST.test(path) && query.sort?.includes('instanceUid'))
		.map(({ query }) => Number(query.offset));
/** The last row that the part of the read before has taken. */
const border = () => byUid()[Math.max(...offsets()) + PAGE - 1];

function slow() {
	stage.simulator.settings.maxPageSize = PAGE;
	slowness.perRequest(20_000);
}

function healthy() {
	stage.simulator.settings.maxPageSize = 500;
	slowness.perRequest(0);
}

/** Published, with its first full read begun but far from its end. */
async function partway(parameters: INodeParameters = {}, setup: Partial<PollSetup> = {}) {
	slow();
	// Names would take requests of their own, and here the clock runs by requests.
	const options = { includeNames: false, ...(parameters.options as object) };
	const trigger = stage.trigger({ ...parameters, options }, setup);
	expect(await trigger.publish()).toEqual([]);
	expect(offsets().length).toBeGreaterThan(1);
	expect(Math.max(...offsets())).toBeLessThan(300);
	return trigger;
}

/** Published, with one full read done and the next one begun. */
async function partwayAgain() {
	const trigger = stage.trigger({ options: { includeNames: false } });
	await trigger.publish();
	time.advance(2 * HOUR);
	slow();
	stage.simulator.requests.length = 0;
	expect(await trigger.poll()).toEqual([]);
	expect(Math.max(...offsets())).toBeLessThan(300);
	return trigger;
}

async function pollUntilTold(trigger: PolledTrigger, most = 20) {
	const items: INodeExecutionData[] = [];
	for (let polls = 0; polls < most && items.length === 0; polls++) {
		items.push(...(await trigger.poll()));
	}
	return items;
}

/** Of all jobs, only those that fail from now on are emitted. */
async function expectQuietStart(trigger: PolledTrigger, items: INodeExecutionData[]) {
	for (let polls = 0; polls < 3; polls++) items.push(...(await trigger.poll()));
	expect(brief(items)).toEqual([]);
	time.advance(HOUR);
	const last = byUid().at(-1)!;
	stage.end(last.instanceUid, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${last.name}`]);
	expect(await trigger.poll()).toEqual([]);
}

describe('amid the first full read', () => {
	longTest('unpublished and published again: what is there is no event', async () => {
		const trigger = await partway({ events: ALL });
		// A further part, which n8n does not save: it came without events.
		expect(await trigger.poll()).toEqual([]);
		trigger.unpublish();
		healthy();
		await expectQuietStart(trigger, await trigger.publish());
	});

	longTest('n8n is killed: what is there is no event', async () => {
		const trigger = await partway({ events: ALL });
		await trigger.poll();
		healthy();
		await expectQuietStart(trigger, await trigger.restart());
	});

	longTest(
		"n8n's durable pollers throw the activation poll away: what is there is no event",
		async () => {
			const trigger = await partway({ events: ALL }, { engine: 'durable' });
			healthy();
			await expectQuietStart(trigger, []);
		},
	);

	longTest('published to start fresh: what is there is no event', async () => {
		const trigger = await partway({ events: ALL, options: { afterPause: 'startFresh' } });
		trigger.unpublish();
		healthy();
		await expectQuietStart(trigger, await trigger.publish());
	});

	test('a job that fails is emitted before the read has ended', async () => {
		const trigger = await partway();
		time.advance(MINUTE);
		const last = byUid().at(-1)!;
		stage.end(last.instanceUid, 'Failed');
		expect(brief(await trigger.poll())).toEqual([`failed ${last.name}`]);
		expect(await trigger.poll()).toEqual([]);
	});
});

longTest('a late session in a part that was not saved is emitted after all', async () => {
	const trigger = await partwayAgain();
	const late = byUid()[Math.max(...offsets()) + PAGE + 30];
	stage.end(late.instanceUid, 'Failed', Date.now() - HOUR);
	expect(brief(await pollUntilTold(trigger))).toEqual([`failed ${late.name}`]);
	healthy();
	await trigger.restart();
	expect(await trigger.poll()).toEqual([]);
});

test('a state that was put back amid a read: the read begins again', async () => {
	const trigger = await partwayAgain();
	const { state } = trigger.state;
	trigger.unpublish();
	trigger.savedState = { state: String(state).replace('"v":2', '"v": 2') };
	stage.simulator.requests.length = 0;
	expect(await trigger.restart({ keepMemory: true })).toEqual([]);
	expect(offsets()[0]).toBe(0);
});

test('the job at the border of two parts is deleted: late sessions of others are still emitted', async () => {
	const trigger = await partwayAgain();
	stage.simulator.removeJob(border().instanceUid);
	const late = byUid().at(-5)!;
	stage.end(late.instanceUid, 'Failed', Date.now() - HOUR);
	expect(brief(await pollUntilTold(trigger, 30))).toEqual([`failed ${late.name}`]);
	expect(await trigger.poll()).toEqual([]);
});

test('jobs before the border are deleted and made: late sessions of others are still emitted', async () => {
	const trigger = await partwayAgain();
	for (const { instanceUid } of byUid().slice(3, 9)) stage.simulator.removeJob(instanceUid);
	const next = byUid()[Math.max(...offsets()) + PAGE - 5];
	stage.end(next.instanceUid, 'Failed', Date.now() - HOUR);
	expect(brief(await pollUntilTold(trigger))).toEqual([`failed ${next.name}`]);
});

longTest(
	'another filter begins a read of its own, and sees late sessions of jobs that were read',
	async () => {
		const trigger = await partway();
		const { instanceUid: companyUid } = stage.simulator.estate.companies[3];
		const [late] = byUid();
		// The list of the company keeps the place where the read of all jobs stands.
		for (const { instanceUid } of [late, border()]) {
			stage.simulator.setJob(instanceUid, { mappedOrganizationUid: companyUid });
		}
		time.advance(HOUR);
		stage.end(late.instanceUid, 'Failed', Date.now() - HOUR / 2);
		healthy();
		const parameters = {
			authentication: 'apiKey',
			events: ['failed', 'recovered'],
			jobKinds: ['job'],
			filters: { companyUid },
		};
		expect(brief(await trigger.republish({ parameters }))).toEqual([`failed ${late.name}`]);
		expect(await trigger.poll()).toEqual([]);
	},
);

longTest('a slow server in an engine that gives 36 seconds a poll is read completely', async () => {
	stage.simulator.settings.maxPageSize = PAGE;
	slowness.perRequest(2000);
	const trigger = stage.trigger({ options: { includeNames: false } }, { engine: 'durable' });
	await trigger.publish();
	for (let polls = 0; polls < 20; polls++) expect(await trigger.poll()).toEqual([]);
	time.advance(2 * HOUR);
	stage.end(650, 'Failed', Date.now() - 100 * MINUTE);
	expect(brief(await pollUntilTold(trigger))).toEqual([`failed ${stage.job(650).name}`]);
});

describe.each([8000, 15_000])('pages that take %d ms, of the 36 s that a poll has', (ms) => {
	const perPoll: number[] = [];

	/** A poll, and how many requests it made: each has taken its time. */
	async function poll(trigger: PolledTrigger) {
		stage.simulator.requests.length = 0;
		const items = await trigger.poll();
		perPoll.push(stage.simulator.requests.length);
		return items;
	}

	longTest('no poll takes longer, and late sessions and new ones are found', async () => {
		const trigger = stage.trigger({ options: { includeNames: false } }, { engine: 'durable' });
		await trigger.publish();
		await poll(trigger);
		perPoll.length = 0;
		stage.simulator.settings.maxPageSize = 200;
		slowness.perRequest(ms);
		time.advance(2 * HOUR);
		const late = byUid().at(-1)!;
		for (const { instanceUid } of stage.simulator.estate.jobs.slice(0, 400)) {
			if (instanceUid !== late.instanceUid) stage.end(instanceUid, 'Success');
		}
		stage.end(late.instanceUid, 'Failed', Date.now() - 100 * MINUTE);
		const items: INodeExecutionData[] = [];
		for (let polls = 0; polls < 16 && items.length < 1; polls++)
			items.push(...(await poll(trigger)));
		expect(brief(items)).toEqual([`failed ${late.name}`]);
		time.advance(MINUTE);
		stage.end(650, 'Failed');
		for (let polls = 0; polls < 3 && items.length < 2; polls++)
			items.push(...(await poll(trigger)));
		expect(brief(items.slice(1))).toEqual([`failed ${stage.job(650).name}`]);
		expect(Math.max(...perPoll) * ms).toBeLessThanOrEqual(40_000);
	});
});

test('a poll that comes too late for n8n emits nothing, and the next one emits it', async () => {
	const trigger = stage.trigger({ options: { includeNames: false } });
	await trigger.publish();
	time.advance(MINUTE);
	stage.end(0, 'Failed');
	const before = trigger.state.state;
	slowness.perRequest(400_000);
	await expect(trigger.poll()).rejects.toThrow('took longer than the 300 seconds');
	expect(trigger.state.state).toBe(before);
	slowness.perRequest(0);
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
	expect(await trigger.poll()).toEqual([]);
});
