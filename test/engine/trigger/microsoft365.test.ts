import { brief, HOUR, MINUTE, useStage } from './stage';

/** What Microsoft 365 jobs cost: their list can't be asked for a part, so it is read once and no more. */
const stage = useStage({ jobs: 5, agentJobs: 0, vb365Jobs: 30 });
const { time } = stage;

const jobOf = (index: number) => stage.simulator.estate.vb365Jobs[index];

/** How often the list was asked for since this was asked last. */
function listRequests(): number {
	const { requests } = stage.simulator;
	const asked = requests.filter(({ path }) => /\/vb365Servers\/organizations\/jobs/.test(path));
	requests.length = 0;
	return asked.length;
}

async function published(parameters: object = {}) {
	const trigger = stage.trigger({ jobKinds: ['microsoft365Job'], ...parameters });
	expect(await trigger.publish()).toEqual([]);
	expect(listRequests()).toBe(1);
	time.advance(MINUTE);
	return trigger;
}

test('each poll asks for the list once, with and without events', async () => {
	const trigger = await published();
	expect(await trigger.poll()).toEqual([]);
	expect(listRequests()).toBe(1);

	const names = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((index) => {
		stage.end(jobOf(index).instanceUid, 'Failed');
		return `failed ${jobOf(index).name}`;
	});
	const failed = await trigger.poll();
	expect(brief(failed).length).toBeGreaterThan(8);
	expect(names).toEqual(expect.arrayContaining(brief(failed)));
	expect(listRequests()).toBe(1);

	time.advance(HOUR);
	stage.end(jobOf(0).instanceUid, 'Success');
	expect(brief(await trigger.poll())).toEqual([`recovered ${jobOf(0).name}`]);
	expect(listRequests()).toBe(1);

	for (let hour = 0; hour < 3; hour++) {
		time.advance(HOUR);
		expect(await trigger.poll()).toEqual([]);
		expect(listRequests()).toBe(1);
	}
});

test('so it does while a failure is waited for, after a restart, and while VSPC fails', async () => {
	const trigger = await published({ options: { stillAfterMinutes: 30 } });
	stage.end(jobOf(0).instanceUid, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	expect(listRequests()).toBe(1);
	time.advance(HOUR);
	expect(brief(await trigger.poll())).toEqual([`failed ${jobOf(0).name}`]);
	expect(listRequests()).toBe(1);
	expect(await trigger.restart()).toEqual([]);
	expect(listRequests()).toBe(1);
	stage.simulator.faults.add({ kind: 'error', status: 403, path: 'vb365Servers' });
	await expect(trigger.poll()).rejects.toThrow();
	expect(listRequests()).toBe(1);
});

test('so it does with other kinds of jobs beside them', async () => {
	const trigger = await published({ jobKinds: ['job', 'microsoft365Job'] });
	stage.end(jobOf(0).instanceUid, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${jobOf(0).name}`]);
	expect(listRequests()).toBe(1);
});

test('so it does while a job with a problem is gone, until it counts as deleted', async () => {
	const trigger = await published();
	stage.end(jobOf(0).instanceUid, 'Failed');
	await trigger.poll();
	const { name } = jobOf(0);
	stage.simulator.removeJob(jobOf(0).instanceUid);
	listRequests();
	const told: string[] = [];
	for (let hour = 0; hour < 26; hour++) {
		time.advance(HOUR);
		told.push(...brief(await trigger.poll()));
		expect(listRequests()).toBe(1);
	}
	expect(told).toEqual([`recovered ${name}`]);
});
