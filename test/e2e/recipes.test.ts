import type { WorkflowNode } from '../n8n';
import { useStage } from './harness';
import { NodeTypes } from './recipes/check';
import { Recipe, readRecipe, recipeFiles } from './recipes/recipe';

/** Every recipe can be imported into a real n8n, which knows all that is in it. */
const stage = useStage({ hasEditor: true });

let types: NodeTypes;
beforeAll(async () => {
	types = await NodeTypes.load(stage().n8n.client);
});

/** What a builder has to choose after the import, by file: nothing else may be missing. */
const TO_CHOOSE: Record<string, string[]> = {
	'failed-job-ticket.json': ['Ticket steps: workflowId'],
	'failed-job-ticket-steps-halopsa.json': ['Create ticket: ticketType'],
	'failed-job-ticket-steps-jira.json': ['Create ticket: project', 'Create ticket: issueType'],
};

test('what no node knows is noticed', () => {
	const node = {
		name: 'Get Many',
		type: 'n8n-nodes-vspc.vspcJob',
		typeVersion: 1,
		parameters: {
			operation: 'getAll',
			made: 'up',
			jobUid: 'for Get only',
			filters: { status: ['Failed'], colour: 'red' },
			options: { includeNames: true, speed: 1 },
		},
	};
	expect(types.unknownParameters(node)).toEqual([
		'made',
		'jobUid',
		'filters.colour',
		'options.speed',
	]);
	const get = {
		...node,
		parameters: { operation: 'get', output: 'everything', options: { lookup: 'slow' } },
	};
	expect(types.unknownValues(get)).toEqual(['output', 'options.lookup']);
	expect(types.issues(get)).toEqual(['jobUid']);
	expect(types.find({ ...node, typeVersion: 99 })).toBeUndefined();
});

describe.each(recipeFiles())('%s', (file) => {
	const nodes = (): WorkflowNode[] => readRecipe(file).nodes;

	test('every node and every parameter is known', () => {
		expect(nodes().filter((node) => !types.find(node))).toEqual([]);
		const unknown = nodes().flatMap((node) =>
			[...types.unknownParameters(node), ...types.unknownValues(node)].map(
				(path) => `${node.name}: ${path}`,
			),
		);
		expect(unknown).toEqual([]);
	});

	test('nothing is missing but what the builder chooses', () => {
		const missing = nodes().flatMap((node) =>
			types.issues(node).map((parameter) => `${node.name}: ${parameter}`),
		);
		expect(missing).toEqual(TO_CHOOSE[file] ?? []);
	});

	test('is imported, and finds credentials that have the names n8n gives them', async () => {
		const { n8n, data } = stage();
		const made: Record<string, string> = {};
		const wanted = nodes().flatMap(({ credentials = {} }) => Object.entries(credentials));
		for (const [type, { name }] of wanted) {
			made[type] ??= await n8n.client.createCredential(
				name,
				type,
				type === 'vspcApi' ? data(type) : {},
			);
		}
		const { nodes: stored } = await (await Recipe.import(stage(), file)).stored();
		expect(stored.map(({ name, parameters }) => ({ name, parameters }))).toEqual(
			nodes().map(({ name, parameters }) => ({ name, parameters })),
		);
		for (const { credentials = {} } of stored) {
			for (const [type, { id }] of Object.entries(credentials)) expect(id).toBe(made[type]);
		}
		for (const id of Object.values(made)) await n8n.client.deleteCredential(id);
	});
});
