import { PollContext } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { apiKey } from '../harness/simulator';
import { brief, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Events are of the job that they name, and of no other. */
const stage = useStage({ jobs: 40, companies: 6, vb365Jobs: 12 });
const { time } = stage;

const keyOf = (index: number) => {
	const { backupServerUid, instanceUid } = stage.job(index);
	return `job:${backupServerUid}:${instanceUid}`;
};

/** The job's twin on a backup server that was cloned: VSPC answers its UID with the first one. */
function addTwin(index: number) {
	const { estate } = stage.simulator;
	const first = stage.job(index);
	const differs = ({ instanceUid }: { instanceUid: string }) =>
		![first.backupServerUid, first.organizationUid].includes(instanceUid);
	return stage.simulator.addJob({
		...structuredClone(first),
		uniqueUid: '5ae1c3b2-6c1e-4c9d-9a3f-0d9bd6e8a001',
		backupServerUid: estate.backupServers.find(differs)!.instanceUid,
		organizationUid: estate.companies.find(differs)!.instanceUid,
		mappedOrganizationUid: null,
		name: `${first.name} on the clone`,
	});
}

/** As a session would end, but of this very job: the simulator's own calls go by the UID. */
function fail(job: object, failureMessage: string) {
	const at = new Date(Date.now() - MINUTE).toISOString();
	stage.simulator.estate.jobs
		.filter((one) => one === job)
		.forEach((one) =>
			Object.assign(one, { status: 'Failed', lastRun: at, lastEndTime: at, failureMessage }),
		);
}

test('the same job UID on two backup servers: the event has name, customer and reason of its own job', async () => {
	const second = addTwin(0);
	const trigger = stage.trigger();
	await trigger.publish();
	time.advance(HOUR);
	fail(second, 'Error: only the clone failed');
	const [item, ...more] = jsonOf(await trigger.poll());
	expect(more).toEqual([]);
	expect(item).toMatchObject({
		event: 'failed',
		name: second.name,
		backupServerUid: second.backupServerUid,
		organizationUid: second.organizationUid,
		companyUid: second.organizationUid,
		failureMessage: 'Error: only the clone failed',
		jobKey: `job:${second.backupServerUid}:${second.instanceUid}`,
	});
	expect(await trigger.poll()).toEqual([]);
});

describe('a server that speaks API 3.5', () => {
	beforeEach(() => {
		stage.simulator.settings.serverVersion = '3.5';
	});
	const credentials = (apiVersion: string) => apiKey(stage.simulator, { apiVersion });

	longTest.each([
		['3.5', ''],
		['', '3.5'],
	])(
		'asked for "%s", then for "%s": the problem is the same, nothing is deleted',
		async (first, second) => {
			const parameters = {
				authentication: 'apiKey',
				events: ['failed', 'recovered'],
				jobKinds: ['job'],
			};
			const trigger = stage.trigger({}, { credentials: credentials(first) });
			await trigger.publish();
			time.advance(HOUR);
			stage.end(0, 'Failed');
			const [item] = jsonOf(await trigger.poll());
			expect(item.jobKey).toBe(keyOf(0));
			const later: INodeExecutionData[] = [];
			later.push(...(await trigger.republish({ parameters, credentials: credentials(second) })));
			for (let hour = 0; hour < 30; hour += 3) {
				time.advance(3 * HOUR);
				later.push(...(await trigger.poll()));
			}
			expect(brief(later)).toEqual([]);
			stage.end(0, 'Success');
			const [end] = jsonOf(await trigger.poll());
			expect(end).toMatchObject({ event: 'recovered', recoveredBy: 'success', jobKey: keyOf(0) });
		},
	);
});

afterEach(() => jest.restoreAllMocks());

test('rows without UIDs have no events, and the log says once that they are left out', async () => {
	const NONE = '00000000-0000-0000-0000-000000000000';
	const nameless = [stage.job(1), stage.job(2), stage.job(3)];
	Object.assign(nameless[0], { backupServerUid: NONE });
	Object.assign(nameless[1], { backupServerUid: null });
	const warn = jest.fn();
	const logger = { warn, debug: jest.fn(), info: jest.fn(), error: jest.fn() };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	const trigger = stage.trigger();
	await trigger.publish();
	time.advance(30 * MINUTE);
	fail(nameless[0], 'Error: one');
	fail(nameless[1], 'Error: two');
	stage.end(5, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(5).name}`]);
	for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toEqual([]);
	const words = warn.mock.calls.map(([text]) => String(text)).filter((text) => /UID/.test(text));
	expect(words).toEqual([expect.stringMatching(/VSPC lists 2 jobs without the UIDs/)]);
});

test('Microsoft 365: the reason is on the event also where only the log of the session has it', async () => {
	const trigger = stage.trigger({ jobKinds: ['microsoft365Job'] });
	await trigger.publish();
	time.advance(HOUR);
	const [job] = stage.simulator.estate.vb365Jobs;
	stage.end(job.instanceUid, 'Failed');
	const lastErrorLogRecords = [
		{ message: 'Connected.', logType: 'Success' },
		{ message: 'One mailbox was skipped.\r\n', logType: 'Warning' },
		{ message: 'Failed to read the mailboxes: 403.\r\n', logType: 'Error' },
	];
	stage.simulator.setJob(job.instanceUid, { lastStatusDetails: '', lastErrorLogRecords });
	const [item] = jsonOf(await trigger.poll());
	expect(item).toMatchObject({
		event: 'failed',
		lastStatusDetails: '',
		lastErrorLogRecords,
		failureMessage: 'Failed to read the mailboxes: 403.\nOne mailbox was skipped.',
	});
});
