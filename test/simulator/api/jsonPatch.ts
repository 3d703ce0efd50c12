import type { Json, JsonObject } from '../types';
import type { Answer, ApiRequest } from './answers';
import { badParameter, errorAnswer, Refusal } from './answers';

/** Which spelling of a path the server takes: /isEnabled, isEnabled or either. */
export type PatchPath = 'slash' | 'bare' | 'both';

type Patch = JsonObject & { op: string; path: string; value?: Json };

function isPatch(entry: unknown): entry is Patch {
	if (typeof entry !== 'object' || entry === null) return false;
	const { op, path } = entry as Partial<Patch>;
	return typeof op === 'string' && typeof path === 'string';
}

function parse(request: ApiRequest): Patch[] {
	const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	if (type !== 'application/json' && type !== 'application/json-patch+json') {
		throw new Refusal(errorAnswer(415, 'The media type of the request is not supported.'));
	}
	let body: unknown;
	try {
		body = JSON.parse(request.body);
	} catch {
		return badParameter('body', 'The body of the request is not valid JSON.');
	}
	if (!Array.isArray(body) || !body.every(isPatch)) {
		return badParameter('body', 'The body of the request must be a JSON Patch array.');
	}
	return body;
}

function failed(patch: Patch, reason: string): Answer {
	const message = `The property at path '${patch.path}' could not be updated. ${reason}`;
	return errorAnswer(400, message, 'logical', { code: 1001, failedJsonPatch: patch });
}

/** The property that a path means, however a server of this kind spells it. */
function propertyOf(path: string, spelling: PatchPath): string | undefined {
	const hasSlash = path.startsWith('/');
	if (spelling === 'slash' && !hasSlash) return undefined;
	if (spelling === 'bare' && hasSlash) return undefined;
	return hasSlash ? path.slice(1) : path;
}

/**
 * What a JSON Patch makes of `isEnabled`, the one property it may change; undefined for an empty
 * patch. Ends the request when any entry does something else, so that none is done by half.
 */
export function enabledAfter(request: ApiRequest, spelling: PatchPath): boolean | undefined {
	let isEnabled: boolean | undefined;
	for (const patch of parse(request)) {
		if (patch.op !== 'replace') throw new Refusal(failed(patch, 'Only replace is supported.'));
		if (propertyOf(patch.path, spelling) !== 'isEnabled') {
			throw new Refusal(failed(patch, 'There is no such property to modify.'));
		}
		// The vendor types the value as text, but sends what it stands for.
		const value = String(patch.value).toLowerCase();
		if (value !== 'true' && value !== 'false') {
			throw new Refusal(failed(patch, 'The value must be true or false.'));
		}
		isEnabled = value === 'true';
	}
	return isEnabled;
}
