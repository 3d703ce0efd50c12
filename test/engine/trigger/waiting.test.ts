import { brief, DAY, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Problems that are emitted only if they last. */
const stage = useStage({ jobs: 40 });
const { time } = stage;

async function published(parameters: object = {}, options: object = {}) {
	const trigger = stage.trigger({
		...parameters,
		options: { stillAfterMinutes: 30, ...options },
	} as never);
	await trigger.publish();
	time.advance(HOUR);
	return trigger;
}

const uid = () => stage.job(0).instanceUid;
const failed = () => [`failed ${stage.job(0).name}`];

test('a job whose server goes offline meanwhile is emitted', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(10 * MINUTE);
	stage.simulator.setJob(uid(), { status: 'Unknown' });
	expect(await trigger.poll()).toEqual([]);
	time.advance(25 * MINUTE);
	expect(brief(await trigger.poll())).toEqual(failed());
	time.advance(DAY);
	expect(await trigger.poll()).toEqual([]);
});

test('a job that fails and warns in turn is emitted, however often it does', async () => {
	const trigger = await published(
		{ events: ['failed', 'warning', 'recovered'] },
		{ warningCountsAs: 'problem' },
	);
	let told = 0;
	for (let round = 0; round < 12; round++) {
		time.advance(20 * MINUTE);
		stage.end(0, round % 2 === 0 ? 'Failed' : 'Warning');
		const items = await trigger.poll();
		for (const { event } of jsonOf(items)) expect(['failed', 'warning']).toContain(event);
		told += items.length;
	}
	expect(told).toBeGreaterThan(3);
});

test('a job that is deleted meanwhile is not emitted, and costs no requests later', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	await trigger.poll();
	stage.simulator.removeJob(uid());
	time.advance(2 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.requests.length = 0;
	for (let day = 0; day < 5; day++) {
		time.advance(DAY);
		expect(await trigger.poll()).toEqual([]);
	}
	expect(stage.simulator.requests.filter(({ path }) => /\/jobs\/./.test(path))).toEqual([]);
});

test('a job that the filter does not let through any longer is not emitted', async () => {
	stage.simulator.setJob(uid(), { name: 'SQL nightly' });
	const trigger = await published({ filters: { nameContains: 'nightly' } });
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.setJob(uid(), { name: 'SQL retired' });
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.setJob(uid(), { name: 'SQL nightly' });
	expect(await trigger.poll()).toEqual([]);
});

test('what a server that is late shows emits nothing: the job is emitted as it is', async () => {
	const trigger = await published();
	stage.end(0, 'Success');
	await trigger.poll();
	const late = { ...stage.job(0) };
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const current = { ...stage.job(0) };
	expect(await trigger.poll()).toEqual([]);
	time.advance(40 * MINUTE);
	stage.simulator.setJob(uid(), late);
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.setJob(uid(), current);
	const items = await trigger.poll();
	expect(brief(items)).toEqual(failed());
	expect(items[0].json.status).toBe('Failed');
});

test('a job that is disabled after it was emitted is not emitted again', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	await trigger.poll();
	time.advance(HOUR);
	expect(brief(await trigger.poll())).toEqual(failed());
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.setJob(uid(), { isEnabled: false });
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'disabled' }]);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
});

test('a clock that is set back makes no job wait for as long', async () => {
	const trigger = await published();
	time.advance(DAY);
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(-DAY);
	expect(brief(await trigger.poll())).toEqual(failed());
	time.advance(DAY + HOUR);
	expect(await trigger.poll()).toEqual([]);
});
