import { PollContext } from 'n8n-core';

import { longTest } from '../../longTest';
import { startSimulator } from '../../simulator';
import type { PolledTrigger } from '../harness/poll';
import { apiKey } from '../harness/simulator';
import { brief, DAY, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Jobs with a problem that are no longer in the list: deleted, or not there for a while. */
const stage = useStage({ jobs: 60, agentJobs: 60, vb365Jobs: 10 });
const { time } = stage;

const ONE_JOB = '/backupServers/jobs/[^/]+$';

async function published(parameters: object = {}) {
	const trigger = stage.trigger(parameters as never);
	await trigger.publish();
	time.advance(HOUR);
	return trigger;
}

async function pollFor(trigger: PolledTrigger, duration: number, step: number) {
	const items = [];
	for (let passed = 0; passed < duration; passed += step) {
		time.advance(step);
		items.push(...(await trigger.poll()));
	}
	return items;
}

longTest('a job that VSPC can show nothing of at the moment is not taken for deleted', async () => {
	const trigger = await published();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	stage.simulator.removeJob(stage.job(0).instanceUid);
	stage.simulator.faults.add({
		kind: 'error',
		status: 520,
		errors: [{ type: 'logical', code: 1, message: 'not now' }],
		path: ONE_JOB,
	});
	expect(await pollFor(trigger, 4 * HOUR, HOUR)).toEqual([]);
	stage.simulator.faults.clear();
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'deleted' }]);
	expect(await pollFor(trigger, 4 * HOUR, HOUR)).toEqual([]);
});

longTest(
	'a Microsoft 365 job that is not in the list for some hours is not taken for deleted',
	async () => {
		const trigger = await published({ jobKinds: ['microsoft365Job'] });
		const job = stage.simulator.estate.vb365Jobs[0];
		stage.end(job.instanceUid, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		stage.simulator.removeJob(job.instanceUid);
		// There is nothing but the list to go by.
		expect(await pollFor(trigger, 12 * HOUR, 30 * MINUTE)).toEqual([]);
		expect(facts(await pollFor(trigger, DAY, HOUR))).toMatchObject([{ recoveredBy: 'deleted' }]);
	},
);

longTest('the only job of the watched company is deleted: emitted a day later', async () => {
	const [, , , watched, , other] = stage.simulator.estate.companies;
	for (const { instanceUid, mappedOrganizationUid, organizationUid } of stage.simulator.estate
		.jobs) {
		if ([mappedOrganizationUid, organizationUid].includes(watched.instanceUid)) {
			stage.simulator.setJob(instanceUid, { mappedOrganizationUid: other.instanceUid });
		}
	}
	const { instanceUid, name } = stage.job(0);
	stage.simulator.setJob(instanceUid, { mappedOrganizationUid: watched.instanceUid });
	const trigger = await published({ filters: { companyUid: watched.instanceUid } });
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	stage.simulator.removeJob(instanceUid);
	// An empty list may be that of an account without rights.
	expect(await pollFor(trigger, 20 * HOUR, HOUR)).toEqual([]);
	const items = await pollFor(trigger, 2 * DAY, HOUR);
	expect(brief(items)).toEqual([`recovered ${name}`]);
	expect(facts(items)).toMatchObject([{ recoveredBy: 'deleted' }]);
});

longTest('a few agent jobs are deleted: looked for with few requests', async () => {
	const trigger = await published({ jobKinds: ['agentJob'] });
	const uids = stage.simulator.estate.agentJobs.slice(0, 5).map((job) => job.instanceUid);
	for (const uid of uids) stage.end(uid, 'Failed');
	expect(await trigger.poll()).toHaveLength(5);
	for (const uid of uids) stage.simulator.removeJob(uid);
	await trigger.poll();
	time.advance(2 * HOUR);
	stage.simulator.requests.length = 0;
	const items = await trigger.poll();
	expect(stage.simulator.requests.length).toBeLessThan(8);
	items.push(...(await pollFor(trigger, 2 * DAY, 6 * HOUR)));
	expect(items).toHaveLength(5);
	expect(facts(items).every(({ recoveredBy }) => recoveredBy === 'deleted')).toBe(true);
});

describe('a job that the account no longer sees goes on failing:', () => {
	const warnings = () => {
		const warn = jest.fn();
		jest
			.spyOn(PollContext.prototype, 'logger', 'get')
			.mockReturnValue({ warn, debug: jest.fn() } as never);
		return () => warn.mock.calls.map(([text]) => String(text));
	};

	afterEach(() => jest.restoreAllMocks());

	const notFound = (path: string) =>
		stage.simulator.faults.add({
			kind: 'error',
			status: 404,
			errors: [{ message: 'It was not found.', type: 'unspecified' }],
			path,
		});

	longTest.each([
		['company', () => `/organizations/${companyOf(0)}$`],
		['backup server', () => `/backupServers/${stage.job(0).backupServerUid}$`],
	])('its %s is hidden, too', async (_, path) => {
		const told = warnings();
		const trigger = await published();
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		const row = { ...stage.job(0) };
		const hiding = path();
		stage.simulator.removeJob(row.instanceUid);
		notFound(hiding);
		expect(await pollFor(trigger, 3 * DAY, HOUR)).toEqual([]);
		expect(told().filter((text) => text.includes('no longer visible'))).toHaveLength(1);
		stage.simulator.faults.clear();
		stage.simulator.addJob(row, 0);
		expect(await trigger.poll()).toEqual([]);
		stage.end(0, 'Success');
		expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'success' }]);
	});

	longTest('a failure that has to last is emitted when its job is visible again', async () => {
		const trigger = await published({ options: { stillAfterMinutes: 60 } });
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toEqual([]);
		const row = { ...stage.job(0) };
		stage.simulator.removeJob(row.instanceUid);
		expect(await pollFor(trigger, 2 * HOUR, 10 * MINUTE)).toEqual([]);
		stage.simulator.addJob(row, 0);
		expect(facts(await trigger.poll())).toMatchObject([{ event: 'failed' }]);
		expect(await pollFor(trigger, 2 * HOUR, 10 * MINUTE)).toEqual([]);
	});

	longTest(
		'many vanish together; after 30 days its problem ends, and is open again when it is back',
		async () => {
			const trigger = await published();
			stage.end(0, 'Failed');
			const [first] = jsonOf(await trigger.poll());
			const rows = stage.simulator.estate.jobs.slice(0, 10).map((job) => ({ ...job }));
			for (const { instanceUid } of rows) stage.simulator.removeJob(instanceUid);
			expect(await pollFor(trigger, 29 * DAY, 6 * HOUR)).toEqual([]);
			const items = await pollFor(trigger, 2 * DAY, 6 * HOUR);
			expect(facts(items)).toMatchObject([{ event: 'recovered', recoveredBy: 'notVisible' }]);
			for (const [index, row] of rows.entries()) stage.simulator.addJob(row, index);
			const again = jsonOf(await trigger.poll());
			expect(again).toMatchObject([{ event: 'failed', jobKey: first.jobKey }]);
			expect(again[0].eventId).not.toBe(first.eventId);
		},
	);

	test('the credential leads to another VSPC: a new start, nothing is taken for deleted', async () => {
		const told = warnings();
		const trigger = await published();
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		const other = await startSimulator({ jobs: 20, seed: 7 });
		try {
			const credentials = apiKey(other, { apiVersion: '3.6.1' });
			expect(await trigger.republish({ credentials })).toEqual([]);
			expect(await pollFor(trigger, 3 * DAY, 6 * HOUR)).toEqual([]);
			expect(told().filter((text) => text.includes('another VSPC'))).toHaveLength(1);
			const [{ instanceUid, name }] = other.estate.jobs;
			other.endSession(instanceUid, { status: 'Failed' });
			expect(brief(await trigger.poll())).toEqual([`failed ${name}`]);
		} finally {
			await other.close();
		}
	});
});

function companyOf(index: number): string {
	const { mappedOrganizationUid, organizationUid } = stage.job(index);
	const isMapped = mappedOrganizationUid && !mappedOrganizationUid.startsWith('00000000');
	return String(isMapped ? mappedOrganizationUid : organizationUid);
}
