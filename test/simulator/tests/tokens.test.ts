import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { call, errorOf, JOBS, login } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 3, companies: 2 });
});
afterAll(async () => await simulator.close());
afterEach(() => {
	simulator.reset();
});

const byPassword = async (user: { username: string; password: string }, more = {}) =>
	await login(simulator, { grant_type: 'password', ...user, ...more });
const statusWith = async (token: unknown, path = JOBS, method = 'GET') =>
	(await call(simulator, path, { token: token as string | null, method })).status;
const startPath = () => `${JOBS}/${simulator.estate.vendorJobUid}/start`;

describe('POST /token', () => {
	test('a correct password opens a session', async () => {
		const { status, json } = await byPassword(simulator.accounts.user);
		expect(status).toBe(200);
		expect(json).toMatchObject({ token_type: 'bearer', mfa_token: null, expires_in: 3600 });
		expect(await statusWith(json.access_token)).toBe(200);
		expect(simulator.logins).toBe(1);
	});

	test('a domain user can log in', async () => {
		expect((await byPassword(simulator.accounts.domainUser)).status).toBe(200);
	});

	test('a password that was not encoded in the form is wrong', async () => {
		const { username, password } = simulator.accounts.user;
		const reply = await call(simulator, '/token', {
			method: 'POST',
			token: null,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: `grant_type=password&username=${username}&password=${password}`,
		});
		expect(reply.status).toBe(400);
		expect(reply.json).toEqual({
			error: 'invalid_request',
			error_description:
				'Cannot complete login due to incorrect username or password, or no sufficient rights.',
			error_uri: null,
		});
		expect(simulator.logins).toBe(0);
	});

	test('only a form is accepted', async () => {
		const reply = await call(simulator, '/token', {
			method: 'POST',
			token: null,
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ grant_type: 'password', ...simulator.accounts.user }),
		});
		expect(reply.status).toBe(415);
	});

	test('unknown and missing grant types answer 400', async () => {
		const unknown = await login(simulator, { grant_type: 'magic' });
		expect([unknown.status, unknown.json.error]).toEqual([400, 'unsupported_grant_type']);
		expect((await login(simulator, {})).status).toBe(400);
	});

	test('a user with MFA gets an mfa_token and no access token', async () => {
		const { status, json } = await byPassword(simulator.accounts.mfaUser);
		expect(status).toBe(200);
		expect(json.access_token).toBeNull();
		expect(json.mfa_token).toEqual(expect.any(String));
		expect(simulator.logins).toBe(0);
	});

	test('a user of a company without REST access gets 403', async () => {
		const reply = await byPassword(simulator.accounts.restDisabledUser);
		expect(reply.status).toBe(403);
		expect(errorOf(reply)).toMatchObject({ type: 'security', code: 403 });
	});

	test('a refresh token gives a new pair, once', async () => {
		const first = (await byPassword(simulator.accounts.user)).json;
		const fields = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
		const second = await login(simulator, fields);
		expect(second.json.access_token).not.toBe(first.access_token);
		expect(await statusWith(second.json.access_token)).toBe(200);
		expect((await login(simulator, fields)).json.error).toBe('invalid_grant');
		expect(simulator.logins).toBe(1);
	});
});

describe('access tokens', () => {
	test('end after their lifetime', async () => {
		const { json } = await byPassword(simulator.accounts.user);
		simulator.clock.advance(Number(json.expires_in) * 1000 - 5000);
		expect(await statusWith(json.access_token)).toBe(200);
		simulator.clock.advance(5000);
		expect(await statusWith(json.access_token)).toBe(401);
	});

	test('end with expireTokens, but API keys and refresh tokens stay', async () => {
		const { json } = await byPassword(simulator.accounts.user);
		simulator.expireTokens();
		expect(await statusWith(json.access_token)).toBe(401);
		expect(await statusWith(simulator.accounts.apiKey)).toBe(200);
		const fields = { grant_type: 'refresh_token', refresh_token: String(json.refresh_token) };
		expect((await login(simulator, fields)).status).toBe(200);
	});

	test('with readOnly=true forbid writes', async () => {
		const { json } = await byPassword(simulator.accounts.user, { readOnly: 'true' });
		expect(await statusWith(json.access_token)).toBe(200);
		expect(await statusWith(json.access_token, startPath(), 'POST')).toBe(403);
	});
});

describe('authorization', () => {
	test.each([null, '', 'wrong', 'simulator-api-key-disabled'])('%p answers 401', async (token) => {
		expect(await statusWith(token)).toBe(401);
	});

	test('a key may come without Bearer, an access token may not', async () => {
		const { json } = await byPassword(simulator.accounts.user);
		const statusOf = async (Authorization: string) =>
			(await call(simulator, JOBS, { token: null, headers: { Authorization } })).status;
		expect(await statusOf(simulator.accounts.apiKey)).toBe(200);
		expect(await statusOf(String(json.access_token))).toBe(401);
	});

	test('a read-only key reads but does not write', async () => {
		const { readOnlyApiKey } = simulator.accounts;
		expect(await statusWith(readOnlyApiKey)).toBe(200);
		expect(await statusWith(readOnlyApiKey, startPath(), 'POST')).toBe(403);
		expect(simulator.starts.size).toBe(0);
	});

	test('a key without rights gets 403 on jobs and still knows who it is', async () => {
		const { noRightsApiKey } = simulator.accounts;
		expect(await statusWith(noRightsApiKey)).toBe(403);
		expect(await statusWith(noRightsApiKey, '/users/me')).toBe(200);
	});

	test.each([
		['errors', /"errors":\[\{"message":"Authorization is required"/],
		['empty', /^$/],
		['oauth', /"error":"invalid_token"/],
		['html', /<html>/],
	] as const)('a 401 can have the body %s', async (form, body) => {
		simulator.settings.unauthorizedBody = form;
		const reply = await call(simulator, JOBS, { token: null });
		expect(reply.status).toBe(401);
		expect(reply.text).toMatch(body);
	});
});

test('about is open to everybody', async () => {
	expect(await statusWith(null, '/about')).toBe(200);
	expect(await statusWith(simulator.accounts.apiKey, '/about')).toBe(200);
});

test('users/me names the user and the role', async () => {
	const { json } = await byPassword(simulator.accounts.user);
	const reply = await call(simulator, '/users/me', { token: String(json.access_token) });
	expect(reply.json.data).toMatchObject({
		userName: simulator.accounts.user.username,
		role: 'PortalAdministrator',
		organizationUid: simulator.estate.organizations[0].instanceUid,
	});
});
