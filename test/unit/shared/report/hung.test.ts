import { renderHtml } from '../../../../nodes/report/html/page';
import { customPeriod } from '../../../../nodes/report/row';
import { csvOf } from '../../../../nodes/report/csv';
import { subjectOf, textOf } from '../../../../nodes/report/text';
import { parseHtml } from './dom';
import { ago, HOUR, makeJob, NOW, reportOf } from './make';

const branding = { accent: '#12965a', header: '#101828' };
const DAY = 24;

/** Running for five days; what it shows of the session before is six days old. */
const hung = (more = {}) =>
	makeJob('Running', {
		began: 5 * DAY,
		ended: 6 * DAY,
		...more,
		job: { name: 'Stuck', ...(more as { job?: object }).job },
	});
const night = () => reportOf([hung(), makeJob(), makeJob()]);

describe('a job that has been running for five days', () => {
	test('is no success in any number', () => {
		expect(night().summary).toMatchObject({
			jobs: 3,
			hung: 1,
			running: 0,
			success: 2,
			successRate: 66.7,
			byCompany: [expect.objectContaining({ hung: 1, successRate: 66.7 })],
			byType: [expect.objectContaining({ hung: 1, successRate: 66.7 })],
		});
	});

	test('is among the longest without success, at least since it began', () => {
		expect(night().summary.longestWithoutSuccess).toEqual([
			expect.objectContaining({ name: 'Stuck', result: 'hung', hours: 120, isAtLeast: true }),
		]);
	});

	test('alone: nothing was successful', () => {
		const report = reportOf([hung()]);
		expect(report.summary.successRate).toBe(0);
		expect(subjectOf(report)).toBe(
			'Backup report: 1 running too long, 0 of 1 successful – 24 Nov 2026',
		);
	});

	test('stands in subject, text, HTML and CSV, behind those that failed', () => {
		const report = reportOf([hung(), makeJob('Failed'), makeJob('Warning'), makeJob()]);
		expect(report.rows.map(({ result }) => result)).toEqual([
			'failed',
			'hung',
			'warning',
			'success',
		]);
		expect(subjectOf(report)).toContain('1 failed, 1 running too long, 1 warning');
		const text = textOf(report);
		expect(text).toContain('Running too long: 1\n');
		expect(text).toContain('Running too long: 1 job\n-----------------------\n- Stuck (Acme)');
		expect(text).toContain('since 19 Nov, 07:00');
		expect(text).toContain('- Stuck (Acme) | at least 5 d\n');
		expect(text).toContain('running for more than 24 hours');
		const html = parseHtml(renderHtml(report, branding)).text;
		expect(html).toMatch(/Running too long 1.*Stuck.*since 19 Nov, 07:00/);
		expect(html).toMatch(/Longest without success.*Stuck.*at least 5 d/);
		expect(csvOf(report)).toMatch(/\r\nRunning too long,Stuck,Acme,/);
	});

	test('is the headline where nothing failed', () => {
		expect(parseHtml(renderHtml(night(), branding)).text).toContain(
			'1 job running too long Successful sessions: 2 of 3.',
		);
	});

	test('also where it waits for a tape, or is of Microsoft 365', () => {
		const jobs = [
			makeJob('WaitingTape', { began: 30 }),
			makeJob('Queued', { kindName: 'microsoft365Job', began: 30 }),
		];
		expect(reportOf(jobs).summary).toMatchObject({ hung: 2, running: 0 });
	});

	test('as it was at the end of a period that is over', () => {
		const period = customPeriod(NOW - 7 * DAY * HOUR, NOW - 4.5 * DAY * HOUR, NOW);
		expect(reportOf([hung()], { period }).summary).toMatchObject({ running: 1, hung: 0 });
	});
});

describe('not hung', () => {
	test.each([
		['began less than a day ago', { began: 23 }],
		['runs continuously by its schedule', { began: 900, job: { scheduleType: 'Continuously' } }],
		['the same, as other versions write it', { began: 900, job: { scheduleType: 'continuously' } }],
		['nobody knows since when', { began: null }],
		['began in the future', { began: -50 }],
	])('a job that %s', (_title, made) => {
		expect(reportOf([makeJob('Running', made)]).summary).toMatchObject({ running: 1, hung: 0 });
	});
});

describe('a session of which VSPC shows no time', () => {
	const without = (status: string, more = {}) =>
		makeJob(status, { began: null, ended: null, ...more });

	test('counts as failed when it failed, and as a warning when it warned', () => {
		const { summary } = reportOf([without('Failed'), without('Warning'), makeJob()]);
		expect(summary).toMatchObject({ failed: 1, warning: 1, notRun: 0, successRate: 33.3 });
	});

	test('Microsoft 365: the same', () => {
		const job = without('Stopped', { kindName: 'microsoft365Job' });
		expect(reportOf([job]).summary).toMatchObject({ failed: 1, notRun: 0 });
	});

	test('the year 1 is no time', () => {
		const job = { lastRun: '0001-01-01T00:00:00', lastEndTime: '0001-01-01T00:00:00Z' };
		expect(reportOf([without('Failed', { job })]).summary.failed).toBe(1);
	});

	test('is never said not to have run', () => {
		const report = reportOf([without('Failed', { job: { name: 'SQL', failureMessage: 'Full' } })]);
		expect(subjectOf(report)).toContain('1 failed, 0 of 1 successful');
		const text = textOf(report);
		expect(text).toContain('- SQL (Acme) | time unknown\n');
		expect(text).toContain('    Full\n');
		expect(text).not.toMatch(/never ran|not run/i);
	});

	test('a success at an unknown time proves nothing, and a job that never ran has not run', () => {
		const report = reportOf([
			without('Success', { job: { name: 'When' } }),
			without('None', { job: { name: 'New' } }),
		]);
		expect(report.summary).toMatchObject({ notRun: 2, success: 0, successRate: null });
		expect(textOf(report)).toMatch(/- When \(Acme\) \| VM backup \| time unknown \| successful/);
		expect(textOf(report)).toMatch(/- New \(Acme\) \| VM backup \| never ran\n/);
	});
});

describe('times in the future', () => {
	const later = (hours: number, status = 'Success', name = 'Ahead') =>
		makeJob(status, { began: -hours + 0.5, ended: -hours, job: { name } });

	test('a session that ended four hours ahead counts as the latest, and the report says so', () => {
		const report = reportOf([later(4), later(4, 'Failed', 'Broken'), makeJob()]);
		expect(report.summary).toMatchObject({ success: 2, failed: 1, timesInFuture: 2 });
		const note =
			'2 jobs show times in the future (Ahead, Broken): check the clocks and the time zones of their backup servers.';
		expect(textOf(report)).toContain(note);
		expect(parseHtml(renderHtml(report, branding)).text).toContain(note);
	});

	test('a few minutes are nothing to speak of', () => {
		const report = reportOf([later(0.05)]);
		expect(report.summary).toMatchObject({ success: 1, timesInFuture: 0 });
		expect(textOf(report)).not.toContain('in the future');
	});

	test('three names are enough', () => {
		const jobs = Array.from({ length: 9 }, (_, index) => later(4, 'Success', `J${index}`));
		expect(textOf(reportOf(jobs))).toContain('9 jobs show times in the future (J0, J1, J2 …):');
	});

	test('a success more than a day ahead says nothing about this period; a failure is reported', () => {
		const report = reportOf([later(24 * 20), later(24 * 20, 'Failed'), later(24 * 20, 'Warning')]);
		expect(report.summary).toMatchObject({ success: 0, none: 1, failed: 1, warning: 1 });
		expect(report.summary.timesInFuture).toBe(3);
	});

	test('no hours are negative', () => {
		const { longestWithoutSuccess } = reportOf([later(4, 'Failed')]).summary;
		expect(longestWithoutSuccess[0].hours).toBe(0);
	});

	test('in a period that is over they are left out with those that ran later', () => {
		const period = customPeriod(NOW - 48 * HOUR, NOW - 24 * HOUR, NOW);
		expect(reportOf([later(4)], { period }).summary).toMatchObject({
			jobs: 0,
			ranLater: 1,
			timesInFuture: 1,
		});
	});

	test('a start that is sane is not reported', () => {
		const job = makeJob('Success', { job: { lastRun: ago(2), lastEndTime: ago(1) } });
		expect(reportOf([job]).summary.timesInFuture).toBe(0);
	});
});
