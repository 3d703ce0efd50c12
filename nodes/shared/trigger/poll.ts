import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { elapsed, withTimeout } from '../clock';
import { inOneText, toNodeError } from '../explanation';
import { asError } from '../parallel';
import { redact } from '../redact';
import type { Limits } from '../untilAnswered';
import { memoryOf, type TriggerMemory } from './memory';
import { assign, enter, leave } from './overlap';
import { budgetOf, isAfterRestart, occasionOf, type Occasion } from './start';

/** What a poll has to go by. */
export interface Circumstances {
	/** The state as it was left, undefined for none; may come from any version of the package */
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
	limits: Limits;
	/** Whether no further page should be read that takes so many milliseconds */
	isTimeUp: (ahead?: number) => boolean;
	/** When the details of events must have been read, by the clock `elapsed`; they are told without the rest */
	detailsUntil: number;
	/** What this process remembers, by topic */
	notes: Map<string, unknown>;
}

/** What a poll found out. */
export interface Findings {
	state: string;
	/** One per event, oldest first */
	items: IDataObject[];
	/** What could not be read; it will be tried again */
	failure?: Error;
	/** Called once the state has been taken over */
	commit?: () => void;
}

/** How much of the time that n8n gives is used: for reading pages, for details too, and for all. */
const READING = 0.6;
const DETAILS = 0.85;
const HANDING_OVER = 0.95;

/**
 * One poll of a trigger, whatever it watches. Overlapping polls are kept apart, a start of n8n survives a VSPC
 * that is down, a lasting failure is thrown once an hour, and the state changes as a whole or not at all.
 *
 * @param find reads VSPC and makes events and the next state of it; changes nothing itself
 * @returns what n8n wants of a poll: the items, or null for none
 */
export async function pollOnce(
	context: IPollFunctions,
	find: (circumstances: Circumstances) => Promise<Findings>,
): Promise<INodeExecutionData[][] | null> {
	const memory = memoryOf(context);
	const occasion = occasionOf(context);
	// Counts until a poll has come to its end: the first one may find another still running.
	if (occasion === 'publish' && context.getActivationMode() === 'activate') {
		memory.isAfterPause = true;
	}
	if (!enter(memory)) return null;
	try {
		return await readAndAssign(context, memory, occasion, find);
	} catch (error) {
		return failed(context, memory, occasion, asError(error));
	} finally {
		leave(memory);
	}
}

async function readAndAssign(
	context: IPollFunctions,
	memory: TriggerMemory,
	occasion: Occasion,
	find: (circumstances: Circumstances) => Promise<Findings>,
): Promise<INodeExecutionData[][] | null> {
	const budget = budgetOf(context);
	const started = elapsed();
	const data = context.getWorkflowStaticData('node');
	const before = data.state;
	const { isAfterPause } = memory;
	const work = find({
		state: typeof before === 'string' ? before : undefined,
		hasGap: memory.written !== before,
		isAfterRestart: isAfterRestart(context, memory.written),
		isAfterPause,
		isPublishing: occasion === 'publish',
		limits: limitsFor(budget),
		isTimeUp: (ahead = 0) => elapsed() - started + ahead > budget * READING,
		detailsUntil: started + budget * DETAILS,
		notes: memory.notes,
	});
	const { state, items, failure, commit } = await inTime(context, work, budget);
	// n8n throws away what comes later, and with it the events: the state must not say that they were told.
	if (elapsed() - started > budget * HANDING_OVER) throw tooLong(context, budget);
	// Told before the events, which the next poll tells: a busy trigger would never come to it.
	if (failure && occasion === 'publish') throw forPublishing(failure);
	if (failure && occasion === 'tick' && memory.failures.isDue(failure, Date.now())) throw failure;
	if (failure) warn(context, failure);
	if (!assign(data, before, state)) return null;
	memory.written = state;
	// Not one that was set meanwhile.
	if (isAfterPause) memory.isAfterPause = false;
	commit?.();
	return items.length > 0 ? [items.map((json) => ({ json }))] : null;
}

/** A poll that n8n makes while it starts never throws: n8n would drop the trigger, and nobody would know. */
function failed(
	context: IPollFunctions,
	memory: TriggerMemory,
	occasion: Occasion,
	error: Error,
): null {
	if (occasion === 'publish') throw forPublishing(error);
	if (occasion === 'tick' && memory.failures.isDue(error, Date.now())) throw asError(error);
	warn(context, error);
	return null;
}

/**
 * Of what fails while a workflow is published, n8n shows only the message; it goes on trying for some 15 seconds
 * and then never again, while the workflow looks published.
 */
function forPublishing(error: Error & { description?: string | null }): Error {
	const cause = inOneText({ message: error.message, description: error.description ?? undefined });
	error.message = inOneText({
		message: cause,
		description: 'Once that is solved, publish the workflow again.',
	});
	return error;
}

/** The texts of VSPC come redacted; an error of n8n or Node may hold a token that was sent. */
function warn(context: IPollFunctions, { message }: Error): void {
	context.logger?.warn(`${context.getNode().name}: ${redact(message, [])}`);
}

function limitsFor(budget: number): Limits {
	const seconds = budget / 1000;
	return {
		timeoutSeconds: Math.min(60, Math.max(1, Math.floor(seconds / 4))),
		asyncTimeoutSeconds: Math.min(120, Math.max(1, Math.floor(seconds / 3))),
	};
}

async function inTime<Result>(
	context: IPollFunctions,
	work: Promise<Result>,
	budget: number,
): Promise<Result> {
	try {
		return await withTimeout(work, (budget * HANDING_OVER) / 1000);
	} catch (error) {
		if ((error as { code?: string }).code !== 'ETIMEDOUT') throw asError(error);
		throw tooLong(context, budget);
	}
}

function tooLong(context: IPollFunctions, budget: number): Error {
	const seconds = Math.round(budget / 1000);
	return toNodeError(context, {
		message: `Reading from VSPC took longer than the ${seconds} seconds that n8n gives a poll`,
		description: 'Nothing is lost: the next poll goes on. If this repeats, VSPC is slow.',
	});
}
