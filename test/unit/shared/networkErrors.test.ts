import {
	explainNetworkFailure,
	isDropped,
	networkFailure,
	unreachable,
} from '../../../nodes/vspc/client/networkErrors';

const explain = (code: string, text = '', attempts = 1) =>
	explainNetworkFailure({ code, text }, 'vspc.example.com:1280', 60, attempts);

test.each([
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'is self-signed'],
	['SELF_SIGNED_CERT_IN_CHAIN', 'is self-signed'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'is self-signed or from an authority'],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'is self-signed or from an authority'],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host name'],
	['CERT_HAS_EXPIRED', 'has expired'],
	['CERT_NOT_YET_VALID', 'is not valid yet'],
	['ECONNREFUSED', 'vspc.example.com refused the connection on port 1280'],
	['ENOTFOUND', 'The host name vspc.example.com cannot be found'],
	['EAI_AGAIN', 'cannot be found'],
	['ETIMEDOUT', 'did not answer within 60 seconds'],
	['EPROTO', 'does not speak HTTPS'],
	['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak HTTPS'],
	['ECONNRESET', 'closed the connection without an answer'],
	['EHOSTUNREACH', 'cannot be reached'],
])('%s: %s', (code, words) => {
	const { message, description } = explain(code);
	expect(message).toContain(words);
	expect(message).toContain('vspc.example.com');
	expect(description).toMatch(/\.$/);
});

test('names the hosts that a wrong certificate is for', () => {
	const text =
		"Hostname/IP does not match certificate's altnames: Host: vspc.example.com. is not in the cert's altnames: DNS:vspc01.corp.example, DNS:localhost";
	const { description } = explain('ERR_TLS_CERT_ALTNAME_INVALID', text);
	expect(description).toContain('It is for DNS:vspc01.corp.example, DNS:localhost.');
});

test.each([
	['ECONNREFUSED', 'connect ECONNREFUSED 10.1.2.3:3128'],
	['ENOTFOUND', 'getaddrinfo ENOTFOUND proxy.corp.example'],
	['PROXY', 'Proxy connection ended before receiving CONNECT response'],
])('a proxy that is down or lets nothing through: %s', (code, text) => {
	const { message, description } = explain(code, text);
	expect(message).toMatch(/^The proxy .*vspc\.example\.com:1280/);
	expect(description).toContain('HTTPS_PROXY');
	expect(description).toContain('NO_PROXY');
});

test('VSPC itself is no proxy', () => {
	const own = 'connect ECONNREFUSED 10.1.2.3:1280';
	expect(explain('ECONNREFUSED', own).message).toContain('refused the connection on port 1280');
	const name = 'getaddrinfo ENOTFOUND vspc.example.com';
	expect(explain('ENOTFOUND', name).message).toContain('cannot be found');
});

test('finds what a tunnel through a proxy says', () => {
	const text = 'tunneling socket could not be established, statusCode=407';
	expect(networkFailure(new Error(text))).toEqual({ code: 'PROXY', text });
});

test("n8n's SSRF protection: the host and the settings that let it through", () => {
	const blocked = Object.assign(
		new Error('The request was blocked because it resolves to a restricted IP address'),
		{ name: 'SsrfBlockedIpError' },
	);
	const failure = networkFailure(
		Object.assign(new Error('outer', { cause: blocked }), { code: 'ERR_BAD_REQUEST' }),
	)!;
	const { message, description } = explainNetworkFailure(failure, 'vspc.example.com:1280', 60);
	expect(message).toBe("n8n's SSRF protection blocks requests to vspc.example.com");
	for (const setting of ['PROTECTION_ENABLED', 'ALLOWED_HOSTNAMES', 'ALLOWED_IP_RANGES']) {
		expect(description).toContain(`N8N_SSRF_${setting}`);
	}
});

test('broken HTTP is said to be no valid HTTP', () => {
	const { message, description } = explain('HPE_INVALID_CONSTANT', 'Parse Error');
	expect(message).toBe('vspc.example.com:1280 sent an answer that is not valid HTTP');
	expect(description).toContain('HPE_INVALID_CONSTANT');
});

test.each(['ECONNREFUSED', 'ETIMEDOUT'])('%s on port 443 does not advise to add :443', (code) => {
	const on = (port: number) =>
		explainNetworkFailure({ code, text: '' }, `vspc.example.com:${port}`, 60).description;
	expect(on(443)).not.toContain('add :443');
	expect(on(1280)).toContain('add :443');
});

test('names the code of a failure that it does not know', () => {
	expect(explain('ESTRANGE').description).toContain('ESTRANGE');
});

test('distinguishes a cut connection, worth a retry, from a time-out with the same code', () => {
	expect(isDropped({ code: 'ECONNABORTED', text: 'aborted' })).toBe(true);
	expect(isDropped({ code: 'ECONNABORTED', text: 'timeout of 60000ms exceeded' })).toBe(false);
	expect(explain('ECONNABORTED', 'timeout of 1ms exceeded').message).toContain('did not answer');
});

test('finds the failure behind wrapped errors', () => {
	const inner = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
	expect(networkFailure(new Error('outer', { cause: inner }))?.code).toBe('ECONNREFUSED');
	expect(networkFailure(new Error('outer', { cause: new Error('socket hang up') }))?.code).toBe(
		'ECONNRESET',
	);
	expect(networkFailure(new Error('something else'))).toBeUndefined();
	expect(networkFailure('text')).toBeUndefined();
});

test('outside the request path: words for network failures, other errors as they are', () => {
	const failure = Object.assign(new Error(), { code: 'ENOTFOUND' });
	expect(unreachable(failure, 'a:1', 1).message).toMatch(/^The host name a cannot be found\. /);
	const other = new Error('a bug');
	expect(unreachable(other, 'a:1', 1)).toBe(other);
	expect(unreachable('text', 'a:1', 1).message).toBe('text');
});
