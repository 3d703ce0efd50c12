import type { IDataObject } from 'n8n-workflow';

import { useStage } from './harness';
import { makeKiller } from './trigger/kills';
import { Watch } from './trigger/watch';
import { removeRepeats, TICKET, ticketNode } from './trigger/workflow';

/** n8n starts several times in each. */
jest.setTimeout(240_000);

/**
 * n8n is killed while the trigger hands events over; `npm run kills` measures more delays.
 *
 * n8n's default engine saves the state and makes the execution each by itself: between the two an event is
 * lost whatever a node does. 'Repeat Last Events' is for those who can't have that.
 */
const killer = makeKiller();
const stage = useStage({ ...killer.options, isOneStory: true });
afterAll(() => killer.close());

/** Before anything is saved, between state and execution, and while the execution goes on. */
const DELAYS = [0, 12, 25, 60, 100];

/** Two triggers that poll at the same time; `repeating` is the one that the delays count from. */
let repeating: Watch;
let continuing: Watch;

test('repeating after a restart: none missed; continuing: none doubled', async () => {
	const { n8n } = stage();
	const parameters = { options: { afterRestart: 'repeatLast' } };
	const behind = [removeRepeats, ticketNode];
	repeating = await Watch.publish(stage(), { parameters, behind });
	continuing = await Watch.publish(stage());
	for (const delay of DELAYS) {
		await repeating.polled();
		killer.order(repeating.workflowId, delay);
		repeating.fail(2);
		await killer.done(n8n);
		await killer.revive(n8n);
		await repeating.toldAll();
	}
	await repeating.expectNoneMissed();
	const told = await continuing.told();
	expect(new Set(told).size).toBe(told.length);
});

test('a restart that harmed nothing is repeated after, too', async () => {
	const before = await repeating.told();
	await stage().n8n.restart();
	await repeating.itemsAre((items) => items.length > before.length, 'the last events once more');
	await repeating.expectNoneMissed();
	const repeated = new Set((await repeating.told()).slice(before.length));
	expect(repeated.size).toBe(2);
	expect(before).toEqual(expect.arrayContaining([...repeated]));
});

test('Remove Duplicates lets each event through once', async () => {
	const tickets = (await repeating.executions()).flatMap(
		({ nodes }): IDataObject[] => nodes[TICKET]?.items[0] ?? [],
	);
	const ids = tickets.map(({ eventId }) => eventId);
	expect(ids.length).toBeGreaterThan(0);
	expect(new Set(ids).size).toBe(ids.length);
	expect((await repeating.told()).length).toBeGreaterThan(ids.length);
});
