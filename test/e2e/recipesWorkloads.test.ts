import type { IDataObject } from 'n8n-workflow';

import { until } from '../n8n';
import { NO_TROUBLES, startTicketServer, type TicketServer } from '../ticketServer';
import { useStage } from './harness';
import { Recipe } from './recipes/recipe';
import { everySeconds } from './trigger/workflow';

/** The recipe "machine without a restore point for 48 hours → ticket", as it is published, against a ticket server. */
jest.setTimeout(240_000);

const TRIGGER = 'A machine is unprotected or protected again';
const MACHINE =
	'virtualMachine:7c0f3b0e-0000-4000-8000-000000000001:7c0f3b0e-0000-4000-8000-000000000002';

const stage = useStage({ isOneStory: true });
let server: TicketServer;
let recipe: Recipe;
beforeAll(async () => {
	const { n8n, data } = stage();
	server = await startTicketServer();
	await n8n.client.createCredential('VSPC account', 'vspcApi', data('vspcApi'));
	await n8n.client.createCredential('Header Auth account', 'httpHeaderAuth', { ...server.header });
	recipe = await Recipe.import(stage(), 'workload-ticket.json');
	await recipe.set({ ticketUrl: server.url });
}, 60_000);
afterEach(() => server.trouble(NO_TROUBLES));
afterAll(async () => await server?.stop());

const told = (event: string, more: IDataObject = {}): IDataObject => ({
	event,
	workloadKey: MACHINE,
	workloadKind: 'virtualMachine',
	name: 'DC01',
	companyName: 'Acme',
	backupServerName: 'VBR01',
	locationName: null,
	latestRestorePointUtc: '2026-11-22T06:00:00.000Z',
	rpoHours: 48,
	...more,
});
const tell = async (...items: IDataObject[]) => await recipe.tell(TRIGGER, items);
const ticketsOf = (key: string) => server.tickets.filter(({ externalId }) => externalId === key);

test('one ticket, also when the event is repeated; closed when the machine is protected again', async () => {
	expect((await tell(told('unprotected'))).status).toBe('success');
	await tell(told('unprotected'), told('unprotected', { isSample: true }));
	expect(ticketsOf(MACHINE)).toHaveLength(1);
	const [{ subject, status, description }] = ticketsOf(MACHINE);
	expect([subject, status]).toEqual(['No restore point for 48 hours: DC01 (Acme)', 'open']);
	expect(description).toMatch(
		/^VSPC shows no restore point of DC01 within 48 hours\.\nLatest restore point: 22 Nov 2026, \d\d:00\nKind: virtual machine\nCompany: Acme\nBackup server: VBR01\n/,
	);
	const end = told('protected', { endedBy: 'restorePoint' });
	await tell(end);
	expect(ticketsOf(MACHINE)).toMatchObject([
		{ status: 'closed', notes: [{ text: 'There is a new restore point.' }] },
	]);
	await tell(end);
	expect(ticketsOf(MACHINE)).toHaveLength(1);
});

test('a machine that is gone: its ticket says so, and not that it is protected', async () => {
	const workloadKey = 'consoleComputer:7c0f3b0e-0000-4000-8000-000000000003';
	const gone = { workloadKey, latestRestorePointUtc: null };
	await tell(told('unprotected', gone));
	await tell(told('protected', { ...gone, rpoHours: null, endedBy: 'disappeared' }));
	expect(ticketsOf(workloadKey)).toMatchObject([
		{
			subject: 'No restore point: DC01 (Acme)',
			description: expect.stringContaining('Latest restore point: none'),
			status: 'closed',
			notes: [{ text: expect.stringContaining('does not list it any more') }],
		},
	]);
});

test('many machines at once: a ticket each', async () => {
	const keys = Array.from({ length: 12 }, (_, index) => `${MACHINE.slice(0, -2)}${20 + index}`);
	const all = keys.map((workloadKey) => told('unprotected', { workloadKey }));
	expect((await tell(...all)).status).toBe('success');
	await tell(...all);
	expect(keys.map((key) => ticketsOf(key).length)).toEqual(keys.map(() => 1));
});

test('a ticket system that refuses: the execution fails, so that the error workflow starts', async () => {
	server.trouble({ ...NO_TROUBLES, create: ['refused'] });
	const workloadKey = MACHINE.replaceAll('7c', '7d');
	expect((await tell(told('unprotected', { workloadKey }))).status).toBe('error');
});

test('published: machines that VSPC shows without restore points get a ticket each, and no second one after a restart', async () => {
	const { simulator, n8n } = stage();
	const watched = ['virtualMachines', 'computersManagedByConsole'];
	for (const { uid, chains } of simulator.estate.workloads) {
		const now = chains.map((chain) => ({ ...chain, points: [...chain.points, Date.now()] }));
		simulator.setWorkload(uid, { chains: now });
	}
	const lost = simulator.estate.workloads.filter(({ list }) => watched.includes(list)).slice(0, 3);
	for (const { uid } of lost) simulator.setWorkload(uid, { chains: [] });
	const keys = () =>
		server.tickets
			.map(({ externalId }) => externalId)
			.filter((key) => lost.some(({ uid }) => key.endsWith(`:${uid}`)));
	await recipe.change(TRIGGER, 'pollTimes', everySeconds(2));
	await recipe.change(TRIGGER, 'options.emitExisting', true);
	await recipe.publish();
	await until(
		async () => keys(),
		({ length }) => length >= lost.length,
		60_000,
		() => 'no tickets',
	);
	const { none } = server.seen.search;
	await n8n.quit();
	await n8n.restart();
	await until(
		async () => server.seen.search.none,
		(searches) => searches >= none + lost.length,
		60_000,
		() => 'the events were not repeated',
	);
	await until(
		async () => await n8n.client.listExecutions(recipe.id, ['new', 'running', 'waiting']),
		({ length }) => length === 0,
		60_000,
		() => 'executions did not end',
	);
	expect(new Set(keys()).size).toBe(lost.length);
	expect(keys()).toHaveLength(lost.length);
	await recipe.unpublish();
});
