import { runApart } from './apart/runApart';

test('finds events that come twice when overlapping polls are not kept apart', async () => {
	const setup = { seed: 1, days: 1, jobs: 600, longPolls: 0.2 };
	const { doubled } = await runApart({ of: 'jobs', setup, without: 'guard' });
	expect(doubled.length).toBeGreaterThan(0);
}, 300_000);
