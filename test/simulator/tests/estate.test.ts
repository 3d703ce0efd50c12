import { makeEstate } from '../estate';
import { ZERO_UID } from '../estate/dice';
import { jobStatuses, jobTypes } from '../estate/jobs';
import { NEVER, stamp } from '../estate/times';
import { makeVendorJob, vendorJobUid } from '../estate/vendorJob';
import { instantOf } from '../query/compare';

const options = { seed: 1, now: new Date('2026-03-01T12:00:00Z'), jobs: 200, companies: 20 };
const estate = makeEstate(options);

describe('the estate is a function of its options', () => {
	test('the same options give the same estate', () => {
		expect(makeEstate(options)).toEqual(estate);
	});

	test('another seed gives another one', () => {
		expect(makeEstate({ ...options, seed: 2 }).jobs[0]).not.toEqual(estate.jobs[0]);
	});

	test.each([
		[1, 1],
		[7, 3],
		[1000, 50],
	])('%i jobs of %i companies are just as many', (jobs, companies) => {
		const made = makeEstate({ ...options, jobs, companies });
		expect(made.jobs).toHaveLength(jobs);
		expect(made.companies).toHaveLength(companies);
		expect(new Set(made.jobs.map((job) => job.instanceUid)).size).toBe(jobs);
	});

	test('the vendor job is always there, as printed', () => {
		const made = makeEstate({ ...options, jobs: 1, companies: 1, seed: 99 });
		expect(made.jobs).toEqual([makeVendorJob()]);
		expect(made.vendorJobUid).toBe(vendorJobUid);
	});
});

describe('the estate hangs together', () => {
	const organizationUids = new Set(estate.organizations.map((one) => one.instanceUid));
	const servers = new Map(estate.backupServers.map((one) => [one.instanceUid, one]));

	test('every job has a server, whose organization it belongs to', () => {
		for (const job of estate.jobs) {
			expect(servers.get(job.backupServerUid)?.organizationUid).toBe(job.organizationUid);
			expect(organizationUids).toContain(job.organizationUid);
		}
	});

	test('assignments are a company or one of the forms of none', () => {
		const companies = estate.companies.map((one) => one.instanceUid);
		const allowed = new Set<unknown>([...companies, null, undefined, ZERO_UID]);
		for (const job of estate.jobs) expect(allowed).toContain(job.mappedOrganizationUid);
		expect(estate.jobs.some((job) => job.mappedOrganizationUid === ZERO_UID)).toBe(true);
	});

	test('jobs on hosted servers are mapped to customers', () => {
		const hosted = estate.jobs.filter(
			(job) => servers.get(job.backupServerUid)?.backupServerRoleType === 'Hosted',
		);
		const mapped = hosted.filter((job) =>
			estate.companies.some((company) => company.instanceUid === job.mappedOrganizationUid),
		);
		expect(mapped.length).toBeGreaterThan(0);
	});

	test('locations and sites of jobs exist', () => {
		const locations = new Set(estate.locations.map((one) => one.instanceUid));
		const sites = new Set<unknown>(estate.sites.map((one) => one.siteUid));
		for (const job of estate.jobs.filter((one) => one.instanceUid !== vendorJobUid)) {
			expect(locations).toContain(job.locationUid);
			if (job.siteUid !== null) expect(sites).toContain(job.siteUid);
		}
	});
});

describe('the estate has what breaks careless code', () => {
	const texts = estate.jobs.map((job) => job.name).join('\n');

	test('every type and status', () => {
		const types = new Set(estate.jobs.map((job) => job.type));
		const statuses = new Set(estate.jobs.map((job) => job.status));
		expect([...types]).toEqual(expect.arrayContaining(jobTypes));
		expect([...statuses]).toEqual(expect.arrayContaining(jobStatuses));
	});

	test('names that contain HTML say that they are a test, and come last in VSPC’s lists', () => {
		const { jobs, agentJobs, companies } = makeEstate({ ...options, jobs: 200, agentJobs: 60 });
		const lists = [jobs.slice(0, -1), agentJobs, companies];
		for (const list of lists) {
			const names = list.map(({ name }) => name ?? '');
			expect(names.filter((name) => name.includes('<'))).toEqual([names.at(-1)]);
			expect(names.at(-1)).toMatch(/^ZZ Test </);
		}
	});

	test('quotes and umlauts in names, line breaks in failure messages', () => {
		expect(texts).toContain('"');
		expect(texts).toContain('ä');
		expect(estate.jobs.some((job) => job.failureMessage?.includes('\r\n'))).toBe(true);
	});

	test('one name in two companies', () => {
		const twins = estate.jobs.filter((job) => job.name === 'Backup Job 1');
		expect(new Set(twins.map((job) => job.organizationUid)).size).toBe(2);
	});

	test('jobs that never ran, as null and as the year 1', () => {
		const runs = estate.jobs.map((job) => job.lastRun);
		expect(runs).toContain(null);
		expect(runs).toContain(NEVER);
	});

	test('different offsets and numbers of fraction digits in times', () => {
		const times = estate.jobs.map((job) => job.lastRun ?? '');
		const offsets = new Set(times.map((time) => /[+-]\d\d:\d\d$/.exec(time)?.[0]));
		const digits = new Set(times.map((time) => /\.(\d+)/.exec(time)?.[1].length ?? 0));
		expect(offsets.size).toBeGreaterThan(3);
		expect([...digits].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});
});

test('stamps keep their instant in any offset', () => {
	const instant = Date.parse('2026-03-01T12:34:56.789Z');
	expect(stamp(instant, -330, 7, 12)).toBe('2026-03-01T07:04:56.7890012-05:30');
	expect(stamp(instant, 120, 0)).toBe('2026-03-01T14:34:56+02:00');
	expect(Math.floor(instantOf(stamp(instant, 570, 3)))).toBe(instant);
});
