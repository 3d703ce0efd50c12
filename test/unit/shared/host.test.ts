import fc from 'fast-check';

import { InvalidHostError, parseHost } from '../../../nodes/vspc/client/connection';
import { cases } from '../../cases';

describe('understands what people paste', () => {
	test.each([
		['vspc.example.com', 'vspc.example.com:1280'],
		['  vspc.example.com \n', 'vspc.example.com:1280'],
		['VSPC.Example.COM', 'vspc.example.com:1280'],
		['vspc.example.com:443', 'vspc.example.com:443'],
		['vspc.example.com:', 'vspc.example.com:1280'],
		['https://vspc.example.com', 'vspc.example.com:1280'],
		['https://vspc.example.com:1280/', 'vspc.example.com:1280'],
		['HTTPS://vspc.example.com:443/api/v3', 'vspc.example.com:443'],
		['vspc.example.com/api/v3/', 'vspc.example.com:1280'],
		['https://vspc.example.com:1280/login?returnUrl=%2F#/jobs', 'vspc.example.com:1280'],
		['https://vspc.example.com:1280\\', 'vspc.example.com:1280'],
		['192.0.2.7', '192.0.2.7:1280'],
		['192.0.2.7:9443', '192.0.2.7:9443'],
		['[2001:db8::1]', '[2001:db8::1]:1280'],
		['[2001:DB8:0::1]:443', '[2001:db8::1]:443'],
		['https://[::1]:1280/api/v3', '[::1]:1280'],
		['münchen.example', 'xn--mnchen-3ya.example:1280'],
		['localhost', 'localhost:1280'],
		['vspc_01', 'vspc_01:1280'],
	])('%j', (input, host) => {
		expect(parseHost(input)).toBe(host);
	});
});

describe('refuses, and says why', () => {
	test.each([
		['http://vspc.example.com', 'in clear text'],
		['HTTP://vspc.example.com:1280', 'in clear text'],
		['', 'is empty'],
		['   ', 'is empty'],
		[undefined, 'is empty'],
		[42, 'is empty'],
		['https://', 'is not a host name'],
		['ftp://vspc.example.com', 'is not a host name'],
		['my server', 'is not a host name'],
		['vspc.example.com:0', 'not a number from 1 to 65535'],
		['vspc.example.com:65536', 'not a number from 1 to 65535'],
		['vspc.example.com:https', 'not a number from 1 to 65535'],
		['2001:db8::1', 'in brackets'],
		['[not-ipv6]', 'is not a host name'],
		['[::1', 'in brackets'],
		['a<b>', 'is not a host name'],
		['https:/vspc.example.com', 'is not a host name'],
		['https//vspc.example.com', 'is not a host name'],
		['https://https://vspc.example.com', 'is not a host name'],
		['1280', 'is not a host name'],
	])('%j', (input, reason) => {
		expect(() => parseHost(input)).toThrow(InvalidHostError);
		expect(() => parseHost(input)).toThrow(reason);
	});

	test('a password in the address, without repeating it', () => {
		expect(() => parseHost('https://admin:hunter2@vspc.example.com')).toThrow("before '@'");
		for (const input of [
			'https://a:hunter2@x',
			'https://a:hun/ter2@x',
			'ftp://a:hunter2@x',
			'a:hun#ter2@x',
		]) {
			expect(() => parseHost(input)).toThrow("before '@'");
			expect(() => parseHost(input)).not.toThrow(/hun|ter2/);
		}
	});
});

test('whatever is entered: either a host and port over HTTPS, or a reason', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.ipV6()), (input) => {
			try {
				const url = new URL(`https://${parseHost(input)}/api/v3/about`);
				expect(url.pathname).toBe('/api/v3/about');
				expect(url.username + url.password + url.search + url.hash).toBe('');
			} catch (error) {
				expect(error).toBeInstanceOf(InvalidHostError);
			}
		}),
		{ numRuns: cases(2000) },
	);
});

test('every host name with every port is understood, with or without scheme and path', () => {
	fc.assert(
		fc.property(
			fc.domain(),
			fc.integer({ min: 1, max: 65535 }),
			fc.constantFrom('', 'https://'),
			fc.constantFrom('', '/', '/api/v3', '/api/v3/?x=1#y'),
			(domain, port, scheme, path) => {
				expect(parseHost(`${scheme}${domain}:${port}${path}`)).toBe(
					`${domain.toLowerCase()}:${port}`,
				);
			},
		),
	);
});
