import type { INodeParameters } from 'n8n-workflow';
import type { CredentialReference, WorkflowDefinition, WorkflowNode } from '../n8n';
import type { Target } from './target';

export const TRIGGER_NAME = 'Start';
export const JOB_NODE_NAME = 'Get a VSPC job';

const NOTE = {
	name: 'Note',
	type: 'n8n-nodes-base.stickyNote',
	typeVersion: 1,
	position: [-60, -240] as [number, number],
	parameters: {
		content:
			'## Try it\nDouble-click **Get a VSPC job** and select **Execute step**.\n\nOr choose another job in **Job**.',
		height: 180,
		width: 420,
	},
};

/** A workflow that reads one job; without a UID the first one that the server lists. */
export function jobWorkflow(
	{ jobUid, jobName }: Pick<Target, 'jobUid' | 'jobName'>,
	credential: CredentialReference,
): WorkflowDefinition {
	const nodes: WorkflowNode[] = [
		{ name: TRIGGER_NAME, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
	];
	if (!jobUid) {
		nodes.push(jobNode('List the first job', { operation: 'getAll', limit: 1 }, credential));
	}
	const locator = jobName
		? { __rl: true, mode: 'list', value: jobUid, cachedResultName: jobName }
		: { __rl: true, mode: 'id', value: jobUid ?? '={{ $json.instanceUid }}' };
	nodes.push(jobNode(JOB_NODE_NAME, { operation: 'get', jobUid: locator as never }, credential));
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index].name,
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { name: 'Get a VSPC job', nodes: [...nodes, NOTE], connections };
}

function jobNode(
	name: string,
	parameters: INodeParameters,
	credential: CredentialReference,
): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-vspc.vspcJob',
		typeVersion: 1,
		parameters: { authentication: 'apiKey', resource: 'job', ...parameters },
		credentials: { vspcApi: credential },
	};
}
