import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { agentJob } from '../../../../nodes/vspc/jobs/agentJob';
import { backupServerJob } from '../../../../nodes/vspc/jobs/backupServerJob';
import { microsoft365Job } from '../../../../nodes/vspc/jobs/microsoft365Job';
import { renderHtml } from '../../../../nodes/report/html/page';
import { splitByCompany } from '../../../../nodes/report/report';
import { customPeriod, lastHours, type ReadJob } from '../../../../nodes/report/row';
import { csvOf } from '../../../../nodes/report/csv';
import { subjectOf, textOf } from '../../../../nodes/report/text';
import { parseHtml } from './dom';
import { HOUR, NOW, reportOf } from './make';
import { cases } from '../../../cases';

/** Rows as no server should send them: a report comes out all the same, and makes sense. */
const KINDS = { job: backupServerJob, agentJob, microsoft365Job };
const branding = { accent: '#12965a', header: '#101828' };
const UID = 'bc04d2e5-dd4c-4f85-af0e-424106a32a75';

const odd = fc.oneof(
	fc.constantFrom<unknown>(null, undefined, '', ' ', 0, -1, 1e300, true, [], {}, [null], { a: {} }),
	fc.constantFrom<unknown>(NaN, Infinity, -Infinity, '\u0000', '\ud800', '<b>', '__proto__'),
);
const time = fc.oneof(
	odd,
	fc.constantFrom(
		'0001-01-01T00:00:00',
		'1601-01-01T00:00:00Z',
		'1899-12-30T00:00:00',
		'1970-01-01T00:00:00Z',
		'9999-12-31T23:59:59.9999999Z',
		'2026-02-31T00:00:00Z',
		'2026-13-01T00:00:00Z',
		'2026-11-24T05:00:00+99:00',
		'0000-00-00T00:00:00',
		'yesterday',
	),
	fc
		.integer({ min: -60 * 24, max: 60 * 24 })
		.map((hours) => new Date(NOW - hours * HOUR).toISOString()),
);
const status = fc.oneof(
	odd,
	fc.constantFrom(
		'Success',
		'failed',
		'WARNING',
		'Running',
		'Stopped',
		'Queued',
		'None',
		'Idle',
		'New',
	),
	fc.constantFrom('constructor', 'toString', '__proto__'),
);
const text = fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('Job'));
const amount = fc.oneof(odd, fc.double(), fc.integer());

const job: fc.Arbitrary<IDataObject> = fc
	.record({
		instanceUid: fc.oneof(odd, fc.constant(UID)),
		backupServerUid: fc.oneof(odd, fc.constant(UID)),
		backupAgentUid: odd,
		vb365ServerUid: odd,
		systemType: text,
		name: text,
		status,
		lastStatus: status,
		type: text,
		jobType: text,
		scheduleType: fc.oneof(odd, fc.constantFrom('Continuously', 'Daily')),
		lastRun: time,
		lastEndTime: time,
		lastDuration: amount,
		transferredData: amount,
		failureMessage: text,
		lastStatusDetails: text,
		isEnabled: fc.oneof(odd, fc.boolean()),
	})
	.map((row) => row as IDataObject);

const read: fc.Arbitrary<ReadJob> = fc
	.tuple(
		fc.constantFrom<keyof typeof KINDS>('job', 'agentJob', 'microsoft365Job'),
		job,
		fc.constantFrom(null, UID),
		fc.constantFrom(null, 'Acme', '<Acme>'),
	)
	.map(([kindName, row, companyUid, companyName]) => ({
		kindName,
		kind: KINDS[kindName],
		job: row,
		companyUid,
		companyName,
	}));

const period = fc.constantFrom(
	lastHours('last24Hours', NOW),
	lastHours('last30Days', NOW),
	customPeriod(NOW - 72 * HOUR, NOW - 24 * HOUR, NOW),
	customPeriod(NOW - 72 * HOUR, NOW + 24 * HOUR, NOW),
);

/** Words that no reader understands; names of jobs are not made of them here. */
const NONSENSE = /\bNaN\b|Invalid Date|undefined|\bnull\b|\[object|Infinity|-\d+ (?:d|h|min|s|B)\b/;

test('a report comes out of whatever rows there are, without nonsense, and adds up', () => {
	fc.assert(
		fc.property(fc.array(read, { maxLength: 8 }), period, (jobs, during) => {
			for (const some of [jobs, ...splitByCompany(jobs).map(({ jobs: own }) => own)]) {
				const report = reportOf(some, { period: during });
				const html = renderHtml(report, branding);
				const { errors, text: shown } = parseHtml(html);
				expect(errors).toEqual([]);
				const forms = [subjectOf(report), textOf(report), shown, csvOf(report)];
				for (const form of forms) expect(form).not.toMatch(NONSENSE);

				const { summary, rows } = report;
				const counts = [
					'success',
					'warning',
					'failed',
					'notRun',
					'running',
					'hung',
					'none',
				] as const;
				const sum = counts.reduce((all, name) => all + Number(summary[name]), 0);
				expect(sum).toBe(rows.length);
				const { disabledWithoutSession, ranLater } = summary;
				expect(rows.length + disabledWithoutSession + ranLater).toBe(some.length);
				// As JSON, numbers that are none would become null.
				expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
				for (const { hours } of summary.longestWithoutSuccess) {
					expect(hours === null || hours >= 0).toBe(true);
				}
			}
		}),
		{ numRuns: cases(120) },
	);
});

test('a job that is there twice is there twice: nothing is merged by guess', () => {
	const one: ReadJob = {
		kindName: 'job',
		kind: backupServerJob,
		job: { instanceUid: UID, backupServerUid: UID, name: 'Twin', status: 'Failed' },
		companyUid: null,
		companyName: null,
	};
	expect(reportOf([one, { ...one }]).summary).toMatchObject({ jobs: 2, failed: 2 });
});
