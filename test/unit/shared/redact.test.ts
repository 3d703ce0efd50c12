import { maskSecrets, redact } from '../../../nodes/vspc/client/redact';

const SECRET = 'made-up & 100%+"<pässword>\\';

const codesOf = (text: string) =>
	Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
const hexOf = (code: number) => code.toString(16).padStart(2, '0');
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
const allPercent = (text: string) =>
	[...Buffer.from(text, 'utf8')].map((byte) => `%${hexOf(byte)}`).join('');
const inner = (json: string) => json.slice(1, -1);

test.each([
	['as it is', SECRET],
	['in JSON', JSON.stringify({ p: SECRET })],
	['in JSON within JSON', JSON.stringify(JSON.stringify({ p: SECRET }))],
	['in a form', new URLSearchParams({ p: SECRET }).toString()],
	['in a URL', `https://x/?p=${encodeURIComponent(SECRET)}`],
	['in a URL, in small letters', `?p=${encodeURIComponent(SECRET).toLowerCase()}`],
	['in a URL within a URL', `?u=${encodeURIComponent(encodeURIComponent(SECRET))}`],
	['in a URL with nothing left as it is', allPercent(SECRET)],
	['in a URL in HTML', `<a href="?p=${encodeURIComponent(SECRET)}&amp;q=1">`],
	[
		'in JSON as .NET writes it',
		SECRET.replace(/[&+<>"]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`),
	],
	[
		'in JSON with nothing left as it is',
		codesOf(SECRET)
			.map((code) => `\\u${code.toString(16).padStart(4, '0').toUpperCase()}`)
			.join(''),
	],
	['in HTML with numbers', SECRET.replace(/[^\w]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)],
	[
		'in HTML with leading zeros',
		codesOf(SECRET)
			.map((code) => `&#000${code};`)
			.join(''),
	],
	['in capitals', SECRET.toUpperCase()],
	['in HTML', '<p>made-up &amp; 100%+&quot;&lt;pässword&gt;\\</p>'],
	['in HTML with names', 'made-up &amp; 100&percnt;&plus;&quot;&lt;p&auml;ssword&gt;&bsol;'],
	['in base64', base64(SECRET)],
	['in base64 behind a user name', base64(`svc:${SECRET}`)],
	['in base64 behind a longer one', base64(`svc1:${SECRET} and more`)],
	['in base64 in the middle', base64(`svc12:${SECRET} and more`)],
	['in base64 for URLs', base64url(`svc-n8n>?>:${SECRET}`)],
	['in base64 within a URL', encodeURIComponent(base64(`svc:${SECRET}`))],
	['in hex', Buffer.from(SECRET, 'utf8').toString('hex')],
	['in hex in capitals', Buffer.from(SECRET, 'utf8').toString('hex').toUpperCase()],
])('finds a secret %s', (_case, text) => {
	const result = redact(`before ${text} after`, [SECRET]);
	expect(result).toContain('***');
	expect(result).toMatch(/^before .* after$/s);
	const left = result.slice('before '.length, -' after'.length);
	// What stays is at most the wrapping of the example.
	expect(left).not.toMatch(/made-up|ssword|made&#|6d6164/i);
	for (const part of [0, 1, 2].map((from) => base64(SECRET.slice(from, from + 12)).slice(0, 12))) {
		expect(left).not.toContain(part);
	}
});

const TOKEN = 'aB3/dE5+gH7-jK9_mN1.pQ3~sT5/vW7+yZ9==';

test.each([
	['slashes in JSON', TOKEN.replace(/\//g, '\\/')],
	['JSON in JSON', inner(JSON.stringify(TOKEN.replace(/\//g, '\\/')))],
	['a header in base64', base64(`Bearer ${TOKEN}`)],
	['a mixture', TOKEN.replace(/\//g, '%2F').replace(/\+/g, '\\u002b').replace(/=/g, '&#61;')],
	['a percent sign before it', `%${TOKEN.replace(/\//g, '\\/')}`],
	['a backslash before it', `\\${TOKEN}`],
])('finds a token with %s', (_case, text) => {
	expect(redact(text, [TOKEN])).toMatch(/^.{0,12}\*\*\*.{0,2}$/);
});

test('JSON with a secret in it stays JSON', () => {
	for (const secret of ['"quoted" and\\more', '\\\\server\\share', 'nabcdef']) {
		const text = JSON.stringify({ message: `\n${secret}\nat C:\\${secret}\\x` });
		const parsed = JSON.parse(redact(text, [secret])) as { message: string };
		expect(parsed.message).toContain('***');
		expect(parsed.message).not.toContain(secret);
	}
});

test.each([
	['24 backslashes', '\\'.repeat(24)],
	['backslashes between letters', `a${'\\'.repeat(24)}b${'\\'.repeat(24)}c`],
	['backslashes and two letters', `ab${'\\'.repeat(8)}"`],
])('finds %s, as they are and in JSON, without an end of time', (_case, secret) => {
	for (const text of [secret, JSON.stringify(secret), JSON.stringify(JSON.stringify(secret))]) {
		const result = redact(`before ${text} after`, [secret]);
		expect(result).toContain('***');
		expect(result).not.toContain(inner(JSON.stringify(secret)));
		expect(result).toMatch(/^before .* after$/s);
	}
	const almost = `${'\\'.repeat(100_000)}x${'a\\'.repeat(50_000)}`;
	expect(redact(almost, [secret.replace(/c$/, 'z')]).length).toBeGreaterThan(0);
});

/** Letters without a pattern, the same at each run. */
function letters(length: number): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
	let state = 7;
	return Array.from({ length }, () => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return alphabet[(state >> 8) % alphabet.length];
	}).join('');
}

test.each([4_000, 20_000, 64_000])('finds a token of %i characters, in each encoding', (length) => {
	const token = letters(length);
	const texts = [
		token,
		base64(`Bearer ${token}`),
		Buffer.from(token).toString('hex'),
		allPercent(token),
		encodeURIComponent(allPercent(token)),
	];
	for (const text of texts) {
		const result = redact(`before ${text} after`, [token]);
		expect(result).toMatch(/^before .{0,12}\*\*\*.{0,3} after$/);
	}
	expect(redact('HTTP 404: there is no such job', [token])).toBe('HTTP 404: there is no such job');
});

test.each([
	['one letter', 'a'.repeat(64_000), 'a'.repeat(200_000)],
	['one letter but the first', `b${'a'.repeat(63_999)}`, 'a'.repeat(200_000)],
	['one letter but the last', `${'a'.repeat(63_999)}b`, 'a'.repeat(200_000)],
	['a pattern', 'ab%25'.repeat(12_000), 'ab%2525'.repeat(28_000)],
	['zeros of entities', 'made-up&#00', `&#${'0'.repeat(200_000)}`],
])('ends with a repetitive secret in a repetitive text: %s', (_case, secret, text) => {
	const result = redact(`${text} — then the rest`, [secret]);
	expect(result).toContain('the rest');
	expect(result).not.toContain(secret);
});

test('finds a token behind Bearer that it was not given', () => {
	expect(redact('Authorization: Bearer abcdefgh.ijk_l-m', [])).toBe('Authorization: Bearer ***');
});

test('a one-letter password does not turn texts into stars', () => {
	expect(redact('1 item in 10 failed', ['1'])).toBe('1 item in 10 failed');
});

test('the longer of two secrets goes first, so that nothing is left of it', () => {
	expect(redact('token-1-long', ['token-1', 'token-1-long'])).toBe('***');
});

test('a text that cannot be searched is replaced as a whole', () => {
	const broken = 'made-up-secret' as string & { replace?: unknown };
	const text = { toString: () => broken } as unknown as string;
	const result = redact(text, ['made-up-secret']);
	expect(result).toMatch(/^This text is left out/);
});

describe('in data', () => {
	function masked(data: unknown, secrets: string[]): unknown {
		const body = JSON.stringify(data);
		const parsed: unknown = JSON.parse(body);
		maskSecrets(parsed, body, secrets);
		return parsed;
	}

	test('a token is masked in texts and names, at any depth, and nothing else changes', () => {
		const data = {
			name: 'SQL "daily"',
			failureMessage: `401 for Bearer ${TOKEN}\r\n`,
			total: 3,
			none: null,
			rows: [{ [`x-${TOKEN}`]: [TOKEN, 1, base64(`svc:${TOKEN}`)] }, { last: true }],
		};
		const result = masked(data, [TOKEN]) as typeof data;
		expect(JSON.stringify(result)).not.toContain('aB3');
		expect(result).toMatchObject({
			name: 'SQL "daily"',
			failureMessage: '401 for Bearer ***\r\n',
			total: 3,
			none: null,
			rows: [{ 'x-***': ['***', 1, expect.stringContaining('***')] }, { last: true }],
		});
		expect(Object.keys(result)).toEqual(Object.keys(data));
	});

	test('a password of eight characters is masked, a shorter one is part of names', () => {
		const data = { name: 'Backup of backup01, Passw0rd' };
		expect(masked(data, ['backup', 'Backup1'])).toEqual(data);
		expect(masked(data, ['Passw0rd'])).toEqual({ name: 'Backup of backup01, ***' });
	});

	test('a property called __proto__ stays a property', () => {
		const body = `{"__proto__":{"t":"${TOKEN}"},"${TOKEN}":1}`;
		const parsed = JSON.parse(body) as object;
		maskSecrets(parsed, body, [TOKEN]);
		expect(JSON.stringify(parsed)).toBe('{"__proto__":{"t":"***"},"***":1}');
	});
});
