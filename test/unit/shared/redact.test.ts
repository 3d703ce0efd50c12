import { redact } from '../../../nodes/shared/redact';

const SECRET = 'made-up & 100%+"<pässword>\\';

test.each([
	['as it is', SECRET],
	['in JSON', JSON.stringify({ p: SECRET })],
	['in a form', new URLSearchParams({ p: SECRET }).toString()],
	['in a URL', `https://x/?p=${encodeURIComponent(SECRET)}`],
	['in a URL, in small letters', `?p=${encodeURIComponent(SECRET).toLowerCase()}`],
	[
		'in JSON as .NET writes it',
		SECRET.replace(/[&+<>"]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`),
	],
	['in HTML with numbers', SECRET.replace(/[^\w]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)],
	['in capitals', SECRET.toUpperCase()],
	['in HTML', '<p>made-up &amp; 100%+&quot;&lt;pässword&gt;\\</p>'],
])('finds a secret %s', (_case, text) => {
	const result = redact(`before ${text} after`, [SECRET]);
	expect(result).toContain('***');
	expect(result).not.toMatch(/made-up|ssword|made&#/i);
	expect(result).toMatch(/^before .* after$/);
});

test('finds a token behind Bearer that it was not told', () => {
	expect(redact('Authorization: Bearer abcdefgh.ijk_l-m', [])).toBe('Authorization: Bearer ***');
});

test('a one-letter password does not turn texts into stars', () => {
	expect(redact('1 item in 10 failed', ['1'])).toBe('1 item in 10 failed');
});

test('the longer of two secrets goes first, so that nothing is left of it', () => {
	expect(redact('token-1-long', ['token-1', 'token-1-long'])).toBe('***');
});
