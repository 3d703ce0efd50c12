import type { INodeParameters } from 'n8n-workflow';

import { longTest } from '../longTest';
import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, useSimulator } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

const simulator = useSimulator({ jobs: 1300, companies: 30 });
useVirtualTime();
const LIST = '/backupServers/jobs$';

const getAll = async (parameters: INodeParameters = {}, more = {}) =>
	await runJobNode({
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			...parameters,
		},
		credentials: apiKey(simulator()),
		...more,
	});

const listRequests = () => simulator().requests.filter(({ path }) => new RegExp(LIST).test(path));
const jobs = () => simulator().estate.jobs;
const uids = (items: Array<{ json: Record<string, unknown> }>) =>
	items.map(({ json }) => json.instanceUid);
const expectJobs = (
	outputs: Array<Array<{ json: Record<string, unknown> }>>,
	wanted: typeof jobs extends () => infer J ? J : never,
) =>
	expect([...uids(outputs[0])].sort()).toEqual(wanted.map(({ instanceUid }) => instanceUid).sort());

const isRunning = (status: string) => /^(running|starting|stopping|waiting.*)$/i.test(status);

describe('the list', () => {
	test('return all: every job once, in the order of the server, in pages of 500', async () => {
		const { outputs } = await getAll();
		expect(uids(outputs[0])).toEqual(jobs().map(({ instanceUid }) => instanceUid));
		expect(listRequests()).toHaveLength(3);
	});

	test('limit: one request for as many as wanted', async () => {
		const { outputs } = await getAll({ returnAll: false, limit: 7 });
		expect(outputs[0]).toHaveLength(7);
		expect(listRequests().map(({ query }) => query.limit)).toEqual(['7']);
	});

	test('a limit beyond a page', async () => {
		const { outputs } = await getAll({ returnAll: false, limit: 750 });
		expect(uids(outputs[0])).toEqual(
			jobs()
				.slice(0, 750)
				.map(({ instanceUid }) => instanceUid),
		);
	});

	test('50 by default', async () => {
		const { outputs } = await getAll({ returnAll: false });
		expect(outputs[0]).toHaveLength(50);
	});

	test('every job has its key, linked to the input item', async () => {
		const { outputs } = await getAll({ returnAll: false, limit: 3 });
		for (const [index, { json, pairedItem }] of outputs[0].entries()) {
			const { backupServerUid, instanceUid } = jobs()[index];
			expect(json.jobKey).toBe(`job:${backupServerUid}:${instanceUid}`);
			expect(pairedItem).toEqual({ item: 0 });
		}
	});

	test.each<[string, Fault]>([
		['sends the same page again once', { kind: 'ignoreOffset', skip: 1, times: 1 }],
		['drops a connection', { kind: 'drop', skip: 1, times: 1 }],
		['throttles', { kind: 'throttle', retryAfter: 1, skip: 1, times: 1 }],
		['answers a page in the background', { kind: 'async', skip: 1, times: 1, pollsUntilDone: 0 }],
	])('is complete when the server %s', async (_case, fault) => {
		simulator().faults.add({ path: LIST, ...fault } as Fault);
		const { outputs } = await getAll();
		expect(uids(outputs[0])).toEqual(jobs().map(({ instanceUid }) => instanceUid));
	});

	test.each<[string, Fault]>([
		['sends a page that is empty', { kind: 'emptyPage', skip: 1, times: 1 }],
		['sends pages that are shorter than asked for', { kind: 'shortPage', rows: 30 }],
		['changes the total it sends once', { kind: 'total', change: 7, skip: 1, times: 1 }],
		['sends no paging information', { kind: 'noMeta' }],
		['sends paging information of null', { kind: 'noMeta', meta: 'null' }],
		['sends the same page again once', { kind: 'repeatPage', skip: 1, times: 1 }],
	])('is complete when the server %s, too', async (_case, fault) => {
		simulator().faults.add({ path: LIST, ...fault } as Fault);
		const { outputs, error } = await getAll();
		expect(error).toBeUndefined();
		expect(uids(outputs[0])).toEqual(jobs().map(({ instanceUid }) => instanceUid));
	});

	longTest.each([null, 0, -1, 1, 30, 59, 61, 119, 120, 500, 1299])(
		'is complete when the server sends 60 rows at once and says that there are %s',
		async (total) => {
			simulator().settings.maxPageSize = 60;
			simulator().faults.add({ kind: 'totalIs', total, path: LIST });
			const { outputs, error } = await getAll();
			expect(error).toBeUndefined();
			expect(uids(outputs[0])).toEqual(jobs().map(({ instanceUid }) => instanceUid));
		},
	);

	test.each([null, 0, 500])(
		'is complete when the server sends 500 rows at once and says that there are %s',
		async (total) => {
			simulator().faults.add({ kind: 'totalIs', total, path: LIST });
			const { outputs } = await getAll();
			expect(uids(outputs[0])).toEqual(jobs().map(({ instanceUid }) => instanceUid));
		},
	);

	test.each(['with a total', 'without one'])(
		'jobs without a UID are output, too, each of them, %s',
		async (totals) => {
			const nameless = jobs().filter((_, index) => index % 200 === 7);
			const before = nameless.map((job) => ({ ...job }));
			simulator().settings.maxPageSize = 60;
			if (totals === 'without one') simulator().faults.add({ kind: 'noMeta', path: LIST });
			const none = { instanceUid: null, uniqueUid: null, backupServerUid: null };
			for (const job of nameless) Object.assign(job, none);
			try {
				const { outputs, error } = await getAll();
				expect(error).toBeUndefined();
				expect(outputs[0].map(({ json }) => json.name)).toEqual(jobs().map(({ name }) => name));
			} finally {
				nameless.forEach((job, index) => Object.assign(job, before[index]));
			}
		},
	);

	longTest.each(['shrink', 'grow'] as const)(
		'jobs that vanish or appear meanwhile (%s): none twice, none lost that stays',
		async (kind) => {
			const before = new Set(jobs().map(({ instanceUid }) => instanceUid));
			simulator().faults.add({ kind, rows: 2, path: LIST, times: 2 });
			const { outputs, error } = await getAll();
			expect(error).toBeUndefined();
			const got = uids(outputs[0]);
			expect(new Set(got).size).toBe(got.length);
			const stayed = jobs().filter(({ instanceUid }) => before.has(instanceUid));
			expect(stayed.filter(({ instanceUid }) => !got.includes(instanceUid))).toEqual([]);
		},
	);

	test('that cannot be completed is an error, not a part of the list', async () => {
		simulator().faults.add({ kind: 'ignoreOffset', path: LIST });
		const { outputs, error } = await getAll();
		expect(outputs).toEqual([]);
		expect(error?.message).toContain('The list could not be read completely');
		expect(error?.message).toContain('VSPC sends the same page again');
	});

	test('an answer that is no list is an error', async () => {
		simulator().faults.add({ kind: 'notJson', path: LIST, body: '{"data":{}}' });
		const { error } = await getAll();
		expect(error?.message).toBe('VSPC did not answer with a list (listing the jobs)');
	});
});

describe('filters', () => {
	const server = () => jobs()[0].backupServerUid;
	const cutoff = Date.now() - 40 * 3_600_000;
	const cases: Array<
		[string, () => INodeParameters, (job: ReturnType<typeof jobs>[number]) => boolean]
	> = [
		[
			'status, any of these',
			() => ({ status: ['Failed', 'Warning'] }),
			({ status }) => /^(failed|warning)$/i.test(status),
		],
		['type', () => ({ type: ['BackupVm'] }), ({ type }) => /^backupvm$/i.test(type)],
		[
			'part of the name, in any case',
			() => ({ nameContains: 'JOB 2' }),
			({ name }) => /job 2/i.test(name),
		],
		['enabled', () => ({ enabled: false }), ({ isEnabled }) => !isEnabled],
		[
			'failure message',
			() => ({ failureMessageContains: 'ERROR' }),
			({ failureMessage }) => /error/i.test(failureMessage ?? ''),
		],
		[
			'backup server',
			() => ({ backupServerUid: { __rl: true, mode: 'id', value: server() } as never }),
			({ backupServerUid }) => backupServerUid === server(),
		],
		[
			'last run since',
			() => ({ lastRunAfter: new Date(cutoff).toISOString() }),
			({ lastRun }) => Date.parse(lastRun ?? '0001-01-01') >= cutoff,
		],
		[
			'last run before',
			() => ({ lastRunBefore: new Date(cutoff).toISOString() }),
			({ lastRun }) =>
				lastRun !== null && !lastRun.startsWith('0001') && Date.parse(lastRun) < cutoff,
		],
		[
			'no success for hours',
			() => ({ noSuccessForHours: 40 }),
			({ status, lastRun, lastEndTime }) => {
				const isOld = (time: string | null) =>
					time === null || Date.parse(time) < Date.now() - 40 * 3_600_000;
				// One that runs counts by its start, and by the end of the session before.
				if (isRunning(status))
					return isOld(lastRun) || (lastEndTime !== null && isOld(lastEndTime));
				return !/^success$/i.test(status) || isOld(lastEndTime);
			},
		],
		[
			'a filter of VSPC',
			() => ({
				customFilter: '[{"property":"bottleneck","operation":"equals","value":"Network"}]',
			}),
			({ bottleneck }) => bottleneck === 'Network',
		],
	];

	test.each(cases)('%s', async (_case, filters, wanted) => {
		const expected = jobs().filter(wanted);
		expect(expected.length).toBeGreaterThan(0);
		expect(expected.length).toBeLessThan(jobs().length);
		const { outputs, error } = await getAll({ filters: filters() });
		expect(error).toBeUndefined();
		expectJobs(outputs, expected);
	});

	test.each(cases.filter(([name]) => name !== 'a filter of VSPC'))(
		'%s, on a server that ignores filters',
		async (_case, filters, wanted) => {
			simulator().faults.add({ kind: 'ignoreFilter' });
			const { outputs } = await getAll({ filters: filters() });
			expectJobs(outputs, jobs().filter(wanted));
		},
	);

	test('a row must match all that are set', async () => {
		const { outputs } = await getAll({ filters: { status: ['Failed'], enabled: true } });
		expectJobs(
			outputs,
			jobs().filter(({ status, isEnabled }) => status === 'Failed' && isEnabled),
		);
	});

	test('company: the one a job is assigned to, else the owner of the server', async () => {
		const companyOf = (job: ReturnType<typeof jobs>[number]) =>
			job.mappedOrganizationUid && !/^0{8}/.test(job.mappedOrganizationUid)
				? job.mappedOrganizationUid
				: job.organizationUid;
		const mapped = jobs().find((job) => companyOf(job) !== job.organizationUid)!;
		for (const companyUid of [companyOf(mapped), mapped.organizationUid]) {
			const { outputs } = await getAll({ filters: { companyUid } });
			expectJobs(
				outputs,
				jobs().filter((job) => companyOf(job) === companyUid),
			);
		}
	});

	test('finds a status whatever case the server writes it in', async () => {
		simulator().settings.enumCase = 'camel';
		const { outputs } = await getAll({ filters: { status: ['Failed'] } });
		expectJobs(
			outputs,
			jobs().filter(({ status }) => /^failed$/i.test(status)),
		);
	});

	test.each(['pascal', 'camel'] as const)(
		'misses no failure on a server that takes ignorecase and minds the case all the same (%s)',
		async (enumCase) => {
			Object.assign(simulator().settings, { enumCase, ignoreCaseWorks: false });
			const { outputs } = await getAll({ filters: { status: ['Failed'] } });
			expectJobs(
				outputs,
				jobs().filter(({ status }) => /^failed$/i.test(status)),
			);
		},
	);

	test.each<[string, () => void]>([
		['the property', () => void (simulator().settings.rejectFilter = { properties: ['status'] })],
		['the operation', () => void (simulator().settings.rejectFilter = { operations: ['or'] })],
		[
			'the collation',
			() => void (simulator().settings.rejectFilter = { collations: ['ignorecase'] }),
		],
		['dates', () => void (simulator().settings.filterDates = 'rejected')],
	])('that use %s which the server rejects are applied here', async (_case, reject) => {
		reject();
		const since = Date.now() - 40 * 3_600_000;
		const { outputs, hints } = await getAll({
			filters: { status: ['Failed'], lastRunAfter: new Date(since).toISOString() },
		});
		expectJobs(
			outputs,
			jobs().filter(
				({ status, lastRun }) =>
					/^failed$/i.test(status) && Date.parse(lastRun ?? '0001-01-01') >= since,
			),
		);
		expect(hints).toHaveLength(1);
	});

	test('with dates, on a server that takes them in UTC only: no detour', async () => {
		simulator().settings.filterDates = 'utcOnly';
		const { hints } = await getAll({ filters: { lastRunAfter: '2026-01-01T00:00:00+05:00' } });
		expect(hints).toEqual([]);
	});

	test('with a limit, reads on until there are enough', async () => {
		simulator().faults.add({ kind: 'ignoreFilter' });
		const { outputs } = await getAll({
			returnAll: false,
			limit: 40,
			filters: { status: ['Failed'] },
		});
		expect(outputs[0]).toHaveLength(40);
	});

	test('that the server rejects are applied here, and a hint says so', async () => {
		const errors = [
			{ message: 'Unknown operation.', type: 'logical', code: 400, parameterName: 'filter' },
		];
		simulator().faults.add({ kind: 'error', status: 400, errors, path: LIST, times: 1 });
		const { outputs, hints } = await getAll({ filters: { status: ['Failed'] } });
		expectJobs(
			outputs,
			jobs().filter(({ status }) => /^failed$/i.test(status)),
		);
		expect(hints[0]).toContain("VSPC rejected the node's filter");
	});

	test("a filter of the user's own that the server rejects is an error", async () => {
		const customFilter = '[{"property":"noSuchProperty","operation":"equals","value":1}]';
		const { error } = await getAll({ filters: { customFilter, status: ['Failed'] } });
		expect(error?.message).toContain("VSPC rejected the parameter 'Custom Filter': ");
		expect(error?.message).toContain('noSuchProperty');
	});

	test.each<[string, INodeParameters, string]>([
		[
			'no JSON',
			{ customFilter: '[{' },
			"The filter 'Custom Filter' is not a filter of VSPC: it is not JSON",
		],
		[
			'an unknown operation',
			{ customFilter: '[{"property":"name","operation":"like","value":"x"}]' },
			'has the operation "like"',
		],
		['no value', { customFilter: '{"property":"name","operation":"equals"}' }, 'has no "value"'],
		['no date', { lastRunAfter: 'yesterday' }, "The filter 'Last Run Since' is not a date"],
		['negative hours', { noSuccessForHours: -1 }, 'is not a number of 0 or more'],
		['no boolean', { enabled: 'maybe' }, "has the value 'maybe'"],
		[
			'a company that is none',
			{ companyUid: 'Contoso' },
			"The filter 'Company' is not the UID of a company",
		],
		[
			'an expression that gives nothing',
			{ companyUid: '={{ $json.nothing }}' },
			"The filter 'Company' is empty",
		],
		[
			'a backup server that was never chosen',
			{ backupServerUid: { __rl: true, mode: 'list', value: '' } as never },
			"The filter 'Backup Server' is empty",
		],
		[
			'a name that is an object',
			{ nameContains: { name: 'Daily' } as never },
			"The filter 'Name Contains' is not text",
		],
		...['Error', 'all', 'failed; warning', 'Failed, broken', { status: 'Failed' }, 5].map(
			(status): [string, INodeParameters, string] => [
				`the status ${JSON.stringify(status)}`,
				{ status: status as never },
				"The filter 'Status' has the value '",
			],
		),
		[
			'a type that VSPC does not have',
			{ type: ['BackupVm', 'VM Backup'] },
			"The filter 'Type' has the value 'VM Backup'",
		],
		...[
			...['last 7', 'Job 5', 'now-7', '2', '2026-02-31', '12/11/2026', '2026-11-24T25:00:00'],
			...['2026-11-24T06:00:00+99:00', 7, 1_764_000_000, 1e20, true, {}],
		].map((time): [string, INodeParameters, string] => [
			`the time ${JSON.stringify(time)}`,
			{ lastRunBefore: time as never },
			"The filter 'Last Run Before' is not a date",
		]),
		[
			'an empty text',
			{ nameContains: '={{ $json.nothing }}' },
			"The filter 'Name Contains' is empty",
		],
		['no status', { status: [] }, "The filter 'Status' is empty"],
	])('%s: refused before any request', async (_case, filters, message) => {
		const { error } = await getAll({ filters });
		expect(error?.message).toContain(message);
		expect(simulator().requests).toHaveLength(0);
	});

	test('what was given, what there is, and how to get at values of a newer VSPC', async () => {
		const { error } = await getAll({ filters: { status: 'failed; warning' } });
		expect(error?.message).toBe("The filter 'Status' has the value 'failed; warning'");
		expect(error?.description).toBe(
			'The value is the text "failed; warning". Choose from: Disabling, Enabling, Failed, Idle, None, Running, Starting, Stopping, Success, Unknown, WaitingRepository, WaitingTape, Warning. For a value that is not in the list, use Custom Filter.',
		);
	});

	test('which field has the UID of a company', async () => {
		for (const companyUid of ['Contoso', '']) {
			const { error } = await getAll({ filters: { companyUid } });
			expect(error?.description).toContain('instanceUid in the items of VSPC Company');
			expect(error?.description).toContain('companyUid in those of jobs');
		}
		const { error } = await getAll({ filters: { backupServerUid: 'VBR01' } });
		expect(error?.description).toContain('backupServerUid of backup server jobs');
	});
});

describe('No Success for Hours and jobs that run', () => {
	const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
	test.each<[string, string, number | null, number | null, boolean]>([
		['has been running for five days, after a success six days ago', 'Running', 120, 144, true],
		['has been running for five days, and shows no end', 'Running', 120, null, true],
		['has been waiting for a tape for five days', 'WaitingTape', 120, 121, true],
		['has been running for ten minutes, after a session an hour ago', 'Running', 0.2, 1, false],
		['has been running for ten minutes, and shows no end', 'Running', 0.2, null, false],
		['has been running for ten minutes, after a session two days ago', 'Running', 0.2, 48, true],
		['runs, and shows no time at all', 'Running', null, null, true],
		['failed ten minutes ago', 'Failed', 0.2, 0.1, true],
		['never ran', 'None', null, null, true],
		['succeeded within the hours', 'Success', 25, 23, false],
	])('one that %s', async (_case, status, started, ended, isKept) => {
		const [{ instanceUid, name }] = jobs();
		const at = (hours: number | null) => (hours === null ? null : ago(hours));
		simulator().setJob(instanceUid, { status, lastRun: at(started), lastEndTime: at(ended) });
		const { outputs } = await getAll({ filters: { noSuccessForHours: 24, nameContains: name } });
		expect(uids(outputs[0]).includes(instanceUid)).toBe(isKept);
	});
});

describe('times', () => {
	const zone = 'America/New_York';
	const sent = async (value: unknown) => {
		const before = listRequests().length;
		const { error } = await getAll(
			{ filters: { lastRunAfter: value as never } },
			{
				timezone: zone,
			},
		);
		expect(error).toBeUndefined();
		const { filter } = listRequests()[before].query;
		return (JSON.parse(filter) as Array<{ value: string }>)[0].value;
	};
	longTest(
		"without an offset, as n8n's editor gives them, are meant in the workflow's time zone",
		async () => {
			expect(await sent('2026-11-20T07:00:00')).toBe('2026-11-20T12:00:00.000Z');
			expect(await sent('2026-07-20T07:00:00')).toBe('2026-07-20T11:00:00.000Z');
			expect(await sent('2026-11-20')).toBe('2026-11-20T05:00:00.000Z');
		},
	);

	test.each([
		'2026-11-20T07:00:00-05:00',
		'2026-11-20T12:00:00Z',
		'={{ DateTime.fromISO("2026-11-20T12:00:00Z") }}',
		'={{ new Date("2026-11-20T12:00:00Z") }}',
		'={{ new Date("2026-11-20T12:00:00Z").getTime() }}',
		'={{ DateTime.fromISO("2026-11-20T07:00:00", { zone: "America/New_York" }).toISO() }}',
	])('%s is a time', async (value) => expect(await sent(value)).toBe('2026-11-20T12:00:00.000Z'));
});

test.each([
	[{ sort: { field: 'nmae' } }, "The sort field 'Field' has the value 'nmae'"],
	[{ sort: { direction: 'desc' } }, "The sort field 'Direction' has the value 'desc'"],
	[{ returnAll: 'yes' }, "The parameter 'Return All' has the value 'yes'"],
	[{ options: { includeNames: 'on' } }, "The option 'Include Names' has the value 'on'"],
])('%j is refused before any request', async (parameters, message) => {
	const { error } = await getAll({ returnAll: false, ...parameters } as never);
	expect(error?.message).toBe(message);
	expect(simulator().requests).toHaveLength(0);
});

test('a selected field that VSPC does not send is named in a hint; upper and lower case do not matter', async () => {
	const { outputs, hints } = await getAll({
		returnAll: false,
		limit: 2,
		output: 'selected',
		fields: 'STATUS, statuss',
	});
	expect(outputs[0][0].json).toHaveProperty('status');
	expect(hints).toContain("VSPC sent no field 'statuss': check its spelling in 'Fields'.");
});

test('a switch may come from an expression as text', async () => {
	const { outputs } = await getAll({ returnAll: 'true' });
	expect(outputs[0]).toHaveLength(jobs().length);
});

test.each([0, -1, 1.5, 'many'])('a limit of %s is refused before any request', async (limit) => {
	const { error } = await getAll({ returnAll: false, limit });
	expect(error?.message).toBe("The parameter 'Limit' is not a whole number of 1 or more");
	expect(simulator().requests).toHaveLength(0);
});

describe('sort', () => {
	const names = (items: Array<{ json: Record<string, unknown> }>) =>
		items.map(({ json }) => String(json.name));
	const sorted = () => jobs().map(({ name }) => name);
	const compare = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);

	test.each<[string, Fault | undefined]>([
		['the server does it', undefined],
		['the server ignores it', { kind: 'ignoreSort' }],
		[
			'the server rejects it',
			{
				kind: 'error',
				status: 400,
				errors: [{ message: 'No.', type: 'logical', code: 400, parameterName: 'sort' }],
				times: 1,
			},
		],
	])('by name, descending, when %s', async (_case, fault) => {
		if (fault) simulator().faults.add({ path: LIST, ...fault } as Fault);
		const { outputs } = await getAll({ sort: { field: 'name', direction: 'descending' } });
		const given = names(outputs[0]);
		expect([...given].sort()).toEqual(sorted().sort());
		// Whether capitals come first is the server's choice where it sorts.
		const folded = given.map((name) => name.toLowerCase());
		const inOrder = (list: string[]) =>
			list.every((name, index) => index === 0 || list[index - 1] >= name);
		expect(inOrder(given) || inOrder(folded)).toBe(true);
	});

	test('the first by a sort that the server ignores are the right ones', async () => {
		simulator().faults.add({ kind: 'ignoreSort' });
		const { outputs } = await getAll({ returnAll: false, limit: 5, sort: { field: 'name' } });
		expect(names(outputs[0])).toEqual(sorted().sort(compare).slice(0, 5));
	});
});

describe('output', () => {
	test('simplified: asks the server for these fields and what else it needs', async () => {
		const { outputs } = await getAll({ returnAll: false, limit: 2, output: 'simplified' });
		expect(Object.keys(outputs[0][0].json)).toEqual([
			'name',
			'status',
			'failureMessage',
			'companyName',
			'backupServerName',
			'lastRun',
			'lastEndTime',
			'type',
			'isEnabled',
			'instanceUid',
			'jobKey',
		]);
		expect(listRequests()[0].query.select).toContain('backupServerUid');
	});

	test('selected, when the server rejects select: the same, with a hint', async () => {
		const errors = [{ message: 'select is not supported', type: 'logical', code: 400 }];
		simulator().faults.add({ kind: 'error', status: 400, errors, path: LIST, times: 1 });
		const { outputs, hints } = await getAll({
			returnAll: false,
			limit: 1,
			output: 'selected',
			fields: ['name'],
		});
		expect(Object.keys(outputs[0][0].json)).toEqual(['name', 'instanceUid', 'jobKey']);
		expect(hints[0]).toContain("VSPC rejected the node's select");
	});

	test('names: company, server, location and site, each list loaded once', async () => {
		const { outputs } = await getAll({ options: { includeNames: true }, output: 'simplified' });
		const estate = simulator().estate;
		for (const [index, { json }] of outputs[0].entries()) {
			const job = jobs()[index];
			const server = estate.backupServers.find(
				({ instanceUid }) => instanceUid === job.backupServerUid,
			);
			expect(json.backupServerName).toBe(server?.name ?? null);
			const company = estate.organizations.find(
				({ instanceUid }) => instanceUid === json.companyUid,
			);
			expect(json.companyName).toBe(company?.name ?? null);
		}
		const paths = simulator().requests.map(({ path }) => path.replace('/api/v3', ''));
		expect(paths.filter((path) => path === '/organizations')).toHaveLength(1);
		expect(paths.filter((path) => path === '/infrastructure/backupServers')).toHaveLength(1);
	});

	test('names that the account may not see are null, and a hint says why', async () => {
		const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
		simulator().faults.add({ kind: 'error', status: 403, errors, path: '/organizations/' });
		const { outputs, hints } = await getAll({
			returnAll: false,
			limit: 1,
			options: { includeNames: true },
		});
		expect(outputs[0][0].json.companyName).toBeNull();
		expect(hints[0]).toContain('Names are missing');
	});

	test('computed fields, all from what VSPC sent', async () => {
		const { outputs } = await getAll({
			filters: { nameContains: 'Backup Job 2 - 2 VMs' },
			output: 'selected',
			fields: ['name'],
			options: { addComputedFields: true },
		});
		const { json } = outputs[0].at(-1)!;
		expect(json).toMatchObject({
			result: 'success',
			lastRunUtc: '2019-02-20T10:45:52.360Z',
			lastEndTimeUtc: '2019-02-20T11:05:01.350Z',
			durationText: '19 min 8 s',
			transferredText: '0 B',
		});
		expect(json.hoursSinceLastEnd).toBeGreaterThan(60_000);
	});
});
