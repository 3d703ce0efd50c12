import type { Response } from 'express';

import type { Answer } from './api/answers';
import type { Fault } from './faults/types';

/** Puts an answer on the wire, cut if the fault says so. */
export function send(res: Response, answer: Answer, fault?: Fault): void {
	const text = answer.json === undefined ? (answer.text ?? '') : JSON.stringify(answer.json);
	const body = Buffer.from(text, 'utf8');
	const cut = fault?.kind === 'truncate' ? (fault.bytes ?? Math.floor(body.length / 2)) : undefined;
	const sent = body.subarray(0, cut);
	const isBroken = fault?.kind === 'truncate' && fault.mode === 'broken';

	res.statusCode = answer.status;
	for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
	if (body.length > 0) {
		res.setHeader('Content-Type', answer.contentType ?? 'application/json; charset=utf-8');
	}
	res.setHeader('Content-Length', isBroken ? body.length : sent.length);
	if (!isBroken) {
		res.end(sent);
		return;
	}
	// Only once the first part is out: destroying at once would send nothing at all.
	res.write(sent, () => res.destroy());
	if (sent.length === 0) res.flushHeaders();
}
