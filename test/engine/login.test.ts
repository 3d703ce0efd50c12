import { runJobNode } from './harness/run';
import {
	getJob,
	jobRequests,
	loginCredential,
	someUids,
	useSimulatorPerTest,
	VENDOR_JOB,
} from './harness/simulator';
import { useVirtualTime } from './harness/useTime';
import { longTest } from '../longTest';

const simulator = useSimulatorPerTest();
useVirtualTime();

const credential = (more: object = {}) => loginCredential(simulator(), more);

const getAs = async (credentials = credential(), items = [{ uid: VENDOR_JOB }]) =>
	await runJobNode({
		parameters: getJob('={{ $json.uid }}', { authentication: 'login' }),
		credentials,
		items,
	});

const logins = () =>
	simulator()
		.requests.filter(({ path }) => path === '/api/v3/token')
		.map(({ body }) => body);

test.each(['user', 'domainUser'] as const)(
	'logs in form-encoded with the password of %s, whatever characters it has',
	async (name) => {
		const account = simulator().accounts[name];
		const { status, outputs } = await getAs(credential(account));
		expect(status).toBe('success');
		expect(outputs[0][0].json.instanceUid).toBe(VENDOR_JOB);
		expect(Object.fromEntries(new URLSearchParams(logins()[0]))).toEqual({
			grant_type: 'password',
			...account,
		});
	},
);

test('keeps the token for the next execution', async () => {
	const credentials = credential();
	await getAs(credentials);
	const before = logins().length;
	await getAs(credentials);
	expect(logins()).toHaveLength(before);
});

test('40 items whose token has expired cause one login and no failure', async () => {
	const credentials = credential();
	await getAs(credentials);
	simulator().expireTokens();
	const before = logins().length;
	const { status, outputs } = await getAs(
		credentials,
		someUids(simulator(), 40).map((uid) => ({ uid })),
	);
	expect(status).toBe('success');
	expect(outputs[0]).toHaveLength(40);
	expect(logins()).toHaveLength(before + 1);
});

test('a session lasts as long as VSPC says, then it is renewed without a failure', async () => {
	const credentials = credential();
	await getAs(credentials);
	const before = logins().length;
	simulator().clock.advance(3_590_000);
	await getAs(credentials);
	expect(logins()).toHaveLength(before);
	simulator().clock.advance(10_000);
	const { status } = await getAs(credentials);
	expect(status).toBe('success');
	expect(logins()).toHaveLength(before + 1);
});

test('two executions at once share the login', async () => {
	const credentials = credential();
	await getAs(credentials);
	simulator().expireTokens();
	const before = logins().length;
	const results = await Promise.all([getAs(credentials), getAs({ ...credentials })]);
	expect(results.map(({ status }) => status)).toEqual(['success', 'success']);
	expect(logins()).toHaveLength(before + 1);
});

test('a token that is rejected again and again is an error that says so', async () => {
	simulator().faults.add({ kind: 'error', status: 401, path: '/jobs/' });
	const { error } = await getAs();
	expect(error?.message).toBe('VSPC rejected the token of the credential');
	expect(error?.description).toContain('A fresh login was rejected as well');
});

describe('a login that VSPC refuses', () => {
	test.each([
		[
			'a wrong password',
			() => ({ password: 'wrong & made up' }),
			'VSPC rejected the user name or password',
		],
		[
			'an account with MFA',
			() => simulator().accounts.mfaUser,
			'This VSPC account uses multi-factor authentication, which n8n cannot answer',
		],
		[
			'REST access disabled',
			() => simulator().accounts.restDisabledUser,
			'VSPC does not let this account use the REST API',
		],
	])('%s: its own message, for every item, with one login', async (_case, account, message) => {
		const { outputs } = await runJobNode({
			parameters: getJob('={{ $json.uid }}', { authentication: 'login' }),
			credentials: credential(account()),
			items: someUids(simulator(), 6).map((uid) => ({ uid })),
			onError: 'continueRegularOutput',
		});
		expect(outputs[0].map(({ json }) => json.error)).toEqual(Array(6).fill(message));
		expect(outputs[0][5].json.message).toContain('up to 30 seconds ago');
		expect(logins()).toHaveLength(1);
		expect(jobRequests(simulator())).toHaveLength(0);
	});

	test('MFA: the message says to use an API key', async () => {
		const { error } = await getAs(credential(simulator().accounts.mfaUser));
		expect(error?.description).toContain('REST API key');
	});
});

describe('a login that VSPC refuses in other forms: one login for all items', () => {
	test.each([
		[401, { error: 'invalid_grant', error_description: 'No.' }],
		[400, { errors: [{ message: 'No.', type: 'security', code: 400 }] }],
		[520, { errors: [{ message: 'The account is locked.', type: 'security', code: 9001 }] }],
	])('HTTP %d %j', async (status, body) => {
		simulator().faults.add({ kind: 'error', path: '/token$', status, body });
		const { outputs } = await runJobNode({
			parameters: getJob('={{ $json.uid }}', { authentication: 'login' }),
			credentials: credential({ username: `refused ${status}` }),
			items: someUids(simulator(), 7).map((uid) => ({ uid })),
			onError: 'continueRegularOutput',
		});
		expect(outputs[0].every(({ json }) => 'error' in json)).toBe(true);
		expect(logins()).toHaveLength(1);
	});
});

longTest.each([
	['a dropped connection', { kind: 'drop' as const }],
	['throttling', { kind: 'throttle' as const, retryAfter: 1 }],
])('the login is tried again after %s', async (_case, fault) => {
	simulator().faults.add({ path: '/token$', times: 1, ...fault });
	const { status } = await getAs();
	expect(status).toBe('success');
});

test('an API version that the server does not know is no wrong password', async () => {
	const { error } = await getAs(credential({ apiVersion: '3.7', username: 'version' }));
	expect(error?.message).toBe('This VSPC server does not know the API version 3.7');
	const { headers } = simulator().requests[0];
	expect(headers['x-client-version']).toBe('3.7');
});

longTest(
	'tokens that are rejected whenever they are new cost a few logins, not one per item',
	async () => {
		simulator().faults.add({ kind: 'error', status: 401, path: '/jobs' });
		await runJobNode({
			parameters: getJob('={{ $json.uid }}', { authentication: 'login' }),
			credentials: credential({ ...simulator().accounts.domainUser }),
			items: someUids(simulator(), 60).map((uid) => ({ uid })),
			onError: 'continueRegularOutput',
		});
		expect(logins().length).toBeLessThanOrEqual(4);
	},
);

test('no user name: refused before any request', async () => {
	const { error } = await getAs(credential({ username: ' ' }));
	expect(error?.message).toBe("The credential has no 'User Name' or no 'Password'");
	expect(simulator().requests).toHaveLength(0);
});

test('self-signed certificate: the login says so too', async () => {
	const { error } = await getAs(
		credential({ allowUnauthorizedCerts: false, username: 'certificate' }),
	);
	expect(error?.message).toContain('is self-signed');
});

test('something else than VSPC answers the login', async () => {
	simulator().faults.add({ kind: 'html', path: '/token$' });
	const { error } = await getAs(credential({ username: 'html' }));
	expect(error?.message).toContain('does not answer like VSPC');
});

test('a redirect of the login is not followed', async () => {
	simulator().faults.add({
		kind: 'redirect',
		path: '/token$',
		location: 'https://other.example.com/',
	});
	const { error } = await getAs(credential({ username: 'redirected' }));
	expect(error?.message).toContain('redirects to other.example.com:443');
	expect(simulator().requests).toHaveLength(1);
});
