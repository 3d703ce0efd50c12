import type { IDataObject } from 'n8n-workflow';

import type { Asking } from './asking';
import { type Explanation } from './explanation';
import { toNodeError } from './nodeError';
import { vspcRequest, type VspcCall } from './request';
import { parseUid } from './uid';
import { withArticle } from './words';

/** Which resource, and what it is in words. */
export interface OneCall extends Omit<VspcCall, 'method' | 'qs' | 'body'> {
	noun: string;
	/** In small letters */
	uid: string;
	/** The fields that may hold the UID, `instanceUid` when left out */
	uidFields?: string[];
}

/**
 * Reads one resource by its UID.
 *
 * @throws as vspcRequest does; also when VSPC sends something else
 */
export async function fetchOne(
	{ context, connection, limits }: Asking,
	{ uidFields = ['instanceUid'], ...call }: OneCall,
): Promise<IDataObject> {
	const { data } = await vspcRequest(context, connection, { ...call, method: 'GET' }, limits);
	const problem = problemWith(data, call, uidFields);
	if (problem) throw toNodeError(context, problem, connection, call.itemIndex);
	return data as IDataObject;
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
