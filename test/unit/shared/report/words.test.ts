import { longestText, subjectOf } from '../../../../nodes/report/text';
import { customPeriod, lastHours } from '../../../../nodes/report/row';
import { companyText, plain, shortened } from '../../../../nodes/report/language';
import { languageOf, makeJob, NOW, reportOf } from './make';

const english = languageOf('en');

const times = (count: number, status: string) =>
	Array.from({ length: count }, () => makeJob(status));
const old = () => makeJob('Success', { began: 90, ended: 89 });

describe('the subject', () => {
	test.each([
		[
			[...times(3, 'Failed'), ...times(1, 'Warning'), ...times(96, 'Success')],
			'3 failed, 1 warning, 96 of 100 successful',
		],
		[times(100, 'Success'), 'all 100 successful'],
		[times(1, 'Success'), '1 of 1 successful'],
		[[old(), ...times(2, 'Warning')], '2 warnings, 1 not run, 0 of 2 successful'],
		[[old(), ...times(8, 'Success')], '1 not run, 8 of 8 successful'],
		// What runs is left out where there are results.
		[[...times(2, 'Running'), ...times(8, 'Success')], 'all 8 successful'],
		[times(2, 'Running'), '2 running'],
		[[...times(1, 'Idle'), ...times(2, 'Running')], '2 running, 1 without a result'],
		[[], 'no jobs'],
	])('names the worst first (%#)', (jobs, words) => {
		expect(subjectOf(reportOf(jobs))).toBe(`Backup report: ${words} – 24 Nov 2026`);
	});

	test('is one line, whatever title and company contain', () => {
		const company = { companyUid: null, companyName: 'A\r\nBcc: x@example.com\u2028B\u0000' };
		const subject = subjectOf(reportOf([], { title: 'Nightly\r\nX: y' }, company));
		expect(subject).toBe('Nightly X: y for A Bcc: x@example.com B: no jobs – 24 Nov 2026');
	});

	test('stays short', () => {
		const company = { companyUid: null, companyName: 'c'.repeat(500) };
		const subject = subjectOf(reportOf(times(3, 'Failed'), { title: 't'.repeat(500) }, company));
		expect(subject.length).toBeLessThan(180);
		expect(subject).toContain(': 3 failed');
	});

	test('names the days: one, or from and to', () => {
		const days = (period: ReturnType<typeof lastHours>) =>
			subjectOf(reportOf([], { period })).split(' – ').slice(1).join(' – ');
		expect(days(lastHours('last7Days', NOW))).toMatch(/^17 – 24 Nov 2026$/);
		expect(days(lastHours('last30Days', NOW))).toMatch(/^25 Oct.+24 Nov 2026$/);
		const october = customPeriod(
			Date.parse('2026-10-01T00:00:00+02:00'),
			Date.parse('2026-11-01T00:00:00+01:00'),
			NOW,
		);
		expect(days(october)).toMatch(/^1 – 31 Oct 2026$/);
	});
});

test.each([
	['a\r\nb\tc\u0000d\u2028e\u00a0f', 'a b c d e f'],
	['\u202egnp.exe\u202c', 'gnp.exe'],
	['\u2066x\u2069\u200e\u200f\u061c', 'x'],
	['half \ud83d emoji', 'half \ufffd emoji'],
	['👩‍👩‍👧 مرحبا', '👩‍👩‍👧 مرحبا'],
	[null, ''],
	[5, '5'],
])('%j as plain text', (text, expected) => expect(plain(text)).toBe(expected));

test.each([
	['short', 10, 'short'],
	['exactly ten', 11, 'exactly ten'],
	['a bit too long', 8, 'a bit t…'],
	['a word  ', 7, 'a word'],
	['😀😀😀😀', 4, '😀😀😀😀'],
	['😀😀😀😀😀', 4, '😀😀😀…'],
])('%j shortened to %s characters', (text, length, expected) =>
	expect(shortened(text, length)).toBe(expected),
);

test.each([
	[null, true, 'never ran'],
	[0.4, true, 'less than 1 h'],
	[30.9, true, 'at least 1 d 6 h'],
	[30.9, false, '1 d 6 h'],
	[24 * 56 + 3, false, '56 days'],
	[24 * 2834, true, 'at least 2,834 days'],
])('%s hours without success read %s', (hours, isAtLeast, text) => {
	const job = { name: '', companyUid: null, companyName: null, result: 'notRun', jobKey: '' };
	expect(longestText({ ...job, hours, isAtLeast }, english)).toBe(text);
});

test.each([
	[7, '7'],
	[999, '999'],
	[1234, '1,234'],
	[1234567, '1,234,567'],
])('the number %s reads %s', (count, text) => expect(english.count(count)).toBe(text));

test('rates and companies that are not there', () => {
	const name = (companyUid: unknown, companyName: unknown) =>
		companyText({ companyUid, companyName }, english.words);
	expect([96.4, 100, null].map(english.rate)).toEqual(['96.4%', '100%', '–']);
	expect(name('uid', 'Acme')).toBe('Acme');
	expect(name('uid', null)).toBe('uid');
	expect(name(null, null)).toBe('No company');
});
