import type { IDataObject } from 'n8n-workflow';

/** An HTTP answer before anyone has judged it. `body` is the text as received, in `bytes` as UTF-8. */
export interface RawAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: string;
	/** Left out where n8n did not hand over any */
	bytes?: Uint8Array;
}

/** VSPC's envelope (vendor's REST guide, "Response Body"): one object or a page of them. */
export interface VspcEnvelope {
	data?: unknown;
	meta?: { pagingInfo?: { total?: number; count?: number; offset?: number } };
	errors?: VspcErrorEntry[] | null;
}

/** One entry of `errors[]` (vendor's REST guide, "Errors"). `code` may differ from the HTTP status. */
export interface VspcErrorEntry {
	message?: string;
	/** transport, retryableLogical, logical, security or unspecified */
	type?: string;
	code?: number | string;
	parameterName?: string;
	propertyName?: string;
	failedJsonPatch?: unknown;
	/** Seconds to wait, only with 429 and only sometimes */
	retryAfter?: number;
}

/** Pages of a list are large, and several questions are asked of each answer: each is parsed once. */
const parsed = new WeakMap<RawAnswer, IDataObject | undefined>();

/** The body as JSON object, or undefined when it is anything else. */
export function bodyOf(answer: RawAnswer): IDataObject | undefined {
	if (!parsed.has(answer)) parsed.set(answer, parseObject(answer.body));
	return parsed.get(answer);
}

function parseObject(body: string): IDataObject | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

/** The entries of `errors`, also where it isn't the list of objects it should be; empty when there are none. */
export function errorEntries(answer: RawAnswer): VspcErrorEntry[] {
	const errors = bodyOf(answer)?.errors;
	// An empty object says as little as an empty list.
	const isEmpty = JSON.stringify(errors) === '{}';
	const list: unknown[] = Array.isArray(errors) ? errors : isEmpty ? [] : [errors];
	return list.flatMap((entry): VspcErrorEntry[] => {
		if (typeof entry === 'string' && entry !== '') return [{ message: entry }];
		return typeof entry === 'object' && entry !== null ? [entryOf(entry as IDataObject)] : [];
	});
}

/** An entry as it is documented, whatever was sent in its place: values of another type are shown as JSON. */
function entryOf(sent: IDataObject): VspcErrorEntry {
	const text = (name: string) => {
		const value = sent[name];
		if (value === undefined || value === null || value === '') return undefined;
		return typeof value === 'string' ? value : JSON.stringify(value);
	};
	const { code, failedJsonPatch, retryAfter } = sent;
	const isPlain = typeof retryAfter === 'number' || typeof retryAfter === 'string';
	return {
		message: text('message'),
		type: text('type'),
		code: typeof code === 'number' ? code : text('code'),
		parameterName: text('parameterName'),
		propertyName: text('propertyName'),
		failedJsonPatch,
		retryAfter: isPlain ? Number(retryAfter) : undefined,
	};
}

/** Whether a success is a web page that asks for nothing: a page with a form is for logging in. */
export function isWebPage({ status, body }: RawAnswer): boolean {
	const start = body.slice(0, 20_000);
	return (
		status === 200 &&
		/^\s*<(!doctype\s+html|html)\b/i.test(start) &&
		!/<form\b|type=["']?password/i.test(start)
	);
}

/** A header's value; the name in lower case. */
export function header(answer: RawAnswer, name: string): string | undefined {
	const value = answer.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/**
 * The first words of a body that is not what VSPC sends, fit to be shown: no tags, one line, short.
 *
 * @param clean takes secrets out, once the tags are gone that may have split one
 */
export function firstWords(body: string, clean: (text: string) => string): string {
	const plain = body
		.slice(0, 20_000)
		.replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
		.replace(/<[^>]*(>|$)/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	const text = clean(plain);
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const MEGABYTE = 1024 * 1024;

/** A page of 500 rows has about one megabyte. */
const LONGEST_ANSWER = 64 * MEGABYTE;

/** Enough for every error, login and account. */
export const SHORT_ANSWER = MEGABYTE;

/** What n8n resolves a request to whose answer is to be a stream: uncompressed already. */
export interface StreamedAnswer {
	statusCode: number;
	headers: RawAnswer['headers'];
	body: unknown;
}

/** What of Node's streams is needed here. */
interface ByteStream {
	on(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown;
	on(event: 'end' | 'close', listener: () => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	destroy: () => unknown;
}

/** An answer that n8n's memory is not to be filled with. */
export class AnswerTooLargeError extends Error {
	constructor(readonly megabytes: number) {
		super(`The answer is larger than ${megabytes} MB`);
	}
}

/**
 * Reads an answer to its end and no further than the limit, counted after decompression: a few kilobytes may
 * unpack to gigabytes. Of an error, and where `longest` is given, the beginning is enough; it is cut there.
 *
 * @param longest bytes
 * @throws AnswerTooLargeError; what the stream throws when the connection breaks
 */
export async function readAnswer(
	{ statusCode, headers, body }: StreamedAnswer,
	longest?: number,
): Promise<RawAnswer> {
	const mayBeCut = longest !== undefined || statusCode >= 300;
	const limit = longest ?? (mayBeCut ? SHORT_ANSWER : LONGEST_ANSWER);
	if (!isStream(body)) return { status: statusCode, headers, body: textOf(body) };
	const { chunks, size } = await readUpTo(body, limit);
	if (size > limit && !mayBeCut) throw new AnswerTooLargeError(limit / MEGABYTE);
	const bytes = Buffer.concat(chunks, Math.min(size, limit));
	return {
		status: statusCode,
		headers,
		body: bytes.toString('utf8').replace(/^\uFEFF/, ''),
		bytes,
	};
}

/**
 * By events: an asynchronous loop costs a tenth more time for a long list.
 *
 * @returns everything, or a little more than the limit
 */
async function readUpTo(
	stream: ByteStream,
	limit: number,
): Promise<{ chunks: Uint8Array[]; size: number }> {
	return await new Promise((resolve, reject) => {
		const chunks: Uint8Array[] = [];
		let size = 0;
		const finish = () => resolve({ chunks, size });
		stream.on('data', (chunk) => {
			if (size > limit) return;
			const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
			size += bytes.length;
			chunks.push(bytes);
			if (size <= limit) return;
			stream.destroy();
			finish();
		});
		stream.on('end', finish);
		stream.on('error', (error) => reject(broken(error)));
		// After the others nothing comes of it.
		stream.on('close', () => reject(brokenOff()));
	});
}

function isStream(body: unknown): body is ByteStream {
	return typeof body === 'object' && body !== null && 'on' in body && 'destroy' in body;
}

/** n8n hands over no stream where there is no body, or where a test of its own answers. */
function textOf(body: unknown): string {
	return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

/** Compressed bytes that end too early are a connection that was cut, as uncompressed ones are. */
function broken(error: Error & { code?: string }): Error {
	return error.code === 'Z_BUF_ERROR' ? brokenOff() : error;
}

function brokenOff(): Error {
	return Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' });
}

/** VSPC asks for a retry of these error types (vendor's REST guide, "Errors"). */
const RETRYABLE_TYPES = new Set(['transport', 'retryableLogical']);

/**
 * Whether VSPC's own body asks for another try. Never by status alone: 520 is also what VSPC answers
 * to a caller's mistake.
 */
export function asksForRetry(answer: RawAnswer): boolean {
	const entries = errorEntries(answer);
	return entries.length > 0 && entries.every(({ type }) => RETRYABLE_TYPES.has(type ?? ''));
}
