import fc from 'fast-check';

import { csvOf } from '../../../../nodes/report/csv';
import type { Run } from '../../../../nodes/report/history';
import { MAX_BYTES, renderHtml } from '../../../../nodes/report/html/page';
import { customPeriod, lastHours, type ReadJob } from '../../../../nodes/report/row';
import { textOf } from '../../../../nodes/report/text';
import type { JobResult } from '../../../../nodes/vspc/jobs/kind';
import { ago, HOUR, languageOf, makeJob, NOW, reportOf } from './make';

/** Reports with every session: what is counted, against a count of its own; and how it is shown. */
const DAY = 24 * HOUR;
const branding = { accent: '#12965a', header: '#101828' };
const week = { basis: 'everySession', period: lastHours('last7Days', NOW) } as const;
const month = { basis: 'everySession', period: lastHours('last30Days', NOW) } as const;

const runAt = (result: JobResult, hours: number, length = 1): Run => ({
	result,
	startedAt: NOW - (hours + length) * HOUR,
	endedAt: NOW - hours * HOUR,
});
const withRuns = (runs: Run[] | null, job: ReadJob = makeJob()): ReadJob => ({ ...job, runs });
const oneOf = (runs: Run[], job?: ReadJob) =>
	reportOf([withRuns(runs, job)], week).rows[0].history!;
/** The nights of the last days, the oldest first: one letter each. */
const nights = (letters: string): Run[] => {
	const results: Record<string, JobResult> = { S: 'success', W: 'warning', F: 'failed', N: 'none' };
	return [...letters].flatMap((letter, index) =>
		letter === '.' ? [] : runAt(results[letter], 3 + 24 * (letters.length - 1 - index)),
	);
};

describe('numbers', () => {
	const results: JobResult[] = ['success', 'warning', 'failed', 'none'];
	const runsArb = fc.array(
		fc.tuple(fc.constantFrom(...results), fc.integer({ min: 0, max: 12 * 24 * 4 })),
		{ maxLength: 80 },
	);

	test('sessions, rates, days and failures in a row, of each job and of all', () => {
		const zone = new Intl.DateTimeFormat('sv-SE', {
			timeZone: 'Europe/Berlin',
			dateStyle: 'short',
		});
		fc.assert(
			fc.property(fc.array(runsArb, { minLength: 1, maxLength: 4 }), (made) => {
				const all = made.map((runs) =>
					runs
						.map(
							([result, quarters]): Run => ({ result, endedAt: NOW - quarters * 15 * 60_000 - 1 }),
						)
						.sort((a, b) => a.endedAt - b.endedAt),
				);
				const { rows, summary } = reportOf(
					all.map((runs, index) =>
						withRuns(runs, makeJob('Success', { job: { name: `J${index}` } })),
					),
					week,
				);
				const from = NOW - 7 * DAY;
				const inTime = (runs: Run[]) => runs.filter(({ endedAt }) => endedAt >= from);
				const tally = (runs: Run[]) => {
					const of = (wanted: JobResult) => runs.filter(({ result }) => result === wanted).length;
					const ended = runs.length - of('none');
					const exact = (100 * of('success')) / ended;
					const rounded = exact > 99.9 && exact < 100 ? 99.9 : Math.round(exact * 10) / 10;
					return {
						runs: runs.length,
						success: of('success'),
						warning: of('warning'),
						failed: of('failed'),
						successRate: ended === 0 ? null : rounded,
					};
				};
				expect(summary.sessions).toMatchObject(tally(all.flatMap(inTime)));
				expect(summary.byCompany[0].sessions).toEqual(tally(all.flatMap(inTime)));
				for (const { date, ...totals } of summary.sessions!.byDay) {
					const own = all.flatMap(inTime).filter(({ endedAt }) => zone.format(endedAt) === date);
					expect(totals).toEqual(tally(own));
				}
				for (const [index, runs] of all.entries()) {
					const { history } = rows.find(({ name }) => name === `J${index}`)!;
					expect(history).toMatchObject(tally(inTime(runs)));
					const strip = summary.sessions!.byDay.map(({ date }) => {
						const letters = inTime(runs)
							.filter(({ endedAt }) => zone.format(endedAt) === date)
							.map(({ result }) => result);
						if (letters.includes('failed')) return 'F';
						if (letters.includes('warning')) return 'W';
						if (letters.includes('success')) return 'S';
						return letters.length > 0 ? 'N' : '.';
					});
					expect(history!.days).toBe(strip.join(''));
					const last = runs.map(({ result }) => result).lastIndexOf('success');
					const after = runs.slice(last + 1).filter(({ result }) => result === 'failed');
					expect(history).toMatchObject({
						failuresInRow: after.length,
						failingSinceUtc: after.length > 0 ? new Date(after[0].endedAt).toISOString() : null,
						failuresAreAtLeast: after.length > 0 && last < 0,
					});
				}
			}),
		);
	});

	test('three nights running: since when, also from before the period', () => {
		const history = oneOf(nights('SSSSSSSSFFF'));
		expect(history).toMatchObject({ failuresInRow: 3, failuresAreAtLeast: false });
		expect(history.failingSinceUtc).toBe(ago(3 + 48));
		expect(oneOf(nights('FFFFFFFFFF'))).toMatchObject({
			runs: 7,
			failuresInRow: 10,
			failuresAreAtLeast: true,
		});
	});

	test('a warning neither counts nor ends a row of failures; a success ends it', () => {
		expect(oneOf(nights('SFWF')).failuresInRow).toBe(2);
		expect(oneOf(nights('FFSF')).failuresInRow).toBe(1);
		expect(oneOf(nights('FFFS'))).toMatchObject({ failuresInRow: 0, failingSinceUtc: null });
	});

	test.each([
		['SFSF', true],
		['SFSS', false],
		['SWFWSF', true],
		['FFFF', false],
	])('unstable: %s %p', (letters, isFlapping) => {
		expect(oneOf(nights(letters)).isFlapping).toBe(isFlapping);
	});

	test('a job whose sessions are not known has no numbers, not 0', () => {
		const { rows, summary } = reportOf([withRuns(null), withRuns(nights('SF'))], week);
		expect(rows.map(({ history }) => history?.runs ?? null).sort()).toEqual([2, null]);
		expect(summary.sessions).toMatchObject({ runs: 2, jobsWithoutSessions: 1 });
	});

	test('a report on the latest sessions is as it was', () => {
		const { rows, summary } = reportOf([makeJob()]);
		expect(rows[0]).not.toHaveProperty('history');
		expect(summary).toMatchObject({ basis: 'latestSession', sessions: null });
		expect(summary.byCompany[0]).not.toHaveProperty('sessions');
	});
});

describe('days on which a job was scheduled and did not start', () => {
	const daily = (options: object, more: object = {}) =>
		makeJob('Success', {
			job: {
				scheduleType: 'Daily',
				schedule: { dailyScheduleOptions: options },
				lastRun: '2026-11-24T03:00:00+01:00',
				...more,
			},
		});
	// 24 November 2026 is a Tuesday.
	const missed = (letters: string, job: ReadJob) => oneOf(nights(letters), job).missedDays;

	test('every day', () => {
		expect(missed('SSS.S.S', daily({ kind: 'Everyday' }))).toEqual(['2026-11-21', '2026-11-23']);
	});

	test('on some days of the week', () => {
		const job = daily({ kind: 'SelectedDays', days: ['Saturday', 'Sunday'] });
		expect(missed('SS....S', job)).toEqual(['2026-11-21', '2026-11-22']);
	});

	test('the day is that of the backup server: what started before midnight there counts', () => {
		const runs = [6, 5, 4, 3, 2, 1].map((days) => runAt('success', days * 24 - 1, 2));
		const job = daily({ kind: 'Everyday' }, { lastRun: '2026-11-23T22:30:00-07:00' });
		expect(oneOf(runs, job).missedDays).toEqual([]);
	});

	test.each([
		['no daily schedule', makeJob('Success', { job: { scheduleType: 'Periodically' } })],
		[
			'no options of it, as API 3.5.1 shows it',
			makeJob('Success', { job: { scheduleType: 'Daily' } }),
		],
		['days that are not known', daily({ kind: 'X', days: ['Someday'] })],
		['disabled', daily({ kind: 'Everyday' }, { isEnabled: false })],
	])('not known: %s', (_, job) => {
		expect(missed('S.....S', job)).toBeNull();
	});

	test('none before the job was made: what ran under its name before was another one', () => {
		const job = daily({ kind: 'Everyday' }, { creationTime: '2026-11-22T12:00:00+01:00' });
		expect(missed('SS....S', job)).toEqual(['2026-11-23']);
	});

	test('none before the first session under its name: the job may have been renamed', () => {
		expect(missed('....SSS', daily({ kind: 'Everyday' }))).toEqual([]);
		expect(missed('...S.SS', daily({ kind: 'Everyday' }))).toEqual(['2026-11-22']);
	});

	test('all of a job that itself says when it ran last', () => {
		const job = daily({ kind: 'Everyday' }, { lastRun: '2026-11-10T03:00:00+01:00' });
		expect(oneOf([], job).missedDays).toHaveLength(6);
	});

	test('not known of a job of which no session is known', () => {
		expect(oneOf([], daily({ kind: 'Everyday' }, { lastRun: null })).missedDays).toBeNull();
	});

	test('none since its server is disconnected: nobody knows what runs there', () => {
		const old = daily({ kind: 'Everyday' }, { lastRun: '2026-11-20T03:00:00+01:00' });
		const job = { ...old, serverConnected: false };
		expect(missed('S.S....', job)).toEqual(['2026-11-19']);
	});

	test('none of the days whose sessions VSPC no longer keeps', () => {
		const period = customPeriod(NOW - 50 * DAY, NOW, NOW);
		const runs = [runAt('success', 45 * 24), runAt('success', 15 * 24), runAt('success', 3)];
		const report = reportOf([withRuns(runs, daily({ kind: 'Everyday' }))], {
			basis: 'everySession',
			period,
		});
		const days = report.rows[0].history!.missedDays!;
		expect([days[0], days.length]).toEqual(['2026-10-27', 13 + 14]);
	});
});

describe('how it is shown', () => {
	const jobs = () => [
		withRuns(nights('SSSSFFF'), makeJob('Failed', { job: { name: 'Payroll' } })),
		withRuns(nights('SFSFSFS'), makeJob('Success', { job: { name: 'Mail' } })),
		withRuns(nights('SSSSSSS'), makeJob('Success', { job: { name: 'Files' } })),
		withRuns(null, makeJob('Success', { job: { name: 'Twin' } })),
	];

	test('of a day, only what fails again and again is shown day by day, behind the rows of what failed', () => {
		const last = { basis: 'everySession', period: lastHours('last24Hours', NOW) } as const;
		const report = reportOf(
			[
				withRuns([runAt('failed', 9), runAt('success', 3)], makeJob('Success')),
				withRuns(nights('FF'), makeJob('Failed', { job: { name: 'Twice' } })),
			],
			last,
		);
		const text = textOf(report);
		expect(text.match(/^ {4}[FSWN.]+$/gm)).toHaveLength(1);
		expect(text).toMatch(/Day by day[^]*\n- Twice/);
		expect(text.indexOf('Failed: 1 job')).toBeLessThan(text.indexOf('Day by day'));
		expect(text).not.toContain('without a problem in these days');
	});

	test('as text: rates of days, strips, failures in a row, unstable, and what is not counted', () => {
		const text = textOf(reportOf(jobs(), week));
		expect(text).toMatch(/Success rate: +71\.4%/);
		expect(text).toMatch(/Day by day\n-+\nSuccess rate: .*24 Nov: 66\.7%/);
		expect(text).toContain(
			'F = failed, W = warning, S = successful, N = without a result, . = no session',
		);
		expect(text).toContain(
			'- Payroll (Acme) | 4 of 7 successful (57.1%) | 3 failures in a row since 22 Nov, 04:00\n    .SSSSFFF',
		);
		expect(text).toContain('- Mail (Acme) | 4 of 7 successful (57.1%) | unstable\n    .SFSFSFS');
		expect(text).not.toContain('- Files (Acme) | 7');
		expect(text).toContain('1 job without a problem on these days is not shown here.');
		expect(text).toContain('The sessions of 1 job are not counted');
		expect(text).toContain('include every session that ended in this period');
		expect(text.indexOf('Payroll (Acme) | 4')).toBeLessThan(text.indexOf('Mail (Acme) | 4'));
	});

	test.each([
		['en', /sessions that ended before 25 Oct.* may be missing/],
		['de', /Läufe, die vor .*25\. Okt.* endeten, fehlen/],
		['es', /pueden faltar sesiones/],
		['fr', /peuvent manquer/],
		['nl', /kunnen ontbreken/],
	] as const)('a period from before what VSPC keeps: a line says so, in %s', (name, words) => {
		const language = languageOf(name);
		const of = (days: number) => {
			const period = customPeriod(NOW - days * DAY, NOW, NOW);
			return reportOf(jobs(), { basis: 'everySession', period, language });
		};
		expect(textOf(of(50))).toMatch(words);
		expect(renderHtml(of(50), branding)).toMatch(words);
		expect(textOf(of(30))).not.toMatch(words);
	});

	test('as HTML: a cell for each day with its letter, and the numbers of all sessions', () => {
		const html = renderHtml(reportOf(jobs(), week), branding);
		expect(html).toContain('Successful sessions: 15 of 21.');
		expect(html).toContain('71.4%');
		const strips = [...html.matchAll(/table-layout:fixed;margin-top[^>]*><tr>(.*?)<\/tr>/g)];
		expect(strips.map(([, cells]) => cells.replace(/<[^>]+>/g, ''))).toEqual([
			'&nbsp;SSSSFFF',
			'&nbsp;SFSFSFS',
		]);
		expect(strips[0][1].match(/<td /g)).toHaveLength(8);
	});

	test('by type, the rates are those of all sessions, as they are by company', () => {
		const ran = (type: string, letters: string) =>
			withRuns(nights(letters), makeJob('Failed', { job: { type } }));
		const report = reportOf(
			[ran('BackupVm', 'SSSF'), ran('BackupVm', 'SSSF'), ran('CopyVm', '.SFF')],
			week,
		);
		expect(textOf(report)).toMatch(
			/Problems by type\n-+\n- VM backup \| .*\b6 of 8 successful \| 75%\n- VM copy \| .*\b1 of 3 successful \| 33.3%/,
		);
	});

	test('as a table: columns that only such a report has', () => {
		const [heading, ...lines] = csvOf(reportOf(jobs(), week)).split('\r\n');
		expect(heading).toContain('Sessions,Failed Sessions,Success Rate (%),Failures in a Row,Days');
		expect(lines.find((line) => line.includes('Payroll'))).toContain(',7,3,57.1,3,.SSSSFFF,');
		expect(lines.find((line) => line.includes('Twin'))).toContain(',,,,,,');
		expect(csvOf(reportOf([makeJob()])).split('\r\n')[0]).not.toContain('Failures in a Row');
	});

	test('where VSPC does not show every session, one line says so', () => {
		const report = reportOf([makeJob()], { isFallback: true });
		for (const form of [textOf(report), renderHtml(report, branding)]) {
			expect(form).toContain('this report is based on the latest session of each job only');
		}
		expect(textOf(reportOf([makeJob()]))).not.toContain('latest session of each job only');
	});

	test.each(['de', 'en', 'es', 'fr', 'nl'] as const)('in words of its own: %s', (code) => {
		const text = textOf(reportOf(jobs(), { ...week, language: languageOf(code) }));
		const { words } = languageOf(code);
		for (const word of [words.dayByDay, words.unstable, words.everySession, words.noSession]) {
			expect(text).toContain(word);
		}
		expect(text).not.toMatch(/[{}]|undefined|#/);
	});

	test('a month of 500 jobs stays below 100 kB: what failed and what is unstable come first', () => {
		const letters = [
			'S'.repeat(30),
			`${'S'.repeat(27)}FFF`,
			'SF'.repeat(15),
			`${'S'.repeat(10)}W${'S'.repeat(19)}`,
		];
		const many = Array.from({ length: 500 }, (_, index) => {
			const status = ['Success', 'Failed', 'Failed', 'Success'][index % 4];
			const job = {
				name: `Nightly backup of the servers ${index}`,
				failureMessage: 'No space. '.repeat(20),
			};
			return withRuns(
				nights(letters[index % 4]),
				makeJob(status, { companyName: `Company ${index % 40}`, job }),
			);
		});
		const report = reportOf(many, month);
		const html = renderHtml(report, branding);
		expect(Buffer.byteLength(html)).toBeLessThan(MAX_BYTES);
		const strips = [...html.matchAll(/table-layout:fixed;margin-top[^>]*><tr>(.*?)<\/tr>/g)].map(
			([, cells]) => cells.replace(/<[^>]+>|&nbsp;/g, ''),
		);
		expect(strips.length).toBeGreaterThan(15);
		for (const strip of strips) expect(strip.endsWith('SFFF')).toBe(true);
		expect(html).toMatch(/and \d{3} more/);
		const file = renderHtml(report, branding, true);
		expect([...file.matchAll(/table-layout:fixed;margin-top/g)]).toHaveLength(375);
	});

	test("names cannot be markup, and a customer's report has nothing of another", () => {
		const bad = makeJob('Failed', { job: { name: '<img src=x onerror=alert(1)>' } });
		const html = renderHtml(reportOf([withRuns(nights('SFF'), bad)], week), branding);
		expect(html).not.toContain('<img');
		expect(html).toContain('&lt;img src=x');
	});
});
