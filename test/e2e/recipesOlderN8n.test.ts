import { missingN8n, TESTED_VERSIONS, until } from '../n8n';
import type { Ticket } from '../ticketServer';
import { useStage } from './harness';
import { describeWith } from './needs';
import { TicketDesk } from './recipes/desk';
import { Recipe } from './recipes/recipe';
import { everySeconds } from './trigger/workflow';

/** "Failed job → ticket" in n8n 1.x, set up as its page says for n8n 1.x. */
jest.setTimeout(120_000);

const TRIGGER = 'A job failed or recovered';
const TABLE = 'VSPC job tickets';

const [version] = TESTED_VERSIONS;

describeWith(missingN8n(version), `n8n ${version}`, () => {
	const stage = useStage({ isOneStory: true, version });
	let desk: TicketDesk;
	beforeAll(async () => {
		desk = await TicketDesk.open(stage());
		await desk.recipe.set({ pauseSeconds: 0, attempts: 3 });
		await desk.recipe.change(TRIGGER, 'pollTimes', everySeconds(2));
		desk.calm();
	}, 120_000);
	afterAll(async () => await desk?.shut());

	/** In **Data tables**: it is not made by itself here, and nodes find it by its ID only. */
	async function createTable(): Promise<string> {
		const { rest } = stage().n8n.client;
		const project = await rest.send<{ id: string }>('GET', '/projects/personal');
		const names = ['key', 'ticket', 'state', 'session', 'name', 'company'];
		const columns = names.map((name) => ({ name, type: 'string' }));
		const path = `/projects/${project.id}/data-tables`;
		return (await rest.send<{ id: string }>('POST', path, { name: TABLE, columns })).id;
	}

	async function ticketsOf(count: number, fits: (ticket: Ticket) => boolean): Promise<Ticket[]> {
		const [job] = desk.jobs(1);
		return await until(
			async () => desk.ticketsOf(job),
			(tickets) => tickets.length === count && tickets.every(fits),
			60_000,
			() => `the tickets are ${JSON.stringify(desk.ticketsOf(job))}`,
		);
	}

	test('the steps are not chosen: n8n refuses to execute the recipe', async () => {
		await expect(desk.recipe.run('Every morning')).rejects.toThrow('The workflow has issues');
	});

	test('set up: a ticket when a job fails, a note when it fails again, closed when it is fine', async () => {
		const value = { __rl: true, mode: 'list', value: await createTable() };
		for (const node of ['Tickets still open', 'What n8n noted', 'Done, note it']) {
			await desk.steps.change(node, 'dataTableId', value);
		}
		await desk.steps.disable('Make the table if it is missing');
		await desk.recipe.choose(desk.steps);
		await desk.recipe.publish();

		const [job] = desk.jobs(1);
		await desk.fail([job]);
		await ticketsOf(1, ({ status, notes }) => status === 'open' && notes.length === 0);
		await desk.fail([job]);
		await ticketsOf(1, ({ status, notes }) => status === 'open' && notes.length === 1);
		await desk.recover([job]);
		await ticketsOf(1, ({ status }) => status === 'closed');
		await desk.recipe.unpublish();
	});

	test('the daily check makes the ticket that is missing, and closes what is fine again', async () => {
		const [job] = desk.jobs(1);
		await desk.fail([job]);
		expect((await desk.recipe.run('Every morning')).status).toBe('success');
		expect(desk.openJobs()).toEqual([job.instanceUid]);
		await desk.recover([job]);
		expect((await desk.recipe.run('Every morning')).status).toBe('success');
		expect(desk.openJobs()).toEqual([]);
	});

	test('the simple one makes a ticket, too', async () => {
		const simple = await Recipe.import(stage(), 'failed-job-ticket-simple.json');
		await simple.change('Create ticket', 'url', `${desk.server.url}/tickets`);
		const item = { jobKey: 'job:simple', name: 'Web VMs', event: 'failed' };
		expect((await simple.tell(TRIGGER, [item])).status).toBe('success');
		expect(desk.server.tickets.at(-1)).toMatchObject({ externalId: 'job:simple' });
	});
});
