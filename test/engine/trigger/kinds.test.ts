import { PollContext } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { brief, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

const stage = useStage({ jobs: 20, agentJobs: 60, vb365Jobs: 30 });
const { time } = stage;

const rows = {
	agentJob: () => stage.simulator.estate.agentJobs,
	microsoft365Job: () => stage.simulator.estate.vb365Jobs,
};
const EVENTS = ['failed', 'warning', 'success', 'recovered'];

describe.each(['agentJob', 'microsoft365Job'] as const)('%s', (kind) => {
	test('emits failures and recoveries once, with the key of that kind', async () => {
		const trigger = stage.trigger({ jobKinds: [kind], events: ['failed', 'recovered'] });
		expect(await trigger.publish()).toEqual([]);
		time.advance(HOUR);
		const [{ instanceUid }] = rows[kind]();
		stage.end(instanceUid, 'Failed');
		const failed = await trigger.poll();
		expect(jsonOf(failed)).toMatchObject([
			{ event: 'failed', instanceUid, jobKey: expect.stringMatching(new RegExp(`^${kind}:`)) },
		]);
		expect(jsonOf(failed)[0].companyName).toEqual(expect.any(String));
		expect(await trigger.poll()).toEqual([]);
		time.advance(HOUR);
		stage.end(instanceUid, 'Success');
		expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'success' }]);
		expect(await trigger.poll()).toEqual([]);
	});

	test('loses and doubles nothing when n8n is killed', async () => {
		const trigger = stage.trigger({ jobKinds: [kind], events: EVENTS });
		await trigger.publish();
		time.advance(HOUR);
		const [first, second] = rows[kind]();
		stage.end(first.instanceUid, 'Warning');
		expect(await trigger.poll()).not.toEqual([]);
		stage.end(second.instanceUid, 'Failed');
		expect(await trigger.restart()).toHaveLength(1);
		expect(await trigger.poll()).toEqual([]);
	});
});

test('many agent jobs that fail at once cost few requests', async () => {
	const options = { includeNames: false };
	const trigger = stage.trigger({ jobKinds: ['agentJob'], options });
	await trigger.publish();
	time.advance(HOUR);
	for (const { instanceUid } of rows.agentJob().slice(0, 30)) stage.end(instanceUid, 'Failed');
	stage.simulator.requests.length = 0;
	const items = jsonOf(await trigger.poll());
	expect(items).toHaveLength(30);
	expect(items.every(({ destination }) => destination !== undefined)).toBe(true);
	expect(stage.simulator.requests).toHaveLength(3);
});

test('a Microsoft 365 job that a user stopped has failed', async () => {
	const trigger = stage.trigger({ jobKinds: ['microsoft365Job'], events: EVENTS });
	await trigger.publish();
	time.advance(MINUTE * 10);
	const [{ instanceUid, name }] = rows.microsoft365Job();
	stage.end(instanceUid, 'Stopped');
	const items = await trigger.poll();
	expect(brief(items)).toEqual([`failed ${name}`]);
	expect(items[0].json.lastStatus).toBe('Stopped');
});

test('all kinds in one trigger, each event once, oldest first', async () => {
	const trigger = stage.trigger({ jobKinds: ['microsoft365Job', 'job', 'agentJob'] });
	await trigger.publish();
	time.advance(HOUR);
	const now = Date.now();
	stage.end(0, 'Failed', now - 3 * MINUTE);
	stage.end(rows.agentJob()[0].instanceUid, 'Failed', now - 9 * MINUTE);
	stage.end(rows.microsoft365Job()[0].instanceUid, 'Failed', now - 5 * MINUTE);
	const items = jsonOf(await trigger.poll());
	expect(items.map(({ jobKey }) => String(jobKey).split(':')[0])).toEqual([
		'agentJob',
		'microsoft365Job',
		'job',
	]);
});

/** What the trigger writes to n8n's log meanwhile. */
async function logging(poll: () => Promise<INodeExecutionData[]>) {
	const logged: string[] = [];
	const warn = (message: string) => void logged.push(message);
	const spy = jest
		.spyOn(PollContext.prototype, 'logger', 'get')
		.mockReturnValue({ warn, debug: jest.fn() } as never);
	const items = await poll();
	spy.mockRestore();
	return { logged, items };
}

test.each([
	[{ events: [] }, "The parameter 'Events' is empty"],
	[{ events: ['failed', 'broken'] }, "The parameter 'Events' has the value 'broken'"],
	[{ jobKinds: [] }, "The parameter 'Job Kinds' is empty"],
	[{ events: ['recovered'] }, "The event 'Job Recovered' needs"],
	[{ filters: { companyUid: 'ACME' } }, "The filter 'Company' is not the UID of a company"],
	[{ filters: { nameContains: '' } }, "The filter 'Name Contains' is empty"],
	[{ filters: { customFilter: '{' } }, "The filter 'Custom Filter' is not a filter of VSPC"],
	[
		{
			jobKinds: ['microsoft365Job', 'agentJob'],
			filters: { backupServerUid: 'bc04d2e5-dd4c-4f85-af0e-424106a32a75' },
		},
		"The filter 'Backup Server' leaves out all jobs: Microsoft 365 jobs belong to no backup server, agent jobs",
	],
	[
		{ jobKinds: ['agentJob'], filters: { type: ['BackupVm'] } },
		"The filter 'Type' leaves out all jobs: agent jobs have no type",
	],
	[{ filters: { companyUid: '' } }, "The filter 'Company' is empty"],
	[{ filters: { status: ['Error'] } }, "The filter 'Status' has the value 'Error'"],
	[{ filters: { status: ['Stopped'] } }, "The filter 'Status' has the value 'Stopped'"],
	[{ filters: { type: 'VM Backup' } }, "The filter 'Type' has the value 'VM Backup'"],
	[{ filters: { lastRunAfter: 'now-7' } }, "The filter 'Last Run Since' is not a date"],
	[
		{ options: { warningCountsAs: 'error' } },
		"The option 'Warning Counts As' has the value 'error'",
	],
	[{ options: { afterPause: 'fresh' } }, "The option 'After a Pause' has the value 'fresh'"],
	[{ options: { emitExisting: 'yes' } }, "The option 'Emit Existing Problems' has the value 'yes'"],
	[
		{
			jobKinds: ['microsoft365Job'],
			filters: {
				customFilter: '[{"property":"name","operation":"contains","value":"a"}]',
			},
		},
		"The filter 'Custom Filter' leaves out all jobs: Microsoft 365 jobs are in a list",
	],
	[{ options: { overdueHours: 0 } }, "The option 'Overdue After (Hours)' is not a number"],
	[{ options: { stillAfterMinutes: 'soon' } }, "'Min Duration (Minutes)' is not"],
])('settings %j are refused before any request', async (parameters, message) => {
	await expect(stage.trigger(parameters as never).publish()).rejects.toThrow(message);
	expect(stage.simulator.requests).toEqual([]);
});

longTest(
	'a kind that cannot be read is reported although another has events at every poll',
	async () => {
		const trigger = stage.trigger({ jobKinds: ['job', 'microsoft365Job'], events: EVENTS });
		await trigger.publish();
		stage.simulator.faults.add({ kind: 'error', status: 403, path: 'vb365' });
		let thrown = 0;
		const told: unknown[] = [];
		const poll = async () => {
			const items = await trigger.poll().catch(() => {
				thrown++;
				return [];
			});
			for (const { event, jobKey } of jsonOf(items)) if (event === 'success') told.push(jobKey);
		};
		for (let index = 0; index < 13; index++) {
			time.advance(10 * MINUTE);
			stage.end(index, 'Success');
			await poll();
		}
		// Behind the first events, and then every hour.
		expect(thrown).toBe(2);
		await poll();
		expect(thrown).toBe(3);
		await poll();
		expect(thrown).toBe(3);
		expect(told).toHaveLength(13);
		expect(new Set(told).size).toBe(13);
	},
);

describe('other settings', () => {
	const base = { authentication: 'apiKey' };

	longTest('a kind that is taken out and put back still has its open problems', async () => {
		const trigger = stage.trigger({ jobKinds: ['job', 'agentJob'] });
		await trigger.publish();
		time.advance(HOUR);
		const [{ instanceUid }] = rows.agentJob();
		stage.end(instanceUid, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		const events = ['failed', 'recovered'];
		for (const jobKinds of [['job'], ['job', 'agentJob']]) {
			expect(await trigger.republish({ parameters: { ...base, events, jobKinds } })).toEqual([]);
			time.advance(HOUR);
			await trigger.poll();
		}
		stage.end(instanceUid, 'Success');
		expect(facts(await trigger.poll())).toMatchObject([{ event: 'recovered' }]);
	});

	test('Recovered that is chosen later is emitted for problems that were emitted before', async () => {
		const trigger = stage.trigger({ events: ['failed'] });
		await trigger.publish();
		time.advance(HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		const parameters = { ...base, jobKinds: ['job'], events: ['failed', 'recovered'] };
		await trigger.republish({ parameters });
		time.advance(HOUR);
		stage.end(0, 'Success');
		expect(facts(await trigger.poll())).toMatchObject([{ event: 'recovered' }]);
		expect(await trigger.poll()).toEqual([]);
	});
});

describe('a filter by what a kind of jobs does not have', () => {
	const filters = { type: ['BackupVm', 'BackupJob'] };
	const jobKinds = ['job', 'agentJob', 'microsoft365Job'];

	test('leaves out that kind, without a request for it', async () => {
		const trigger = stage.trigger({ jobKinds, filters });
		await trigger.publish();
		time.advance(HOUR);
		stage.end(rows.agentJob()[0].instanceUid, 'Failed');
		const vm = stage.simulator.estate.jobs.find(({ type }) => type === 'BackupVm')!;
		stage.end(vm.instanceUid, 'Failed');
		const items = jsonOf(await trigger.poll());
		expect(items.map(({ instanceUid }) => instanceUid)).toEqual([vm.instanceUid]);
		expect(stage.simulator.requests.filter(({ path }) => /backupAgents/.test(path))).toEqual([]);
	});

	test('is said in the items of a manual run', async () => {
		const [{ notWatched }] = jsonOf(await stage.trigger({ jobKinds, filters }).testRun());
		expect(notWatched).toBe("The filter 'Type' leaves out all agent jobs: they have no type.");
		const alone = { jobKinds: ['job'], filters: { type: ['BackupVm'] } };
		const [item] = jsonOf(await stage.trigger(alone).testRun());
		expect(item).not.toHaveProperty('notWatched');
	});

	test('is said in the log when the trigger is published, and not at every poll', async () => {
		const trigger = stage.trigger({ jobKinds, filters });
		const { logged, items } = await logging(async () => await trigger.publish());
		expect(items).toEqual([]);
		expect(logged).toEqual([
			"VSPC Job Trigger: The filter 'Type' leaves out all agent jobs: they have no type.",
		]);
		expect((await logging(async () => await trigger.poll())).logged).toEqual([]);
	});
});
