import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchResult,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { TestCredentialsHelper, type CredentialStore } from './credentials';

/** One page of a drop-down list, through n8n's own context for it. */
export async function searchList(
	nodeType: INodeType,
	method: string,
	credentials: CredentialStore,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const node: INode = {
		id: '1',
		name: 'VSPC',
		type: `n8n-nodes-vspc.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { authentication: 'apiKey' },
		credentials: { vspcApi: { id: '1', name: 'Test' } },
	};
	const workflow = new Workflow({
		id: '1',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});
	const context = new LoadOptionsContext(
		workflow,
		node,
		{
			credentialsHelper: new TestCredentialsHelper(credentials),
		} as unknown as IWorkflowExecuteAdditionalData,
		'',
	);
	return await nodeType.methods!.listSearch![method].call(
		context as unknown as ILoadOptionsFunctions,
		filter,
		token,
	);
}
