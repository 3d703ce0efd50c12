import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { soak } from './soak';

/** Polls aren't kept apart, and each takes its own state over whatever happened meanwhile. */
jest.mock('../../nodes/shared/trigger/overlap', () => ({
	enter: () => true,
	leave: () => {},
	assign: (data: { state?: unknown }, _before: unknown, after: string) => {
		data.state = after;
		return true;
	},
}));

test('finds events that come twice when overlapping polls are not kept apart', async () => {
	const trigger = new VspcJobTrigger();
	const { doubled } = await soak({ seed: 1, days: 1, jobs: 600, longPolls: 0.2, trigger });
	expect(doubled.length).toBeGreaterThan(0);
}, 300_000);
