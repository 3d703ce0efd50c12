import { backOff, throttleWait } from '../../../nodes/vspc/client/send';

const answer = (body: string, headers = {}) => ({ status: 429, headers, body });
const told = (retryAfter: unknown) => JSON.stringify({ errors: [{ code: 429, retryAfter }] });

test.each([
	['the body, before the header', answer(told(25), { 'retry-after': '3' }), 25_000],
	['the header, in seconds', answer('{}', { 'retry-after': '3' }), 3000],
	['the first of several headers', answer('', { 'retry-after': ['4', '9'] }), 4000],
	['the header, when the body has no number', answer(told('soon'), { 'retry-after': '3' }), 3000],
])('waits as long as says: %s', (_case, throttled, milliseconds) => {
	expect(throttleWait(throttled, 0)).toBe(milliseconds);
});

test('waits until the date in the header, by the clock of the server that sent it', () => {
	// Years away from the clock of this machine.
	const date = 'Tue, 01 Jan 2019 00:00:00 GMT';
	const until = 'Tue, 01 Jan 2019 00:00:20 GMT';
	expect(throttleWait(answer('', { date, 'retry-after': until }), 0)).toBe(20_000);
});

test("a date that cannot be compared with the answer's own is no reason to wait for hours", () => {
	const later = new Date(Date.now() + 3 * 3_600_000).toUTCString();
	expect(throttleWait(answer('', { 'retry-after': later }), 0)).toBeLessThanOrEqual(1000);
});

test.each([
	['a date that is over', { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }, '{}'],
	['zero', { 'retry-after': '0' }, '{}'],
	['next to nothing', {}, told(0.001)],
	['a negative number', {}, told(-5)],
])('never hammers a throttling server, whatever it says: %s', (_case, headers, body) => {
	expect(throttleWait(answer(body, headers), 0)).toBeGreaterThanOrEqual(500);
	expect(throttleWait(answer(body, headers), 4)).toBeGreaterThanOrEqual(8000);
});

test('backs off longer each time, never twice the same, never beyond 30 seconds', () => {
	const waits = Array.from({ length: 12 }, (_, attempt) => backOff(attempt));
	waits.forEach((wait, attempt) => {
		const full = Math.min(250 * 2 ** attempt, 30_000);
		expect(wait).toBeGreaterThanOrEqual(full / 2);
		expect(wait).toBeLessThanOrEqual(full);
	});
	expect(new Set(Array.from({ length: 20 }, () => backOff(5))).size).toBeGreaterThan(1);
});
