import { Router } from 'express';

import type { SessionEnd } from './edit';
import type { ServerPatch } from './editServers';
import type { EstateJob } from './estate/types';
import type { Simulator } from './types';

/** The object in a request's body. Throws for anything else. */
export function objectOf(body: unknown): Record<string, unknown> {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw new Error('The body must be a JSON object');
	}
	return body as Record<string, unknown>;
}

/** The part of the control API that changes jobs, sessions and the time. */
export function controlJobs(simulator: Simulator): Router {
	const router = Router();
	router.post('/jobs', (req, res) => {
		const { index, ...fields } = objectOf(req.body ?? {});
		const position = index === undefined ? undefined : Number(index);
		res.status(201).json(simulator.addJob(fields as Partial<EstateJob>, position));
	});
	router.patch('/jobs/:uid', (req, res) => {
		res.json(simulator.setJob(req.params.uid, objectOf(req.body) as Partial<EstateJob>));
	});
	router.delete('/jobs/:uid', (req, res) => {
		simulator.removeJob(req.params.uid);
		res.json({});
	});
	router.post('/jobs/:uid/session', (req, res) => {
		const { status, at, failureMessage, seconds } = objectOf(req.body);
		if (typeof status !== 'string') throw new Error("The body needs a 'status'");
		simulator.endSession(req.params.uid, { status, at, failureMessage, seconds } as SessionEnd);
		res.json({});
	});
	router.patch('/servers/:uid', (req, res) => {
		simulator.setServer(req.params.uid, objectOf(req.body) as ServerPatch);
		res.json({});
	});
	router.post('/clock', (req, res) => {
		const { advance } = objectOf(req.body);
		if (typeof advance !== 'number') throw new Error("The body needs 'advance' in milliseconds");
		simulator.clock.advance(advance);
		res.json({ now: new Date(simulator.clock.now()).toISOString() });
	});
	return router;
}
