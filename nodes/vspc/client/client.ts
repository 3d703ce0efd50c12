import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import {
	asError,
	CancelledError,
	DEFAULT_TIMEOUTS,
	elapsed,
	type Timeouts,
	withTimeout,
} from '../../util/clock';
import { type RawAnswer, type VspcEnvelope } from './answer';
import { actionIdOf, awaitAction } from './asyncAction';
import {
	type Connection,
	type CredentialName,
	type InvalidHostError,
	toConnection,
	type VspcContext,
} from './connection';
import { type CallSubject, unknownResource } from './errors';
import { ExplainedError, type Explanation, explanationOf } from './explanation';
import { isUnknownPath, problemWithOne, readEnvelope, toNodeError } from './outcome';
import { type HttpCall, sendUntilAnswered } from './send';

/** One call to VSPC and what it is about, for messages. */
export interface VspcCall
	extends HttpCall,
		Pick<
			CallSubject,
			'activity' | 'noun' | 'uid' | 'roles' | 'rejectionHint' | 'notFoundHint' | 'isList'
		> {
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
	timeouts: Timeouts = DEFAULT_TIMEOUTS,
): Promise<VspcEnvelope> {
	const { host, credentialName, secrets } = connection;
	const { activity, noun, uid, roles, rejectionHint, notFoundHint, isList } = call;
	const { apiVersion = connection.apiVersion } = call;
	const changes = call.method !== 'GET';
	const subject = {
		host,
		apiVersion,
		credentialName,
		secrets,
		activity,
		noun,
		uid,
		roles,
		rejectionHint,
		notFoundHint,
		isList,
		changes,
	};
	try {
		const answer = await inTime(
			async (own) => await answerTo({ context, connection, call, subject, timeouts: own }),
			timeouts,
			activity,
		);
		if (await isUnknownPath(context, connection, call, answer, timeouts)) {
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
	timeouts: Timeouts;
}

async function answerTo(sending: Sending): Promise<RawAnswer> {
	const { context, connection, call, subject, timeouts } = sending;
	const begun = timeouts.actions?.get(nameOf(sending));
	if (begun !== undefined) {
		try {
			return await resultOf(sending, begun, false);
		} catch (error) {
			// VSPC has forgotten the action: the call is sent anew.
			if (explanationOf(error).status !== 404) throw asError(error);
		}
	}
	const sent = await sendUntilAnswered(context, connection, call, timeouts);
	if (sent.answer.status !== 202) return sent.answer;
	const id = actionIdOf(sent);
	if (!subject.changes) timeouts.actions?.set(nameOf(sending), id);
	return await resultOf(sending, id, true);
}

/** Waits for a background action, and forgets it unless that took longer than there was time. */
async function resultOf(sending: Sending, id: string, isNew: boolean): Promise<RawAnswer> {
	const { context, connection, subject, timeouts } = sending;
	try {
		const answer = await awaitAction(context, connection, id, subject, timeouts, isNew);
		if (!isOver(timeouts)) timeouts.actions?.delete(nameOf(sending));
		return answer;
	} catch (error) {
		const goesOn = explanationOf(error).isUnfinished === true || isOver(timeouts);
		if (!goesOn) timeouts.actions?.delete(nameOf(sending));
		throw asError(error);
	}
}

function nameOf({ connection, call }: Sending): string {
	const { host, apiVersion } = connection;
	return JSON.stringify([host, call.apiVersion ?? apiVersion, call.method, call.path, call.qs]);
}

/** So long before the end, a call that failed has failed because the end was near. */
const NEARLY_MS = 250;

function isOver({ until }: Timeouts): boolean {
	return until !== undefined && until - elapsed() <= NEARLY_MS;
}

/** Ends work at the time that the timeouts name; what is under way then ends by its own time-out. */
async function inTime<Result>(
	work: (timeouts: Timeouts) => Promise<Result>,
	timeouts: Timeouts,
	activity: string,
): Promise<Result> {
	const left = secondsLeft(timeouts);
	if (left === undefined) return await work(timeouts);
	const late = new ExplainedError({
		message: `There was no time left to wait for VSPC's answer (${activity})`,
		description: 'The next poll continues. If this repeats, VSPC is slow.',
		isUnfinished: true,
	});
	if (left === 0) throw late;
	const own = {
		...timeouts,
		timeoutSeconds: Math.min(timeouts.timeoutSeconds, left),
		asyncTimeoutSeconds: Math.min(timeouts.asyncTimeoutSeconds, left),
	};
	try {
		return await withTimeout(work(own), left);
	} catch (error) {
		const isExplained = error instanceof ExplainedError && error.explanation.status !== undefined;
		if (isExplained || !isOver(timeouts)) throw asError(error);
		throw late;
	}
}

/** Seconds until the timeouts allow no more waiting; undefined where they say nothing of that. */
function secondsLeft({ until }: Timeouts): number | undefined {
	return until === undefined ? undefined : Math.max(0, Math.ceil(until - elapsed()) / 1000);
}

/** What clients of one execution or poll share. */
class Shared {
	connecting?: Promise<Connection>;
	connection?: Connection;
	readonly hints = new Set<string>();
	isOver = false;
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
		readonly timeouts: Timeouts = DEFAULT_TIMEOUTS,
		/** The item that errors belong to */
		readonly itemIndex?: number,
		private readonly shared = new Shared(),
	) {}

	/** The same VSPC with other timeouts. */
	within(timeouts?: Timeouts): this {
		return this.forItem(this.itemIndex, timeouts);
	}

	/** The same VSPC for an item; undefined: for all items together. */
	forItem(itemIndex: number | undefined, timeouts = DEFAULT_TIMEOUTS): this {
		const copy = Object.create(Object.getPrototypeOf(this) as object) as this;
		return Object.assign(copy, this, { itemIndex, timeouts });
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

	/** Nothing more is asked: the node has failed, and nobody waits for what other items still want. */
	end(): void {
		this.shared.isOver = true;
	}

	/** One call. Returns and throws as vspc.request does. */
	async request(call: VspcCall): Promise<VspcEnvelope> {
		if (this.shared.isOver) throw new CancelledError();
		const { context, itemIndex, timeouts } = this;
		return await vspcRequest(context, await this.connect(), { itemIndex, ...call }, timeouts);
	}

	/**
	 * Reads one resource by its UID.
	 *
	 * @typeParam Row what VSPC documents: nothing but the UID is checked
	 * @throws as vspc.request does; also when VSPC sends something else
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
	/** The fields that may have the UID, `instanceUid` when left out */
	uidFields?: string[];
}
