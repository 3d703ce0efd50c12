/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { storyOf, tableOf, troublesOf } from './report';
import { soak } from './soak';
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
			const trigger = new VspcJobTrigger();
			const result = await soak({ seed, days, trigger, ...variantOf(seed) });
			process.stdout.write(`\n${tableOf(`seed ${seed}`, result)}\n`);
			for (const jobKey of SOAK_JOB?.split(',') ?? []) {
				process.stdout.write(`${jobKey}\n${storyOf(jobKey, result)}\n`);
			}
			expect({ seed, troubles: troublesOf(result) }).toEqual({ seed, troubles: [] });
			expect(result.bytesPerJob).toBeLessThanOrEqual(MOST_BYTES);
		},
		30 * 60_000,
	);
}
