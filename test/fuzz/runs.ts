/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import * as fc from 'fast-check';

/** Cases in all, divided among the tests. */
const CASES = Number(process.env.FUZZ_CASES ?? 100_000);

/** A run can be repeated: a failure names the seed and the smallest case that still fails. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

/** A case that takes longer fails. In time of the processor, since other programs must not make one fail. */
const MOST_CASE_MS = 2000;

/** One that does not end is stopped with the whole process: it never ends in silence, nor never. */
const HANGS_AFTER_SECONDS = Number(process.env.FUZZ_HANGS_AFTER ?? 60);

/** Cases that are found by then are enough of a failure: to make slow ones smaller takes for ever. */
const SHRINKS_FOR_MS = 300_000;

/** For the whole of a test. */
const MOST_MS = 600_000;

let isAnnounced = false;

/** What nothing may be added to by a text from outside. */
const PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const sizes = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length).join(' ');

/** Called by a case that has got to what the test is about, with a name for that. */
export type Reach = (target: string) => void;

/** The share of cases that have to get to a target, 0 to 1, by its name. */
export type Targets = Readonly<Record<string, number>>;

/**
 * Tests a property with many cases, that no prototype was changed, that no case takes long, and that enough of them
 * reach what the test is about: most of what is invalid is refused at the first check.
 *
 * @param share of all cases, 0 to 1: what is slow, or of few forms, takes a small one
 */
export function fuzz<Case>(
	name: string,
	share: number,
	cases: fc.Arbitrary<Case>,
	holds: (one: Case, reach: Reach) => void | Promise<void>,
	targets: Targets = {},
): void {
	const numRuns = Math.ceil(CASES * share);
	const run = async () => {
		if (!isAnnounced) {
			isAnnounced = true;
			process.stderr.write(`fuzz: ${CASES} cases in all; FUZZ_SEED=${SEED} repeats this run\n`);
		}
		const reached = new Map<string, number>();
		const before = sizes();
		const property = fc.asyncProperty(cases, async (one) => {
			watchdog.sees(name, one);
			const targetsOfCase = new Set<string>();
			const started = process.cpuUsage();
			await holds(one, (target) => targetsOfCase.add(target));
			const { user, system } = process.cpuUsage(started);
			for (const target of targetsOfCase) reached.set(target, (reached.get(target) ?? 0) + 1);
			expect(sizes()).toBe(before);
			const took = (user + system) / 1000;
			if (took > MOST_CASE_MS) throw new Error(`took ${took} ms`);
		});
		try {
			await fc.assert(property, {
				numRuns,
				seed: SEED,
				interruptAfterTimeLimit: SHRINKS_FOR_MS,
				markInterruptAsFailure: true,
			});
		} finally {
			watchdog.rests();
		}
		// Of few cases, none may get there by chance.
		if (numRuns < 100) return;
		const shares = Object.keys(targets).map((target) => [
			target,
			(reached.get(target) ?? 0) / numRuns,
		]);
		const missed = shares.filter(([target, found]) => Number(found) < targets[target]);
		expect(Object.fromEntries(missed)).toEqual({});
	};
	test(`${name} (${numRuns} cases)`, run, MOST_MS);
}

/** Prints the last case and ends the process when no other one follows it. */
class Watchdog {
	private readonly memory = new SharedArrayBuffer(65_536);
	private readonly numbers = new Int32Array(this.memory, 0, 2);
	private readonly text = Buffer.from(this.memory, 8);
	private readonly thread: Worker;
	private count = 0;

	constructor() {
		this.rests();
		const workerData = { memory: this.memory, seconds: HANGS_AFTER_SECONDS };
		this.thread = new Worker(join(__dirname, 'watchdog.js'), { workerData });
		this.thread.unref();
	}

	sees(name: string, one: unknown): void {
		const shown = `${name}\nFUZZ_SEED=${SEED}\n${fc.stringify(one)}`;
		Atomics.store(this.numbers, 1, this.text.write(shown));
		Atomics.store(this.numbers, 0, this.count++);
	}

	rests(): void {
		Atomics.store(this.numbers, 0, -1);
	}

	async stop(): Promise<void> {
		await this.thread.terminate();
	}
}

const watchdog = new Watchdog();
afterAll(async () => await watchdog.stop());
