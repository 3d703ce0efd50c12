import * as fc from 'fast-check';

import { csvOf } from '../../../../nodes/report/csv';
import { cellOf } from '../../../../nodes/report/language';
import { makeJob, reportOf } from './make';
import { parseCsv } from './table';
import { cases } from '../../../cases';

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
	['\t=1', '"\'\t\'=1"'],
	['\r=1', '"\'\r\'=1"'],
	['\n=1', '"\'\n\'=1"'],
	['\u0000=1', "'\u0000=1"],
	['\u200b=1', "'\u200b=1"],
	['\ufeff=1', "'\ufeff=1"],
	['\u2060\u00ad +1', "'\u2060\u00ad +1"],
	['\u202e@x', "'\u202e@x"],
	['\u3164=1', "'\u3164=1"],
	['\ufe0f-1', "'\ufe0f-1"],
	['"=1', '"\'""=1"'],
	['\ufe66x', "'\ufe66x"],
	// Excel splits at semicolons where a comma is the decimal sign, whatever stands in quotation marks.
	['x;=cmd', '"x;\'=cmd"'],
	['x; \u200b=cmd', '"x;\' \u200b=cmd"'],
	['x;;"@cmd', '"x;;\'""@cmd"'],
	['line 1\r\n- line 2', '"line 1\r\n\'- line 2"'],
	['a;b', '"a;b"'],
	['Disk full (5 %); code -3', '"Disk full (5 %); code -3"'],
	['  =1', "'  =1"],
	['\uff1d1', "'\uff1d1"],
	['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
	['a=b', 'a=b'],
	[5, '5'],
	[null, ''],
])('the cell %j is written %s', (value, cell) => expect(cellOf(value)).toBe(cell));

/** What a spreadsheet makes of the file that splits at semicolons: a cell begins after one, or on a new line. */
function semicolonCells(text: string): string[] {
	const cells: string[] = [];
	const cell = /(?:"((?:[^"]|"")*)(?:"|$))?([^;\r\n]*)(?:;|\r\n?|\n|$)/y;
	while (cell.lastIndex < text.length) {
		const [, quoted = '', rest] = cell.exec(text)!;
		cells.push(quoted.replace(/""/g, '"') + rest);
	}
	return cells;
}

const RUN =
	/^[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

test('a name that would run where files are split at semicolons does not', () => {
	const text = csvOf(reportOf([makeJob('Failed', { job: { name: 'x;=cmd|calc!A1' } })]));
	expect(semicolonCells(text).filter((cell) => RUN.test(cell))).toEqual([]);
	expect(semicolonCells('a,x;=cmd').filter((cell) => RUN.test(cell))).toEqual(['=cmd']);
});

test('no text begins a formula, split at commas or at semicolons', () => {
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 30 }),
		fc.stringMatching(/^[=+\-@\t\r\n ,;"'\0\u200b\ufeff\uff1d|x]{0,12}$/),
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 4 }), (texts) => {
			const csv = csvOf(
				reportOf(
					texts.map(([name, failureMessage, companyName]) =>
						makeJob('Failed', { companyName, job: { name, failureMessage } }),
					),
				),
			).slice(1);
			const cells = [...parseCsv(csv).flat(), ...semicolonCells(csv)];
			expect(cells.filter((cell) => RUN.test(cell))).toEqual([]);
		}),
		{ numRuns: cases(500) },
	);
});

test('whatever names and messages contain, each stays in its cell, and none begins like a formula', () => {
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
				const bare = (value: string) => value.replaceAll("'", '');
				expect(bare(cells[1])).toBe(bare(name));
			}
		}),
		{ numRuns: cases(300) },
	);
});
