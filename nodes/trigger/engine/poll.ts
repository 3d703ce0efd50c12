import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { asError, elapsed, endingWith, type Timeouts, withTimeout } from '../../util/clock';
import { spelled } from '../../util/text';
import { inOneText } from '../../vspc/client/explanation';
import { toNodeError } from '../../vspc/client/outcome';
import { redact } from '../../vspc/client/redact';
import type { Vspc } from '../../vspc/vspc';
import {
	assign,
	budgetOf,
	declareForPoll,
	enter,
	type Held,
	isAfterRestart,
	leave,
	type ListFailure,
	memoryOf,
	noteRead,
	type Occasion,
	occasionOf,
	type TriggerMemory,
} from './memory';

/** What a poll has to go by. */
export interface Circumstances {
	/** The state as it was left, undefined for none; may come from any version of the package, or from elsewhere */
	state?: string;
	/** The state is older than what this process last knew: something may be missing in it */
	hasGap: boolean;
	/** n8n has started since the state was saved */
	isAfterRestart: boolean;
	/** A person publishes the workflow after it was inactive */
	isAfterPause: boolean;
	/** A person publishes the workflow, and sees what fails; n8n then gives the trigger up */
	isPublishing: boolean;
	/** For a single request */
	timeouts: Timeouts;
	/** Whether no further page should be read that takes so many milliseconds */
	isTimeUp: (ahead?: number) => boolean;
	/** When the details of events must have been read, by the clock `elapsed`; they are emitted without the rest */
	detailsUntil: number;
	/** What this process remembers, by topic */
	notes: Map<string, unknown>;
}

/** What a poll found out. */
export interface Findings {
	/** Undefined when nothing could be read: all stays as it was */
	state?: string;
	/** One per event, oldest first */
	items: IDataObject[];
	/** What could not be read; it will be tried again */
	failures: ListFailure[];
	/** Called once the state has been taken over */
	commit?: () => void;
}

/** Makes the client of a node for one context. */
export type MakeClient = (context: IPollFunctions) => Vspc;

/** What differs from trigger to trigger. */
export interface Trigger<Settings> {
	/** Reads and checks all parameters, before any request */
	readSettings: (context: IPollFunctions) => Settings;
	makeClient: MakeClient;
	/** Reads VSPC and makes events and the next state of it; changes nothing itself */
	watch: (vspc: Vspc, settings: Settings, circumstances: Circumstances) => Promise<Findings>;
	/** Items to build a workflow with; changes nothing */
	sample: (vspc: Vspc, settings: Settings) => Promise<IDataObject[]>;
}

/** A person is waiting in the editor. */
const SAMPLE_LIMITS = { timeoutSeconds: 60, asyncTimeoutSeconds: 60 };

/** What n8n calls a trigger's `poll` for: items in the editor, or one poll. */
export async function pollTrigger<Settings>(
	context: IPollFunctions,
	{ readSettings, makeClient, watch, sample }: Trigger<Settings>,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') {
		const settings = readSettings(context);
		const vspc = makeClient(context).within(SAMPLE_LIMITS);
		await vspc.connect();
		const items = await sample(vspc, settings);
		return items.length > 0 ? [items.map((json) => ({ json }))] : null;
	}
	return await pollOnce(context, async (circumstances, bounded) => {
		const settings = readSettings(context);
		const vspc = makeClient(bounded).within(circumstances.timeouts);
		await vspc.connect();
		return await watch(vspc, settings, circumstances);
	});
}

type Find = (circumstances: Circumstances, context: IPollFunctions) => Promise<Findings>;

/** How much of the time that n8n gives is used: for reading pages, for details too, and for all. */
const READING = 0.6;
const DETAILS = 0.85;
const HANDING_OVER = 0.95;

/**
 * One poll of a trigger, whatever it watches. Overlapping polls are kept apart, a start of n8n survives a VSPC
 * that is down, a lasting failure is thrown once an hour and delays no event by more than a poll, and the
 * state changes as a whole or not at all.
 *
 * @param find reads VSPC and makes events and the next state of it; changes nothing itself. The requests of the
 *   context that it is given end with the poll
 * @returns what n8n wants of a poll: the items, or null for none
 */
async function pollOnce(
	context: IPollFunctions,
	find: Find,
): Promise<INodeExecutionData[][] | null> {
	const memory = memoryOf(context);
	const occasion = occasionOf(context);
	// Counts until a poll has come to its end: the first one may find another still running.
	if (occasion === 'publish' && context.getActivationMode() === 'activate') {
		memory.isAfterPause = true;
	}
	if (!enter(memory)) return null;
	try {
		return await new Poll(context, memory, occasion).run(find);
	} finally {
		leave(memory);
	}
}

class Poll {
	private readonly data: IDataObject;
	private readonly before: unknown;
	private readonly isAfterPause: boolean;
	/** What an earlier poll kept back; after a pause the reads decide what counts of the time before. */
	private readonly held?: Held;

	constructor(
		private readonly context: IPollFunctions,
		private readonly memory: TriggerMemory,
		private readonly occasion: Occasion,
	) {
		this.data = context.getWorkflowStaticData('node');
		this.before = this.data.state;
		this.isAfterPause = memory.isAfterPause;
		const { held } = memory;
		if (held?.before === this.before && !this.isAfterPause) this.held = held;
	}

	async run(find: Find): Promise<INodeExecutionData[][] | null> {
		const { data, before, held, memory } = this;
		const found = await this.find(find);
		const isRead = found.state !== undefined;
		const state = found.state ?? held?.state;
		const items = [...(held?.items ?? []), ...found.items];
		const failure = this.failureToThrow(found.failures, items.length > 0);
		if (failure) {
			declareForPoll(failure, isRead, memory, data, Date.now());
			this.warn(found.failures.filter(({ error }) => error !== failure));
			// n8n takes either an error or events, and drops the state with an error.
			if (isRead && state !== undefined) memory.held = { before, state, items };
		} else {
			this.warn(found.failures);
			if (state === undefined || !assign(data, before, state)) return null;
			memory.held = undefined;
		}
		if (isRead && state !== undefined) {
			noteRead(this.context, memory, data, Date.now());
			memory.written = state;
			// Not one that was set meanwhile.
			if (this.isAfterPause) memory.isAfterPause = false;
			found.commit?.();
		}
		if (failure) throw failure;
		return items.length > 0 ? [items.map((json) => ({ json }))] : null;
	}

	/** @throws on publishing only: what fails at another time is among the findings */
	private async find(find: Find): Promise<Findings> {
		const { context, memory, occasion, held, before, isAfterPause } = this;
		const budget = budgetOf(context);
		const started = elapsed();
		const detailsUntil = started + budget * DETAILS;
		const state = held?.state ?? before;
		try {
			const circumstances: Circumstances = {
				state: state === undefined ? undefined : spelled(state),
				hasGap: memory.written !== state,
				isAfterRestart: isAfterRestart(context, memory.written),
				isAfterPause,
				isPublishing: occasion === 'publish',
				timeouts: { ...limitsFor(budget), until: detailsUntil },
				isTimeUp: (ahead = 0) => elapsed() - started + ahead > budget * READING,
				detailsUntil,
				notes: memory.notes,
			};
			const found = await inTime(
				context,
				budget,
				async (bounded) => await find(circumstances, bounded),
			);
			// n8n throws away what comes later, and with it the events: the state must not say that they were emitted.
			if (elapsed() - started > budget * HANDING_OVER) throw tooLong(context, budget);
			if (occasion === 'publish' && found.failures.length > 0) throw found.failures[0].error;
			return found;
		} catch (error) {
			if (occasion === 'publish') throw forPublishing(asError(error));
			return { items: [], failures: [{ list: '', error: asError(error) }] };
		}
	}

	/** None while n8n starts: it would drop the trigger, and nobody would know. */
	private failureToThrow(failures: ListFailure[], hasEvents: boolean): Error | undefined {
		if (this.occasion !== 'tick') return undefined;
		const mustEmit = (this.held?.items.length ?? 0) > 0;
		return this.memory.failures.take(failures, { hasEvents, mustEmit }, Date.now());
	}

	/** The texts of VSPC come redacted; an error of n8n or Node may contain a token that was sent. */
	private warn(failures: ListFailure[]): void {
		const { name } = this.context.getNode();
		for (const { error } of failures) {
			this.context.logger?.warn(`${name}: ${redact(error.message, [])}`);
		}
	}
}

/**
 * Of what fails while a workflow is published, n8n shows only the message; it goes on trying for some 15 seconds
 * and then never again, while the workflow looks published.
 */
function forPublishing(error: Error & { description?: string | null }): Error {
	const cause = inOneText({ message: error.message, description: error.description ?? undefined });
	error.message = inOneText({
		message: cause,
		description: 'When that is solved, publish the workflow again.',
	});
	return error;
}

function limitsFor(budget: number): Timeouts {
	const seconds = budget / 1000;
	// Whatever takes longer is waited for by the next poll, or read by it.
	const most = Math.max(1, Math.floor(seconds * READING));
	return { timeoutSeconds: Math.min(60, most), asyncTimeoutSeconds: Math.min(120, most) };
}

async function inTime<Result>(
	context: IPollFunctions,
	budget: number,
	work: (context: IPollFunctions) => Promise<Result>,
): Promise<Result> {
	const over = new AbortController();
	try {
		return await withTimeout(
			work(endingWith(context, over.signal)),
			(budget * HANDING_OVER) / 1000,
		);
	} catch (error) {
		if ((error as { code?: string }).code !== 'ETIMEDOUT') throw asError(error);
		throw tooLong(context, budget);
	} finally {
		// Details that came too late for this poll are of no use to anybody.
		over.abort();
	}
}

function tooLong(context: IPollFunctions, budget: number): Error {
	const seconds = Math.round(budget / 1000);
	return toNodeError(context, {
		message: `Reading from VSPC took longer than the ${seconds} seconds that n8n gives a poll`,
		description: 'Nothing is lost: the next poll continues. If this repeats, VSPC is slow.',
	});
}
