/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import express from 'express';
import type { Express, Request, Response } from 'express';

import type { Answer, ApiRequest } from './api/answers';
import { errorAnswer, guard } from './api/answers';
import { startAction } from './api/asyncActions';
import { prepare } from './api/dispatch';
import { faultAnswer } from './faults/answers';
import { drip, flood } from './faults/endless';
import type { Hit } from './faults/store';
import { send } from './send';
import type { State } from './state';
import type { LoggedRequest } from './types';

function log(req: Request, state: State): LoggedRequest {
	const [path, query = ''] = req.originalUrl.split(/\?(.*)/s);
	const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value ?? '')]);
	const entry: LoggedRequest = {
		method: req.method,
		path,
		query: Object.fromEntries(new URLSearchParams(query)),
		headers: Object.fromEntries(headers) as Record<string, string>,
		body: '',
		status: 0,
		at: Date.now(),
	};
	state.requests.push(entry);
	return entry;
}

async function bodyOf(req: Request): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of req) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

/** 429 when more requests than the setting allows came within a second. */
function rateLimited(state: State, at: number): Answer | undefined {
	const { rateLimit } = state.settings;
	state.recent = [...state.recent.filter((time) => at - time < 1000), at];
	if (!rateLimit || state.recent.length <= rateLimit.perSecond) return undefined;
	return errorAnswer(429, 'Too many requests.', 'transport', { retryAfter: 1 });
}

/** What the API answers; an `async` fault puts the work off. */
function answerOf(request: ApiRequest, state: State, hit: Hit): Answer {
	const { fault } = hit;
	return guard(() => {
		const work = prepare(request, state);
		return fault?.kind === 'async' ? startAction(state, request, fault, work) : work();
	});
}

async function handle(req: Request, res: Response, state: State): Promise<void> {
	const entry = log(req, state);
	res.once('close', () => (entry.closedAt = Date.now()));
	const hit = state.faults.hit(entry.method, entry.path);
	const limited = rateLimited(state, entry.at);
	entry.body = await bodyOf(req);
	if (hit.delay > 0) {
		await new Promise((resolve) => setTimeout(resolve, hit.delay).unref());
		if (res.destroyed) return;
	}
	const { fault } = hit;
	if (fault?.kind === 'hang') return;
	if (fault?.kind === 'drip') {
		drip(res, fault);
		return;
	}
	if (fault?.kind === 'flood') {
		await flood(res, fault);
		return;
	}
	if (fault?.kind === 'drop') {
		req.socket.destroy();
		return;
	}
	const search = new URLSearchParams(req.originalUrl.split(/\?(.*)/s)[1]);
	const request: ApiRequest = { ...entry, search, ignore: hit.ignore, troubles: hit.troubles };
	const answer = (fault && faultAnswer(fault)) ?? limited ?? answerOf(request, state, hit);
	if (fault?.kind === 'dropAfter') {
		req.socket.destroy();
		return;
	}
	if (fault?.kind === 'lateAnswer') return;
	entry.status = answer.status;
	send(res, answer, fault);
}

/** The HTTPS side: every request goes through the log, the faults and the API, in this order. */
export function makeApp(state: State): Express {
	const app = express();
	app.disable('x-powered-by');
	app.use((req, res, next) => {
		handle(req, res, state).catch((error: unknown) => {
			// A client that went away while sending is its own business.
			if (!req.socket.destroyed) next(error);
		});
	});
	return app;
}
