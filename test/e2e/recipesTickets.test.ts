/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { EstateJob } from '../simulator';
import { BAD_NIGHT, DOWN, NO_TROUBLES, type Ticket, type Trouble } from '../ticketServer';
import { useStage } from './harness';
import { until } from '../n8n';
import { sessionsIn, TicketDesk } from './recipes/desk';
import { Recipe } from './recipes/recipe';
import { everySeconds } from './trigger/workflow';

/** The recipe "failed job → ticket", as it is published, against a ticket server. */
jest.setTimeout(600_000);

const TRIGGER = 'A job failed or recovered';
const SWEEP = 'Every morning';

const stage = useStage({ isOneStory: true });
let desk: TicketDesk;
beforeAll(async () => {
	desk = await TicketDesk.open(stage());
	await desk.recipe.set({ pauseSeconds: 1, attempts: 20 });
	await desk.recipe.change(TRIGGER, 'pollTimes', everySeconds(2));
	await desk.recipe.change(SWEEP, 'rule', {
		interval: [{ field: 'seconds', secondsInterval: 15 }],
	});
	desk.calm();
}, 120_000);
afterAll(async () => await desk?.shut());

describe('set up in the order of the notes', () => {
	const tryToPublish = async () =>
		await desk.recipe.publish().then(
			() => 'published',
			(error: Error) => error.message,
		);

	test('the steps are not chosen: n8n publishes and executes nothing, and names the node', async () => {
		const message = await tryToPublish();
		expect(message).toContain('Node "Ticket steps":');
		expect(message).toContain('required parameters: workflowId');
		const { status, error } = await desk.recipe.run(SWEEP);
		expect(status).toBe('error');
		expect(error?.message).toContain(`The 'Ticket steps' node has issues`);
		expect(error?.message).toContain('"Workflow" is required');
	});

	test('the steps are not published: n8n does not publish the recipe, and names both', async () => {
		await desk.recipe.choose(desk.steps);
		const message = await tryToPublish();
		expect(message).toContain('Node "Ticket steps"');
		expect(message).toContain('("VSPC: ticket steps, any REST API") which is not published');
	});

	test('the steps first, then the recipe', async () => {
		await desk.steps.publish();
		expect(await tryToPublish()).toBe('published');
	});
});

describe('published, with a ticket system that fails now and then', () => {
	afterAll(async () => {
		await desk.recipe.unpublish();
		await desk.quiet();
	});

	/** In four parts, so that executions overlap. */
	async function failAll(): Promise<void> {
		for (let first = 0; first < 20; first += 5) {
			await desk.fail(desk.jobs(20).slice(first, first + 5));
			await sleep(2500);
		}
	}

	test('20 jobs fail in 3 rounds, over a restart and a kill of n8n: one open ticket each', async () => {
		const { n8n } = stage();
		desk.server.trouble(BAD_NIGHT, 150);
		await failAll();
		await desk.settled();

		await failAll();
		await n8n.restart();
		await desk.settled();

		await failAll();
		await n8n.kill();
		await n8n.restart();
		await desk.settled();

		expect(desk.openJobs()).toEqual(
			desk
				.jobs(20)
				.map(({ instanceUid }) => instanceUid)
				.sort(),
		);
		const { create, change } = desk.server.seen;
		expect(create.failsAfter + create.cutAfter).toBeGreaterThan(0);
		expect(change.failsAfter + change.cutAfter).toBeGreaterThan(0);
		expect(await desk.overlaps()).toBeGreaterThan(0);
	});

	test('all recover: no ticket is left open', async () => {
		await desk.recover(desk.jobs(20));
		await desk.settled();
		await desk.quiet();
		expect(desk.wrong()).toEqual([]);
		expect(desk.openJobs()).toEqual([]);
		await desk.printFigures();
	});
});

describe('unpublished, run by hand', () => {
	test('two executions find no ticket at the same moment: the younger of their two is closed', async () => {
		desk.server.trouble(NO_TROUBLES);
		const [, failing] = desk.jobs(2);
		const before = desk.ticketsOf(failing).length;
		await desk.fail([failing]);
		desk.server.meet(2);
		await Promise.all([desk.recipe.run(SWEEP), desk.recipe.run(SWEEP)]);

		const [older, younger, ...others] = desk.ticketsOf(failing).slice(before);
		expect(others).toEqual([]);
		expect(older).toMatchObject({ status: 'open', notes: [] });
		// both may have found that out, and closed it
		expect(younger.status).toBe('closed');
		const note = `This ticket is a duplicate of ${older.id}.`;
		expect(new Set(younger.notes.map(({ text }) => text))).toEqual(new Set([note]));
	});

	test('the sweep notes a failure once, and leaves alone what a person closed', async () => {
		const [, failing] = desk.jobs(2);
		const [ticket] = desk.openTickets();
		await desk.recipe.run(SWEEP);
		expect(ticket.notes).toEqual([]);
		await desk.fail([failing]);
		await desk.recipe.run(SWEEP);
		await desk.recipe.run(SWEEP);
		expect(ticket.notes).toHaveLength(1);
		expect(desk.wrong()).toEqual([]);

		desk.server.close(ticket);
		const { length } = desk.server.tickets;
		await desk.recipe.run(SWEEP);
		expect(desk.server.tickets).toHaveLength(length);
		await desk.fail([failing]);
		await desk.recipe.run(SWEEP);
		expect(desk.server.tickets).toHaveLength(length + 1);
		expect(desk.server.tickets.at(-1)).toMatchObject({ status: 'open', notes: [] });
		expect(sessionsIn(desk.server.tickets.at(-1)!)).toHaveLength(1);
	});

	test('the sweep closes the ticket of a job whose recovery was missed', async () => {
		await desk.recover(desk.jobs(2));
		const { status } = await desk.recipe.run(SWEEP);
		expect(status).toBe('success');
		expect(desk.openTickets()).toEqual([]);
	});

	test('agent and Microsoft 365 jobs get their tickets, too, and these are closed when they are fine', async () => {
		const { simulator } = stage();
		const others = desk.otherKinds();
		const end = (status: string) => {
			for (const { instanceUid } of others) simulator.endSession(instanceUid, { status });
		};
		end('Failed');
		expect((await desk.recipe.run(SWEEP)).status).toBe('success');
		const keys = desk.openTickets().map(({ externalId }) => externalId.split(':')[0]);
		expect(keys.sort()).toEqual(['agentJob', 'microsoft365Job']);
		for (const { description } of desk.openTickets()) {
			expect(description).toMatch(/^(.*server|Computer): .+$/im);
			expect(description).toMatch(/^Message: .+/m);
		}
		// no job runs twice in a second
		await sleep(1500);
		end('Success');
		expect((await desk.recipe.run(SWEEP)).status).toBe('success');
		expect(desk.openTickets()).toEqual([]);
	});

	test('a ticket system that is down: the execution fails and says which; the next sweep makes up for it', async () => {
		await desk.recipe.set({ pauseSeconds: 0, attempts: 3 });
		await desk.fail(desk.jobs(2));
		desk.server.trouble(DOWN);
		const { status, error } = await desk.recipe.run(SWEEP);
		expect(status).toBe('error');
		expect(error?.message).toContain(
			'2 of the 2 events did not get through to the ticket system: Backup job failed: ',
		);
		expect(error?.message).toContain('503');
		desk.server.trouble(NO_TROUBLES);
		expect((await desk.recipe.run(SWEEP)).status).toBe('success');
		expect(desk.wrong()).toEqual([]);
	});

	describe('reopenClosed in Settings: a person closed the ticket, and the job fails again', () => {
		beforeAll(async () => {
			await desk.recipe.set({ reopenClosed: true, pauseSeconds: 0, attempts: 4 });
			desk.server.trouble(NO_TROUBLES);
		});
		afterAll(async () => await desk.recipe.set({ reopenClosed: false }));

		/** The ticket of a failing job, after a person has closed it and the job has failed again. */
		async function closedByHand(): Promise<Ticket> {
			const [job] = desk.jobs(1);
			await desk.fail([job]);
			await desk.recipe.run(SWEEP);
			const ticket = desk.ticketsOf(job).at(-1)!;
			desk.server.close(ticket);
			await desk.fail([job]);
			return ticket;
		}

		test('it is reopened with a note, also when answers are lost; no second ticket', async () => {
			const ticket = await closedByHand();
			const { length } = desk.server.tickets;
			const change: Trouble[] = ['failsAfter', 'none', 'refused', 'cutAfter', 'none'];
			desk.server.trouble({ ...NO_TROUBLES, change });
			await desk.recipe.set({ attempts: 8 });
			expect((await desk.recipe.run(SWEEP)).status).toBe('success');
			desk.server.trouble(NO_TROUBLES);
			await desk.recipe.run(SWEEP);
			expect(desk.server.tickets).toHaveLength(length);
			expect(ticket.status).toBe('open');
			expect(desk.wrong()).toEqual([]);
		});

		test('when the job is fine, the ticket is closed; it fails later on: a new ticket', async () => {
			const [job] = desk.jobs(1);
			await desk.recover(desk.jobs(2));
			await desk.recipe.run(SWEEP);
			const old = structuredClone(desk.ticketsOf(job));
			expect(old.map(({ status }) => status)).not.toContain('open');
			await desk.fail([job]);
			await desk.recipe.run(SWEEP);
			expect(desk.ticketsOf(job).slice(0, -1)).toEqual(old);
			expect(desk.wrong()).toEqual([]);
		});

		test('it cannot be reopened, as it was deleted: a new ticket', async () => {
			const [job] = desk.jobs(1);
			await desk.recipe.set({ attempts: 4 });
			const ticket = await closedByHand();
			const { id } = ticket;
			ticket.id = 0;
			expect((await desk.recipe.run(SWEEP)).status).toBe('success');
			ticket.id = id;
			expect(desk.ticketsOf(job).at(-1)).not.toBe(ticket);
			expect(desk.openJobs()).toEqual([job.instanceUid]);
		});
	});

	describe('one event', () => {
		const itemOf = (job: EstateJob, event: IDataObject) => ({
			jobKey: `job:${job.backupServerUid}:${job.instanceUid}`,
			name: job.name,
			...event,
		});
		beforeAll(async () => {
			await desk.recipe.set({ pauseSeconds: 0, attempts: 3 });
			desk.server.trouble(NO_TROUBLES);
			await desk.recover(desk.jobs(2));
			expect((await desk.recipe.run(SWEEP)).status).toBe('success');
		});

		test('the job is deleted: its ticket is closed and says so; it is back and still failed: a new one', async () => {
			const [job] = desk.jobs(1);
			await desk.fail([job]);
			await desk.recipe.run(SWEEP);
			expect(desk.openTickets()).toHaveLength(1);
			const deleted = itemOf(job, { event: 'recovered', recoveredBy: 'deleted' });
			expect((await desk.recipe.tell(TRIGGER, [deleted])).status).toBe('success');
			expect(desk.openTickets()).toEqual([]);
			expect(desk.ticketsOf(job).at(-1)!.notes.at(-1)!.text).toBe('The job was deleted.');

			await desk.recipe.run(SWEEP);
			expect(desk.openTickets()).toHaveLength(1);
			await desk.recover([job]);
			await desk.recipe.run(SWEEP);
			expect(desk.openTickets()).toEqual([]);
		});

		test('a sample from "Execute workflow" makes no ticket', async () => {
			const { length } = desk.server.tickets;
			const [job] = desk.jobs(1);
			const { lastEndTime } = job;
			const sample = itemOf(job, { event: 'failed', lastEndTime, isSample: true });
			expect((await desk.recipe.tell(TRIGGER, [sample])).status).toBe('success');
			expect(desk.server.tickets).toHaveLength(length);
		});

		test.each([
			[
				'the list of tickets is elsewhere in the answer',
				'Read the answer',
				'assignments.assignments.0.value',
				'={{ $json.body.tickets.map((ticket) => ticket) }}',
				'finds no list of tickets',
				0,
			],
			[
				'the ID of a new ticket is elsewhere in the answer',
				'Create ticket',
				'options.response',
				{ response: { fullResponse: true } },
				'answered without the ID of the ticket',
				1,
			],
		])(
			'%s: the execution fails and says so, and nothing is taken for done',
			async (_, node, path, value, message, made) => {
				const [job] = desk.jobs(1);
				const { length } = desk.server.tickets;
				const right = await desk.steps.read(node, path);
				await desk.fail([job]);
				await desk.steps.change(node, path, value);
				const { status, error } = await desk.recipe.run(SWEEP);
				expect([status, error?.message]).toEqual(['error', expect.stringContaining(message)]);
				expect(desk.server.tickets).toHaveLength(length + made);

				await desk.steps.change(node, path, right);
				expect((await desk.recipe.run(SWEEP)).status).toBe('success');
				expect(desk.wrong()).toEqual([]);
				expect(desk.server.tickets).toHaveLength(length + 1);
				await desk.recover([job]);
				await desk.recipe.run(SWEEP);
			},
		);
	});
});

describe('the simple one', () => {
	let simple: Recipe;
	beforeAll(async () => {
		desk.server.trouble(NO_TROUBLES);
		simple = await Recipe.import(stage(), 'failed-job-ticket-simple.json');
		for (const [node, path] of [
			['Create ticket', '/tickets'],
			['Its open tickets', '/tickets'],
			['Close ticket', '/tickets/{{ $json.id }}'],
		]) {
			await simple.change(node, 'url', `=${desk.server.url}${path}`);
		}
	});
	const event = (name: string, more: IDataObject = {}): IDataObject => ({
		jobKey: 'job:simple',
		name: 'Web VMs',
		companyName: 'Alpine Clinics',
		ticketTitle: 'Backup job failed: Web VMs (Alpine Clinics)',
		ticketText: 'No space left',
		event: name,
		...more,
	});
	const tickets = () => desk.server.tickets.filter(({ externalId }) => externalId === 'job:simple');

	test('each failure makes a ticket; when the job is fine again, all are closed', async () => {
		const items = [event('failed'), event('failed'), event('failed', { jobKey: 'job:other' })];
		expect((await simple.tell(TRIGGER, items)).status).toBe('success');
		expect(tickets()).toMatchObject([
			{ subject: 'Backup job failed: Web VMs (Alpine Clinics)', description: 'No space left' },
			{ status: 'open' },
		]);
		expect((await simple.tell(TRIGGER, [event('recovered')])).status).toBe('success');
		expect(tickets().map(({ status }) => status)).toEqual(['closed', 'closed']);
		expect(tickets()[0].notes.at(-1)!.text).toBe('The job is fine again.');
		expect(desk.server.tickets.at(-1)).toMatchObject({ externalId: 'job:other', status: 'open' });
	});

	test('fine again without a ticket, or a sample: nothing happens', async () => {
		const { length } = desk.server.tickets;
		for (const item of [event('recovered'), event('failed', { isSample: true })]) {
			expect((await simple.tell(TRIGGER, [item])).status).toBe('success');
		}
		expect(desk.server.tickets).toHaveLength(length);
		expect(tickets()[0].notes).toHaveLength(1);
	});

	test('a ticket system that is down: the execution fails', async () => {
		desk.server.trouble(DOWN);
		const { status, error } = await simple.tell(TRIGGER, [event('failed')]);
		expect([status, JSON.stringify(error)]).toEqual(['error', expect.stringContaining('503')]);
	});

	test('published, it starts when a job fails', async () => {
		desk.server.trouble(NO_TROUBLES);
		await simple.change(TRIGGER, 'pollTimes', everySeconds(2));
		await simple.publish();
		const [, , job] = desk.jobs(3);
		const { length } = desk.ticketsOf(job);
		await desk.fail([job]);
		await until(
			async () => desk.ticketsOf(job),
			(found) => found.length > length,
			30_000,
			() => 'no ticket',
		);
		await simple.unpublish();
	});
});

describe('a ticket for each lost server', () => {
	let recipe: Recipe;
	const SERVER = 'backupServer:7c0f3b0e-0000-4000-8000-000000000001';
	const told = (event: string, more: IDataObject = {}): IDataObject => ({
		event,
		serverKey: SERVER,
		name: 'VBR01',
		ticketTitle: 'Backup server disconnected: VBR01 (Acme)',
		ticketText: 'Jobs of the server: 12. VSPC shows an old state of them',
		...more,
	});
	const tell = async (...items: IDataObject[]) =>
		await recipe.tell('A server was lost or is back', items);
	const own = () => desk.server.tickets.filter(({ externalId }) => externalId === SERVER);

	beforeAll(async () => {
		desk.server.trouble(NO_TROUBLES);
		recipe = await Recipe.import(stage(), 'server-ticket.json');
		await recipe.set({ ticketUrl: desk.server.url });
	});
	afterEach(() => desk.server.trouble(NO_TROUBLES));

	test('one ticket, also when the event is repeated; closed when the server is back', async () => {
		expect((await tell(told('serverDisconnected'))).status).toBe('success');
		await tell(told('serverDisconnected'), told('serverDisconnected', { isSample: true }));
		expect(own()).toHaveLength(1);
		expect(own()[0]).toMatchObject({
			subject: 'Backup server disconnected: VBR01 (Acme)',
			status: 'open',
		});
		expect(own()[0].description).toBe('Jobs of the server: 12. VSPC shows an old state of them');
		const back = 'VSPC is connected to the backup server "VBR01" again.';
		await tell(told('serverReconnected', { ticketText: back }));
		expect(own()).toMatchObject([{ status: 'closed', notes: [{ text: back }] }]);
		await tell(told('serverReconnected'));
		expect(own()).toHaveLength(1);
	});

	test('a ticket system that refuses: the execution fails, so that the error workflow starts', async () => {
		desk.server.trouble({ ...NO_TROUBLES, create: ['refused'] });
		const { status } = await tell(told('serverDisconnected'));
		expect(status).toBe('error');
	});
});
