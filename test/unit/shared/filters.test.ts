import fc from 'fast-check';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import {
	filtersOfAllKinds,
	jobKindsField,
	type KindName,
	readJobsInput,
} from '../../../nodes/form/jobKinds';
import { Parameters } from '../../../nodes/form/parameters';
import { jobRowFilter } from '../../../nodes/vspc/jobs/filters';
import { backupServerJob } from '../../../nodes/vspc/jobs/backupServerJob';
import { microsoft365Job } from '../../../nodes/vspc/jobs/microsoft365Job';
import { toResult } from '../../../nodes/vspc/jobs/kind';
import { parseFilter } from '../../../nodes/vspc/list/filter';
import { makeEstate } from '../../simulator/estate';
import { parseFilter as serverFilter } from '../../simulator/query/filter';
import { jobFields } from '../../simulator/schema/job';
import { defaultSettings } from '../../simulator/settings';
import { cases } from '../../cases';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const { jobs } = makeEstate({
	seed: 7,
	jobs: 400,
	companies: 25,
	agentJobs: 1,
	vb365Jobs: 1,
	now: new Date(NOW),
});
const rows = jobs as unknown as IDataObject[];

const valuesOf = (field: string) => [...new Set(rows.map((row) => String(row[field])))];
/** Few at a time: all together keep nothing. */
const optional = <T>(values: fc.Arbitrary<T>) =>
	fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
const hours = fc.integer({ min: 0, max: 24 * 20 });

const filters = fc.record({
	companyUid: optional(fc.constantFrom(...valuesOf('organizationUid'))),
	backupServerUid: optional(fc.constantFrom(...valuesOf('backupServerUid'))),
	status: optional(
		fc.uniqueArray(fc.constantFrom('Failed', 'success', 'WARNING', 'None'), { minLength: 1 }),
	),
	type: optional(fc.uniqueArray(fc.constantFrom(...valuesOf('type')), { minLength: 1 })),
	nameContains: optional(fc.constantFrom('job', 'DAILY', 'Büro', '<img', 'zzz')),
	failureMessageContains: optional(fc.constantFrom('error', 'ERROR', 'the')),
	enabled: optional(fc.boolean()),
	lastRunAfter: optional(hours.map((count) => NOW - count * 3_600_000)),
	lastRunBefore: optional(hours.map((count) => NOW - count * 3_600_000)),
	noSuccessForHours: optional(hours),
});

/** As the node reads them from its form. */
function filtersOf(given: IDataObject, kind: KindName = 'job') {
	const filters = Object.fromEntries(
		Object.entries(given).filter(([, value]) => value !== undefined),
	);
	const parameters: IDataObject = { jobKinds: [kind], filters };
	const context = {
		getNode: () => ({ name: 'VSPC Job Trigger' }),
		getNodeParameter: (name: string) => parameters[name],
		getTimezone: () => 'UTC',
	} as unknown as IPollFunctions;
	return readJobsInput(new Parameters(context, [jobKindsField, filtersOfAllKinds])).filters;
}

/** What a server makes of the expressions: the simulator's own code, written from the vendor's pages. */
function serverKeeps(expressions: object[]) {
	if (expressions.length === 0) return () => true;
	return serverFilter(JSON.stringify(expressions), {
		fields: jobFields,
		version: '3.6.1',
		settings: defaultSettings(),
	} as never);
}

test('whatever the filters, a server that applies them drops no job that they keep', () => {
	let kept = 0;
	fc.assert(
		fc.property(filters, (given) => {
			const rowFilter = jobRowFilter(backupServerJob, filtersOf(given), NOW);
			const onServer = serverKeeps(rowFilter.expressions);
			const wanted = rows.filter(rowFilter.keep);
			kept += wanted.length;
			expect(wanted.filter((row) => !onServer(row as never))).toEqual([]);
		}),
		{ numRuns: cases(500) },
	);
	expect(kept).toBeGreaterThan(cases(5000));
});

test('but for the company and for jobs that run, of which its grammar cannot say how long, it keeps no more either', () => {
	fc.assert(
		fc.property(filters, (given) => {
			const rowFilter = jobRowFilter(
				backupServerJob,
				filtersOf({ ...given, companyUid: undefined }),
				NOW,
			);
			const onServer = serverKeeps(rowFilter.expressions);
			// A server takes the year 1, its way to say never, for a time that is long ago.
			const differing = rows
				.filter(({ lastRun }) => !String(lastRun).startsWith('0001'))
				.filter(({ status }) => toResult(status) !== 'running')
				.filter((row) => onServer(row as never) !== rowFilter.keep(row));
			expect(differing).toEqual([]);
		}),
		{ numRuns: cases(300) },
	);
});

test('what the node sends is in the grammar that it asks of people', () => {
	fc.assert(
		fc.property(filters, (given) => {
			const { expressions } = jobRowFilter(backupServerJob, filtersOf(given), NOW);
			expect(parseFilter(JSON.stringify(expressions))).toEqual(expressions);
		}),
	);
});

test('a Microsoft 365 job that runs counts by its start: it has no end', () => {
	const { keep } = jobRowFilter(
		microsoft365Job,
		filtersOf({ noSuccessForHours: 24 }, 'microsoft365Job'),
		NOW,
	);
	const at = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();
	expect(keep({ lastStatus: 'Running', lastRun: at(30) })).toBe(true);
	expect(keep({ lastStatus: 'Queued', lastRun: at(1) })).toBe(false);
	expect(keep({ lastStatus: 'Success', lastRun: at(30) })).toBe(true);
	expect(keep({ lastStatus: 'Success', lastRun: at(1) })).toBe(false);
	expect(keep({ lastStatus: 'Stopped', lastRun: at(1) })).toBe(true);
});
