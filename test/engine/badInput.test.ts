import { runJobNode } from './harness/run';
import { apiKey, getJob, useSimulator, VENDOR_JOB } from './harness/simulator';

const simulator = useSimulator();

const EXAMPLE = 'bc04d2e5-dd4c-4f85-af0e-424106a32a75';

describe('a job UID that is none is refused before any request', () => {
	test.each([
		['text', 'my backup job', 'the text "my backup job"'],
		['empty', '', 'The value is empty.'],
		['only spaces', '   ', 'the text'],
		['the parent folder', '..', '".."'],
		['a path', 'a/b', '"a/b"'],
		['a path behind a UID', `${VENDOR_JOB}/../..`, '/../..'],
		['a query behind a UID', `${VENDOR_JOB}?select=x`, '?select=x'],
		['braces around a UID', `{${VENDOR_JOB}}`, '"{'],
		['a number', 4711, 'type number: "4711"'],
		['an array', [VENDOR_JOB], 'type array'],
		['an object', { uid: VENDOR_JOB }, 'type object'],
		['true', true, 'type boolean'],
		['null', null, 'The value is empty.'],
	])('%s', async (_case, uid, given) => {
		const { status, error } = await runJobNode({
			parameters: getJob('={{ $json.uid }}'),
			credentials: apiKey(simulator()),
			items: [{ uid: VENDOR_JOB }, { uid: uid as string }].slice(1),
		});
		expect(status).toBe('error');
		expect(error?.message).toBe("The parameter 'Job' is not the UID of a job");
		expect(error?.description).toContain(given);
		expect(error?.description).toContain(EXAMPLE);
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(simulator().requests).toHaveLength(0);
	});
});

test.each(['constructor', '__proto__', 'toString', 'ApiKey', 'vspcApi', ['apiKey', 'login']])(
	'an authentication that is none is refused before any request: %s',
	async (given) => {
		const { error } = await runJobNode({
			parameters: getJob(VENDOR_JOB, { authentication: '={{ $json.as }}' }),
			credentials: apiKey(simulator()),
			items: [{ as: given }],
		});
		expect(error?.message).toBe("The parameter 'Authentication' is neither apiKey nor login");
		expect(simulator().requests).toHaveLength(0);
	},
);

test.each([
	['enabled', 'ECONNRESET', "The filter 'Enabled' has the value 'ECONNRESET'"],
	['lastRunAfter', { toString: 'ENOTFOUND' }, "The filter 'Last Run Since' is not a date"],
])(
	'what a filter %s was given is shown, whatever n8n reads in it',
	async (name, given, message) => {
		const { error } = await runJobNode({
			parameters: { operation: 'getAll', filters: { [name]: '={{ $json.given }}' } },
			credentials: apiKey(simulator()),
			items: [{ given }],
		});
		expect(error?.message).toContain(message);
		expect(simulator().requests).toHaveLength(0);
	},
);

test('a field that the expression misspells has an error of its own, with the item', async () => {
	const { error } = await runJobNode({
		parameters: getJob('={{ $json.uid }}'),
		credentials: apiKey(simulator()),
		items: [{ uid: VENDOR_JOB }, { uuid: VENDOR_JOB }],
	});
	expect(error?.message).toContain('(item 2 of 2)');
	expect(error?.description).toContain('spelled correctly');
});

test.each([0, -5, 'soon', Number.NaN, 90_000])('a timeout of %s is refused', async (timeout) => {
	const { error } = await runJobNode({
		parameters: getJob(VENDOR_JOB, { options: { timeoutSeconds: timeout } }),
		credentials: apiKey(simulator()),
	});
	expect(error?.message).toBe("The option 'Timeout (Seconds)' is not a number from 1 to 86400");
	expect(simulator().requests).toHaveLength(0);
});

test('selected fields without a field are refused', async () => {
	const { error } = await runJobNode({
		parameters: getJob(VENDOR_JOB, { output: 'selected', fields: [] }),
		credentials: apiKey(simulator()),
	});
	expect(error?.message).toBe("The parameter 'Fields' is empty: no fields are selected");
	expect(simulator().requests).toHaveLength(0);
});

test("n8n's own choice 'Custom API Call' points to HTTP Request", async () => {
	const { error } = await runJobNode({
		parameters: getJob(VENDOR_JOB, { operation: '__CUSTOM_API_CALL__' }),
		credentials: apiKey(simulator()),
	});
	expect(error?.message).toBe('This node does not make custom API calls');
	expect(error?.description).toContain('HTTP Request');
});

test('an operation that the node does not have is refused', async () => {
	const { error } = await runJobNode({
		parameters: getJob(VENDOR_JOB, { operation: 'explode' }),
		credentials: apiKey(simulator()),
	});
	expect(error?.message).toContain("no operation 'explode'");
});

describe('a credential that cannot work is refused before any request', () => {
	test.each([
		['http', { host: 'http://vspc.example.com' }, 'the token would travel in clear text'],
		['no host', { host: ' ' }, "The 'Host' of the credential is empty"],
		['no token', { accessToken: '' }, 'The credential has no access token'],
		['a token with a space', { accessToken: 'top secret' }, 'Copy the key from VSPC again'],
	])('%s', async (_case, change, message) => {
		const { error, stored } = await runJobNode({
			parameters: getJob(VENDOR_JOB),
			credentials: apiKey(simulator(), change),
		});
		expect(error?.message).toContain(message);
		expect(stored).not.toContain('top secret');
		expect(simulator().requests).toHaveLength(0);
	});
});
