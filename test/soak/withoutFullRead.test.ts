import { runApart } from './apart/runApart';

test('finds sessions that are missed when late ones are not looked for', async () => {
	const setup = { seed: 1, days: 3, jobs: 600 };
	const { missed } = await runApart({ of: 'jobs', setup, without: 'fullRead' });
	expect(missed.length).toBeGreaterThan(0);
}, 300_000);
