import type { RawAnswer } from './answer';

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
