import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { longTest } from '../longTest';
import { portalPage } from '../simulator/api/answers';
import type { PlayedSession, SessionHistorySettings } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, loginCredential, useSimulator } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** Session > Get Many: every session that VSPC still has. Counted from what the simulator played. */
const simulator = useSimulator({ jobs: 60, agentJobs: 15, vb365Jobs: 12, companies: 12 });
useVirtualTime();

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HISTORY = '/api/v3/infrastructure/jobSessionHeatmap/';
const SIMPLIFIED = [
	'jobName',
	'result',
	'failureMessage',
	'companyName',
	'serverName',
	'startTimeUtc',
	'endTimeUtc',
	'durationText',
	'jobKey',
	'sessionKey',
];

const run = async (
	parameters: INodeParameters = {},
	more: Partial<Parameters<typeof runJobNode>[0]> = {},
) =>
	await runJobNode({
		parameters: {
			authentication: 'apiKey',
			resource: 'session',
			operation: 'getAll',
			...parameters,
		},
		credentials: apiKey(simulator()),
		...more,
	});

const list = async (parameters: INodeParameters = {}, credentials = apiKey(simulator())) => {
	const { outputs, error, hints } = await run({ returnAll: true, ...parameters }, { credentials });
	expect(error).toBeUndefined();
	return { items: outputs[0].map(({ json }) => json), hints };
};

const set = (settings: Partial<SessionHistorySettings>) =>
	Object.assign(simulator().settings.sessionHistory, settings);
const asked = () => simulator().requests.filter(({ path }) => path === HISTORY);
const iso = (time: number) => new Date(time).toISOString();
const custom = (from: number, to: number) => ({ period: 'custom', from: iso(from), to: iso(to) });
const uidsOf = (sessions: Array<{ sessionUid?: unknown }>) =>
	sessions.map(({ sessionUid }) => String(sessionUid)).sort();
const playedIn = (from: number, to: number) =>
	simulator().sessions.filter(({ end }) => end >= from && end < to);

/** A minute of the hour: no session of the estate ends in the very millisecond. */
const base = Math.floor(Date.now() / DAY) * DAY - 3 * DAY + 1;

/** The jobs that a session may belong to, as the issue of names says: the independent way. */
function fitting(session: IDataObject): string[] {
	const { jobs, agentJobs, vb365Jobs, backupServers, backupAgents } = simulator().estate;
	const own = (uid: unknown) => uid === session.managementAgentUid;
	const named = ({ name }: { name: string | null }) => name === session.jobName;
	if (session.platformType === 'Microsoft365') {
		return vb365Jobs
			.filter((job) => named(job) && own(job.managementAgentUid))
			.map(
				(job) =>
					`microsoft365Job:${job.jobType === 'CopyJob' ? 'copy' : 'backup'}:${job.vb365ServerUid}:${job.instanceUid}`,
			);
	}
	const servers = backupServers.filter((server) => own(server.managementAgentUid));
	const ofServers = jobs
		.filter((job) => named(job) && servers.some((one) => one.instanceUid === job.backupServerUid))
		.map((job) => `job:${job.backupServerUid}:${job.instanceUid}`);
	if (session.platformType !== 'Physical') return ofServers;
	const agents = backupAgents.filter((agent) => own(agent.managementAgentUid));
	const ofAgents = agentJobs
		.filter((job) => named(job) && agents.some((one) => one.instanceUid === job.backupAgentUid))
		.map(
			(job) => `agentJob:${job.systemType.toLowerCase()}:${job.backupAgentUid}:${job.instanceUid}`,
		);
	return [...ofServers, ...ofAgents];
}

describe('what comes out', () => {
	longTest('every session that ended in the period, once, the newest first', async () => {
		const { items, hints } = await list({ period: 'last7Days' });
		const now = Date.now();
		expect(uidsOf(items)).toEqual(uidsOf(playedIn(now - 7 * DAY, now)));
		expect(items.length).toBeGreaterThan(300);
		const ends = items.map(({ endTimeUtc }) => Date.parse(String(endTimeUtc)));
		expect(ends).toEqual([...ends].sort((a, b) => b - a));
		expect(hints).toEqual([]);
	});

	test('without anything chosen: the last 24 hours', async () => {
		const { items } = await list();
		const now = Date.now();
		expect(uidsOf(items)).toEqual(uidsOf(playedIn(now - DAY, now)));
	});

	longTest("a row with VSPC's names and values, and what the node adds", async () => {
		const { items } = await list({ period: 'last7Days' });
		const results = { Success: 'success', Warning: 'warning', Failed: 'failed', Unknown: 'none' };
		for (const item of items) {
			expect(Object.keys(item).slice(0, 8)).toEqual(SIMPLIFIED.slice(0, 8));
			expect(item.result).toBe(results[item.status as keyof typeof results]);
			expect(item.startTimeUtc).toBe(iso(Date.parse(String(item.startTime))));
			expect(item.sessionKey).toBe(`session:${String(item.sessionUid)}`);
			expect(item.companyUid).toBe(item.organizationUid);
			expect(item.companyName).toBe(item.organizationName);
		}
		expect(new Set(items.map(({ result }) => result))).toEqual(
			new Set(['success', 'warning', 'failed', 'none']),
		);
	});

	longTest('the job of each session, where exactly one fits, and never a guess', async () => {
		const { items } = await list({ period: 'last30Days' });
		const matches = new Set<unknown>();
		for (const item of items) {
			const jobs = fitting(item);
			const [jobKey] = jobs.length === 1 ? jobs : [null];
			const jobMatch = jobs.length === 0 ? 'none' : jobs.length === 1 ? 'one' : 'several';
			expect([item.jobKey, item.jobMatch]).toEqual([jobKey, jobMatch]);
			matches.add(`${String(item.platformType)} ${jobMatch}`);
		}
		expect([...matches]).toEqual(
			expect.arrayContaining([
				'VSphere one',
				'VSphere none',
				'Physical one',
				'Microsoft365 several',
			]),
		);
	});

	longTest('a job that was renamed since: its old sessions belong to no job', async () => {
		const { items } = await list({ period: 'last7Days' });
		const { jobKey } = items.find(({ jobMatch, platformType }) => {
			return jobMatch === 'one' && platformType === 'VSphere';
		})!;
		const uid = String(jobKey).split(':')[2];
		simulator().setJob(uid, { name: 'Renamed' });
		const { items: later } = await list({ period: 'last7Days' });
		expect(later.filter((item) => item.jobKey === jobKey)).toEqual([]);
	});

	test('a machine that carries a backup server and a Microsoft 365 server', async () => {
		const { vb365Jobs, backupServers, jobs } = simulator().estate;
		const [server] = backupServers;
		const before = vb365Jobs.map((job) => ({ job, uid: job.managementAgentUid, name: job.name }));
		for (const job of vb365Jobs) {
			job.managementAgentUid = server.managementAgentUid;
			job.name = jobs.find(({ backupServerUid }) => backupServerUid === server.instanceUid)!.name;
		}
		try {
			const { items } = await list({ period: 'last7Days' });
			const own = items.filter(
				(item) => item.managementAgentUid === server.managementAgentUid && item.jobKey !== null,
			);
			expect(own.length).toBeGreaterThan(0);
			for (const item of own) expect([item.jobKey]).toEqual(fitting(item));
		} finally {
			for (const { job, uid, name } of before)
				Object.assign(job, { managementAgentUid: uid, name });
		}
	});

	test('Simplified, as an agent gets it, and Selected Fields', async () => {
		const type = 'n8n-nodes-vspc.vspcJobTool';
		const { outputs } = await run({ output: 'simplified', limit: 20 }, { type });
		expect(outputs[0]).toHaveLength(20);
		for (const { json } of outputs[0]) expect(Object.keys(json)).toEqual(SIMPLIFIED);
		simulator().requests.length = 0;
		const { items } = await list({ output: 'selected', fields: ['jobName', 'endTime'] });
		for (const item of items)
			expect(Object.keys(item)).toEqual(['jobName', 'endTime', 'sessionKey']);
		// Whose job a session is, nobody asked.
		expect(simulator().requests).toHaveLength(asked().length);
	});

	test('sorted and limited', async () => {
		const sort = { field: 'duration', direction: 'descending' };
		const { items } = await list({ returnAll: false, limit: 30, sort, period: 'last7Days' });
		const now = Date.now();
		const longest = playedIn(now - 7 * DAY, now)
			.map(({ start, end }) => Math.round((end - start) / 1000))
			.sort((a, b) => b - a);
		expect(items.map(({ duration }) => duration)).toEqual(longest.slice(0, 30));
	});
});

describe('filters', () => {
	longTest.each([
		[
			'result',
			{ result: ['failed', 'warning'] },
			(item: IDataObject) => /^(failed|warning)$/.test(String(item.result)),
		],
		[
			'type',
			{ type: ['SureBackup', 'ffiletotape'] },
			(item: IDataObject) => /^(SureBackup|FfileToTape)$/.test(String(item.jobType)),
		],
		[
			'platform',
			{ platform: ['Microsoft365'] },
			(item: IDataObject) => item.platformType === 'Microsoft365',
		],
		[
			'name',
			{ nameContains: 'bACKUP' },
			(item: IDataObject) => /backup/i.test(String(item.jobName)),
		],
	])('by %s', async (_, filters, fits) => {
		const period = custom(base - 10 * DAY, base);
		const { items: all } = await list(period);
		const { items } = await list({ ...period, filters });
		expect(items.length).toBeGreaterThan(0);
		expect(items).toEqual(all.filter(fits));
	});

	longTest('by company', async () => {
		const [company] = simulator().estate.companies;
		const period = custom(base - 10 * DAY, base);
		const { items: all } = await list(period);
		const { items } = await list({ ...period, filters: { companyUid: company.instanceUid } });
		expect(items.length).toBeGreaterThan(0);
		expect(items).toEqual(all.filter(({ companyUid }) => companyUid === company.instanceUid));
	});

	longTest('by job, whose namesakes on the same server are left out and named', async () => {
		const period = custom(base - 10 * DAY, base);
		const { items: all } = await list(period);
		const { jobKey } = all.find(({ jobMatch }) => jobMatch === 'one')!;
		const filters = { jobKey: { __rl: true, mode: 'id', value: jobKey } as never };
		const { items, hints } = await list({ ...period, filters });
		expect(items).toEqual(all.filter((item) => item.jobKey === jobKey));
		expect(hints).toEqual([]);
		const unsure = all.filter(({ jobMatch }) => jobMatch === 'several');
		const [twin] = fitting(unsure[0]);
		const wanted = { jobKey: { __rl: true, mode: 'id', value: twin } as never };
		const other = await list({ ...period, filters: wanted });
		expect(other.items).toEqual([]);
		const count = unsure.filter((item) => fitting(item).includes(twin)).length;
		expect(other.hints).toEqual([expect.stringContaining(`${count} sessions are left out`)]);
	});

	test.each([
		[{ filters: { result: ['failde'] } }, "'Result' has the value 'failde'"],
		[
			{ filters: { jobKey: { __rl: true, mode: 'id', value: 'nightly' } as never } },
			'not the key of a job',
		],
		[custom(base, base - DAY), "'From' is not before 'To'"],
		[{ period: 'custom', from: 'yesterday' }, "'From' is not a date"],
	])('what makes no sense is refused before any request: %j', async (parameters, message) => {
		const { error } = await run(parameters as INodeParameters);
		expect(error?.message).toContain(message);
		expect(simulator().requests).toEqual([]);
	});
});

describe('a server of which only the description is known', () => {
	const from = base - 4 * DAY + 7 * HOUR;
	const to = base - 5 * HOUR;

	test.each(['start', 'end', 'inside', 'days'] as const)(
		'from and to select by %s: the same sessions, each once',
		async (window) => {
			set({ window });
			const { items } = await list(custom(from, to));
			// Longer than a day, and begun before all that was read: only such a session may be missing.
			const isSure = ({ start }: PlayedSession) => start >= from - DAY;
			const got = new Set(uidsOf(items));
			const played = playedIn(from, to);
			expect(uidsOf(played.filter(isSure)).filter((uid) => !got.has(uid))).toEqual([]);
			expect(got.size).toBe(items.length);
			expect(uidsOf(items)).toEqual(uidsOf(played.filter(({ sessionUid }) => got.has(sessionUid))));
			expect(
				items.some(
					({ startTime, endTime }) =>
						String(startTime).slice(0, 10) !== String(endTime).slice(0, 10),
				),
			).toBe(true);
		},
	);

	test('a period of an hour around midnight', async () => {
		set({ window: 'days' });
		const midnight = Math.floor(base / DAY) * DAY;
		const { items } = await list(custom(midnight - HOUR / 2, midnight + HOUR / 2));
		const played = playedIn(midnight - HOUR / 2, midnight + HOUR / 2);
		expect(uidsOf(items)).toEqual(uidsOf(played));
	});

	test('UIDs of zeros: sessions are distinguished by server, job and start', async () => {
		set({ uids: 'zero' });
		const { items } = await list(custom(from, to));
		const keyOf = ({ managementAgentUid, serverName, jobName, startTime }: IDataObject) =>
			JSON.stringify([managementAgentUid, serverName, jobName, startTime]);
		expect(new Set(items.map(keyOf)).size).toBe(items.length);
		expect(new Set(items.map(({ sessionKey }) => sessionKey)).size).toBe(items.length);
		set({ uids: 'own' });
		const { items: all } = await list(custom(from, to));
		expect(items.map(keyOf).sort()).toEqual([...new Set(all.map(keyOf))].sort());
	});

	test('sessions that go on are none', async () => {
		set({ running: 'withoutEnd' });
		const { items } = await list({ period: 'last24Hours' });
		const now = Date.now();
		expect(uidsOf(items)).toEqual(uidsOf(playedIn(now - DAY, now)));
	});

	test('answers in the background, and large ones', async () => {
		simulator().faults.add({ kind: 'async', path: 'jobSessionHeatmap' });
		const { items } = await list(custom(from, to));
		expect(uidsOf(items)).toEqual(uidsOf(playedIn(from, to)));
		for (const { path, headers } of simulator().requests) {
			if (path.includes('/asyncActions/')) expect(headers['x-client-version']).toBe('3.6');
		}
	});

	test('a day that fails is read again; one that fails again is an error', async () => {
		simulator().faults.add({
			kind: 'error',
			status: 520,
			path: 'jobSessionHeatmap',
			skip: 2,
			times: 1,
		});
		const { items } = await list(custom(from, to));
		expect(uidsOf(items)).toEqual(uidsOf(playedIn(from, to)));
		simulator().faults.add({ kind: 'error', status: 520, path: 'jobSessionHeatmap', skip: 2 });
		const { error, outputs } = await run({ returnAll: true, ...custom(from, to) });
		expect(error).toBeDefined();
		expect(outputs.flat()).toEqual([]);
	});

	test.each(['[]', '{"data":{"days":[]}}', '{"data":{"dataPerDays":[{"sessions":["x"]}]}}'])(
		'an answer of another form is an error: %s',
		async (body) => {
			simulator().faults.add({ kind: 'notJson', body, path: 'jobSessionHeatmap' });
			const { error } = await run();
			expect(error?.message).toBeDefined();
		},
	);

	test('a day without sessions', async () => {
		const { items } = await list(custom(Date.now() - 50 * DAY, Date.now() - 40 * DAY));
		expect(items).toEqual([]);
	});

	longTest(
		'from before the 30 days that VSPC keeps: a hint says that some may be missing',
		async () => {
			const { hints } = await list(custom(Date.now() - 50 * DAY, Date.now() - 40 * DAY));
			expect(hints).toEqual([
				'VSPC keeps the sessions of the last 30 days: older ones may be missing.',
			]);
			expect((await list({ period: 'last30Days' })).hints).toEqual([]);
		},
	);

	longTest('of a year, as much is asked as VSPC can have', async () => {
		const { items, hints } = await list(custom(Date.now() - 365 * DAY, Date.now()));
		expect(items.length).toBe(playedIn(0, Date.now()).length);
		expect(hints).toEqual([expect.stringContaining('the last 30 days')]);
		expect(asked().length).toBeLessThan(70);
	});
});

describe('what it asks for', () => {
	test('two days at a time, each twice, from a day before', async () => {
		await list({ ...custom(base - 2 * DAY, base), output: 'selected', fields: ['jobName'] });
		const windows = asked().map(({ query }) => [query.from, query.to]);
		expect(windows.sort()).toEqual(
			[-3, -2, -1].map((day) => [iso(base + day * DAY), iso(base + (day + 2) * DAY)]),
		);
	});

	test.each([
		['3.4', '3.6'],
		['3.5.1', '3.6'],
		['3.6', '3.6'],
		['3.6.1', '3.6.1'],
		['', undefined],
	])('a credential of version %p asks with %p, and for jobs with its own', async (own, sent) => {
		await list({}, apiKey(simulator(), { apiVersion: own }));
		expect(new Set(asked().map(({ headers }) => headers['x-client-version']))).toEqual(
			new Set([sent]),
		);
		const others = simulator().requests.filter(({ path }) => path !== HISTORY);
		expect(new Set(others.map(({ headers }) => headers['x-client-version']))).toEqual(
			new Set([own === '' ? undefined : own]),
		);
	});

	test('with user name and password, too', async () => {
		const { items } = await list({ authentication: 'login' }, loginCredential(simulator()));
		expect(items.length).toBeGreaterThan(0);
	});

	test('each list of jobs once, however many items ask', async () => {
		const { error } = await run({ returnAll: true }, { items: [{}, {}, {}] });
		expect(error).toBeUndefined();
		const others = simulator().requests.filter(({ path }) => path !== HISTORY);
		expect(new Set(others.map(({ path }) => path)).size).toBe(others.length);
	});
});

describe('where there is no history', () => {
	test.each([
		['404', () => set({ server: 'missing' })],
		['a page of the portal', () => set({ server: 'portalPage' })],
		['UnsupportedApiVersion', () => set({ server: 'unsupported' })],
		['a VSPC 8, which does not know 3.6', () => (simulator().settings.serverVersion = '3.5.1')],
		[
			'a page of the portal in place of JSON',
			() =>
				simulator().faults.add({
					kind: 'notJson',
					body: String(portalPage.text),
					path: 'jobSessionHeatmap',
				}),
		],
	])('the error says which VSPC it takes (%s)', async (_, absent) => {
		absent();
		const { error } = await run();
		expect(error?.message).toBe('This VSPC has no session history');
		expect(error?.description).toContain('VSPC 9 or newer (API 3.6)');
		// No day is asked for again and again.
		expect(new Set(asked().map(({ query }) => query.from)).size).toBe(1);
		expect(asked().length).toBeLessThanOrEqual(2);
	});

	test("a company's key: the error says which roles may", async () => {
		const credentials = apiKey(simulator(), { accessToken: simulator().accounts.companyApiKey });
		const { error } = await run({}, { credentials });
		expect(error?.message).toContain('may not do this: reading the sessions of jobs');
		expect(error?.description).toContain('Portal Administrator, Site Administrator, Operator');
		expect(error?.description).toContain('API keys of companies have none');
		expect(error?.httpCode).toBe('403');
	});

	test('jobs that this account may not see: sessions without a job, and a hint', async () => {
		simulator().faults.add({ kind: 'error', status: 403, path: 'vb365Servers/organizations/jobs' });
		const { items, hints } = await list();
		const microsoft365 = items.filter(({ platformType }) => platformType === 'Microsoft365');
		expect(microsoft365.length).toBeGreaterThan(0);
		for (const { jobKey, jobMatch } of microsoft365)
			expect([jobKey, jobMatch]).toEqual([null, null]);
		expect(hints).toEqual([
			expect.stringMatching(/^Sessions of Microsoft 365 jobs have no jobKey: /),
		]);
	});
});
