/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { longTest } from '../longTest';
import type { Fault } from '../simulator';
import { portalPage } from '../simulator/api/answers';
import { runJobNode } from './harness/run';
import {
	apiKey,
	getJob,
	jobRequests,
	ONE_JOB,
	useSimulator,
	VENDOR_JOB,
} from './harness/simulator';

const simulator = useSimulator();
const UNKNOWN = '00000000-1111-2222-3333-444444444444';

const get = async (credential = {}, jobUid = VENDOR_JOB) =>
	await runJobNode({
		parameters: getJob(jobUid),
		credentials: apiKey(simulator(), credential),
	});

const getWith = async (fault: Fault) => {
	simulator().faults.add({ path: ONE_JOB, ...fault });
	return await get();
};

test('404: no job with that UID, or not visible to this account', async () => {
	const { error } = await get({}, UNKNOWN);
	expect(error?.message).toBe(
		`There is no job with the UID ${UNKNOWN}, or this account cannot see it`,
	);
	expect(error?.httpCode).toBe('404');
	expect(error?.context).toMatchObject({ itemIndex: 0 });
	expect(error?.description).toContain('may have been deleted');
});

describe('401: token rejected and what to do, whatever the body', () => {
	test.each(['errors', 'empty', 'oauth', 'html'] as const)('body: %s', async (body) => {
		simulator().settings.unauthorizedBody = body;
		const { error } = await get({ accessToken: simulator().accounts.disabledApiKey });
		expect(error?.message).toBe('VSPC rejected the token of the credential');
		expect(error?.description).toMatch(/wrong, disabled or deleted.*expired.*REST API Keys/s);
		expect(error?.httpCode).toBe('401');
	});
});

test('403: the right that is missing, with the roles that VSPC names', async () => {
	const { error } = await get({ accessToken: simulator().accounts.noRightsApiKey });
	expect(error?.message).toBe('The account of this credential may not do this: reading the job');
	expect(error?.description).toContain('Portal Administrator');
	expect(error?.description).toContain('Company Administrator');
	expect(error?.httpCode).toBe('403');
});

describe("VSPC's own message, parameter or property, and code", () => {
	test.each([400, 409, 415, 520])('HTTP %d', async (status) => {
		const errors = [
			{ message: 'The value is odd.', type: 'logical', code: 1001, parameterName: 'jobUid' },
			{ message: 'So is this.', type: 'logical', code: 1210, propertyName: 'isEnabled' },
		];
		const { error } = await getWith({ kind: 'error', status, errors });
		expect(error?.message).toBe('VSPC answered: The value is odd. So is this.');
		expect(error?.description).toContain('parameter jobUid, code 1001');
		expect(error?.description).toContain('property isEnabled, code 1210');
		expect(error?.httpCode).toBe(String(status));
		expect(jobRequests(simulator())).toHaveLength(1);
	});

	test('OAuth body', async () => {
		const body = { error: 'invalid_scope', error_description: 'No such scope.' };
		const { error } = await getWith({ kind: 'error', status: 400, body });
		expect(error?.message).toBe('VSPC answered: No such scope.');
		expect(error?.description).toContain('invalid_scope');
	});

	test('error object', async () => {
		const body = { error: { code: 'Odd', message: 'Odd indeed.' } };
		const { error } = await getWith({ kind: 'error', status: 400, body });
		expect(error?.message).toBe('VSPC answered: Odd indeed.');
	});

	test('errors in an answer that says 200', async () => {
		const body = { data: null, errors: [{ message: 'Not really.', type: 'logical', code: 7 }] };
		const { error } = await getWith({ kind: 'notJson', body: JSON.stringify(body) });
		expect(error?.message).toBe('VSPC answered: Not really.');
	});

	test('words that n8n would swap for its own stay as VSPC wrote them', async () => {
		const errors = [
			{ message: 'Repository said ECONNREFUSED and EPERM', type: 'logical', code: 1 },
		];
		const { error } = await getWith({ kind: 'error', status: 520, errors });
		expect(error?.message).toBe('VSPC answered: Repository said ECONNREFUSED and EPERM');
	});
});

describe('UnsupportedApiVersion: which version was asked for and where to change it', () => {
	test('a version newer than the server', async () => {
		const { error } = await get({ apiVersion: '3.7' });
		expect(error?.message).toBe('This VSPC server does not know the API version 3.7');
		expect(error?.description).toContain("'API Version' of the credential");
	});

	test('no version, on a server that wants one', async () => {
		const body = { error: { code: 'UnsupportedApiVersion', message: 'No.', innerError: null } };
		simulator().faults.add({ kind: 'error', status: 400, body });
		const { error } = await get({ apiVersion: '' });
		expect(error?.message).toBe('This VSPC server requires an API version');
	});
});

describe('an answer that is not VSPC: says so, with the first words', () => {
	test.each<[string, Fault, string]>([
		['HTML', { kind: 'html' }, 'The answer starts with: '],
		['HTML with an error status', { kind: 'html', status: 502 }, '(HTTP 502)'],
		['HTML in place of a 404', { kind: 'html', status: 404 }, '(HTTP 404)'],
		['cut JSON', { kind: 'truncate', mode: 'clean', bytes: 30 }, '{"data"'],
		['nothing', { kind: 'empty' }, 'The answer is empty'],
		['JSON of another service', { kind: 'notJson', body: '{"status":"ok"}' }, '{"status":"ok"}'],
		['a JSON array', { kind: 'notJson', body: '[1]' }, '[1]'],
		['text', { kind: 'notJson', body: 'It works!' }, 'It works!'],
	])('%s', async (_case, fault, words) => {
		const { error } = await getWith(fault);
		expect(error?.message).toContain(`${simulator().host} does not answer like VSPC`);
		expect(`${error?.message} ${error?.description}`).toContain(words);
		expect(error?.description).not.toMatch(/<\w/);
	});
});

/** A live server sends its portal's page for a path that it does not know. */
describe("the portal's page in place of an answer", () => {
	const page: Fault = { kind: 'notJson', body: String(portalPage.text) };
	const list = async () =>
		await runJobNode({
			parameters: {
				authentication: 'apiKey',
				resource: 'job',
				operation: 'getAll',
				returnAll: true,
			},
			credentials: apiKey(simulator()),
		});

	test.each([
		['one job', ONE_JOB, get, `/infrastructure/backupServers/jobs/${VENDOR_JOB}`],
		['a list', '/backupServers/jobs$', list, '/infrastructure/backupServers/jobs'],
	])('%s: this VSPC has no such resource', async (_case, path, run, resource) => {
		simulator().faults.add({ ...page, path });
		const { error } = await run();
		expect(error?.message).toContain(`This VSPC has no such resource: ${resource}`);
		expect(error?.description).toMatch(/may be too old.*API version 3\.5\.1/);
		expect(error?.context?.isUnknownResource).toBe(true);
		// No word on the job itself: it is not deleted.
		expect(error?.httpCode).not.toBe('404');
	});

	test.each<[string, Fault[]]>([
		['for everything, as from another server', [page]],
		[
			'for this, and a login page for the rest',
			[
				{ ...page, path: ONE_JOB },
				{ kind: 'html', path: '/users/me$' },
			],
		],
		['with a form, as where somebody has to log in', [{ kind: 'html', path: ONE_JOB }]],
		['only once', [{ ...page, path: ONE_JOB, times: 1 }]],
	])('%s: does not answer like VSPC', async (_case, faults) => {
		for (const fault of faults) simulator().faults.add(fault);
		const { error } = await get();
		expect(error?.message).toContain('does not answer like VSPC');
		expect(error?.context?.isUnknownResource).toBeUndefined();
	});
});

describe('data: null', () => {
	test('is an empty list', async () => {
		simulator().settings.emptyLists = 'null';
		const { error, outputs } = await runJobNode({
			parameters: {
				authentication: 'apiKey',
				resource: 'job',
				operation: 'getAll',
				returnAll: true,
				filters: { nameContains: 'no job has this name' },
			},
			credentials: apiKey(simulator()),
		});
		expect(error).toBeUndefined();
		expect(outputs[0]).toEqual([]);
	});

	test.each(['{"data":null}', '{"data":null,"meta":null,"errors":[]}'])(
		'is no job: %s',
		async (body) => {
			const { error } = await getWith({ kind: 'notJson', body });
			expect(error?.message).toContain('does not answer like VSPC');
		},
	);

	test('is no list next to what VSPC never sends', async () => {
		simulator().faults.add({ kind: 'notJson', body: '{"data":null,"status":"login"}' });
		const { error } = await runJobNode({
			parameters: {
				authentication: 'apiKey',
				resource: 'job',
				operation: 'getAll',
				returnAll: true,
			},
			credentials: apiKey(simulator()),
		});
		expect(error?.message).toContain('does not answer like VSPC');
	});
});

test('the line breaks at the end of a message of VSPC are not shown', async () => {
	const errors = [{ message: 'No such repository.\r\n', type: 'logical', code: 7 }];
	const { error } = await getWith({ kind: 'error', status: 400, errors });
	expect(error?.message).toBe('VSPC answered: No such repository.');
});

describe('answers of something between n8n and VSPC', () => {
	test.each([
		[206, 'sent only a part of its answer', 'proxy or cache'],
		[304, 'nothing has changed', 'proxy or cache'],
		[407, 'requires a login', 'HTTPS_PROXY'],
	])('HTTP %d', async (status, words, advice) => {
		const job = simulator().estate.jobs.find(({ instanceUid }) => instanceUid === VENDOR_JOB);
		const { error, outputs } = await getWith({ kind: 'error', status, body: { data: job } });
		expect(outputs[0] ?? []).toEqual([]);
		expect(error?.message).toContain(words);
		expect(error?.message).toContain(simulator().host);
		expect(error?.description).toContain(advice);
	});
});

describe('an answer of 200 that is not the job', () => {
	test.each([
		['a list', '{"data":[{"instanceUid":"x"}]}', 'VSPC did not answer with a job'],
		['text', '{"data":"hello"}', 'VSPC did not answer with a job'],
		['a number', '{"data":5}', 'VSPC did not answer with a job'],
		['nothing in it', '{"data":{}}', 'VSPC did not answer with a job'],
		[
			'another job',
			`{"data":{"instanceUid":"${UNKNOWN}"}}`,
			'VSPC answered with another job than requested',
		],
		[
			'data and errors',
			`{"data":{"instanceUid":"${VENDOR_JOB}"},"errors":[{"message":"partly"}]}`,
			'VSPC answered: partly',
		],
	])('%s', async (_case, body, message) => {
		const { error } = await getWith({ kind: 'notJson', body });
		expect(error?.message).toBe(message);
	});
});

test("VSPC's message is not stored at any length", async () => {
	const errors = [{ message: 'x'.repeat(50_000), type: 'logical', code: 1 }];
	const { error } = await getWith({ kind: 'error', status: 400, errors });
	expect(error?.message.length).toBeLessThan(1100);
});

longTest('an answer that trickles in is bounded by the time-out', async () => {
	const { createServer } = await import('https');
	const { makeCertificate } = await import('../simulator/certificate');
	const server = createServer(await makeCertificate(), (_request, response) => {
		response.writeHead(200);
		const drip = setInterval(() => response.write(' '), 200);
		response.on('close', () => clearInterval(drip));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	const { error } = await runJobNode({
		parameters: getJob(VENDOR_JOB, { options: { timeoutSeconds: 1 } }),
		credentials: apiKey(simulator(), { host: `127.0.0.1:${port}` }),
	});
	server.closeAllConnections();
	server.close();
	expect(error?.message).toContain('did not answer within 1 second');
});

describe('a redirect is not followed', () => {
	test.each([
		['https://portal.example.com/api/v3/x?token=1', 'redirects to portal.example.com:443'],
		['https://portal.example.com:1280/', 'redirects to portal.example.com:1280'],
		['/login', 'redirects to 127.0.0.1'],
		['http://portal.example.com/', 'redirects to http://portal.example.com'],
	])('to %s', async (location, message) => {
		const { error } = await getWith({ kind: 'redirect', location });
		expect(error?.message).toContain(message);
		expect(error?.message).not.toContain('token=1');
		expect(error?.description).toContain("'Host' of the credential");
		expect(simulator().requests).toHaveLength(1);
	});

	test('to another server of ours: that one is never asked', async () => {
		const { startSimulator } = await import('../simulator');
		const other = await startSimulator({ jobs: 1, companies: 1 });
		try {
			const { error } = await getWith({ kind: 'redirect', location: `${other.url}/api/v3/about` });
			expect(error?.message).toContain(`redirects to ${other.host}`);
			expect(other.requests).toHaveLength(0);
		} finally {
			await other.close();
		}
	});
});
