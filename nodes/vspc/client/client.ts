import type { IDataObject, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { parseUid, withArticle } from '../../util/text';
import type { VspcEnvelope } from './answer';
import type { Connection, VspcContext } from './connection';
import type { Explanation } from './explanation';
import { toNodeError } from './nodeError';
import { DEFAULT_LIMITS, type VspcCall, vspcRequest } from './request';
import type { Limits } from './send';

/** What clients of one execution or poll share. */
interface Shared {
	connecting?: Promise<Connection>;
	connection?: Connection;
}

/**
 * One VSPC for one execution or poll: as whom, from which node, and how long to wait. It reads the credential
 * at its first request, so that wrong parameters are found before.
 */
export class VspcClient {
	constructor(
		readonly context: VspcContext,
		private readonly connector: () => Promise<Connection>,
		readonly limits: Limits = DEFAULT_LIMITS,
		private readonly shared: Shared = {},
	) {}

	/** The same VSPC with other timeouts. */
	within(limits?: Limits): VspcClient {
		return new VspcClient(this.context, this.connector, limits, this.shared);
	}

	/**
	 * Reads the credential, once for all items.
	 *
	 * @throws NodeOperationError when its host cannot be used; what n8n throws when there is no credential
	 */
	async connect(): Promise<Connection> {
		this.shared.connecting ??= this.connector();
		this.shared.connection = await this.shared.connecting;
		return this.shared.connection;
	}

	/** Where requests go. Only once it has connected. */
	get connection(): Connection {
		if (!this.shared.connection) throw new Error('Not connected yet');
		return this.shared.connection;
	}

	/** One call. Returns and throws as vspcRequest does. */
	async request(call: VspcCall): Promise<VspcEnvelope> {
		return await vspcRequest(this.context, await this.connect(), call, this.limits);
	}

	/**
	 * Reads one resource by its UID.
	 *
	 * @throws as vspcRequest does; also when VSPC sends something else
	 */
	async fetchOne({ uidFields = ['instanceUid'], ...call }: OneCall): Promise<IDataObject> {
		const { data } = await this.request({ ...call, method: 'GET' });
		const problem = problemWith(data, call, uidFields);
		if (problem) throw this.error(problem, call.itemIndex);
		return data as IDataObject;
	}

	/** An error for n8n to show, free of secrets. */
	error(explanation: Explanation, itemIndex?: number): NodeApiError | NodeOperationError {
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

/** A gateway or cache that mixes answers up must not give one customer's job the status of another's. */
function problemWith(
	data: unknown,
	{ noun, uid }: OneCall,
	uidFields: string[],
): Explanation | undefined {
	const isOne =
		typeof data === 'object' &&
		data !== null &&
		!Array.isArray(data) &&
		Object.keys(data).length > 0;
	if (!isOne) {
		return {
			message: `VSPC did not answer with ${withArticle(noun)}`,
			description: `It was asked for the ${noun} ${uid}. A proxy may stand in between; try again later.`,
		};
	}
	const sent = uidFields.map((field) => parseUid((data as IDataObject)[field])).filter(Boolean);
	if (sent.length === 0 || sent.includes(uid)) return undefined;
	return {
		message: `VSPC answered with another ${noun} than it was asked for`,
		description: `It was asked for ${uid} and sent ${String(sent[0])}. A proxy or cache between n8n and VSPC may mix up answers.`,
	};
}
