/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IDataObject, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

import type { Execution, StoredWorkflow, WorkflowDefinition, WorkflowNode } from '../../n8n';
import type { Stage } from '../harness';

const FOLDER = resolve(__dirname, '..', '..', '..', 'examples');

/** The files of all recipes. */
export function recipeFiles(): string[] {
	return readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.sort();
}

/** A recipe as it is published. */
export function readRecipe(file: string): WorkflowDefinition {
	return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as WorkflowDefinition;
}

/** A recipe imported into n8n, and what a person does with it there. */
export class Recipe {
	private constructor(
		private readonly stage: Stage,
		readonly id: string,
	) {}

	/** Imports it as it is; credentials are found by their names. */
	static async import(stage: Stage, file: string): Promise<Recipe> {
		return new Recipe(stage, await stage.n8n.client.createWorkflow(readRecipe(file)));
	}

	async stored(): Promise<StoredWorkflow> {
		return await this.stage.n8n.client.getWorkflow(this.id);
	}

	/** Changes values in the node Settings; those that are not there are a mistake. */
	async set(values: Record<string, string | number | boolean>, node = 'Settings'): Promise<void> {
		await this.edit(node, ({ parameters }) => {
			const { assignments } = parameters!.assignments as unknown as {
				assignments: Array<{ name: string; value: unknown }>;
			};
			for (const [name, value] of Object.entries(values)) {
				const field = assignments.find((assignment) => assignment.name === name);
				if (!field) throw new Error(`${node} has no field ${name}`);
				field.value = value;
			}
		});
	}

	/** A parameter of a node, which may lie within another: `options.overdueHours`. */
	async read(name: string, path: string): Promise<NodeParameterValueType> {
		const { nodes } = await this.stored();
		const node = nodes.find((candidate) => candidate.name === name);
		const [place, last] = placeOf(node!, path);
		return place[last] as NodeParameterValueType;
	}

	/** Changes such a parameter. */
	async change(name: string, path: string, value: NodeParameterValueType): Promise<void> {
		await this.edit(name, (node) => {
			const [place, last] = placeOf(node, path);
			place[last] = value;
		});
	}

	/** Chooses the workflow that the node Ticket steps executes, as its list does. */
	async choose(steps: Recipe): Promise<void> {
		const { name } = await steps.stored();
		await this.change('Ticket steps', 'workflowId', {
			__rl: true,
			mode: 'list',
			value: steps.id,
			cachedResultName: name,
		});
	}

	/** Deactivates a node: items pass through it. */
	async disable(name: string): Promise<void> {
		await this.edit(name, (node) => {
			node.disabled = true;
		});
	}

	private async edit(name: string, change: (node: WorkflowNode) => void): Promise<void> {
		const { nodes } = await this.stored();
		const node = nodes.find((candidate) => candidate.name === name);
		if (!node) throw new Error(`There is no node ${name}`);
		change(node);
		await this.stage.n8n.client.updateWorkflow(this.id, { nodes });
	}

	async publish(): Promise<void> {
		await this.stage.n8n.client.activate(this.id);
	}

	async unpublish(): Promise<void> {
		await this.stage.n8n.client.deactivate(this.id);
	}

	/** "Execute workflow" from one of its triggers. */
	async run(trigger: string): Promise<Execution> {
		return await this.stage.n8n.client.runWorkflow(this.id, trigger);
	}

	/** The same with pinned data: as if the trigger had emitted this. */
	async tell(trigger: string, items: IDataObject[]): Promise<Execution> {
		const pinData = { [trigger]: items.map((json) => ({ json })) };
		await this.stage.n8n.client.updateWorkflow(this.id, { pinData });
		const execution = await this.run(trigger);
		await this.stage.n8n.client.updateWorkflow(this.id, { pinData: {} });
		return execution;
	}
}

/** Where a parameter of a node is, and its name there; what leads to it is made if it is not there. */
function placeOf({ parameters }: WorkflowNode, path: string): [INodeParameters, string] {
	const steps = path.split('.');
	const last = steps.pop()!;
	let place = parameters as INodeParameters;
	for (const step of steps) place = (place[step] ??= {}) as INodeParameters;
	return [place, last];
}
