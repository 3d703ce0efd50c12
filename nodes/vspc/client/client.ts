import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import {
	asError,
	DEFAULT_LIMITS,
	elapsed,
	type Limits,
	throwIfCancelled,
	withTimeout,
} from '../../util/clock';
import { bodyOf, isWebPage, type RawAnswer, type VspcEnvelope } from './answer';
import { actionIdOf, awaitAction } from './asyncAction';
import {
	type Connection,
	type CredentialName,
	type InvalidHostError,
	toConnection,
	type VspcContext,
} from './connection';
import { problemWithOne, readEnvelope } from './envelope';
import { type CallSubject, unknownResource } from './errors';
import { ExplainedError, type Explanation, explanationOf } from './explanation';
import { toNodeError } from './nodeError';
import { type HttpCall, sendUntilAnswered } from './send';

/** One call to VSPC and what it is about, for messages. */
export interface VspcCall
	extends HttpCall,
		Pick<CallSubject, 'doing' | 'noun' | 'uid' | 'roles' | 'advice' | 'absence' | 'isList'> {
	/** The n8n item that the call is made for */
	itemIndex?: number;
}

/**
 * The one way to VSPC: sends a call, waits for a background action, retries what is safe, and turns
 * everything else into an error that a person can act on.
 *
 * @returns VSPC's envelope; `data` is present for every GET, and null only for a list without rows
 * @throws NodeApiError (VSPC answered) or NodeOperationError (it didn't) with message, description, HTTP
 *   status and item index, free of secrets
 */
async function vspcRequest(
	context: VspcContext,
	connection: Connection,
	call: VspcCall,
	limits: Limits = DEFAULT_LIMITS,
): Promise<VspcEnvelope> {
	const { host, apiVersion, credentialName, secrets } = connection;
	const { doing, noun, uid, roles, advice, absence, isList } = call;
	const changes = call.method !== 'GET';
	const subject = {
		host,
		apiVersion,
		credentialName,
		secrets,
		doing,
		noun,
		uid,
		roles,
		advice,
		absence,
		isList,
		changes,
	};
	try {
		const answer = await inTime(
			async (own) => await answerTo({ context, connection, call, subject, limits: own }),
			limits,
			doing,
		);
		if (await isUnknownPath(context, connection, call, answer, limits)) {
			throw new ExplainedError(unknownResource(call.path, subject));
		}
		return readEnvelope(answer, subject);
	} catch (error) {
		throw toNodeError(context, explanationOf(error), connection, call.itemIndex);
	}
}

interface Sending {
	context: VspcContext;
	connection: Connection;
	call: VspcCall;
	subject: CallSubject;
	limits: Limits;
}

async function answerTo(sending: Sending): Promise<RawAnswer> {
	const { context, connection, call, subject, limits } = sending;
	const begun = limits.actions?.get(nameOf(sending));
	if (begun !== undefined) {
		try {
			return await resultOf(sending, begun, false);
		} catch (error) {
			// VSPC has forgotten the action: the call is sent anew.
			if (explanationOf(error).status !== 404) throw asError(error);
		}
	}
	const sent = await sendUntilAnswered(context, connection, call, limits);
	if (sent.answer.status !== 202) return sent.answer;
	const id = actionIdOf(sent);
	if (!subject.changes) limits.actions?.set(nameOf(sending), id);
	return await resultOf(sending, id, true);
}

/** Waits for a background action, and forgets it unless that took longer than there was time. */
async function resultOf(sending: Sending, id: string, isNew: boolean): Promise<RawAnswer> {
	const { context, connection, subject, limits } = sending;
	try {
		const answer = await awaitAction(context, connection, id, subject, limits, isNew);
		if (!isOver(limits)) limits.actions?.delete(nameOf(sending));
		return answer;
	} catch (error) {
		const goesOn = explanationOf(error).isUnfinished === true || isOver(limits);
		if (!goesOn) limits.actions?.delete(nameOf(sending));
		throw asError(error);
	}
}

function nameOf({ connection, call }: Sending): string {
	const { host, apiVersion } = connection;
	return JSON.stringify([host, apiVersion, call.method, call.path, call.qs]);
}

/** So long before the end, a call that failed has failed because the end was near. */
const NEARLY_MS = 250;

function isOver({ until }: Limits): boolean {
	return until !== undefined && until - elapsed() <= NEARLY_MS;
}

/** Ends work at the time that the limits name; what is under way then ends by its own time-out. */
async function inTime<Result>(
	work: (limits: Limits) => Promise<Result>,
	limits: Limits,
	doing: string,
): Promise<Result> {
	const left = secondsLeft(limits);
	if (left === undefined) return await work(limits);
	const late = new ExplainedError({
		message: `There was no time left to wait for VSPC's answer (${doing})`,
		description: 'The next poll goes on. If this repeats, VSPC is slow.',
		isUnfinished: true,
	});
	if (left === 0) throw late;
	const own = {
		...limits,
		timeoutSeconds: Math.min(limits.timeoutSeconds, left),
		asyncTimeoutSeconds: Math.min(limits.asyncTimeoutSeconds, left),
	};
	try {
		return await withTimeout(work(own), left);
	} catch (error) {
		const isExplained = error instanceof ExplainedError && error.explanation.status !== undefined;
		if (isExplained || !isOver(limits)) throw asError(error);
		throw late;
	}
}

/** Seconds until the limits allow no more waiting; undefined where they say nothing of that. */
function secondsLeft({ until }: Limits): number | undefined {
	return until === undefined ? undefined : Math.max(0, Math.ceil(until - elapsed()) / 1000);
}

/** Every account may read itself, in every version. */
const OWN_ACCOUNT: HttpCall = { method: 'GET', path: ['users', 'me'] };

/**
 * Whether a web page in place of an answer means that this VSPC does not know the path: a live server sends
 * its portal's page then, with status 200. A login page or a proxy would answer everything so; this host
 * answers another request as VSPC does, and this one with a page again.
 *
 * @returns false also when it cannot be found out
 */
async function isUnknownPath(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	answer: RawAnswer,
	limits: Limits,
): Promise<boolean> {
	if (!isWebPage(answer)) return false;
	try {
		const own = await sendUntilAnswered(context, connection, OWN_ACCOUNT, limits);
		const { data } = bodyOf(own.answer) ?? {};
		if (own.answer.status !== 200 || typeof data !== 'object' || data === null) return false;
		if (call.method !== 'GET') return true;
		return isWebPage((await sendUntilAnswered(context, connection, call, limits)).answer);
	} catch {
		throwIfCancelled(context);
		return false;
	}
}

/** What clients of one execution or poll share. */
class Shared {
	connecting?: Promise<Connection>;
	connection?: Connection;
	readonly hints = new Set<string>();
	readonly made = new Map<unknown, unknown>();
}

/**
 * One VSPC for one execution or poll: as whom, from which node, for which item, and how long to wait. It reads the
 * credential at its first request, so that wrong parameters are found before.
 */
export class VspcClient {
	constructor(
		readonly context: VspcContext,
		private readonly credentialName: CredentialName,
		readonly limits: Limits = DEFAULT_LIMITS,
		/** The item that errors belong to */
		readonly itemIndex?: number,
		private readonly shared = new Shared(),
	) {}

	/** The same VSPC with other timeouts. */
	within(limits?: Limits): this {
		return this.forItem(this.itemIndex, limits);
	}

	/** The same VSPC for an item; undefined: for all items together. */
	forItem(itemIndex: number | undefined, limits = DEFAULT_LIMITS): this {
		const copy = Object.create(Object.getPrototypeOf(this) as object) as this;
		return Object.assign(copy, this, { itemIndex, limits });
	}

	/**
	 * What is made or asked for once in an execution, however many items need it.
	 *
	 * @param key what it is; a key stands for one type of value
	 */
	once<Value>(key: unknown, make: () => Value): Value {
		const { made } = this.shared;
		if (!made.has(key)) made.set(key, make());
		return made.get(key) as Value;
	}

	/** Says something that a person should know though nothing failed; the same thing is shown once. */
	hint(...messages: string[]): void {
		for (const message of messages) this.shared.hints.add(message);
	}

	/** All that was hinted at. */
	get hints(): string[] {
		return [...this.shared.hints];
	}

	/**
	 * Reads the credential, once for all items.
	 *
	 * @throws NodeOperationError when its host cannot be used; what n8n throws when there is no credential
	 */
	async connect(): Promise<Connection> {
		this.shared.connecting ??= this.readCredential();
		this.shared.connection = await this.shared.connecting;
		return this.shared.connection;
	}

	private async readCredential(): Promise<Connection> {
		const { context, credentialName } = this;
		const credential = await context.getCredentials<ICredentialDataDecryptedObject>(credentialName);
		try {
			return toConnection(credentialName, credential);
		} catch (error) {
			const { message } = error as InvalidHostError;
			throw toNodeError(context, { message, cause: 'configuration-invalid' });
		}
	}

	/** Where requests go. Only once it has connected. */
	get connection(): Connection {
		if (!this.shared.connection) throw new Error('Not connected yet');
		return this.shared.connection;
	}

	/** One call. Returns and throws as vspcRequest does. */
	async request(call: VspcCall): Promise<VspcEnvelope> {
		const { context, itemIndex, limits } = this;
		return await vspcRequest(context, await this.connect(), { itemIndex, ...call }, limits);
	}

	/**
	 * Reads one resource by its UID.
	 *
	 * @typeParam Row what VSPC documents: nothing but the UID is checked
	 * @throws as vspcRequest does; also when VSPC sends something else
	 */
	async fetchOne<Row extends IDataObject = IDataObject>({
		uidFields = ['instanceUid'],
		...call
	}: OneCall): Promise<Row> {
		const { data } = await this.request({ ...call, method: 'GET' });
		const problem = problemWithOne(data, call, uidFields);
		if (problem) throw this.error(problem, call.itemIndex);
		return data as Row;
	}

	/** An error for n8n to show, free of secrets. */
	error(explanation: Explanation, itemIndex = this.itemIndex): NodeApiError | NodeOperationError {
		return toNodeError(this.context, explanation, this.shared.connection, itemIndex);
	}
}

/** Which resource, and what it is in words. */
export interface OneCall extends Omit<VspcCall, 'method' | 'qs' | 'body'> {
	noun: string;
	/** In small letters */
	uid: string;
	/** The fields that may hold the UID, `instanceUid` when left out */
	uidFields?: string[];
}
