import type { INodeParameters } from 'n8n-workflow';

import type { CredentialReference, WorkflowDefinition, WorkflowNode } from '../../n8n';

/** The trigger, whichever it is. */
export const TRIGGER = 'Trigger';

export type TriggerType = 'vspcJobTrigger' | 'vspcAlarmTrigger' | 'vspcWorkloadTrigger';

/** The node behind the trigger. */
export const TICKET = 'Ticket';

/** The pause between polls when nothing else is said. */
export const POLL_SECONDS = 2;

/**
 * n8n refuses a cron expression that polls more than once a minute, but takes many that each name a second.
 */
export function everySeconds(seconds: number, offset = 0): INodeParameters {
	const times = Array.from({ length: 60 / seconds }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * seconds + offset} * * * * *`,
	}));
	return { item: times };
}

/**
 * A trigger that polls every two seconds and watches jobs of backup servers; what else is not given is as it is in the
 * editor at first.
 */
export function triggerNode(
	vspcApi: CredentialReference,
	parameters: INodeParameters = {},
	type: TriggerType = 'vspcJobTrigger',
): WorkflowNode {
	return {
		name: TRIGGER,
		type: `n8n-nodes-vspc.${type}`,
		typeVersion: 1,
		credentials: { vspcApi },
		parameters: {
			pollTimes: everySeconds(POLL_SECONDS),
			...(type === 'vspcJobTrigger' ? { jobKinds: ['job'] } : {}),
			...parameters,
		},
	};
}

/** The trigger, and behind it, one after the other, the nodes; without any, one that does nothing. */
export function triggerWorkflow(
	trigger: WorkflowNode,
	behind: WorkflowNode[] = [ticketNode],
): WorkflowDefinition {
	const nodes = [trigger, ...behind];
	const connections = Object.fromEntries(
		behind.map(({ name }, index) => [
			nodes[index].name,
			{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
		]),
	);
	return { name: 'Tickets', nodes, connections };
}

export const ticketNode: WorkflowNode = {
	name: TICKET,
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
};

/** n8n's Remove Duplicates, which remembers over all executions what it has let through. */
export const removeRepeats: WorkflowNode = {
	name: 'Remove Duplicates',
	type: 'n8n-nodes-base.removeDuplicates',
	typeVersion: 2,
	parameters: {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.eventId }}',
		options: {},
	},
};
