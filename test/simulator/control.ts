/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';

import express from 'express';
import type { NextFunction, Request, Response } from 'express';

import { controlAlarms } from './controlAlarms';
import { controlJobs } from './controlJobs';
import type { Fault } from './faults/types';
import { checkFault } from './faults/validate';
import type { Listening } from './listen';
import { listen } from './listen';
import { changeSettings } from './settingsCheck';
import type { Simulator } from './types';

/** Checks all faults before the first is added, so that a bad list changes nothing. */
function addFaults(simulator: Simulator, body: unknown): void {
	const faults: unknown[] = Array.isArray(body) ? body : [body];
	for (const fault of faults) checkFault(fault);
	for (const fault of faults) simulator.faults.add(fault as Fault);
}

/** Starts the plain HTTP API that drives a simulator from outside; loopback only, no login. */
export async function startControl(simulator: Simulator, port: number): Promise<Listening> {
	const app = express();
	app.disable('x-powered-by');
	app.use(express.json({ limit: '5mb' }));

	app.get('/faults', (_req, res) => void res.json(simulator.faults.list()));
	app.post('/faults', (req, res) => {
		addFaults(simulator, req.body);
		res.status(201).json(simulator.faults.list());
	});
	app.delete('/faults', (_req, res) => {
		simulator.faults.clear();
		res.json([]);
	});
	app.get('/settings', (_req, res) => void res.json(simulator.settings));
	app.patch('/settings', (req, res) => {
		changeSettings(simulator.settings, (req.body ?? {}) as Record<string, unknown>);
		res.json(simulator.settings);
	});
	app.get('/requests', (_req, res) => void res.json(simulator.requests));
	app.delete('/requests', (_req, res) => {
		simulator.requests.length = 0;
		res.json([]);
	});
	app.post('/expire-tokens', (_req, res) => {
		simulator.expireTokens();
		res.json({});
	});
	app.post('/reset', (_req, res) => {
		simulator.reset();
		res.json({});
	});
	app.get('/accounts', (_req, res) => void res.json(simulator.accounts));
	app.use(controlJobs(simulator));
	app.use(controlAlarms(simulator));
	app.use((req, res) => {
		res.status(404).json({ error: `No ${req.method} ${req.path} here` });
	});
	// Express knows an error handler by its four parameters.
	app.use((error: Error, _req: Request, res: Response, next: NextFunction) => {
		if (res.headersSent) next(error);
		else res.status(400).json({ error: error.message });
	});
	return await listen(createServer(app), port, '127.0.0.1');
}
