import { parse } from 'flatted';
import { sleep, type IDataObject } from 'n8n-workflow';

import { chain } from '../e2e/harness';
import type { WorkflowNode } from '../n8n';
import type { Estate } from './estate';
import type { Stage } from './stage';

/** Rarely, not to keep n8n busy with answering us. */
const POLL_MS = 500;

/** One run of a node in n8n. */
export interface NodeRun {
	/** As n8n took the time. */
	ms: number;
	requests: number;
	items: IDataObject[];
}

interface RunData {
	resultData: {
		error?: { message: string };
		runData: Record<
			string,
			Array<{ executionTime: number; data: { main: Array<Array<{ json: IDataObject }>> } }>
		>;
	};
}

/** A way to run the node as often as wanted, behind a manual trigger and one item per UID. */
export async function prepareRun(
	{ n8n }: Stage,
	estate: Estate,
	node: WorkflowNode,
	uids?: string[],
): Promise<() => Promise<NodeRun>> {
	const { client } = n8n;
	const workflowId = await client.createWorkflow(chain([node], uids));
	return async () => {
		await estate.takeRequests();
		const id = await client.startWorkflow(workflowId, 'Start');
		let status = 'running';
		while (status === 'running' || status === 'new') {
			await sleep(POLL_MS);
			[{ status }] = await client.listExecutions(workflowId);
		}
		const { data } = await client.rest.send<{ data: string }>('GET', `/executions/${id}`);
		const { resultData } = parse(data) as RunData;
		if (status !== 'success') throw new Error(`${node.name}: ${resultData.error?.message}`);
		const [task] = resultData.runData[node.name];
		const items = task.data.main[0].map(({ json }) => json);
		return { ms: task.executionTime, requests: await estate.takeRequests(), items };
	};
}

/** Fails when a run did less than it was to do: speed is worth nothing then. */
export function assertCount(found: number, expected: number, what: string): void {
	if (found !== expected) throw new Error(`${what}: ${found} jobs instead of ${expected}`);
}
