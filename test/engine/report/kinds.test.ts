import { countsOf, HOUR, standingOf, useStage, type ReportItem } from './stage';

/** Create Report over all kinds of jobs, with filters. */
const stage = useStage({ agentJobs: 50, vb365Jobs: 40 });
const ALL = ['job', 'agentJob', 'microsoft365Job'];
const listOf = (kind: string) => {
	const { jobs, agentJobs, vb365Jobs } = stage.simulator.estate;
	return { job: jobs, agentJob: agentJobs, microsoft365Job: vb365Jobs }[kind]!;
};

test.each(ALL)('%s: every job as it stands', async (kind) => {
	const from = Date.now() - 24 * HOUR;
	const { jobs } = await stage.item({ jobKinds: [kind] });
	const standings = listOf(kind)
		.map((job) => standingOf(job, from))
		.filter((standing) => standing !== 'left out');
	expect(countsOf(jobs.map(({ result }) => result))).toEqual(countsOf(standings));
	expect(new Set(jobs.map(({ jobKind }) => jobKind))).toEqual(new Set([kind]));
});

test('all kinds in one report: one list each, and the names once', async () => {
	const { jobs } = await stage.item({ jobKinds: ALL, basis: 'latestSession' });
	const kinds = new Set(jobs.map(({ jobKind }) => jobKind));
	expect([...kinds].sort()).toEqual([...ALL].sort());
	expect(
		stage.simulator.requests.map(({ path }) => path.replace('/api/v3/infrastructure', '')),
	).toEqual([
		'/backupServers/jobs',
		'/backupAgents/jobs',
		'/vb365Servers/organizations/jobs',
		'/api/v3/organizations',
		'/managementAgents',
		'/backupServers',
		'/vb365Servers',
	]);
});

test('kinds as text with commas, as an expression gives it', async () => {
	const { jobs } = await stage.item(
		{ jobKinds: '={{ $json.kinds }}' },
		{ items: [{ kinds: 'agentJob, microsoft365Job' }] },
	);
	expect(new Set(jobs.map(({ jobKind }) => jobKind))).toEqual(
		new Set(['agentJob', 'microsoft365Job']),
	);
});

test('Microsoft 365 jobs: by the start of the session, since they have no end time', async () => {
	const [first, second] = stage.simulator.estate.vb365Jobs;
	const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
	const change = { lastStatus: 'Success', isEnabled: true };
	stage.simulator.setJob(first.instanceUid, { ...change, name: 'In', lastRun: ago(23) });
	stage.simulator.setJob(second.instanceUid, { ...change, name: 'Out', lastRun: ago(25) });
	const { jobs } = await stage.item({ jobKinds: ['microsoft365Job'] });
	const resultOf = (wanted: string) => jobs.find(({ name }) => name === wanted)?.result;
	expect([resultOf('In'), resultOf('Out')]).toEqual(['success', 'notRun']);
});

describe('filters, as in Get Many', () => {
	test('part of the name, over all kinds', async () => {
		const { jobs } = await stage.item({ jobKinds: ALL, filters: { nameContains: 'backup' } });
		expect(jobs.length).toBeGreaterThan(3);
		for (const { name } of jobs) expect(name.toLowerCase()).toContain('backup');
	});

	test('status', async () => {
		const { jobs } = await stage.item({
			jobKinds: ALL,
			filters: { status: ['Failed', 'Stopped'] },
			period: 'last30Days',
		});
		expect(new Set(jobs.map(({ status }) => status))).toEqual(new Set(['Failed', 'Stopped']));
	});

	test('company: the jobs that are assigned to it, of all kinds', async () => {
		const { jobs: all } = await stage.item({ jobKinds: ALL });
		const uid = String(all.find(({ jobKind }) => jobKind === 'agentJob')?.companyUid);
		const { jobs } = await stage.item({
			jobKinds: ALL,
			filters: { companyUid: { __rl: true, mode: 'id', value: uid } as never },
		});
		expect(jobs.length).toBeGreaterThan(1);
		expect(jobs.map(({ jobKey }) => jobKey)).toEqual(
			all.filter(({ companyUid }) => companyUid === uid).map(({ jobKey }) => jobKey),
		);
	});

	test('type and backup server', async () => {
		const { jobs: all } = stage.simulator.estate;
		const { jobs } = await stage.item({
			filters: {
				type: ['BackupVm'],
				backupServerUid: { __rl: true, mode: 'id', value: all[0].backupServerUid } as never,
			},
			period: 'last30Days',
		});
		for (const { type, jobKey } of jobs) {
			expect(type).toMatch(/^backupVm$/i);
			expect(jobKey).toContain(all[0].backupServerUid);
		}
	});

	test('a custom filter in the grammar of VSPC', async () => {
		const customFilter = '[{"property":"name","operation":"contains","value":"SQL"}]';
		const { jobs } = await stage.item({ filters: { customFilter } });
		expect(jobs.length).toBeGreaterThan(0);
		for (const { name } of jobs) expect(name).toContain('SQL');
	});
});

test('a filter by type leaves out agent jobs, and report and hint say so', async () => {
	const { outputs, hints } = await stage.run({
		jobKinds: ['job', 'agentJob'],
		basis: 'latestSession',
		filters: { type: ['BackupVm'] },
	});
	const note = "The filter 'Type' leaves out all agent jobs: they have no type.";
	expect(hints).toContain(note);
	const item = outputs[0][0].json as unknown as ReportItem;
	for (const form of [item.text, item.html]) {
		expect(form).toContain('Left out by the filters of this report: agent jobs.');
	}
	expect(item.jobs.length).toBeGreaterThan(0);
	expect(item.jobs.every(({ jobKey }) => jobKey.startsWith('job:'))).toBe(true);
	expect(stage.requestsTo('backupAgents')).toEqual([]);
});

test('Microsoft 365: the report says why, also where only the log of the session has it', async () => {
	const [job] = stage.simulator.estate.vb365Jobs;
	stage.simulator.setJob(job.instanceUid, {
		lastStatus: 'Failed',
		isEnabled: true,
		lastRun: new Date().toISOString(),
		lastStatusDetails: '',
		lastErrorLogRecords: [
			{ message: 'Connected.', logType: 'Success' },
			{ message: `${'Mailbox '.repeat(100)}was skipped`, logType: 'Warning' },
			...[1, 2, 3, 4].map((index) => ({ message: `Error ${index} of Graph.`, logType: 'Error' })),
		],
	});
	const item = await stage.item({ jobKinds: ['microsoft365Job'] });
	const row = item.jobs.find(({ jobKey }) => jobKey.endsWith(job.instanceUid))!;
	expect(row.failureMessage).toBe(
		'Error 1 of Graph.\nError 2 of Graph.\nError 3 of Graph.\n… and 2 more',
	);
	for (const text of [item.text, item.html]) expect(text).toContain('Error 1 of Graph.');
});

test.each([
	['none', { kind: 'error', status: 403 }],
	['company', { kind: 'error', status: 404 }],
] as const)(
	'a kind that VSPC does not show is said to be missing (group by %s)',
	async (groupBy, fault) => {
		stage.simulator.faults.add({ ...fault, path: '/vb365Servers/' });
		const { outputs, hints, error } = await stage.run({ jobKinds: ALL, groupBy });
		expect(error).toBeUndefined();
		expect(hints).toEqual([expect.stringMatching(/^Microsoft 365 Jobs are missing: /)]);
		for (const { json } of outputs[0]) {
			const item = json as unknown as ReportItem;
			for (const form of [item.text, item.html]) {
				expect(form).toContain(
					'Not in this report because VSPC does not show them: Microsoft 365 jobs.',
				);
			}
			expect(item.jobs.map(({ jobKind }) => jobKind)).not.toContain('microsoft365Job');
		}
	},
);

test('a report of which VSPC shows no kind at all is an error', async () => {
	stage.simulator.faults.add({ kind: 'error', status: 403, path: '/infrastructure/' });
	const { error } = await stage.run({ jobKinds: ALL });
	expect(error?.httpCode).toBe('403');
});

test('a kind that cannot be read now is an error', async () => {
	stage.simulator.faults.add({ kind: 'error', status: 500, path: '/vb365Servers/' });
	const { error } = await stage.run({ jobKinds: ALL });
	expect(error).toBeDefined();
});
