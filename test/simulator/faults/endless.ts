/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { pipeline, Readable } from 'stream';
import { promisify } from 'util';
import { createGzip } from 'zlib';

import type { Response } from 'express';

import type { FaultOf } from './types';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');

function begin(res: Response, status = 200, gzip = false): void {
	res.statusCode = status;
	res.setHeader('Content-Type', 'application/json; charset=utf-8');
	if (gzip) res.setHeader('Content-Encoding', 'gzip');
}

/** A byte now and then until the client has had enough. */
export function drip(res: Response, { status }: FaultOf<'drip'>): void {
	begin(res, status);
	res.write('{"data":[');
	const timer = setInterval(() => res.write(' '), 50);
	res.once('close', () => clearInterval(timer));
}

/** Goes out as fast as the client reads. */
export async function flood(
	res: Response,
	{ megabytes, status, gzip }: FaultOf<'flood'>,
): Promise<void> {
	begin(res, status, gzip);
	function* body() {
		yield Buffer.from('{"data":{"name":"');
		for (let sent = 0; sent < megabytes; sent++) yield MEGABYTE;
		yield Buffer.from('"}}');
	}
	const source = Readable.from(body(), { objectMode: false });
	const sent = gzip
		? promisify(pipeline)(source, createGzip({ level: 9 }), res)
		: promisify(pipeline)(source, res);
	// A client that hangs up has had enough.
	await sent.catch(() => undefined);
}
