import * as fc from 'fast-check';

import { cellOf, csvOf } from '../../../../nodes/shared/report/csv';
import { makeJob, reportOf } from './make';

/** Reads RFC 4180 by the letter. */
function parseCsv(text: string): string[][] {
	const rows: string[][] = [[]];
	const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
	while (cell.lastIndex < text.length) {
		const match = cell.exec(text);
		if (!match) throw new Error(`No cell at ${text.slice(cell.lastIndex, cell.lastIndex + 20)}`);
		const [, raw, end] = match;
		rows.at(-1)!.push(raw.startsWith('"') ? raw.slice(1, -1).replace(/""/g, '"') : raw);
		if (end === '\r\n') rows.push([]);
	}
	return rows.slice(0, -1);
}

test('begins with the mark by which Excel knows UTF-8, and has a heading and all rows', () => {
	const text = csvOf(
		reportOf([
			makeJob('Failed', { job: { name: 'Büro, "alle"', failureMessage: 'line 1\r\nline 2' } }),
			makeJob('Running'),
			makeJob('Success', { companyName: null }),
		]),
	);
	expect(text.startsWith('\ufeffResult,Job,')).toBe(true);
	const [heading, ...rows] = parseCsv(text.slice(1));
	expect(heading).toEqual([
		'Result',
		'Job',
		'Company',
		'Type',
		'Status',
		'Enabled',
		'Last Run (Europe/Berlin)',
		'Last End (Europe/Berlin)',
		'Duration (Seconds)',
		'Transferred (Bytes)',
		'Failure Message',
		'Company UID',
		'Job Key',
	]);
	expect(rows).toHaveLength(3);
	expect(rows[0].slice(0, 11)).toEqual([
		'Failed',
		'Büro, "alle"',
		'Acme',
		'VM backup',
		'Failed',
		'yes',
		'2026-11-24 02:00:00',
		'2026-11-24 03:00:00',
		'3600',
		'1073741824',
		'line 1\r\nline 2',
	]);
	expect(rows[1][8]).toBe('');
	expect(rows[2][2]).toBe('No company');
});

test.each([
	['=1+1', "'=1+1"],
	['+1', "'+1"],
	['-1', "'-1"],
	['@SUM(A1)', "'@SUM(A1)"],
	['\t=1', "'\t=1"],
	['\r=1', '"\'\r=1"'],
	['\n=1', '"\'\n=1"'],
	['  =1', "'  =1"],
	['\uff1d1', "'\uff1d1"],
	['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
	['a=b', 'a=b'],
	[5, '5'],
	[null, ''],
])('the cell %j is written %s', (value, cell) => expect(cellOf(value)).toBe(cell));

test('whatever names and messages hold, each stays in its cell, and none begins like a formula', () => {
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 30 }),
		fc.stringMatching(/^[=+\-@\t\r\n ,;"']{0,4}\w{0,3}$/),
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 5 }), (texts) => {
			const report = reportOf(
				texts.map(([name, failureMessage, companyName]) =>
					makeJob('Failed', { companyName, job: { name, failureMessage } }),
				),
			);
			const rows = parseCsv(csvOf(report).slice(1)).slice(1);
			expect(rows).toHaveLength(texts.length);
			for (const [index, cells] of rows.entries()) {
				expect(cells).toHaveLength(13);
				for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@]/);
				const { name } = report.rows[index];
				expect([name, `'${name}`]).toContain(cells[1]);
			}
		}),
		{ numRuns: 300 },
	);
});
