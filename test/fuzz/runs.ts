/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import * as fc from 'fast-check';

/** Cases in all, divided among the tests. */
const CASES = Number(process.env.FUZZ_CASES ?? 100_000);

/** A run can be repeated: a failure names the seed and the smallest case that still fails. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

/** For the whole of a test; a case that takes for ever never ends in silence. */
const MOST_MS = 600_000;

let isAnnounced = false;

/** What nothing may be added to by a text from outside. */
const PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Function.prototype];

/**
 * Tests a property with many cases, and that no prototype was changed.
 *
 * @param share of all cases, 0 to 1: what is slow, or of few forms, takes a small one
 */
export function fuzz<Case>(
	name: string,
	share: number,
	cases: fc.Arbitrary<Case>,
	holds: (one: Case) => void | Promise<void>,
): void {
	const numRuns = Math.ceil(CASES * share);
	const run = async () => {
		if (!isAnnounced) {
			isAnnounced = true;
			process.stderr.write(`fuzz: ${CASES} cases in all; FUZZ_SEED=${SEED} repeats this run\n`);
		}
		const before = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length);
		const property = fc.asyncProperty(cases, async (one) => {
			await holds(one);
			const after = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length);
			expect(after).toEqual(before);
		});
		await fc.assert(property, { numRuns, seed: SEED, endOnFailure: false });
	};
	test(`${name} (${numRuns} cases)`, run, MOST_MS);
}
