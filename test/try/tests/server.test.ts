import type { IHttpRequestOptions } from 'n8n-workflow';

import { startSimulator, type Fault, type Settings, type Simulator } from '../../simulator';
import { Mask } from '../mask';
import { textOf } from '../report';
import { type CallResult, tryServer, type TryResult } from '../run';
import { contextFor } from '../transport';
import { useSimulator } from '../../engine/harness/simulator';

const simulator = useSimulator({ jobs: 60, companies: 8, resolvedAlarms: 20 });

const VERSIONS = { package: '0.0.0', node: '20.0.0' };

async function tryIt(server: Simulator, more: { token?: string; apiVersion?: string } = {}) {
	const { token = server.accounts.apiKey, apiVersion = '3.5.1' } = more;
	const target = { host: server.host, token, apiVersion, allowUnauthorizedCerts: true };
	const result = await tryServer(target, new AbortController().signal, () => undefined);
	return { result, text: textOf(result, VERSIONS) };
}

function callOf({ calls }: TryResult, path: string) {
	return calls.find(({ call }) => call === `GET ${path}`)!;
}

const JOBS = '/infrastructure/backupServers/jobs';
const AGENT_JOBS = '/infrastructure/backupAgents/jobs';

/** Texts of the estate that belong to somebody. */
function privateTexts(server: Simulator): string[] {
	const found = new Set<string>();
	const visit = (value: unknown, name = ''): void => {
		if (typeof value === 'string') {
			const isPrivate =
				/name|mail|user|host|message|remark|url|uid$|id$|street|city|phone|notes|alias|descr|destin|createdBy|By$/i;
			// A word of an enum, or a country, is no name.
			if (isPrivate.test(name) && value.trim().length > 5 && value !== 'Unknown')
				found.add(value.trim());
		} else if (typeof value === 'object' && value !== null) {
			for (const [key, part] of Object.entries(value))
				visit(part, Array.isArray(value) ? name : key);
		}
	};
	visit(server.estate);
	return [...found];
}

function expectNothingPrivate(server: Simulator, output: string): void {
	const { apiKey, user } = server.accounts;
	const hidden = [apiKey, user.password, server.host, '127.0.0.1', ...privateTexts(server)];
	expect(hidden.length).toBeGreaterThan(300);
	expect(hidden.filter((text) => output.includes(text))).toEqual([]);
}

test('only GET requests are sent, all calls are tried, and nothing is printed that belongs to somebody', async () => {
	const { result, text } = await tryIt(simulator());
	expect([...new Set(simulator().requests.map(({ method }) => method))]).toEqual(['GET']);
	expect(simulator().requests.every(({ body }) => body === '')).toBe(true);
	expect(simulator().requests).toHaveLength(result.requests);
	expect(result.calls.filter(({ state }) => state === 'not tried')).toEqual([]);
	expect(result).toMatchObject({ serverVersion: '9.1.0.10000', ended: undefined });
	expectNothingPrivate(simulator(), text + JSON.stringify(result));
	expect(callOf(result, AGENT_JOBS)).toMatchObject({
		state: 'as documented',
		differs: [],
		rows: 60,
	});
	expect(callOf(result, AGENT_JOBS).matches).toEqual(
		expect.arrayContaining([
			'status 200',
			'media type',
			'envelope',
			'paging',
			'offset',
			'distinct UIDs',
			'read by the package',
			'select',
			'sort by lastEndTime',
			'filter by status',
			'filter by lastRun since',
		]),
	);
});

/** Lists that are odd each in its own way, so that one run shows all. */
async function expectFindings(expected: Array<[path: string, finding: RegExp]>): Promise<void> {
	const { result, text } = await tryIt(simulator());
	const lines = ({ differs, notes }: CallResult) => [...differs, ...notes].join('\n');
	for (const [path, finding] of expected) {
		expect([path, lines(callOf(result, path))]).toEqual([path, expect.stringMatching(finding)]);
	}
	expect([...new Set(simulator().requests.map(({ method }) => method))]).toEqual(['GET']);
	expectNothingPrivate(simulator(), text + JSON.stringify(result));
}

const M365_JOBS = '/infrastructure/vb365Servers/organizations/jobs';

test('notices enum values in small letters, fields that lists leave out, and parts of queries that are refused', async () => {
	Object.assign(simulator().settings, {
		enumCase: 'camel',
		listOmits: ['schedule', 'createdBy'],
		rejectSort: true,
		filterDates: 'rejected',
		rejectFilter: { operations: ['contains'] },
		alarmCompanyField: 'companyUid',
	} satisfies Partial<Settings>);
	await expectFindings([
		[AGENT_JOBS, /status: value spelled in another case/],
		[`${JOBS}/{}`, /list leaves out .*createdBy/],
		[JOBS, /sort by name: status 400 \(type logical, code 400, parameterName sort/],
		[JOBS, /filter by part of name: status 400/],
		[JOBS, /filter by lastRun since: status 400/],
		['/alarms/active', /missing everywhere: object.organizationUid/],
	]);
});

test('notices a server that minds the case in filters, and refuses to select', async () => {
	Object.assign(simulator().settings, { ignoreCaseWorks: false, rejectSelect: true });
	await expectFindings([
		[JOBS, /filter by part of name: \d+ rows that fit are missing/],
		[JOBS, /select: status 400/],
	]);
});

test('notices filter, order and offset that are ignored, and totals that cannot be', async () => {
	const faults: Fault[] = [
		{ kind: 'ignoreFilter', path: `/v3${JOBS}$` },
		{ kind: 'ignoreSort', path: `${AGENT_JOBS}$` },
		{ kind: 'ignoreOffset', path: '/alarms/templates$' },
		{ kind: 'repeatPage', path: '/organizations/locations$' },
		{ kind: 'totalIs', total: null, path: '/organizations/companies$' },
		{ kind: 'total', change: 7, path: `${M365_JOBS}$` },
		{ kind: 'noMeta', path: '/backupAgents$' },
	];
	faults.forEach((fault) => simulator().faults.add(fault));
	await expectFindings([
		[JOBS, /filter by status: ignored, \d+ of 60 rows do not fit/],
		[AGENT_JOBS, /sort by name: the rows are not /],
		['/alarms/templates', /offset: /],
		['/organizations/locations', /offset: the first page came again/],
		['/organizations/companies', /paging: total is null/],
		[M365_JOBS, /total|the package|pages/],
		['/infrastructure/backupAgents', /paging: no meta.pagingInfo/],
	]);
});

test('notices pages, errors and empty bodies in place of lists, background actions and throttling', async () => {
	const faults: Fault[] = [
		{ kind: 'html', path: `/v3${JOBS}$` },
		{ kind: 'error', status: 520, path: `${M365_JOBS}$` },
		{ kind: 'notJson', body: '', path: '/alarms/templates$' },
		{ kind: 'async', path: `${AGENT_JOBS}$`, times: 1, pollsUntilDone: 0 },
		{ kind: 'throttle', path: '/infrastructure/sites$', retryAfter: 1, times: 1 },
	];
	faults.forEach((fault) => simulator().faults.add(fault));
	await expectFindings([
		[JOBS, /body: a web page/],
		[M365_JOBS, /status 520/],
		['/alarms/templates', /body: nothing/],
		[AGENT_JOBS, /202 in the background: 1, with Location: 1/],
		['/infrastructure/sites', /429 throttled: 1, retryAfter in the body: 1/],
	]);
});

test.each<[string, Partial<Settings>]>([
	['null', { emptyLists: 'null' }],
	['an old version', { serverVersion: '3.4' }],
	['short pages', { maxPageSize: 7 }],
])('comes to an end with %s', async (_what, settings) => {
	const server = await startSimulator({
		jobs: 12,
		agentJobs: 0,
		vb365Jobs: 0,
		alarms: 0,
		companies: 2,
		settings,
	});
	try {
		const { result, text } = await tryIt(server, { apiVersion: '3.4' });
		expect(result.ended).toBeUndefined();
		expect(text).toContain('no rows to look at');
		if (settings.emptyLists) expect(text).toContain('! data: null for an empty list');
		if (settings.maxPageSize) expect(text).toContain('- pages have 7 rows at the most');
	} finally {
		await server.close();
	}
});

test('shows odd fields and values by their names or shapes, and no name that stands in their place', async () => {
	const [job] = simulator().estate.jobs;
	const [first, second] = simulator().estate.agentJobs;
	const keptUid = second.instanceUid;
	second.instanceUid = first.instanceUid;
	const kept = { ...job };
	const company = simulator().estate.companies[0].name;
	Object.assign(job, {
		status: 'Hibernating',
		scheduleType: 'Acme Hospital',
		bottleneck: company,
		organizationUid: '00000000-0000-0000-0000-000000000000',
		lastRun: '2026-11-28T06:00:00',
		destination: null,
		createdBy: null,
		isEnabled: 'yes',
		newField: { secretHint: 'x' },
		'Jane Doe': 'jane@acme.example',
		[simulator().accounts.apiKey.replace(/-/g, '_')]: 1,
	});
	const { result, text } = await tryIt(simulator());
	Object.keys(job).forEach((name) => delete (job as unknown as Record<string, unknown>)[name]);
	Object.assign(job, kept);
	second.instanceUid = keptUid;
	expect(callOf(result, AGENT_JOBS).differs).toContain('instanceUid: doubled in 1 of 60 rows');
	const differs = callOf(result, JOBS).differs.join('\n');
	expect(differs).toContain("status: value 'Hibernating', which is not documented (1 of 60)");
	expect(differs).toContain('createdBy: null, which is not documented (1 of');
	expect(differs).toContain('isEnabled: text(3) in place of boolean (1 of 60)');
	expect(differs).toContain('lastRun: time without offset (1 of 60)');
	expect(text).toMatch(/zero UID: .*organizationUid \(1 of 60\)/);
	for (const name of ['Acme', 'Jane', 'jane', company, 'secretHint'])
		expect(text).not.toContain(name);
	expectNothingPrivate(simulator(), text + JSON.stringify(result));
});

test('whatever the package asks for, nothing but a GET without a body leaves', async () => {
	const { host, accounts } = simulator();
	const target = { host, token: accounts.apiKey, apiVersion: '', allowUnauthorizedCerts: true };
	const { helpers } = contextFor(target, new AbortController().signal, []);
	const url = `https://${host}/api/v3${JOBS}`;
	for (const more of [{ method: 'POST' }, { method: 'DELETE' }, {}, { method: 'GET', body: [] }]) {
		const options = { url, ...more } as IHttpRequestOptions;
		const sent = helpers.httpRequestWithAuthentication.call({} as never, 'vspcApi', options);
		await expect(sent).rejects.toThrow('Only GET without a body is sent');
	}
	expect(simulator().requests).toEqual([]);
});

test('stops at once when the token is not accepted, whatever the answer looks like', async () => {
	for (const unauthorizedBody of ['errors', 'empty', 'oauth', 'html'] as const) {
		simulator().settings.unauthorizedBody = unauthorizedBody;
		const { result, text } = await tryIt(simulator(), { token: 'made-up-wrong-token' });
		expect(result.ended).toBe('rejected');
		expect(text).toContain('The server did not accept the token.');
		expect(text).not.toContain('made-up-wrong-token');
	}
	expect(simulator().requests.length).toBeLessThan(10);
});

test('an account without rights sees which calls it may not make', async () => {
	const { result } = await tryIt(simulator(), { token: simulator().accounts.noRightsApiKey });
	expect(callOf(result, '/users/me').notes).toContain('role: CompanyInvoiceAuditor');
	expect(callOf(result, JOBS).differs[0]).toMatch(/^status 403 \(/);
	expect(callOf(result, `${JOBS}/{}`)).toMatchObject({ state: 'not tried' });
});

test('a mask knows no name that was hidden, no part of the host and no part of the token', () => {
	const mask = new Mask(['abcdefgh12345678', 'portal.acme.example', 'acme']);
	mask.hide('Contoso');
	expect(mask.identifier('Paused')).toBe('Paused');
	for (const text of [
		'contoso',
		'acme',
		'AcmeJobs',
		'abcdefgh',
		'two words',
		'a@b.example',
		'',
		7,
		null,
	]) {
		expect(mask.identifier(text)).not.toBe(text);
	}
	expect(mask.version('9.1.0.1234')).toBe('9.1.0.1234');
	expect(mask.version('10.20.30.40 acme')).toBe('text(16)');
});
