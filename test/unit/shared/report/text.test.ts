import * as fc from 'fast-check';

import { plain } from '../../../../nodes/report/language';
import { textOf } from '../../../../nodes/report/text';
import { makeJob, reportOf } from './make';
import { cases } from '../../../cases';

const UID = 'bc04d2e5-dd4c-4f85-af0e-424106a32a75';

test('reads like the HTML', () => {
	const text = textOf(
		reportOf([
			makeJob('Failed', {
				job: { name: 'SQL', failureMessage: 'Disk full.\r\nCode 5' },
			}),
			makeJob('Success', { companyName: 'Bäckerei', companyUid: UID, job: { name: 'Files' } }),
			makeJob('Running', { began: 1, job: { name: 'Copy' } }),
			makeJob('Warning', { began: 60, ended: 59, job: { name: 'Weekly', failureMessage: 'Low' } }),
			makeJob('Success', { began: 60, ended: 59, job: { isEnabled: false } }),
		]),
	);
	expect(text).toBe(`Backup report
=============
Last 24 hours, to 24 Nov 2026, 07:00 (Europe/Berlin)

1 failed, 1 not run, 1 running, 1 of 2 successful

Failed:         1
Not run:        1
Running:        1
Successful:     1
Success rate:   50%
Transferred:    2 GB
Total run time: 2 h

Longest without success
-----------------------
- Weekly (Acme) | at least 2 d 12 h

By company
----------
- Acme | 1 failed, 1 not run, 0 of 1 successful | 0%
- Bäckerei | 1 of 1 successful | 100%

Failed: 1 job
-------------
- SQL (Acme) | VM backup | 24 Nov, 03:00 | 1 h · 1 GB
    Disk full. Code 5

Not run: 1 job
--------------
- Weekly (Acme) | VM backup | last run 21 Nov, 20:00 | warning
    Low

Running: 1 job
--------------
- Copy (Acme) | VM backup | since 24 Nov, 06:00

Successful: 1 job
-----------------
- Files (Bäckerei) | VM backup | 24 Nov, 03:00 | 1 h · 1 GB

This report covers jobs whose latest session ended between 23 Nov 2026, 07:00 and 24 Nov 2026, 07:00. All times are in Europe/Berlin, GMT+1.
1 disabled job without a session in this period is not listed.
`);
});

test('of one company: names it once', () => {
	const company = { companyUid: null, companyName: 'Acme' };
	const text = textOf(reportOf([makeJob('Failed'), makeJob()], {}, company));
	expect(text.split('Acme')).toHaveLength(2);
	expect(text).toMatch(/^Backup report for Acme\n/);
	expect(text).not.toContain('By company');
});

test('without jobs', () => {
	const text = textOf(reportOf([]));
	expect(text).toContain('no jobs');
	expect(text).toContain('Success rate:   –');
});

test('has a line for each row, in their order, however many there are', () => {
	const jobs = Array.from({ length: 5000 }, (_, index) =>
		makeJob(index % 7 === 0 ? 'Failed' : 'Success', { job: { name: `n${index}x` } }),
	);
	const report = reportOf(jobs);
	const lines = textOf(report).match(/^- n\d+x .*GB$/gm)!;
	expect(lines.map((line) => line.split(' ')[1])).toEqual(report.rows.map(({ name }) => name));
});

test('no name or message begins a line of its own', () => {
	const anyText = fc.string({ unit: 'binary', maxLength: 40 });
	fc.assert(
		fc.property(anyText, anyText, anyText, (name, companyName, failureMessage) => {
			const linesOf = (message: string, label = 'x', company = 'x') =>
				textOf(
					reportOf([
						makeJob('Failed', {
							companyName: company,
							job: { name: label, failureMessage: message },
						}),
					]),
				).split(/[\n\r\u2028\u2029]/);
			const lines = linesOf(failureMessage, name, companyName);
			const isTold = plain(failureMessage) !== '';
			expect(lines).toHaveLength(linesOf(isTold ? 'x' : '').length);
			const text = lines.join('\n');
			expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
		}),
		{ numRuns: cases(300) },
	);
});
