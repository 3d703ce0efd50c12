import { PollContext } from 'n8n-core';

import { portalPage } from '../../simulator/api/answers';
import { apiKey } from '../harness/simulator';
import { brief, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** All kinds are watched by default: what a VSPC, or the rights of an account, lack keeps nothing from being watched. */
const stage = useStage({ jobs: 20, agentJobs: 10, vb365Jobs: 10 });
const { time } = stage;

const ALL = ['agentJob', 'job', 'microsoft365Job'];
const EVENTS = ['failed', 'recovered'];
const FORBIDDEN = { kind: 'error', status: 403, path: '/vb365Servers/' } as const;
const all = () => stage.trigger({ jobKinds: ALL, events: EVENTS });
const jobOf = (index: number) => stage.simulator.estate.vb365Jobs[index].instanceUid;
const listRequests = () =>
	stage.simulator.requests.filter(({ path }) => path.includes('/vb365Servers/')).length;

/** What the trigger writes to n8n's log meanwhile. */
async function warnings(work: () => Promise<unknown>): Promise<string[]> {
	const warn = jest.fn<void, [string]>();
	const spy = jest
		.spyOn(PollContext.prototype, 'logger', 'get')
		.mockReturnValue({ warn, debug: jest.fn() } as never);
	try {
		await work();
		return warn.mock.calls.map(([message]) => message);
	} finally {
		spy.mockRestore();
	}
}

test.each([
	['the account has no right to', FORBIDDEN],
	['an older VSPC does not know', { ...FORBIDDEN, status: 404 }],
	[
		"VSPC answers with its portal's page",
		{ kind: 'notJson', body: String(portalPage.text), path: '/vb365Servers/' },
	],
] as const)('a kind that %s: the others are watched, and n8n logs it once', async (_, fault) => {
	stage.simulator.faults.add(fault);
	const trigger = all();
	const logged = await warnings(async () => expect(await trigger.publish()).toEqual([]));
	expect(logged).toEqual([
		expect.stringContaining('VSPC shows no list of Microsoft 365 jobs to this account'),
	]);
	time.advance(HOUR);
	stage.end(0, 'Failed');
	expect(await warnings(async () => expect(brief(await trigger.poll())).toHaveLength(1))).toEqual(
		[],
	);
});

test('when it appears, what is there is existing, and what then happens is emitted', async () => {
	stage.simulator.faults.add(FORBIDDEN);
	const trigger = all();
	await trigger.publish();
	time.advance(HOUR);
	stage.end(jobOf(0), 'Failed');
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.faults.clear();
	time.advance(HOUR);
	stage.end(jobOf(1), 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(HOUR);
	stage.end(jobOf(2), 'Failed');
	const items = jsonOf(await trigger.poll());
	expect(items.map(({ instanceUid }) => instanceUid)).toEqual([jobOf(2)]);
});

test.each(['goes on', 'restarts'])(
	'once it was read, the same is a failure, when n8n %s',
	async (how) => {
		const trigger = all();
		await trigger.publish();
		time.advance(HOUR);
		// n8n saves the state with an event.
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		stage.simulator.faults.add(FORBIDDEN);
		time.advance(HOUR);
		if (how === 'restarts') await trigger.restart();
		await expect(trigger.poll()).rejects.toThrow(/listing the Microsoft 365 jobs/);
	},
);

test('a trigger that starts afresh after a pause has read it all the same', async () => {
	const options = { afterPause: 'startFresh' };
	const trigger = stage.trigger({ jobKinds: ALL, events: EVENTS, options });
	await trigger.publish();
	stage.simulator.faults.add(FORBIDDEN);
	trigger.unpublish();
	await expect(trigger.publish()).rejects.toThrow(/listing the Microsoft 365 jobs/);
});

test('for another account it is absent again', async () => {
	const trigger = all();
	await trigger.publish();
	stage.simulator.faults.add(FORBIDDEN);
	const { readOnlyApiKey: accessToken } = stage.simulator.accounts;
	const other = apiKey(stage.simulator, { apiVersion: '3.6.1', accessToken });
	expect(await trigger.republish({ credentials: other })).toEqual([]);
	time.advance(HOUR);
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	const first = apiKey(stage.simulator, { apiVersion: '3.6.1' });
	await expect(trigger.republish({ credentials: first })).rejects.toThrow(/Microsoft 365 jobs/);
});

test('a trigger to which VSPC shows no kind at all is not published', async () => {
	stage.simulator.faults.add({ ...FORBIDDEN, path: '/infrastructure/' });
	await expect(all().publish()).rejects.toThrow(/listing the/);
	const alone = stage.trigger({ jobKinds: ['microsoft365Job'], events: EVENTS });
	await expect(alone.publish()).rejects.toThrow(/listing the Microsoft 365 jobs/);
});

test('a kind that fails in another way while publishing is no absent one', async () => {
	stage.simulator.faults.add({ ...FORBIDDEN, status: 500 });
	await expect(all().publish()).rejects.toThrow();
});

test('items to build a workflow with say which kind is not watched', async () => {
	stage.simulator.faults.add(FORBIDDEN);
	const [{ notWatched }] = jsonOf(await all().testRun());
	expect(notWatched).toContain('VSPC shows no list of Microsoft 365 jobs to this account');
});

test('it is asked for again with each full read of the others', async () => {
	stage.simulator.faults.add(FORBIDDEN);
	const trigger = all();
	await trigger.publish();
	const before = listRequests();
	expect(before).toBeGreaterThan(0);
	time.advance(MINUTE);
	await trigger.poll();
	expect(listRequests()).toBe(before + 1);
});
