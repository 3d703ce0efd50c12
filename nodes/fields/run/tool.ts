import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI agent calls: n8n makes of each node a second one for that, with a name of its own. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
