import { runJobNode } from '../harness/run';
import { apiKey } from '../harness/simulator';
import { HOUR, ORGANIZATIONS, useStage } from './stage';

/** Create Report and its neighbors where jobs hang, times are missing, or clocks are wrong. */
const stage = useStage({ jobs: 10, vb365Jobs: 10 });

const iso = (hoursAgo: number) => new Date(Date.now() - hoursAgo * HOUR).toISOString();

/** Makes all jobs fine but the first, which gets this change. */
function onlyOne(change: object): void {
	const { simulator } = stage;
	simulator.estate.jobs.forEach(({ instanceUid }, index) =>
		simulator.setJob(instanceUid, {
			name: `Job ${index}`,
			status: 'Success',
			isEnabled: true,
			scheduleType: 'Daily',
			lastRun: iso(3),
			lastEndTime: iso(2),
			...(index === 0 ? change : {}),
		}),
	);
}

const hung = { status: 'Running', lastRun: iso(120), lastEndTime: iso(144) };

test('a job that has been running for five days: in subject, numbers, text, HTML and CSV', async () => {
	onlyOne(hung);
	const { outputs } = await stage.run({ options: { attach: ['csv'] } });
	const [{ json, binary }] = outputs[0];
	const { subject, summary, text, html } = json as Record<string, string> & { summary: object };
	expect(subject).toContain('1 running too long, 9 of 10 successful');
	expect(summary).toMatchObject({ hung: 1, running: 0, success: 9, successRate: 90 });
	expect(summary).toHaveProperty('longestWithoutSuccess', [
		expect.objectContaining({ name: 'Job 0', result: 'hung', hours: 120, isAtLeast: true }),
	]);
	expect(text).toMatch(/Longest without success\n-+\n- Job 0 .*at least 5 d\n/);
	expect(html).toContain('Running too long');
	expect(atob(binary!.csv.data)).toContain('\r\nRunning too long,Job 0,');
});

test('a job that copies continuously may run for weeks', async () => {
	onlyOne({ ...hung, scheduleType: 'Continuously' });
	const { summary } = await stage.item();
	expect(summary).toMatchObject({ hung: 0, running: 1, successRate: 100 });
});

test('a job that failed, without any time: failed, not "not run"', async () => {
	onlyOne({ status: 'Failed', lastRun: null, lastEndTime: null });
	const { summary, jobs } = await stage.item();
	expect(summary).toMatchObject({ failed: 1, notRun: 0, successRate: 90 });
	expect(jobs[0]).toMatchObject({ name: 'Job 0', result: 'failed' });
});

test('a session that ended four hours ahead of n8n: counted, and the report says whose clock to check', async () => {
	onlyOne({ lastRun: iso(-3), lastEndTime: iso(-4) });
	const { summary, text } = await stage.item();
	expect(summary).toMatchObject({ success: 10, timesInFuture: 1 });
	expect(text).toContain(
		'1 job shows times in the future (Job 0): check the clock and the time zone of its backup server.',
	);
});

test('Get Many: hours are not negative, and a running job says for how long', async () => {
	onlyOne({ lastRun: iso(-3), lastEndTime: iso(-4) });
	const [, second] = stage.simulator.estate.jobs;
	stage.simulator.setJob(second.instanceUid, hung);
	const { outputs } = await runJobNode({
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			options: { addComputedFields: true },
		},
		credentials: apiKey(stage.simulator),
	});
	const jobs = new Map(outputs[0].map(({ json }) => [json.name, json]));
	expect(jobs.get('Job 0')).toMatchObject({ hoursSinceLastEnd: 0, hoursRunning: null });
	expect(Math.round(Number(jobs.get('Job 1')?.hoursRunning))).toBe(120);
});

test.each([
	['first@acme.example; second@acme.example\r\n', 'first@acme.example, second@acme.example'],
	['ops@acme.example\r\nBcc: spy@evil.example', 'ops@acme.example'],
	['ask Jane', null],
])('the company has the e-mail %j: reports go to %j', async (email, expected) => {
	for (const organization of stage.simulator.estate.organizations) organization.email = email;
	const items = await stage.items({ groupBy: 'company' });
	const named = items.filter(({ companyUid }) => companyUid);
	expect(named.length).toBeGreaterThan(0);
	for (const { companyEmail } of named) expect(companyEmail).toBe(expected);
	expect(stage.requestsTo(ORGANIZATIONS)).toHaveLength(1);
});

test('names that would run in a spreadsheet do not, also where it splits at semicolons', async () => {
	onlyOne({ name: "\u200b=HYPERLINK(1);=cmd|' /C calc'!A0", status: 'Failed' });
	const { outputs } = await stage.run({ options: { attach: ['csv'] } });
	const csv = Buffer.from(outputs[0][0].binary!.csv.data, 'base64').toString('utf8');
	expect(csv).toContain(`"'\u200b=HYPERLINK(1);'=cmd|' /C calc'!A0"`);
});
