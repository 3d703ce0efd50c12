import { brief, DAY, HOUR, MINUTE, useStage } from './stage';

/** What is there at the beginning, or comes back later, is no event; what happens from then on is. */
const stage = useStage({ jobs: 60 });
const { time } = stage;

const ALL = ['failed', 'warning', 'success', 'recovered'];

async function published(parameters: object = {}) {
	const trigger = stage.trigger({ events: ALL, ...parameters });
	expect(await trigger.publish()).toEqual([]);
	time.advance(MINUTE);
	return trigger;
}

/** As when a backup server or an account's rights are missing. */
function takeAway(count: number) {
	const jobs = stage.simulator.estate.jobs.slice(0, count);
	for (const { instanceUid } of jobs) stage.simulator.removeJob(instanceUid);
	return (fields: object = {}) => {
		for (const [index, job] of jobs.entries()) {
			stage.simulator.addJob({ ...job, ...fields }, index);
		}
	};
}

test('a first list without any job, as before an account has its rights, makes no flood later', async () => {
	const bringBack = takeAway(stage.simulator.estate.jobs.length);
	const trigger = await published();
	bringBack();
	expect(brief(await trigger.poll())).toEqual([]);
	time.advance(HOUR);
	expect(brief(await trigger.poll())).toEqual([]);
	stage.end(0, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
});

describe('jobs that were missing at first', () => {
	test('are no events when they come back with the sessions of then', async () => {
		const bringBack = takeAway(30);
		const trigger = await published();
		bringBack();
		expect(brief(await trigger.poll())).toEqual([]);
	});

	test('are no events when they come back with sessions of long ago', async () => {
		const bringBack = takeAway(30);
		const trigger = await published();
		bringBack({ lastEndTime: new Date(Date.now() - 100 * DAY).toISOString() });
		expect(brief(await trigger.poll())).toEqual([]);
	});

	test('have events for sessions that ended since', async () => {
		const bringBack = takeAway(2);
		const trigger = await published();
		time.advance(DAY);
		const lastEndTime = new Date(Date.now() - HOUR).toISOString();
		bringBack({ status: 'Failed', lastRun: lastEndTime, lastEndTime });
		expect(brief(await trigger.poll()).sort()).toEqual(
			[0, 1].map((index) => `failed ${stage.job(index).name}`).sort(),
		);
	});
});

test('jobs of a server that is offline at first are no events when their old status shows again', async () => {
	const before = stage.simulator.estate.jobs.slice(0, 30).map((job) => ({ ...job }));
	for (const { instanceUid } of before) {
		stage.simulator.setJob(instanceUid, { status: 'Unknown' });
	}
	const trigger = await published();
	for (const { instanceUid, status } of before) stage.simulator.setJob(instanceUid, { status });
	expect(brief(await trigger.poll())).toEqual([]);
	time.advance(HOUR);
	stage.end(1, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(1).name}`]);
});

test('a job that moves into the watched company weeks after it failed is no event', async () => {
	const { instanceUid: companyUid } = stage.simulator.estate.companies[3];
	stage.end(0, 'Failed');
	const trigger = await published({ filters: { companyUid } });
	time.advance(20 * DAY);
	await trigger.poll();
	stage.simulator.setJob(stage.job(0).instanceUid, { mappedOrganizationUid: companyUid });
	expect(brief(await trigger.poll())).toEqual([]);
	stage.end(0, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
});
