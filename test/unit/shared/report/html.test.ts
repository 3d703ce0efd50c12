import * as fc from 'fast-check';

import {
	contrast,
	DARK,
	LIGHT,
	parseColor,
	RESULT_COLORS,
	textOn,
} from '../../../../nodes/report/html/colors';
import { widthsOf } from '../../../../nodes/report/html/tables';
import { MAX_BYTES, renderHtml } from '../../../../nodes/report/html/page';
import { plain, shortened } from '../../../../nodes/report/language';
import type { Report } from '../../../../nodes/report/report';
import { parseHtml } from './dom';
import { makeJob, reportOf } from './make';
import { cases } from '../../../cases';
import { longTest } from '../../../longTest';

const branding = { accent: '#12965a', header: '#101828' };
const render = (report: Report, more = {}) => renderHtml(report, { ...branding, ...more });
const bytes = (html: string) => Buffer.byteLength(html, 'utf8');
const uid = (index: number) => `00000000-0000-4000-8000-9${String(index).padStart(11, '0')}`;

const TAGS = new Set(
	'html head meta title style body div table tbody tr td th b br i span bdi img'.split(' '),
);
const ATTRIBUTES = new Set(
	'align alt aria-label bgcolor border cellpadding cellspacing charset class colspan content height lang name role src style valign width'.split(
		' ',
	),
);

/** What any report must be, whatever the texts in it. */
function expectMail(html: string): ReturnType<typeof parseHtml> {
	const document = parseHtml(html);
	expect(document.errors).toEqual([]);
	const { elements } = document;
	expect(elements.map(({ tag }) => tag).filter((tag) => !TAGS.has(tag))).toEqual([]);
	const names = elements.flatMap(({ attributes }) => Object.keys(attributes));
	expect(names.filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
	const styles = elements.flatMap(({ attributes }) => attributes.style ?? []);
	expect(styles.filter((style) => /url\(|expression|@import/i.test(style))).toEqual([]);
	// Tables in tables, all closed where they were opened.
	for (const tag of ['table', 'tr', 'td', 'div', 'b', 'span']) {
		const opened = html.split(new RegExp(`<${tag}[ >]`)).length;
		expect(html.split(`</${tag}>`)).toHaveLength(opened);
	}
	return document;
}

describe('an e-mail', () => {
	const report = reportOf([
		makeJob('Failed', { job: { name: 'SQL', failureMessage: 'Disk full' } }),
		makeJob('Warning'),
		makeJob('Running'),
		makeJob('Idle'),
		makeJob('Success', { began: 60, ended: 59 }),
		makeJob('Success', { companyName: 'Other', companyUid: uid(1) }),
	]);

	test('is a whole document without scripts and without anything from outside', () => {
		const html = render(report);
		const { elements } = expectMail(html);
		expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
		expect(elements.filter(({ attributes }) => 'src' in attributes)).toEqual([]);
		expect(html).not.toMatch(/https?:|url\(/);
	});

	test('says to mail programs that it has a dark mode', () => {
		const html = render(report);
		expect(html).toContain('<meta name="color-scheme" content="light dark">');
		expect(html).toContain('@media(prefers-color-scheme:dark)');
	});

	test('is readable without the style sheet: every text stands in an element with a color', () => {
		const { texts } = parseHtml(render(report));
		for (const { text, ancestors } of texts.filter(({ ancestors: all }) => all.includes('body'))) {
			expect([text, ancestors.some((tag) => tag.endsWith(':color'))]).toEqual([text, true]);
		}
	});

	test('shows the results in their order, with their numbers', () => {
		const { text } = parseHtml(render(report));
		expect(text).toMatch(/1 job failed.*Successful sessions: 1 of 3/);
		expect(text).toMatch(
			/Failed 1.*SQL.*Disk full.*Warning 1.*Not run 1.*Running 1.*Without a result 1.*Successful 1/,
		);
		expect(text).toMatch(/Success rate\s*33.3%/);
		expect(text).toContain('Europe/Berlin, GMT+1');
	});

	test('has the same numbers as the text', () => {
		expect(parseHtml(render(report)).text).toContain(String(report.summary.transferredText));
		expect(parseHtml(render(report)).text).toContain(String(report.summary.durationText));
	});

	test('has a bar of table cells whose widths add up', () => {
		const { elements } = parseHtml(render(report));
		const widths = elements
			.filter(({ tag, attributes }) => tag === 'td' && /%$/.test(attributes.width ?? ''))
			.filter(({ attributes }) => attributes.height === '12')
			.map(({ attributes }) => parseInt(attributes.width, 10));
		expect(widths).toHaveLength(6);
		expect(widths.reduce((sum, width) => sum + width, 0)).toBe(100);
	});

	test('with a logo: one picture, from there', () => {
		const logoUrl = 'https://www.example.com/logo.png?a=1&b="><script>';
		const { elements } = expectMail(render(report, { logoUrl }));
		const sources = elements.flatMap(({ attributes }) => attributes.src ?? []);
		expect(sources).toEqual([logoUrl]);
	});

	test('with colors: the band and the line above it; text on them can be read', () => {
		const html = render(report, { accent: '#ff0000', header: '#ffee00' });
		expect(html).toContain('border-top:4px solid #ff0000');
		expect(html).toContain('background:#ffee00');
		expect(html).not.toMatch(/background:#ffee00[^>]*><div[^>]*color:#ffffff/);
	});

	test.each([
		[[], 'No jobs'],
		[[makeJob()], 'The job was successful'],
		[[makeJob(), makeJob()], 'All 2 jobs were successful'],
		[
			[makeJob(), makeJob(), makeJob('Running')],
			'All 2 sessions were successful 1 job still running.',
		],
		[[makeJob(), makeJob('Idle')], 'The only session was successful 1 job without a result.'],
		[[makeJob('Warning')], '1 job with a warning'],
		[[makeJob('Running'), makeJob('Running')], '2 jobs still running'],
		[[makeJob('Idle')], 'No results yet'],
		[[makeJob('Success', { began: 60, ended: 59 })], '1 job did not run'],
	])('begins with what matters (%#)', (jobs, headline) => {
		const html = render(reportOf(jobs));
		expectMail(html);
		expect(parseHtml(html).text).toContain(headline);
	});

	test('what is written from right to left turns nothing beside it, and no markup shows in the title', () => {
		const html = render(
			reportOf([makeJob('Failed', { job: { name: 'גיבוי' } })], { title: 'דוח' }),
		);
		expect(html).toContain('<bdi>גיבוי</bdi>');
		expect(html).toMatch(/<title>דוח: 1 failed[^<]*<\/title>/);
		expectMail(html);
	});

	test('of one company names no column of companies', () => {
		const company = { companyUid: null, companyName: 'Only Once Ltd' };
		const { body } = parseHtml(render(reportOf([makeJob('Failed'), makeJob()], {}, company)));
		expect(body).not.toContain('Acme');
		expect(body.split('Only Once Ltd')).toHaveLength(2);
	});
});

describe('size', () => {
	const many = (count: number, name: (index: number) => string, message = 'Disk full') =>
		reportOf(
			Array.from({ length: count }, (_, index) =>
				makeJob(['Failed', 'Warning', 'Running', 'Idle', 'Success', 'Success'][index % 6], {
					companyName: name(index),
					companyUid: uid(index),
					job: {
						name: name(index),
						type: name(index),
						failureMessage: `${message} ${name(index)}`,
					},
				}),
			),
		);

	test('500 ordinary jobs are all there, below 100 kB', () => {
		const report = reportOf(
			Array.from({ length: 500 }, (_, index) =>
				makeJob(index % 33 === 0 ? 'Failed' : index % 20 === 0 ? 'Warning' : 'Success', {
					companyName: `Customer number ${index % 40} GmbH & Co`,
					companyUid: uid(index % 40),
					job: {
						name: `Backup of file servers ${index}`,
						failureMessage:
							'Processing SQL01 Error: Failed to connect to guest agent. Network path not found.',
					},
				}),
			),
		);
		const html = render(report);
		expectMail(html);
		expect(bytes(html)).toBeLessThan(MAX_BYTES);
		expect(html).not.toContain('left out here');
		const { text } = parseHtml(html);
		for (const { name } of report.rows) expect(text).toContain(name);
	});

	longTest.each([
		['quotation marks', '"'],
		['apostrophes', "'"],
		['angle brackets', '<'],
		['ampersands', '&'],
		['emoji', '😀'],
		['Arabic', '\u0634'],
		['letters', 'W'],
	])('5,000 jobs with names of 300 characters, all %s', (_case, character) => {
		const report = many(
			5000,
			(index) => character.repeat(295) + String(index),
			character.repeat(4000),
		);
		const html = renderHtml(
			{ ...report, title: character.repeat(5000) },
			{ ...branding, logoUrl: `https://example.com/${'&'.repeat(980)}` },
		);
		expectMail(html);
		expect(bytes(html)).toBeLessThan(MAX_BYTES);
		// Failed ones are what is left.
		const { text } = parseHtml(html);
		expect(text).toMatch(/[\d,]+ more jobs are left out here \(failed\)/);
		expect(text).toContain('834 more jobs are left out here (warnings)');
	});

	test('what is left out is named, and is what matters least', () => {
		const report = many(3000, (index) => `Job ${index} of this or that kind`);
		const { text } = parseHtml(render(report));
		const left = [...text.matchAll(/([\d,]+) more jobs are left out here \(([a-z ]+)\)/g)].map(
			([, count, result]) => [Number(count.replace(',', '')), result],
		);
		expect(left.at(-1)).toEqual([1000, 'successful']);
		const shown = [...render(report).matchAll(/px;color:#101828">(Job \d+ [^<]*)<\/b>/g)].map(
			([, name]) => name,
		);
		const sum = left.reduce((whole, [count]) => whole + Number(count), 0);
		expect(shown.length + sum).toBe(3000);
		// Always the first ones.
		expect(shown).toEqual(report.rows.slice(0, shown.length).map(({ name }) => name));
	});

	test('a file has no limit: all rows are in it', () => {
		const report = many(2000, (index) => `Job ${index}.`);
		const html = renderHtml(report, branding, true);
		expect(bytes(html)).toBeGreaterThan(MAX_BYTES);
		expect(html).not.toContain('left out here');
		for (const { name } of report.rows) expect(html).toContain(`>${name}<`);
	});
});

/** Texts that break out of HTML where they can. */
const nasty = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 400 }),
	fc.string({ unit: 'grapheme', maxLength: 300 }),
	fc.constantFrom(
		'<img src=x onerror=alert(1)>',
		'</td></tr></table><script>alert(1)</script>',
		'--><!--',
		']]>',
		'</title></style><svg onload=x>',
		'&lt;b&gt; &amp;amp; &#0; &#x1F; &nbsp',
		'" onmouseover="x',
		"' style='x",
		'\u202eevil\u2066',
		'a\u0000b\u0001c\u001b[31m',
		'\ud800 half',
		'שלום <b>',
		'=cmd|x',
		' ',
		'',
	),
);

test('whatever the texts are: below 100 kB, no markup but our own, and every name shows as text', () => {
	const job = fc.record({
		status: fc.constantFrom('Failed', 'Warning', 'Success', 'Running', 'Idle', 'None'),
		name: nasty,
		company: nasty,
		type: nasty,
		message: nasty,
		count: fc.integer({ min: 1, max: 60 }),
	});
	fc.assert(
		fc.property(
			fc.array(job, { maxLength: 12 }),
			nasty,
			fc.boolean(),
			(jobs, title, isOneCompany) => {
				const made = jobs.flatMap(({ status, name, company, type, message, count }, index) =>
					Array.from({ length: count }, () =>
						makeJob(status, {
							companyName: isOneCompany ? title : company,
							companyUid: uid(index),
							job: { name, type, failureMessage: message },
						}),
					),
				);
				const about = isOneCompany ? { companyUid: null, companyName: title } : undefined;
				const report = reportOf(made, { title }, about);
				const html = render(report);
				expect(bytes(html)).toBeLessThan(MAX_BYTES);
				const strings = [...expectMail(html).strings].join('\n');
				if (html.includes('left out here')) return;
				for (const { name } of report.rows) {
					const texts = [80, 60, 40].map((length) => shortened(name, length));
					if (plain(name) !== '') expect(texts.some((text) => strings.includes(text))).toBe(true);
				}
			},
		),
		{ numRuns: cases(150) },
	);
});

describe('colors', () => {
	test.each(Object.entries(RESULT_COLORS))(
		'%s can be read in light and dark',
		(_result, colors) => {
			expect(contrast(colors.text, LIGHT.card)).toBeGreaterThan(4.5);
			expect(contrast(LIGHT.text, colors.back)).toBeGreaterThan(7);
			expect(contrast(LIGHT.muted, colors.back)).toBeGreaterThan(4.5);
			expect(contrast(colors.darkText, DARK.card)).toBeGreaterThan(4.5);
			expect(contrast(DARK.text, colors.darkBack)).toBeGreaterThan(7);
			expect(contrast(DARK.muted, colors.darkBack)).toBeGreaterThan(4.5);
		},
	);

	test.each(['failed', 'warning', 'notRun', 'running', 'success'] as const)(
		'%s is seen in the bar on both',
		(result) => {
			const { mark } = RESULT_COLORS[result];
			expect(contrast(mark, LIGHT.card)).toBeGreaterThan(2.8);
			expect(contrast(mark, DARK.card)).toBeGreaterThan(3);
		},
	);

	test('muted text can be read', () => {
		expect(contrast(LIGHT.muted, LIGHT.card)).toBeGreaterThan(4.5);
		expect(contrast(DARK.muted, DARK.card)).toBeGreaterThan(4.5);
	});

	test.each([
		['#12965A', '#12965a'],
		['abc', '#aabbcc'],
		['#fff', '#ffffff'],
		['red', undefined],
		['#12345', undefined],
		['#fff;background:url(x)', undefined],
		[null, undefined],
	])('%s as a color', (text, color) => expect(parseColor(text)).toBe(color));

	test('text on any color can be read', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
				const color = `#${number.toString(16).padStart(6, '0')}`;
				expect(contrast(textOn(color), color)).toBeGreaterThan(4.2);
			}),
		);
	});
});

test('widths of the bar add up to 100, and what there is can be seen', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(5000), { minLength: 6, maxLength: 6 }), (counts) => {
			fc.pre(counts.some((count) => count > 0));
			const widths = widthsOf(counts);
			expect(widths.reduce((sum, width) => sum + width, 0)).toBe(100);
			for (const [index, width] of widths.entries()) {
				expect(width >= (counts[index] > 0 ? 2 : 0)).toBe(true);
			}
		}),
	);
});
