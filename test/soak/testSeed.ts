/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import type { Order } from './apart/order';
import { runApart } from './apart/runApart';
import { alarmVariantOf, variantOf } from './variants';

/** Bytes of state for each job or alarm, on average: with the time at which n8n saw the latest session, some five more. */
const MOST_BYTES = 72;

/** Of a workload the state has key, company and name. */
const MOST_WORKLOAD_BYTES = 96;

const { SOAK_SEED, SOAK_DAYS, SOAK_JOBS, SOAK_JOB, SOAK_LONG, SOAK_MISSED } = process.env;

/** With SOAK_LONG, all seeds run for so long. */
const LONG_DAYS = 14;

/** How many histories are played of `all`: a fifth, or with SOAK_LONG all of them. */
export const histories = (all: number): number => (SOAK_LONG ? all : Math.ceil(all / 5));

const settings = {
	jobs: (seed: number, days: number, jobs?: number): Order => ({
		of: 'jobs',
		setup: {
			seed,
			days,
			...variantOf(seed),
			...(jobs === undefined ? {} : { jobs }),
			...(SOAK_MISSED ? { findsMissed: true } : {}),
		},
	}),
	alarms: (seed: number, days: number): Order => ({
		of: 'alarms',
		setup: { seed, days, ...alarmVariantOf(seed) },
	}),
	workloads: (seed: number, days: number): Order => ({
		of: 'workloads',
		setup: { seed, days, engine: seed % 2 === 0 ? 'durable' : 'default' },
	}),
};

/**
 * Runs one seed, unless SOAK_SEED names another one: that is run in place of the first.
 *
 * SOAK_MISSED switches Find Missed Sessions on, and SOAK_JOB prints all about these keys.
 *
 * @param ownDays how long, unless SOAK_DAYS or SOAK_LONG says so
 * @param ownJobs with how many jobs, unless SOAK_JOBS or SOAK_LONG says so; those of the variant when left out
 */
export function testSeed(
	of: 'jobs' | 'alarms' | 'workloads',
	ownSeed: number,
	ownDays: number,
	ownJobs?: number,
): void {
	const seed = SOAK_SEED && ownSeed === 1 ? Number(SOAK_SEED) : ownSeed;
	const days = SOAK_DAYS ? Number(SOAK_DAYS) : SOAK_LONG ? LONG_DAYS : ownDays;
	const jobs = SOAK_JOBS ? Number(SOAK_JOBS) : SOAK_LONG ? undefined : ownJobs;
	const isWanted = !SOAK_SEED || ownSeed === 1;
	const run = isWanted ? test : test.skip;
	run(
		`each event of ${of} is told once, in ${days} days with seed ${seed}`,
		async () => {
			const order = { ...settings[of](seed, days, jobs), keys: SOAK_JOB?.split(',') };
			const { table, troubles, bytesEach, stories } = await runApart(order);
			for (const text of [table, ...stories]) process.stdout.write(`\n${text}\n`);
			expect({ seed, troubles }).toEqual({ seed, troubles: [] });
			// With few jobs and days, what a state says once, and one bad day, count for too much.
			if (ownJobs !== undefined && jobs === ownJobs) return;
			expect(bytesEach).toBeLessThanOrEqual(of === 'workloads' ? MOST_WORKLOAD_BYTES : MOST_BYTES);
		},
		60 * 60_000,
	);
}
