import { cases } from '../../cases';
import { longTest } from '../../longTest';
import { playMany } from '../../soak/clocks/clocks';

/** A few of the histories of test/soak/clocks, so that every run of the tests has some. */
longTest(
	'clocks that are wrong and are set: no event is missed, doubled or false',
	async () => {
		const histories = cases(40);
		const { missed, doubled, wrong, counts } = await playMany(100_001, histories);
		expect([...missed, ...doubled, ...wrong]).toEqual([]);
		expect(counts.owed).toBeGreaterThan(50 * histories);
		expect(counts.unsure).toBeLessThan(counts.owed / 100);
	},
	120_000,
);
