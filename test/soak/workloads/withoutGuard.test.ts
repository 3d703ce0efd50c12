import { runApart } from '../apart/runApart';

test('finds workloads that are told twice when overlapping polls are not kept apart', async () => {
	const setup = { seed: 1, days: 3, longPolls: 0.2 };
	const { doubled } = await runApart({ of: 'workloads', setup, without: 'guard' });
	expect(doubled.length).toBeGreaterThan(0);
}, 300_000);
