import { judge, type Verdict } from './ledger';
import { play } from './play';

/** Plays histories from a seed on, and adds up what was wrong with them. */
export async function playMany(firstSeed: number, count: number): Promise<Verdict> {
	const total: Verdict = {
		missed: [],
		doubled: [],
		wrong: [],
		counts: { owed: 0, recovered: 0, overdue: 0, alike: 0, unsure: 0 },
	};
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		const { missed, doubled, wrong, counts } = judge(await play(seed));
		total.missed.push(...missed);
		total.doubled.push(...doubled);
		total.wrong.push(...wrong);
		for (const name of Object.keys(counts) as Array<keyof typeof counts>) {
			total.counts[name] += counts[name];
		}
	}
	return total;
}
