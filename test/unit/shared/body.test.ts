/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { Readable } from 'stream';
import { createGunzip, gzipSync } from 'zlib';

import { sleep } from 'n8n-workflow';

import { AnswerTooLargeError, readAnswer } from '../../../nodes/vspc/client/answer';

const answer = (body: unknown, statusCode = 200) => ({ statusCode, headers: {}, body });
const streamOf = (bytes: Buffer, size: number) =>
	Readable.from(
		Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
			bytes.subarray(index * size, (index + 1) * size),
		),
		{ objectMode: false },
	);

test('characters that chunks cut in two arrive whole, without a byte order mark', async () => {
	const text = 'Größe 備份 🎉';
	const stream = streamOf(Buffer.from(`\uFEFF${text}`), 1);
	expect((await readAnswer(answer(stream))).body).toBe(text);
});

test('no body, and bodies that n8n hands over as text or as an object', async () => {
	expect((await readAnswer(answer(undefined))).body).toBe('');
	expect((await readAnswer(answer('{"data":1}'))).body).toBe('{"data":1}');
	expect((await readAnswer(answer({ data: 1 }))).body).toBe('{"data":1}');
	expect((await readAnswer(answer(streamOf(Buffer.alloc(0), 1)))).body).toBe('');
});

test('an error is cut at a megabyte, and the stream destroyed', async () => {
	const stream = streamOf(Buffer.alloc(3 * 1024 * 1024, 'x'), 60_000);
	expect((await readAnswer(answer(stream, 500))).body).toHaveLength(1024 * 1024);
	expect(stream.destroyed).toBe(true);
});

test('a success of more than 64 MB is an error, and the stream destroyed', async () => {
	const stream = streamOf(Buffer.alloc(65 * 1024 * 1024, 'x'), 1024 * 1024);
	await expect(readAnswer(answer(stream))).rejects.toThrow(AnswerTooLargeError);
	expect(stream.destroyed).toBe(true);
});

test('compressed bytes that end too early are a connection that was cut', async () => {
	const packed = gzipSync('{"data":[1,2,3]}');
	const stream = streamOf(packed.subarray(0, packed.length - 9), 4).pipe(createGunzip());
	await expect(readAnswer(answer(stream))).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a stream that closes without an end is a connection that was cut', async () => {
	const stream = new Readable({ read: () => undefined });
	void sleep(1).then(() => stream.destroy());
	await expect(readAnswer(answer(stream))).rejects.toMatchObject({ code: 'ECONNRESET' });
});
