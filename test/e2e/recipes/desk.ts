/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import { until, type ExecutionSummary } from '../../n8n';
import type { EstateJob } from '../../simulator';
import { startTicketServer, type Ticket, type TicketServer } from '../../ticketServer';
import type { Stage } from '../harness';
import { Recipe } from './recipe';

const SETTLED_MS = 240_000;
const APART_MS = 2_500;
const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];

/** A recipe that makes tickets of jobs, the ticket system, and what must be in there. */
export class TicketDesk {
	/** When the sessions ended that failed since the job was fine last, by job */
	private readonly failures = new Map<string, string[]>();

	private constructor(
		private readonly stage: Stage,
		readonly recipe: Recipe,
		/** The workflow that does the work for the recipe */
		readonly steps: Recipe,
		readonly server: TicketServer,
	) {}

	/** Imports both workflows as a person does: credentials first, then the settings. Publishes and chooses nothing. */
	static async open(stage: Stage): Promise<TicketDesk> {
		const server = await startTicketServer();
		const { client } = stage.n8n;
		await client.createCredential('VSPC account', 'vspcApi', stage.data('vspcApi'));
		await client.createCredential('Header Auth account', 'httpHeaderAuth', { ...server.header });
		const steps = await Recipe.import(stage, 'failed-job-ticket-steps.json');
		await steps.set({ ticketUrl: server.url }, 'Ticket system');
		const recipe = await Recipe.import(stage, 'failed-job-ticket.json');
		return new TicketDesk(stage, recipe, steps, server);
	}

	async shut(): Promise<void> {
		await this.server.stop();
	}

	/** From now on no job has a problem. */
	calm(): void {
		const { simulator } = this.stage;
		const { jobs, agentJobs, vb365Jobs } = simulator.estate;
		for (const { instanceUid } of [...jobs, ...agentJobs, ...vb365Jobs]) {
			simulator.endSession(instanceUid, { status: 'Success' });
		}
	}

	/** Jobs of backup servers that are fine and could fail. */
	jobs(count: number): EstateJob[] {
		const found = this.stage.simulator.estate.jobs
			.filter(({ type, isEnabled }) => type === 'BackupVm' && isEnabled)
			.slice(0, count);
		if (found.length < count) throw new Error('The simulator has too few jobs');
		return found;
	}

	/** An agent job and a Microsoft 365 job that are fine and could fail. */
	otherKinds(): Array<{ instanceUid: string }> {
		const { agentJobs, vb365Jobs } = this.stage.simulator.estate;
		return [agentJobs, vb365Jobs].map((jobs) => jobs.find(({ isEnabled }) => isEnabled)!);
	}

	async fail(jobs: EstateJob[]): Promise<void> {
		await this.apart(jobs);
		for (const { instanceUid } of jobs) {
			this.stage.simulator.endSession(instanceUid, { status: 'Failed' });
			const { lastEndTime } = this.job(instanceUid);
			const before = this.failures.get(instanceUid) ?? [];
			this.failures.set(instanceUid, [...before, new Date(lastEndTime!).toISOString()]);
		}
	}

	async recover(jobs: EstateJob[]): Promise<void> {
		await this.apart(jobs);
		for (const { instanceUid } of jobs) {
			this.stage.simulator.endSession(instanceUid, { status: 'Success' });
			this.failures.delete(instanceUid);
		}
	}

	/** Two ends of a job within a second are one to the trigger, and no job runs twice in a second. */
	private async apart(jobs: EstateJob[]): Promise<void> {
		const ends = jobs.map(({ instanceUid }) => Date.parse(this.job(instanceUid).lastEndTime ?? ''));
		const latest = Math.max(...ends.filter((end) => !Number.isNaN(end)), 0);
		await sleep(Math.max(0, latest + APART_MS - Date.now()));
	}

	private job(uid: string): EstateJob {
		return this.stage.simulator.estate.jobs.find(({ instanceUid }) => instanceUid === uid)!;
	}

	ticketsOf({ instanceUid }: Pick<EstateJob, 'instanceUid'>): Ticket[] {
		return this.server.tickets.filter(({ externalId }) => externalId.endsWith(instanceUid));
	}

	openTickets(): Ticket[] {
		return this.server.tickets.filter(({ status }) => status === 'open');
	}

	/** The jobs that have an open ticket, as often as they have one. */
	openJobs(): string[] {
		return this.openTickets()
			.map(({ externalId }) => externalId.split(':').at(-1)!)
			.sort();
	}

	/** For whoever reads the output of the tests. */
	async printFigures(): Promise<void> {
		const { tickets, seen } = this.server;
		const executions = await this.stage.n8n.client.listExecutions(this.recipe.id);
		const crashed = executions.filter(({ status }) => status === 'crashed').length;
		const notes = tickets.flatMap((ticket) => ticket.notes.flatMap(({ session }) => session ?? []));
		const doubled = tickets.flatMap(sessionsIn).length - new Set(tickets.flatMap(keysIn)).size;
		const figures = [
			`${tickets.length} tickets, ${notes.length} notes of failures (${doubled} doubled)`,
			`${executions.length} executions, ${await this.overlaps()} beside others, ${crashed} crashed`,
			`requests: ${JSON.stringify(seen)}`,
		];
		process.stderr.write(`${figures.join('\n')}\n`);
	}

	/** What is wrong: a failing job without its one open ticket, a failure that is in none, a ticket too many. */
	wrong(): string[] {
		const failing = [...this.failures].flatMap(([instanceUid, sessions]) => {
			const tickets = this.ticketsOf({ instanceUid });
			const open = tickets.filter(({ status }) => status === 'open');
			const told = tickets.flatMap(sessionsIn);
			const untold = sessions.filter((session) => !told.includes(session));
			return [
				...(open.length === 1 ? [] : [`${instanceUid} has ${open.length} open tickets`]),
				...untold.map((session) => `${instanceUid}: ${session} is in no ticket`),
			];
		});
		const fine = this.openTickets().filter(
			({ externalId }) => !this.failures.has(externalId.split(':').at(-1)!),
		);
		return [...failing, ...fine.map(({ externalId }) => `${externalId} is fine and has a ticket`)];
	}

	/** Waits until all is as it has to be. */
	async settled(): Promise<void> {
		await until(
			async () => this.wrong(),
			(wrong) => wrong.length === 0,
			SETTLED_MS,
			() => `not settled: ${this.wrong().join('; ')}`,
		);
	}

	/** Waits until nothing runs any more. */
	async quiet(): Promise<void> {
		const { client } = this.stage.n8n;
		await until(
			async () => await client.listExecutions(this.recipe.id, UNFINISHED),
			(running) => running.length === 0,
			SETTLED_MS,
			() => 'executions did not end',
		);
	}

	/** How many executions ran while another one did. */
	async overlaps(): Promise<number> {
		const listed = await this.stage.n8n.client.listExecutions(this.recipe.id);
		const spans = listed.map(spanOf).sort((one, other) => one[0] - other[0]);
		let end = 0;
		return spans.filter(([from, to]) => {
			const overlaps = from < end;
			end = Math.max(end, to);
			return overlaps;
		}).length;
	}
}

/** When the sessions ended that a ticket names, each as often as it does. */
export function sessionsIn({ notes, createdSession }: Ticket): string[] {
	return [createdSession, ...notes.flatMap(({ session }) => session ?? [])];
}

function keysIn(ticket: Ticket): string[] {
	return sessionsIn(ticket).map((session) => `${ticket.externalId} ${session}`);
}

function spanOf({ startedAt, stoppedAt }: ExecutionSummary): [number, number] {
	return [Date.parse(startedAt ?? ''), Date.parse(stoppedAt ?? startedAt ?? '')];
}
