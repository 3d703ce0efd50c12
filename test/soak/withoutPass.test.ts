import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { soak } from './soak';

/** After the first poll nothing but the newest ends is read. */
jest.mock('../../nodes/shared/trigger/pass', () => ({
	...jest.requireActual<object>('../../nodes/shared/trigger/pass'),
	isPassDue: () => false,
}));

test('finds sessions that are missed when late ones are not looked for', async () => {
	const trigger = new VspcJobTrigger();
	const { missed } = await soak({ seed: 1, days: 3, jobs: 600, trigger });
	expect(missed.length).toBeGreaterThan(0);
}, 300_000);
