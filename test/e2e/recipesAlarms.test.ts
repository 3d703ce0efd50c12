import type { IDataObject } from 'n8n-workflow';

import { until } from '../n8n';
import {
	BAD_NIGHT,
	NO_TROUBLES,
	startTicketServer,
	type Ticket,
	type TicketServer,
} from '../ticketServer';
import { useStage } from './harness';
import { Recipe } from './recipes/recipe';
import { everySeconds } from './trigger/workflow';

/** The recipe "alarm → ticket → alarm resolved", published, against a ticket server that fails now and then. */
jest.setTimeout(300_000);

const ALARMS = 6;
const SETTLED_MS = 120_000;

const stage = useStage({ isOneStory: true });
let server: TicketServer;
let recipe: Recipe;
beforeAll(async () => {
	const { n8n, data } = stage();
	server = await startTicketServer();
	await n8n.client.createCredential('VSPC account', 'vspcApi', data('vspcApi'));
	await n8n.client.createCredential('Header Auth account', 'httpHeaderAuth', { ...server.header });
	recipe = await Recipe.import(stage(), 'alarm-ticket.json');
	await recipe.set({ ticketUrl: server.url, pauseSeconds: 1, attempts: 20 });
	await recipe.change('An alarm was raised or resolved', 'pollTimes', everySeconds(2));
	await recipe.change('Every 5 minutes', 'rule', {
		interval: [{ field: 'seconds', secondsInterval: 4 }],
	});
	server.trouble(BAD_NIGHT, 50);
	await recipe.publish();
}, 120_000);
afterAll(async () => await server?.stop());

const alarms = new Map<string, string>();

/** Raises the alarm of this name, or raises it again. */
function raise(name: string): void {
	const alarm = stage().simulator.raiseAlarm({
		status: 'Error',
		message: `${name} is full`,
		object: { objectUid: `00000000-0000-4000-8000-00000000000${name}`, objectName: name },
	});
	alarms.set(name, alarm.instanceUid);
}

const ticketsOf = (name: string): Ticket[] =>
	server.tickets.filter(({ externalId }) => externalId === `alarm:${alarms.get(name)}`);
const openOf = (name: string) => ticketsOf(name).filter(({ status }) => status === 'open');
const names = Array.from({ length: ALARMS }, (_, index) => String(index + 1));

/** Waits until each of these alarms has so many open tickets. */
async function haveOpen(whose: string[], count: number): Promise<void> {
	await until(
		async () => whose.map((name) => openOf(name).length),
		(counts) => counts.every((found) => found === count),
		SETTLED_MS,
		() => `open tickets: ${whose.map((name) => openOf(name).length).join()}`,
	);
}

test('an alarm is raised: one ticket that says all of it', async () => {
	names.forEach(raise);
	await haveOpen(names, 1);
	for (const name of names) {
		expect(openOf(name)[0].subject).toContain(`, ${name}`);
		expect(openOf(name)[0].description).toContain(`Message: ${name} is full`);
	}
	// existing alarms make no ticket
	expect(new Set(server.tickets.map(({ externalId }) => externalId)).size).toBe(ALARMS);
});

test('VSPC resolves an alarm: its ticket is closed and says why', async () => {
	const [resolved, ...others] = names;
	stage().simulator.resolveAlarm(alarms.get(resolved)!);
	await haveOpen([resolved], 0);
	await haveOpen(others, 1);
	const texts = ticketsOf(resolved).flatMap(({ notes }) => notes.map(({ text }) => text));
	expect(texts.join()).toContain('The alarm is resolved in VSPC.');
	expect(stage().simulator.resolves.size).toBe(0);
});

test('a person closes tickets: their alarms are resolved once, with the number of the ticket', async () => {
	const { simulator } = stage();
	const closed = names.slice(1, 4);
	const numbers = closed.map((name) => {
		const [ticket] = openOf(name);
		server.close(ticket);
		return ticket.id;
	});
	const uids = closed.map((name) => alarms.get(name)!);
	await until(
		async () => uids.map((uid) => simulator.resolves.get(uid)),
		(counts) => counts.every((count) => count !== undefined),
		SETTLED_MS,
		() => 'alarms were not resolved',
	);
	const shown = uids.map(
		(uid) => simulator.estate.alarms.find(({ instanceUid }) => instanceUid === uid)!,
	);
	expect(shown.map(({ lastActivation }) => [lastActivation.status, lastActivation.remark])).toEqual(
		numbers.map((number) => ['Resolved', `Ticket ${number} was closed`]),
	);
	await haveOpen(names.slice(4), 1);
	expect([...simulator.resolves.entries()].sort()).toEqual(uids.map((uid) => [uid, 1]).sort());
});

test('raised again after that: a ticket of its own', async () => {
	const [again] = names.slice(1, 2);
	const before = ticketsOf(again).length;
	raise(again);
	await haveOpen([again], 1);
	expect(ticketsOf(again).length).toBeGreaterThan(before);
	expect(openOf(again)[0].session > ticketsOf(again)[0].session).toBe(true);
});

test('over a restart of n8n: nothing is doubled, and what happens after it is emitted', async () => {
	const { n8n, simulator } = stage();
	await n8n.restart();
	const open = names.filter((name) => openOf(name).length > 0);
	for (const name of open) simulator.resolveAlarm(alarms.get(name)!);
	await haveOpen(names, 0);
	await recipe.unpublish();
});

test('VSPC no longer has the alarm: its ticket is closed; it is back as it was: another ticket', async () => {
	const trigger = 'An alarm was raised or resolved';
	server.trouble(NO_TROUBLES);
	const alarmKey = 'alarm:00000000-0000-4000-8000-000000000099';
	const tickets = () => server.tickets.filter(({ externalId }) => externalId === alarmKey);
	const statuses = () => tickets().map(({ status }) => status);
	const raised = {
		event: 'raised',
		alarmKey,
		alarmName: 'Repository free space',
		lastActivation: { time: new Date().toISOString(), status: 'Error' },
	};
	const tell = async (item: IDataObject) =>
		expect((await recipe.tell(trigger, [item])).status).toBe('success');
	await tell(raised);
	await tell(raised);
	expect(statuses()).toEqual(['open']);
	await tell({ event: 'resolved', alarmKey, alarmName: raised.alarmName });
	expect(statuses()).toEqual(['closed']);
	await tell(raised);
	expect(statuses()).toEqual(['closed', 'open']);
	await tell({ ...raised, isSample: true, alarmKey: `${alarmKey}9` });
	expect(server.tickets.some(({ externalId }) => externalId === `${alarmKey}9`)).toBe(false);
});
