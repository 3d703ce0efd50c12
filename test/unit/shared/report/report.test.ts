import { RESULTS } from '../../../../nodes/report/words';
import { splitByCompany } from '../../../../nodes/report/report';
import { ago, makeJob, NOW, reportOf } from './make';

const uid = (digit: string) => digit.repeat(8) + '-1111-4111-8111-111111111111';

test('a row of each kind', () => {
	const { rows } = reportOf([
		makeJob('Failed', { job: { name: 'VM', failureMessage: 'Disk full\r\nCode 5' } }),
		makeJob('Warning', {
			kindName: 'agentJob',
			job: { name: 'Agent', systemType: 'Linux', backupAgentUid: uid('a') },
		}),
		makeJob('Success', {
			kindName: 'microsoft365Job',
			job: { name: 'Mail', vb365ServerUid: uid('b') },
		}),
	]);
	expect(rows).toEqual([
		{
			result: 'failed',
			name: 'VM',
			companyUid: expect.any(String),
			companyName: 'Acme',
			companyKey: expect.any(String),
			jobKind: 'job',
			type: 'BackupVm',
			typeText: 'VM backup',
			status: 'Failed',
			lastResult: 'failed',
			isEnabled: true,
			lastRunUtc: ago(5),
			lastEndTimeUtc: ago(4),
			durationSeconds: 3600,
			durationText: '1 h',
			transferredBytes: 1024 ** 3,
			transferredText: '1 GB',
			failureMessage: 'Disk full\r\nCode 5',
			serverConnected: null,
			jobKey: expect.stringMatching(/^job:/),
		},
		expect.objectContaining({
			name: 'Agent',
			result: 'warning',
			jobKind: 'agentJob',
			type: 'Linux',
			typeText: 'Agent backup, Linux',
			durationSeconds: 3600,
			transferredBytes: null,
			transferredText: null,
			serverConnected: null,
			jobKey: expect.stringMatching(/^agentJob:linux:/),
		}),
		expect.objectContaining({
			name: 'Mail',
			result: 'success',
			jobKind: 'microsoft365Job',
			type: 'BackupJob',
			typeText: 'Microsoft 365 backup',
			status: 'Success',
			lastEndTimeUtc: null,
			durationSeconds: null,
			durationText: null,
			serverConnected: null,
			jobKey: expect.stringMatching(/^microsoft365Job:backup:/),
		}),
	]);
});

test('what a running job, or one that has not run, shows of the session before is in no sum', () => {
	const { rows, summary } = reportOf([
		makeJob('Running', { began: 1, ended: 30 }),
		makeJob('Success', { began: 90, ended: 89 }),
	]);
	for (const row of rows) {
		expect(row).toMatchObject({
			durationSeconds: null,
			durationText: null,
			transferredBytes: null,
		});
	}
	expect(summary).toMatchObject({ durationSeconds: null, transferredText: null });
});

test('odd values of VSPC make no odd rows', () => {
	const { rows } = reportOf([
		makeJob('Failed', {
			job: { name: '  ', type: null, lastDuration: '12', transferredData: -1, failureMessage: '' },
		}),
	]);
	expect(rows[0]).toMatchObject({
		name: '(no name)',
		type: null,
		typeText: 'Other job',
		durationSeconds: null,
		transferredBytes: null,
		failureMessage: null,
	});
});

test('a type that is not known yet is shown as it is', () => {
	const { rows } = reportOf([makeJob('Success', { job: { type: 'QuantumBackup' } })]);
	expect(rows[0].typeText).toBe('QuantumBackup');
});

test('rows: the worst result first, then by company and name', () => {
	const { rows } = reportOf([
		makeJob('Success', { companyName: 'B', job: { name: 'z' } }),
		makeJob('Success', { companyName: 'B', job: { name: 'A' } }),
		makeJob('Success', { companyName: 'a', job: { name: 'x' } }),
		makeJob('Idle'),
		makeJob('Running'),
		makeJob('Success', { began: 50, ended: 49 }),
		makeJob('Warning'),
		makeJob('Running', { began: 50 }),
		makeJob('Failed'),
	]);
	expect(rows.map(({ result }) => result)).toEqual([...RESULTS, 'success', 'success']);
	expect(rows.slice(-3).map(({ name }) => name)).toEqual(['x', 'A', 'z']);
});

describe('the summary', () => {
	test('adds up', () => {
		const { summary } = reportOf([
			...Array.from({ length: 96 }, () => makeJob()),
			makeJob('Warning'),
			...Array.from({ length: 3 }, () => makeJob('Failed')),
			makeJob('Running'),
			makeJob('Idle'),
			makeJob('Success', { began: 90, ended: 89 }),
			makeJob('Success', { began: 90, ended: 89, job: { isEnabled: false } }),
		]);
		expect(summary).toMatchObject({
			jobs: 103,
			success: 96,
			warning: 1,
			failed: 3,
			running: 1,
			none: 1,
			notRun: 1,
			successRate: 96,
			transferredBytes: 101 * 1024 ** 3,
			transferredText: '101 GB',
			durationSeconds: 101 * 3600,
			durationText: '4 d 5 h',
			disabledWithoutSession: 1,
			ranLater: 0,
			period: {
				name: 'last24Hours',
				from: '2026-11-23T06:00:00.000Z',
				to: '2026-11-24T06:00:00.000Z',
				timeZone: 'Europe/Berlin',
			},
		});
	});

	test('never says 100 % while one has failed', () => {
		const jobs = Array.from({ length: 3000 }, () => makeJob());
		expect(reportOf([...jobs, makeJob('Failed')]).summary.successRate).toBe(99.9);
		expect(reportOf(jobs).summary.successRate).toBe(100);
	});

	test('without any session there is no rate and no sum', () => {
		expect(reportOf([]).summary).toMatchObject({
			jobs: 0,
			successRate: null,
			transferredBytes: null,
			transferredText: null,
			durationSeconds: null,
			byCompany: [],
			byType: [],
			longestWithoutSuccess: [],
		});
	});

	test('by company and by type, those with most trouble first; the parts add up to the whole', () => {
		const { summary } = reportOf([
			makeJob('Success', { companyName: 'A', companyUid: uid('a') }),
			makeJob('Warning', { companyName: 'B', companyUid: uid('b') }),
			makeJob('Failed', { companyName: 'C', companyUid: uid('c'), job: { type: 'BackupCopy' } }),
			makeJob('Success', { companyName: 'C', companyUid: uid('c') }),
			makeJob('Success', { companyName: null, job: { type: 'simpleBackupCopy' } }),
		]);
		expect(
			summary.byCompany.map(({ companyName, jobs, failed }) => [companyName, jobs, failed]),
		).toEqual([
			['C', 2, 1],
			['B', 1, 0],
			[null, 1, 0],
			['A', 1, 0],
		]);
		// One type for a reader, whatever VSPC calls its generations and however it writes them.
		expect(summary.byType.map(({ typeText, jobs }) => [typeText, jobs])).toEqual([
			['Backup copy', 2],
			['VM backup', 3],
		]);
	});
});

describe('the longest without success', () => {
	const longest = (jobs: ReturnType<typeof makeJob>[]) =>
		reportOf(jobs).summary.longestWithoutSuccess;

	test('a job that did not run counts from its last success, one that failed at least from its start', () => {
		expect(
			longest([
				makeJob('Success', { began: 51, ended: 50, job: { name: 'old' } }),
				makeJob('Failed', { began: 5, ended: 4, job: { name: 'failed' } }),
				makeJob('Failed', { began: 400, ended: 399, job: { name: 'long ago' } }),
				makeJob('None', { began: null, ended: null, job: { name: 'never' } }),
				makeJob('Success', { job: { name: 'fine' } }),
				makeJob('Running', { job: { name: 'runs' } }),
			]).map(({ name, hours, isAtLeast }) => [name, hours, isAtLeast]),
		).toEqual([
			['long ago', 400, true],
			['old', 50, false],
			['failed', 5, true],
			['never', null, true],
		]);
	});

	test('at most five', () => {
		expect(longest(Array.from({ length: 9 }, () => makeJob('Failed')))).toHaveLength(5);
	});
});

describe('split by company', () => {
	test('each company once, by name, those of no company last', () => {
		const parts = splitByCompany([
			makeJob('Success', { companyName: null }),
			makeJob('Success', { companyName: 'B', companyUid: uid('b') }),
			makeJob('Success', { companyName: 'a', companyUid: uid('a') }),
			makeJob('Success', { companyName: null, companyUid: uid('b') }),
		]);
		expect(parts.map(({ company, jobs }) => [company.companyName, jobs.length])).toEqual([
			['a', 1],
			['B', 2],
			[null, 1],
		]);
		expect(parts[2].company).toEqual({ companyUid: null, companyName: null });
		// Known from one kind of jobs, it is known for the other.
		expect(parts[1].jobs.map(({ companyName }) => companyName)).toEqual(['B', 'B']);
	});

	test('two companies of the same name stay apart, also where one has no UID', () => {
		const parts = splitByCompany([
			makeJob('Success', { companyName: 'Same', companyUid: uid('a') }),
			makeJob('Success', { companyName: 'Same', companyUid: uid('b') }),
			makeJob('Success', { companyName: 'Same', companyUid: null }),
		]);
		expect(parts.map(({ jobs }) => jobs.length)).toEqual([1, 1, 1]);
	});
});

test('the time that counts is the end of a period that is over', () => {
	const to = NOW - 24 * 3_600_000;
	const period = { name: 'custom' as const, from: to - 86_400_000, to, isOver: true };
	const { summary, rows } = reportOf(
		[makeJob('Failed', { began: 30, ended: 29 }), makeJob('Success')],
		{ period },
	);
	expect(rows).toHaveLength(1);
	expect(summary.ranLater).toBe(1);
	expect(summary.longestWithoutSuccess[0].hours).toBe(6);
});

test('durations that no server can mean add up to none, not to infinity', () => {
	const job = { lastDuration: Number.MAX_VALUE };
	const { summary } = reportOf([makeJob('Success', { job }), makeJob('Success', { job })]);
	expect(summary).toMatchObject({ durationSeconds: null, durationText: null });
});
