import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { DynamicParameterRequest, WorkflowDefinition } from './types';

/** The body with which the editor asks for the choices of a parameter. */
export function dynamicBody(request: DynamicParameterRequest): IDataObject {
	return {
		path: request.path,
		methodName: request.methodName,
		nodeTypeAndVersion: { name: request.nodeType, version: request.typeVersion ?? 1 },
		currentNodeParameters: request.parameters,
		credentials: request.credentials as IDataObject | undefined,
	};
}

/** Fills in what the editor would: every node needs an id of its own. */
export function completeDefinition(definition: WorkflowDefinition): WorkflowDefinition {
	const nodes = definition.nodes.map((node, index) => ({
		parameters: {},
		position: [index * 220, 0] as [number, number],
		...node,
		id: node.id ?? randomUUID(),
	}));
	return { ...definition, nodes, settings: { executionOrder: 'v1', ...definition.settings } };
}
