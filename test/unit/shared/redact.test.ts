import { redact } from '../../../nodes/shared/redact';

const SECRET = 'made-up & 100%+"<pässword>\\';

test.each([
	['as it is', SECRET],
	['in JSON', JSON.stringify({ p: SECRET })],
	['in a form', new URLSearchParams({ p: SECRET }).toString()],
	['in a URL', `https://x/?p=${encodeURIComponent(SECRET)}`],
	['in HTML', '<p>made-up &amp; 100%+&quot;&lt;pässword&gt;\\</p>'],
])('finds a secret %s', (_case, text) => {
	const result = redact(`before ${text} after`, [SECRET]);
	expect(result).toContain('***');
	expect(result).not.toMatch(/made-up|ssword/);
	expect(result).toMatch(/^before .* after$/);
});

test('finds a token behind Bearer that it was not told', () => {
	expect(redact('Authorization: Bearer abcdefgh.ijk_l-m', [])).toBe('Authorization: Bearer ***');
});

test('a one-letter password does not turn texts into stars', () => {
	expect(redact('1 item in 10 failed', ['1'])).toBe('1 item in 10 failed');
});
