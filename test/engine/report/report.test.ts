import { countsOf, HOUR, JOBS, ORGANIZATIONS, standingOf, useStage } from './stage';
import { useVirtualTime } from '../harness/useTime';

/** Create Report: what is in an item, and what it takes. */
const stage = useStage();
useVirtualTime();
const estate = () => stage.simulator.estate;

test('one item with subject, summary, rows, HTML and text, linked to its input', async () => {
	const { outputs, hints } = await stage.run();
	expect(outputs[0]).toHaveLength(1);
	const [{ json, pairedItem, binary }] = outputs[0];
	expect(Object.keys(json)).toEqual(['subject', 'html', 'text', 'summary', 'jobs']);
	expect(pairedItem).toEqual({ item: 0 });
	expect(binary).toBeUndefined();
	expect(hints).toEqual([]);
	expect(json.subject).toMatch(
		/^Backup report: \d+ failed, \d+ warnings, \d+ not run, \d+ of \d+ successful – \d+ \w+ \d{4}$/,
	);
	expect(String(json.html)).toMatch(/^<!DOCTYPE html>/);
	expect(String(json.text)).toMatch(/^Backup report\n/);
});

test('takes one request for the jobs, one for the names of companies and two for the servers, with the needed fields only', async () => {
	await stage.item({ basis: 'latestSession' });
	const { requests } = stage.simulator;
	expect(requests.map(({ path }) => path.replace('/api/v3', ''))).toEqual([
		'/infrastructure/backupServers/jobs',
		'/organizations',
		'/infrastructure/managementAgents',
		'/infrastructure/backupServers',
	]);
	const fields = requests
		.slice(0, 2)
		.map(({ query }) =>
			(JSON.parse(String(query.select)) as Array<{ propertyPath: string }>)
				.map(({ propertyPath }) => propertyPath)
				.sort(),
		);
	expect(fields).toEqual([
		[
			'backupServerUid',
			'failureMessage',
			'instanceUid',
			'isEnabled',
			'lastDuration',
			'lastEndTime',
			'lastRun',
			'mappedOrganizationUid',
			'name',
			'organizationUid',
			'scheduleType',
			'status',
			'transferredData',
			'type',
		],
		['email', 'instanceUid', 'name'],
	]);
});

test('every job is in it once, as it stands', async () => {
	const from = Date.now() - 24 * HOUR;
	const { jobs, summary } = await stage.item();
	const expected = estate().jobs.map((job) => standingOf(job, from));
	expect(countsOf(jobs.map(({ result }) => result))).toEqual(
		countsOf(expected.filter((standing) => standing !== 'left out')),
	);
	expect(summary.jobs).toBe(jobs.length);
	expect(summary.disabledWithoutSession).toBe(estate().jobs.length - jobs.length);
	const byName = new Map(estate().jobs.map((job) => [job.instanceUid, job]));
	for (const { jobKey, name, status, result } of jobs) {
		const job = byName.get(jobKey.split(':')[2])!;
		expect({ name, status, result }).toEqual({
			name: job.name,
			status: job.status,
			result: standingOf(job, from),
		});
	}
});

test('the numbers of the summary are those of the rows', async () => {
	const { jobs, summary } = await stage.item();
	const counts = countsOf(jobs.map(({ result }) => result));
	for (const result of ['success', 'warning', 'failed', 'running', 'hung', 'none', 'notRun']) {
		expect([result, summary[result]]).toEqual([result, counts[result] ?? 0]);
	}
	const { success, warning, failed, hung = 0 } = counts;
	const rate = (success / (success + warning + failed + hung)) * 100;
	expect(summary.successRate).toBeCloseTo(rate, 0);
	const sum = (field: string) => jobs.reduce((all, row) => all + Number(row[field] ?? 0), 0);
	expect(summary.transferredBytes).toBe(sum('transferredBytes'));
	expect(summary.durationSeconds).toBe(sum('durationSeconds'));
	for (const parts of [summary.byCompany, summary.byType] as Array<Array<{ jobs: number }>>) {
		expect(parts.reduce((all, part) => all + part.jobs, 0)).toBe(jobs.length);
	}
});

test('failed first, in HTML and text as in the rows', async () => {
	const { jobs, text, html } = await stage.item();
	const order = ['failed', 'hung', 'warning', 'notRun', 'running', 'none', 'success'];
	const places = jobs.map(({ result }) => order.indexOf(result));
	expect(places).toEqual([...places].sort());
	const headings = [...text.matchAll(/^(\w[\w ]+): \d+ jobs?$/gm)].map(([, heading]) => heading);
	expect(headings).toEqual([
		'Failed',
		'Warnings',
		'Not run',
		'Running',
		'Without a result',
		'Successful',
	]);
	const found = headings.map((heading) => html.indexOf(`</span> ${heading} <span`));
	expect(found).toEqual([...found].sort((a, b) => a - b));
	expect(found[0]).toBeGreaterThan(0);
});

test('a running job is shown as such, and not with the numbers of the session before', async () => {
	const [job] = estate().jobs;
	stage.simulator.setJob(job.instanceUid, { status: 'Running', name: 'The running one' });
	const { jobs } = await stage.item();
	expect(jobs.find(({ name }) => name === 'The running one')).toMatchObject({
		result: 'running',
		durationText: null,
		transferredBytes: null,
	});
});

test('names that contain HTML and other traps are text', async () => {
	const [job] = estate().jobs;
	const name = '<img src=x onerror="alert(1)">\r\n\u202eX-Header: y';
	stage.simulator.setJob(job.instanceUid, { name, status: 'Failed', failureMessage: name });
	stage.simulator.endSession(job.instanceUid, { status: 'Failed', failureMessage: name });
	const { html, text, jobs } = await stage.item();
	expect(jobs.map((row) => row.name)).toContain(name);
	expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; X-Header: y');
	expect(html).not.toContain('<img');
	expect(text).toContain('<img src=x onerror="alert(1)"> X-Header: y');
});

test('many jobs: complete over pages, and the HTML stays below 100 kB', async () => {
	stage.simulator.settings.maxPageSize = 20;
	const { jobs, html } = await stage.item();
	expect(jobs.length).toBeGreaterThan(50);
	expect(new Set(jobs.map(({ jobKey }) => jobKey)).size).toBe(jobs.length);
	expect(stage.requestsTo(JOBS).length).toBeGreaterThan(2);
	expect(Buffer.byteLength(html)).toBeLessThan(100_000);
});

describe('without jobs', () => {
	test('a report all the same, which says so', async () => {
		const { subject, summary, jobs, html, text } = await stage.item({
			filters: { nameContains: 'there is no such job' },
		});
		expect(subject).toMatch(/^Backup report: no jobs – /);
		expect(summary).toMatchObject({ jobs: 0, success: 0, successRate: null });
		expect(jobs).toEqual([]);
		expect(html).toContain('No jobs');
		expect(text).toContain('no jobs');
		expect(stage.requestsTo(ORGANIZATIONS)).toEqual([]);
	});
});

describe('several items', () => {
	test('each has its own report, linked to it; names are read once', async () => {
		const { outputs } = await stage.run(
			{ filters: { status: '={{ $json.status }}' } },
			{ items: [{ status: 'Failed' }, { status: 'Success' }] },
		);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const statuses = outputs[0].map(({ json }) =>
			[
				...new Set(
					(json.jobs as Array<{ status: string }>).map(({ status }) => status.toLowerCase()),
				),
			].join(),
		);
		expect(statuses).toEqual(['failed', 'success']);
		expect(stage.requestsTo(ORGANIZATIONS)).toHaveLength(1);
	});

	test('on error continue: a failed item says why, the others have their reports', async () => {
		const { outputs } = await stage.run(
			{ options: { timeZone: '={{ $json.zone }}' } },
			{
				items: [{ zone: 'UTC' }, { zone: 'Atlantis' }, { zone: 'Europe/Berlin' }],
				onError: 'continueRegularOutput',
			},
		);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(outputs[0][1].json).toEqual({
			error: "The option 'Time Zone' (item 2 of 3) is not a time zone",
			message: expect.stringContaining('The value is the text "Atlantis".'),
		});
		expect(outputs[0][2].json.subject).toBeDefined();
	});

	test('error output: failures there', async () => {
		const { outputs } = await stage.run(
			{ period: '={{ $json.period }}' },
			{ items: [{ period: 'last7Days' }, { period: 'ever' }], onError: 'continueErrorOutput' },
		);
		expect(outputs.map((items) => items.map(({ pairedItem }) => pairedItem))).toEqual([
			[{ item: 0 }],
			[{ item: 1 }],
		]);
	});
});

describe('a server that', () => {
	test('rejects the selection of fields: the same report, and a hint', async () => {
		const expected = await stage.item();
		stage.simulator.settings.rejectSelect = true;
		const { outputs, hints } = await stage.run();
		expect(outputs[0][0].json.jobs).toEqual(expected.jobs);
		expect(hints).toEqual([expect.stringContaining('all fields were read')]);
	});

	test('does not show companies to this account: UIDs instead of names, and a hint', async () => {
		const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
		stage.simulator.faults.add({ kind: 'error', status: 403, errors, path: ORGANIZATIONS });
		const { outputs, hints } = await stage.run();
		const [{ json }] = outputs[0];
		const [row] = json.jobs as Array<{ companyUid: string; companyName: null }>;
		expect(row.companyName).toBeNull();
		expect(String(json.html)).toContain(row.companyUid);
		expect(hints).toEqual([expect.stringContaining('Names of companies are missing')]);
	});

	test('fails: an error that says at what', async () => {
		const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
		stage.simulator.faults.add({ kind: 'error', status: 403, errors, path: JOBS });
		const { status, error } = await stage.run();
		expect(status).toBe('error');
		expect(error?.message).toContain('listing the jobs');
		expect(error?.context).toMatchObject({ itemIndex: 0 });
	});

	test('throttles: the report comes later', async () => {
		stage.simulator.faults.add({ kind: 'throttle', retryAfter: 1, times: 1, path: JOBS });
		expect((await stage.item()).jobs.length).toBeGreaterThan(50);
	});

	test('writes statuses in small letters: the same report', async () => {
		const expected = await stage.item();
		stage.simulator.settings.enumCase = 'camel';
		const { jobs } = await stage.item();
		expect(jobs.map(({ jobKey, result }) => [jobKey, result])).toEqual(
			expected.jobs.map(({ jobKey, result }) => [jobKey, result]),
		);
	});
});

test('as the tool of an AI agent: subject, summary and text only', async () => {
	const setup = { type: 'n8n-nodes-vspc.vspcJobTool' };
	const parameters = { options: { attach: ['html', 'csv'] } };
	const { outputs } = await stage.run(parameters, setup);
	const [{ json, binary }] = outputs[0];
	expect(Object.keys(json)).toEqual(['subject', 'text', 'summary']);
	expect(binary).toBeUndefined();
	const grouped = await stage.items({ groupBy: 'company' }, setup);
	for (const item of grouped) {
		expect(Object.keys(item)).toEqual(['subject', 'text', 'companyUid', 'companyName', 'summary']);
	}
});

test('jobs of a server that lost its connection say so, and a note names them', async () => {
	const { estate } = stage.simulator;
	const { backupServerUid } = estate.jobs[0];
	const before = await stage.item();
	const connections = before.jobs.map(({ serverConnected }) => serverConnected);
	expect(connections).toContain(true);
	expect(connections).not.toContain(false);
	stage.simulator.setServer(backupServerUid, { status: 'Inaccessible' });
	const { jobs, text, html } = await stage.item();
	const lost = jobs.filter(({ serverConnected }) => serverConnected === false);
	expect(lost.length).toBeGreaterThan(0);
	expect(lost.length).toBeLessThan(jobs.length);
	expect(lost.every(({ jobKey }) => jobKey.includes(backupServerUid))).toBe(true);
	for (const form of [text, html]) {
		expect(form).toMatch(
			/\d+ jobs? (is|are) on (a server that is|servers that are) not connected to VSPC/,
		);
	}
});

test('an account that may not see servers gets its report all the same', async () => {
	const errors = [{ message: 'No.', type: 'security', code: 403 }];
	for (const path of ['/infrastructure/managementAgents', '/infrastructure/backupServers$']) {
		stage.simulator.faults.add({ kind: 'error', status: 403, errors, path });
	}
	const { jobs } = await stage.item();
	expect(new Set(jobs.map(({ serverConnected }) => serverConnected))).toEqual(new Set([null]));
});
