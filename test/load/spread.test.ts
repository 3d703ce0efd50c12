import type { INodeExecutionData } from 'n8n-workflow';

import type { PolledTrigger } from '../engine/harness/poll';
import { brief, DAY, HOUR, MINUTE, useStage } from '../engine/trigger/stage';

/** Full reads of lists that are too long for one poll, a part of them in each. */
const stage = useStage({ jobs: 4_000, agentJobs: 3_000, vb365Jobs: 200 });
const { time } = stage;

const MOST_IN_A_POLL = 8;
const LIST = /\/backupServers\/jobs$/;

const byUid = () =>
	[...stage.simulator.estate.jobs].sort((a, b) => (a.instanceUid < b.instanceUid ? -1 : 1));
const listRequests = (sort: string) =>
	stage.simulator.requests.filter(
		({ path, query }) => LIST.test(path) && query.sort?.includes(sort),
	);
const offsets = () => listRequests('instanceUid').map(({ query }) => Number(query.offset));

async function published(events: string[] = ['failed', 'recovered'], findMissedSessions = false) {
	const trigger = stage.trigger({
		jobKinds: ['job', 'agentJob', 'microsoft365Job'],
		events,
		options: { includeNames: false, findMissedSessions },
	});
	await trigger.publish();
	stage.simulator.requests.length = 0;
	return trigger;
}

/** Polls every five minutes, and what each sent. */
async function pollFor(trigger: PolledTrigger, minutes: number, isEnough = () => false) {
	const items: INodeExecutionData[] = [];
	const sent: number[] = [];
	for (let minute = 5; minute <= minutes && !isEnough(); minute += 5) {
		time.advance(5 * MINUTE);
		stage.simulator.requests.length = 0;
		items.push(...(await trigger.poll()));
		sent.push(stage.simulator.requests.length);
		// Whatever else it reads, each poll looks for what has just ended.
		expect(listRequests('lastEndTime')).not.toEqual([]);
	}
	return { items, sent };
}

/** Jobs whose ends are newer than those of all that are looked for, so that only a full read finds these. */
function endMany() {
	for (const { instanceUid } of byUid().slice(100, 900)) stage.end(instanceUid, 'Success');
}

/** One that is read last, and to which an end an hour ago is news. */
function lateJob() {
	const before = Date.now() - 2 * HOUR;
	return byUid()
		.filter(({ lastEndTime }) => Date.parse(String(lastEndTime)) < before)
		.at(-1)!;
}

/** One that a full read alone finds. */
function failLate() {
	const late = lateJob();
	stage.end(late.instanceUid, 'Failed', Date.now() - HOUR);
	return late;
}

/** It comes once, within an hour; the poll that emits it reads the job's details. */
async function expectLate(trigger: PolledTrigger, { name }: { name: string | null }) {
	const { items, sent } = await pollFor(trigger, 60);
	expect(brief(items)).toEqual([`failed ${name}`]);
	expect(sent.filter((one) => one > MOST_IN_A_POLL).length).toBeLessThanOrEqual(1);
}

/** Until a part of the list has been read and others are still to be. */
async function partway(trigger: PolledTrigger) {
	await pollFor(trigger, 2 * 60, () => Math.max(0, ...offsets()) > 900);
	expect(Math.max(...offsets())).toBeLessThan(3_400);
}

test.each([
	['jobs only', [], false],
	['servers and missed sessions', ['serverDisconnected', 'serverReconnected'], true],
] as const)(
	'%s: no poll sends more than 8 requests, and each list is read to its end',
	async (_, more, findMissed) => {
		const trigger = await published(['failed', ...more], findMissed);
		const read = new Set<number>();
		const sent: number[] = [];
		for (let poll = 0; poll < 14; poll++) {
			sent.push(...(await pollFor(trigger, 5)).sent);
			for (const offset of offsets()) read.add(offset);
		}
		expect(Math.max(...sent)).toBeLessThanOrEqual(MOST_IN_A_POLL);
		expect(sent.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(14 * 5 * 2);
		expect(Math.max(...read)).toBeGreaterThan(3_400);
	},
	240_000,
);

test('a late end that only a full read finds is emitted within an hour, once', async () => {
	const trigger = await published();
	time.advance(10 * MINUTE);
	endMany();
	await trigger.poll();
	const late = failLate();
	await expectLate(trigger, late);
}, 240_000);

test('jobs that are deleted and made amid a read lose nothing, the one at its place included', async () => {
	const trigger = await published();
	await partway(trigger);
	const place = byUid()[Math.max(...offsets()) + 499];
	for (const { instanceUid } of [...byUid().slice(5, 9), place]) {
		stage.simulator.removeJob(instanceUid);
	}
	time.advance(MINUTE);
	endMany();
	await trigger.poll();
	const late = failLate();
	await expectLate(trigger, late);
}, 240_000);

test('a job that fails amid a read is emitted at the next poll', async () => {
	const trigger = await published();
	await partway(trigger);
	const [first] = byUid();
	stage.end(first.instanceUid, 'Failed');
	expect(brief((await pollFor(trigger, 5)).items)).toEqual([`failed ${first.name}`]);
	expect((await pollFor(trigger, 60)).items).toEqual([]);
}, 240_000);

test('after a restart amid a read all is read at once', async () => {
	const trigger = await published();
	await partway(trigger);
	endMany();
	await trigger.poll();
	const late = failLate();
	stage.simulator.requests.length = 0;
	expect(brief(await trigger.restart())).toEqual([`failed ${late.name}`]);
	expect(Math.max(...offsets())).toBeGreaterThan(3_400);
}, 240_000);

test.each([
	[
		'absent',
		() => stage.simulator.faults.add({ kind: 'error', status: 403, path: '/vb365Servers/' }),
	],
	['empty', () => stage.simulator.estate.vb365Jobs.splice(0)],
])(
	'a kind that is %s keeps the others from nothing, while sessions are looked for',
	async (_, prepare) => {
		prepare();
		const trigger = await published(['failed'], true);
		const read = new Set<number>();
		for (let poll = 0; poll < 12; poll++) {
			const { sent } = await pollFor(trigger, 5);
			for (const offset of offsets()) read.add(offset);
			expect(Math.max(...sent)).toBeLessThanOrEqual(MOST_IN_A_POLL);
		}
		expect(Math.max(...read)).toBeGreaterThan(3_400);
	},
	240_000,
);

test('many jobs that were hidden are existing, though each part of a read shows few of them', async () => {
	const { jobs } = stage.simulator.estate;
	const hidden = jobs.filter((_, index) => index % 9 === 4).slice(0, 400);
	for (const { instanceUid } of hidden) stage.end(instanceUid, 'Failed', Date.now() - 4 * DAY);
	const uids = new Set(hidden.map(({ instanceUid }) => instanceUid));
	const others = jobs.filter(({ instanceUid }) => !uids.has(instanceUid));
	jobs.splice(0, jobs.length, ...others);
	const trigger = await published();
	jobs.push(...hidden);
	expect((await pollFor(trigger, 60)).items).toEqual([]);
}, 240_000);
