import type { IDataObject } from 'n8n-workflow';

import type { Execution, N8nClient, WorkflowNode } from '../../n8n';
import type { ChatModel } from '../chatModel';
import type { Recipe } from './recipe';

/** Connects a chat model to the agent of a recipe, as the builder has to. */
export async function connectModel(
	client: N8nClient,
	{ id }: Recipe,
	agent: string,
	{ url }: ChatModel,
): Promise<void> {
	const data = { apiKey: 'made-up-model-key', url };
	const openAiApi = {
		id: await client.createCredential('Model', 'openAiApi', data),
		name: 'Model',
	};
	const model: WorkflowNode = {
		name: 'Chat model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.3,
		credentials: { openAiApi },
		parameters: {
			model: { __rl: true, mode: 'id', value: 'scripted' },
			responsesApiEnabled: false,
			options: {},
		},
	};
	const { nodes, connections } = await client.getWorkflow(id);
	const type = 'ai_languageModel' as const;
	await client.updateWorkflow(id, {
		nodes: [...nodes, model],
		connections: {
			...connections,
			[model.name]: { [type]: [[{ node: agent, type, index: 0 }]] },
		},
	});
}

/** Asks in the chat of the editor, and waits for the end. */
export async function ask(
	client: N8nClient,
	{ id }: Recipe,
	chat: string,
	chatInput: string,
): Promise<Execution> {
	const json: IDataObject = { sessionId: 'made-up-session', action: 'sendMessage', chatInput };
	const data = {
		startTime: Date.now(),
		executionTime: 0,
		executionStatus: 'success',
		data: { main: [[{ json }]] },
		source: [null],
	};
	const { executionId } = await client.rest.send<{ executionId: string }>(
		'POST',
		`/workflows/${id}/run`,
		{ triggerToStartFrom: { name: chat, data } },
	);
	return await client.waitForExecution(executionId);
}
