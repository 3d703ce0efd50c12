import { useStage } from './harness';
import { DURABLE, makeKiller } from './trigger/kills';
import { Watch } from './trigger/watch';
import { everySeconds, TRIGGER } from './trigger/workflow';

/** n8n starts several times in each. */
jest.setTimeout(240_000);

/**
 * n8n's durable pollers, which are off by default: state and execution are saved together, so that even a
 * kill between poll and execution loses nothing.
 */
const killer = makeKiller(DURABLE);
const stage = useStage(killer.options);
afterAll(() => killer.close());

const DELAYS = [0, 15, 40];

test('n8n is killed while the trigger hands events over: none missed, none doubled', async () => {
	const { n8n } = stage();
	const watch = await Watch.publish(stage(), { parameters: { pollTimes: everySeconds(5) } });
	for (const delay of DELAYS) {
		await watch.polled();
		killer.order(watch.workflowId, delay);
		watch.fail(2);
		await killer.done(n8n);
		await killer.revive(n8n);
		await watch.toldAll();
	}
	await watch.polled();
	await watch.expectAllTold();
	// the state is where durable pollers have it, so they are really on
	const { staticData } = await n8n.client.getWorkflow(watch.workflowId);
	expect(staticData ?? {}).not.toHaveProperty(`node:${TRIGGER}`);
	await watch.close();
});
