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
interface ByteStream extends AsyncIterable<Uint8Array | string> {
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
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of body) {
			const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
			size += bytes.length;
			if (size > limit && !mayBeCut) throw new AnswerTooLargeError(limit / MEGABYTE);
			chunks.push(bytes);
			if (size > limit) break;
		}
	} catch (error) {
		throw broken(error);
	} finally {
		body.destroy();
	}
	const text = Buffer.concat(chunks, Math.min(size, limit)).toString('utf8');
	return { status: statusCode, headers, body: text.replace(/^\uFEFF/, '') };
}

function isStream(body: unknown): body is ByteStream {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** n8n hands over no stream where there is no body, or where a test of its own answers. */
function textOf(body: unknown): string {
	return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

/** Compressed bytes that end too early are a connection that was cut, as uncompressed ones are. */
function broken(error: unknown): Error {
	const { code } = error as { code?: unknown };
	if (code === 'Z_BUF_ERROR') {
		return Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' });
	}
	return error instanceof Error ? error : new Error(String(error));
}
