import { brief, HOUR, jsonOf, useStage } from '../engine/trigger/stage';

/** Machines that are busy take their time. */
jest.setTimeout(240_000);

/** Thousands of jobs that fail together, on a server that is in trouble anyway. */
const JOBS = 4000;
const stage = useStage({ jobs: JOBS, agentJobs: 3000, vb365Jobs: 0 });
const { time } = stage;
const PAGES = JOBS / 500;

async function afterFailures(kind: string, uids: string[]) {
	const trigger = stage.trigger({ jobKinds: [kind], options: { includeNames: false } });
	await trigger.publish();
	time.advance(2 * HOUR);
	for (const uid of uids) stage.end(uid, 'Failed');
	stage.simulator.requests.length = 0;
	return jsonOf(await trigger.poll());
}

const jobUids = () => stage.simulator.estate.jobs.map(({ instanceUid }) => instanceUid);

test.each([
	['all jobs', 1],
	['every other job', 2],
])('%s: their details come with pages of the list', async (_case, every) => {
	const uids = jobUids().filter((_uid, index) => index % every === 0);
	const items = await afterFailures('job', uids);
	expect(items).toHaveLength(uids.length);
	for (const item of items) expect(item).toHaveProperty('avgDuration');
	// Once for what happened, once for the details, and what a full read reads anew.
	expect(stage.simulator.requests.length).toBeLessThanOrEqual(3 * PAGES + 8);
});

test('agent jobs too', async () => {
	const uids = stage.simulator.estate.agentJobs.map(({ instanceUid }) => instanceUid);
	const items = await afterFailures('agentJob', uids);
	expect(items).toHaveLength(uids.length);
	for (const item of items) expect(item).toHaveProperty('backedUpSize');
	expect(stage.simulator.requests.length).toBeLessThanOrEqual(3 * 6 + 8);
});

test.each([
	['refuses filters', () => void (stage.simulator.settings.rejectFilter = { operations: ['or'] })],
	['ignores filters', () => void stage.simulator.faults.add({ kind: 'ignoreFilter' })],
	['ignores offsets', () => void stage.simulator.faults.add({ kind: 'ignoreOffset' })],
])(
	'a server that %s is not asked for each job: events come all the same',
	async (_case, prepare) => {
		const trigger = stage.trigger({ options: { includeNames: false } });
		await trigger.publish();
		time.advance(2 * HOUR);
		for (const uid of jobUids().slice(0, 300)) stage.end(uid, 'Failed');
		prepare();
		stage.simulator.requests.length = 0;
		expect(brief(await trigger.poll())).toHaveLength(300);
		expect(stage.simulator.requests.length).toBeLessThan(150);
	},
);
