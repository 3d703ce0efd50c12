import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticateRequest, toConnection } from '../../../nodes/vspc/client/connection';

/** What a credential does to the requests of n8n's HTTP Request node too. */
const connection = (more = {}) =>
	toConnection('vspcApi', {
		host: 'vspc.example.com',
		accessToken: 'made-up',
		apiVersion: '3.6',
		allowUnauthorizedCerts: false,
		...more,
	});

const authenticate = (options: object, more = {}) =>
	authenticateRequest(connection(more), 'made-up', options as IHttpRequestOptions);

const URL = 'https://vspc.example.com:1280/api/v3/about';

test.each([
	['url', { url: URL }],
	['uri, as HTTP Request calls it', { uri: URL }],
	['path with base URL', { url: '/api/v3/about', baseURL: 'https://vspc.example.com:1280' }],
	['host in capitals', { url: URL.toUpperCase() }],
])('adds token and version (%s)', (_case, options) => {
	expect(authenticate(options).headers).toEqual({
		Authorization: 'Bearer made-up',
		'X-Client-Version': '3.6',
	});
});

test.each([
	['another host', 'https://evil.example.com:1280/'],
	['another port', 'https://vspc.example.com/api/v3/about'],
	['plain HTTP', 'http://vspc.example.com:1280/api/v3/about'],
	['a host that only begins alike', 'https://vspc.example.com.evil.example:1280/'],
	['a user name that looks like the host', 'https://vspc.example.com:1280@evil.example.com/'],
	['no URL', 'about'],
	['nothing', ''],
])('never sends the token to %s', (_case, url) => {
	expect(() => authenticate({ url })).toThrow(
		'This credential is for https://vspc.example.com:1280',
	);
	expect(() => authenticate({ uri: url })).toThrow('The token is only sent to');
});

test.each([
	['a good address and an evil one', { url: URL, uri: 'https://evil.example.com:1280/' }],
	['an evil address and a good one', { url: 'https://evil.example.com:1280/', uri: URL }],
	['a good address on an evil base', { url: '/x', baseURL: 'https://evil.example.com:1280' }],
	['a good address and no URL', { url: URL, uri: 'about' }],
	['another host by the agent', { url: URL, agentOptions: { host: 'evil.example.com' } }],
	['another port by the agent', { url: URL, agentOptions: { port: 8443 } }],
	['a socket of the agent', { url: URL, agentOptions: { socketPath: '/tmp/evil.sock' } }],
	['a name that the agent looks up', { url: URL, agentOptions: { lookup: () => undefined } }],
])('never sends the token with %s', (_case, options) => {
	expect(() => authenticate(options)).toThrow('The token is only sent to');
});

test('takes what HTTP Request puts in for certificates', () => {
	const options = { uri: URL, agentOptions: { ca: 'made-up', cert: 'made-up', key: 'made-up' } };
	expect(authenticate(options).headers).toMatchObject({ Authorization: 'Bearer made-up' });
});

test('leaves the version header out with Server Default', () => {
	expect(authenticate({ url: URL }, { apiVersion: '' }).headers).toEqual({
		Authorization: 'Bearer made-up',
	});
});

test("keeps the caller's own version header, and its other headers", () => {
	const headers = { 'x-client-version': '3.4', Accept: 'text/csv', authorization: 'Basic x' };
	expect(authenticate({ url: URL, headers }).headers).toEqual({
		'x-client-version': '3.4',
		Accept: 'text/csv',
		Authorization: 'Bearer made-up',
	});
});

test('gives a write an X-Request-id, and the same options keep it when n8n sends them again', () => {
	const options = { url: URL, method: 'POST' };
	const first = authenticate(options).headers!['X-Request-id'];
	expect(first).toMatch(/^[0-9a-f-]{36}$/);
	expect(authenticate(options).headers!['X-Request-id']).toBe(first);
	expect(authenticate({ url: URL, method: 'GET' }).headers).not.toHaveProperty('X-Request-id');
	const own = { url: URL, method: 'POST', headers: { 'x-request-id': 'mine' } };
	expect(authenticate(own).headers).not.toHaveProperty('X-Request-id');
});

test('turns redirects off, by the names of both request functions of n8n', () => {
	const options = { url: URL, followRedirect: true, followAllRedirects: true };
	expect(authenticate(options)).toMatchObject({
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	});
});

test('the SSL switch is set when it is on, and left to the node when it is off', () => {
	expect(authenticate({ url: URL }, { allowUnauthorizedCerts: true })).toMatchObject({
		skipSslCertificateValidation: true,
		rejectUnauthorized: false,
	});
	expect(authenticate({ url: URL, rejectUnauthorized: false })).toMatchObject({
		rejectUnauthorized: false,
	});
	expect(authenticate({ url: URL })).not.toHaveProperty('skipSslCertificateValidation');
});
