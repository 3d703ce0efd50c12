/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import type { Stage } from '../e2e/harness';
import type { Killer } from '../e2e/trigger/kills';
import { itemsOf } from '../e2e/trigger/published';
import { Watch } from '../e2e/trigger/watch';
import type { Execution, Runtime } from '../n8n';
import { readDatabase } from './database';

/** What became of one event. */
interface Result {
	/** The state that says that it was emitted was in the database when n8n was dead */
	isStateSaved: boolean;
	/** Status of its execution then */
	execution: string;
	/** Statuses of all executions that have it, some polls after the restart */
	told: string[];
}

export interface Measured extends Result {
	setup: string;
	delay: number;
}

interface Conditions {
	stage: Stage;
	runtime: Runtime;
	killer: Killer;
	parameters: INodeParameters;
	pollSeconds: number;
}

/** With a workflow of its own: an event of before would be repeated too. */
export async function measureKill(conditions: Conditions, delay: number): Promise<Result> {
	const { stage, runtime, killer, parameters, pollSeconds } = conditions;
	const { n8n } = stage;
	const watch = await Watch.publish(stage, { parameters });
	await watch.polled();
	const before = readDatabase(runtime, n8n, watch.workflowId);
	killer.order(watch.workflowId, delay);
	const [job] = watch.fail();
	await killer.done(n8n);
	const after = readDatabase(runtime, n8n, watch.workflowId);
	await killer.revive(n8n);
	await watch.polled();
	await sleep(pollSeconds * 3000);
	const executions = await watch.executions();
	await watch.close();
	const has = (execution: Execution) =>
		itemsOf(execution).some(({ instanceUid }) => instanceUid === job.instanceUid);
	return {
		isStateSaved: after.state !== before.state,
		execution: after.executions[0]?.status ?? 'none',
		told: executions.filter(has).map(({ status }) => status),
	};
}
