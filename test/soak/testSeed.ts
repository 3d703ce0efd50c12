/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { runApart } from './apart/runApart';
import { variantOf } from './variants';

/** Bytes of state a job, on average. */
const MOST_BYTES = 64;

const { SOAK_SEED, SOAK_DAYS, SOAK_JOB } = process.env;

/**
 * Runs one seed, unless SOAK_SEED names another one: that is run in place of the first.
 *
 * @param days how long; SOAK_DAYS counts instead; SOAK_JOB prints all about these job keys
 */
export function testSeed(ownSeed: number, ownDays: number): void {
	const seed = SOAK_SEED && ownSeed === 1 ? Number(SOAK_SEED) : ownSeed;
	const days = SOAK_DAYS ? Number(SOAK_DAYS) : ownDays;
	const isWanted = !SOAK_SEED || ownSeed === 1;
	const run = isWanted ? test : test.skip;
	run(
		`every session is told once, in ${days} days with seed ${seed}`,
		async () => {
			const setup = { seed, days, ...variantOf(seed) };
			const outcome = await runApart({ of: 'jobs', setup, keys: SOAK_JOB?.split(',') });
			const { table, troubles, bytesEach, stories } = outcome;
			for (const text of [table, ...stories]) process.stdout.write(`\n${text}\n`);
			expect({ seed, troubles }).toEqual({ seed, troubles: [] });
			expect(bytesEach).toBeLessThanOrEqual(MOST_BYTES);
		},
		30 * 60_000,
	);
}
