import type { CredentialReference, WorkflowNode } from '../n8n';
import type { ChatModel, Step } from './chatModel';
import type { Stage } from './harness';

/** A node that is connected to the agent as a tool, by its name. */
type Tools = Record<string, Pick<WorkflowNode, 'type'> & Partial<WorkflowNode>>;

/** Runs n8n's AI Agent with these tools and a model that plays a script, and returns what came of it. */
export async function runAgentWith(
	{ n8n, credential }: Stage,
	model: ChatModel,
	tools: Tools,
	script: Step[],
	typeVersion = 3.1,
) {
	const vspcApi = await credential('vspcApi');
	const openAi = { apiKey: 'made-up-model-key', url: model.url };
	const openAiApi: CredentialReference = {
		id: await n8n.client.createCredential('Model', 'openAiApi', openAi),
		name: 'Model',
	};
	const toolNodes = Object.entries(tools).map(
		([name, node]): WorkflowNode => ({ name, typeVersion: 1, credentials: { vspcApi }, ...node }),
	);
	const nodes: WorkflowNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
		{
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion,
			parameters: {
				promptType: 'define',
				text: 'See what is wrong, and do something about it.',
				options: {},
			},
		},
		{
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.3,
			credentials: { openAiApi },
			parameters: {
				model: { __rl: true, mode: 'id', value: 'scripted' },
				responsesApiEnabled: false,
				options: {},
			},
		},
		...toolNodes,
	];
	const to = (type: 'main' | 'ai_tool' | 'ai_languageModel') => ({
		[type]: [[{ node: 'Agent', type, index: 0 }]],
	});
	const connections = {
		Start: to('main'),
		Model: to('ai_languageModel'),
		...Object.fromEntries(toolNodes.map(({ name }) => [name, to('ai_tool')])),
	};
	model.play(...script);
	const id = await n8n.client.createWorkflow({ name: 'Agent', nodes, connections });
	return await n8n.client.runWorkflow(id, 'Start');
}
