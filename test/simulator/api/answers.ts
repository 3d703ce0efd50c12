import type { ListTrouble } from '../faults/types';
import type { Json, JsonObject } from '../types';

/** A request, cut to what the API looks at. */
export interface ApiRequest {
	method: string;
	/** Without the query. */
	path: string;
	query: Record<string, string>;
	/** The query with all values of parameters that come more than once. */
	search: URLSearchParams;
	headers: Record<string, string>;
	body: string;
	/** Parts of a list request that a fault has the simulator ignore. */
	ignore: Set<'sort' | 'filter' | 'offset'>;
	/** What a fault does to the pages of a list. */
	troubles: ListTrouble[];
}

/** An answer before it goes over the wire; neither json nor text means an empty body. */
export interface Answer {
	status: number;
	headers?: Record<string, string>;
	json?: Json;
	text?: string;
	contentType?: string;
}

/** Thrown anywhere in the API to end the request with this answer. */
export class Refusal extends Error {
	constructor(readonly answer: Answer) {
		super(`HTTP ${answer.status}`);
	}
}

function answerOfRefusal(error: unknown): Answer {
	if (error instanceof Refusal) return error.answer;
	throw error;
}

/** Does the work; a refusal thrown on the way becomes the answer. */
export function guard(work: () => Answer): Answer {
	try {
		return work();
	} catch (error) {
		return answerOfRefusal(error);
	}
}

/** An answer with the vendor's errors list. */
export function errorAnswer(
	status: number,
	message: string,
	type = 'logical',
	extra: JsonObject = {},
): Answer {
	return { status, json: { errors: [{ message, type, code: status, ...extra }] } };
}

/** Ends the request with 400 that names the query or path parameter at fault. */
export function badParameter(parameterName: string, message: string): never {
	throw new Refusal(errorAnswer(400, message, 'logical', { parameterName }));
}

/** The answer for one resource. */
export function single(data: Json): Answer {
	return { status: 200, json: { data } };
}

/** The answer of a write that returns nothing. */
export function done(): Answer {
	return { status: 200, json: { meta: null, data: {} } };
}

/** Seen live: what the portal sends for every path that the API does not know. */
export const portalPage: Answer = {
	status: 200,
	contentType: 'text/html; charset=utf-8',
	text:
		'<!DOCTYPE html>\r\n<html lang="en"><head><meta charset="utf-8">' +
		'<title>Veeam Service Provider Console</title><base href="/"></head>' +
		'<body><app-root></app-root><script src="main.js" type="module"></script></body></html>',
};

export const loginPage =
	'<!DOCTYPE html>\r\n<html><head><title>Veeam Service Provider Console</title></head>' +
	'<body><form action="/login" method="post">Sign in</form></body></html>';
