import type { IDataObject } from 'n8n-workflow';

import type { SessionHistorySettings } from '../../simulator';
import { apiKey } from '../harness/simulator';
import { HOUR, type ReportItem, useStage } from './stage';

/** Reports on every session, counted from what the simulator played. */
const DAY = 24 * HOUR;
const stage = useStage({ jobs: 40, companies: 8, agentJobs: 10, vb365Jobs: 9 });
const set = (settings: Partial<SessionHistorySettings>) =>
	Object.assign(stage.simulator.settings.sessionHistory, settings);
const ALL = { jobKinds: ['job', 'agentJob', 'microsoft365Job'] };

interface History extends IDataObject {
	runs: number;
	failed: number;
	failuresInRow: number;
}
const historyOf = (job: IDataObject) => job.history as History | null;

test('the sessions of each job in the period, as many as it had, and none of another', async () => {
	const now = Date.now();
	const { jobs, summary } = await stage.item({ ...ALL, period: 'last7Days' });
	const { sessions, estate } = stage.simulator;
	let known = 0;
	for (const job of jobs) {
		const history = historyOf(job);
		if (history === null) continue;
		const uid = job.jobKey.split(':').at(-1);
		const own = sessions.filter(
			(one) => one.job?.instanceUid === uid && one.end >= now - 7 * DAY && one.end < now,
		);
		const of = (status: string) => own.filter((one) => one.status.toLowerCase() === status).length;
		expect([job.name, history.runs, history.success, history.warning]).toEqual([
			job.name,
			own.length,
			of('success'),
			of('warning'),
		]);
		known += own.length;
	}
	expect(known).toBeGreaterThan(100);
	expect(summary).toMatchObject({ basis: 'everySession', sessions: { runs: known } });
	// Names that two jobs of a server share: it is not known whose session it was.
	const twins = estate.vb365Jobs.filter((job) =>
		estate.vb365Jobs.some(
			(other) =>
				other !== job &&
				other.name === job.name &&
				other.managementAgentUid === job.managementAgentUid,
		),
	);
	for (const { instanceUid } of twins) {
		const row = jobs.find(({ jobKey }) => jobKey.endsWith(instanceUid));
		if (row) expect(historyOf(row)).toBeNull();
	}
});

test('a job that failed three times in a row, though its list shows the last failure only', async () => {
	const { jobs } = stage.simulator.estate;
	const job = jobs.find(
		({ name, backupServerUid, type }) =>
			type === 'BackupVm' &&
			jobs.filter((one) => one.name === name && one.backupServerUid === backupServerUid).length ===
				1,
	)!;
	const now = Date.now();
	const end = (status: string, hours: number) =>
		stage.simulator.endSession(job.instanceUid, { status, at: now - hours * HOUR });
	end('Success', 0.9);
	for (const hours of [0.7, 0.5, 0.3]) end('Failed', hours);
	const item = await stage.item();
	const row = item.jobs.find(({ jobKey }) => jobKey.endsWith(job.instanceUid))!;
	expect(historyOf(row)).toMatchObject({
		failuresInRow: 3,
		failingSinceUtc: new Date(now - 0.7 * HOUR).toISOString(),
		failuresAreAtLeast: false,
	});
	for (const form of [item.text, item.html]) expect(form).toContain('3 failures in a row since');
});

test('one report a company: each with its own sessions, which add up to all', async () => {
	const all = await stage.item({ ...ALL, period: 'last7Days' });
	const parts = await stage.items({ ...ALL, period: 'last7Days', groupBy: 'company' });
	const runsOf = ({ summary }: ReportItem) => (summary.sessions as History).runs;
	expect(parts.length).toBeGreaterThan(3);
	expect(parts.reduce((sum, part) => sum + runsOf(part), 0)).toBe(runsOf(all));
	for (const part of parts) {
		const own = part.jobs.reduce((sum, job) => sum + (historyOf(job)?.runs ?? 0), 0);
		// Jobs that are no rows, as disabled ones, may have had sessions.
		expect(runsOf(part)).toBeGreaterThanOrEqual(own);
	}
});

test.each(['start', 'inside', 'days'] as const)(
	'the same numbers, whichever way VSPC selects: %s',
	async (window) => {
		const parameters = {
			period: 'custom',
			from: new Date(Date.now() - 5 * DAY).toISOString(),
			to: new Date(Date.now() - HOUR).toISOString(),
		};
		const before = await stage.item(parameters);
		set({ window });
		const after = await stage.item(parameters);
		expect(after.summary.sessions).toEqual(before.summary.sessions);
	},
);

describe('where VSPC does not show every session', () => {
	test('a day that cannot be read is an error, not a report with less', async () => {
		stage.simulator.faults.add({ kind: 'error', status: 400, path: 'jobSessionHeatmap', skip: 3 });
		const { error, outputs } = await stage.run();
		expect(error).toBeDefined();
		expect(outputs.flat()).toEqual([]);
	});

	test.each([
		['a VSPC 8', () => (stage.simulator.settings.serverVersion = '3.5.1')],
		['404', () => set({ server: 'missing' })],
		['a page of the portal', () => set({ server: 'portalPage' })],
		['UnsupportedApiVersion', () => set({ server: 'unsupported' })],
	])('the report is on the latest ones, and says so in one line: %s', async (_, absent) => {
		absent();
		const { outputs, hints, error } = await stage.run();
		expect(error).toBeUndefined();
		const item = outputs[0][0].json as unknown as ReportItem;
		expect(hints).toEqual([
			expect.stringContaining('on the latest sessions only. This VSPC has no'),
		]);
		expect(hints[0]).toContain('VSPC 9 or newer (API 3.6)');
		for (const form of [item.text, item.html]) {
			expect(
				form.split('this report is based on the latest session of each job only'),
			).toHaveLength(2);
		}
		expect(item.summary).toMatchObject({ basis: 'latestSession', sessions: null });
		for (const job of item.jobs) expect(job).not.toHaveProperty('history');
	});

	test("a company's key", async () => {
		const { companyApiKey } = stage.simulator.accounts;
		const credentials = apiKey(stage.simulator, { accessToken: companyApiKey });
		const { outputs, hints } = await stage.run({}, { credentials });
		expect(hints).toEqual([expect.stringContaining('reading the sessions of jobs')]);
		expect(hints[0]).toContain('VSPC 9 or newer (API 3.6)');
		expect(hints[0]).toContain('Portal Administrator, Site Administrator, Operator, Read-only');
		expect(outputs[0][0].json.summary).toMatchObject({ basis: 'latestSession' });
	});

	test('Basis = Latest Session: nothing is asked and nothing said', async () => {
		const item = await stage.item({ basis: 'latestSession' });
		expect(stage.requestsTo('jobSessionHeatmap')).toEqual([]);
		expect(item.text).not.toContain('latest session of each job only');
	});
});
