import { Router } from 'express';

import { objectOf } from './controlJobs';
import type { AlarmInput } from './editAlarms';
import type { Simulator } from './types';

/** The part of the control API that changes alarms. */
export function controlAlarms(simulator: Simulator): Router {
	const router = Router();
	router.post('/alarms', (req, res) => {
		res.status(201).json(simulator.raiseAlarm(objectOf(req.body ?? {}) as AlarmInput));
	});
	router.post('/alarms/:uid/resolve', (req, res) => {
		simulator.resolveAlarm(req.params.uid, objectOf(req.body ?? {}) as AlarmInput);
		res.json({});
	});
	router.delete('/alarms/:uid', (req, res) => {
		simulator.removeAlarm(req.params.uid);
		res.json({});
	});
	return router;
}
