import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';

import type { N8nClient, WorkflowNode } from '../../n8n';

/** What a running n8n says of its nodes. */
export class NodeTypes {
	private constructor(private readonly descriptions: INodeTypeDescription[]) {}

	static async load({ rest }: N8nClient): Promise<NodeTypes> {
		return new NodeTypes(await rest.load<INodeTypeDescription[]>('/types/nodes.json'));
	}

	/** The description of a node's type in its version; undefined: n8n has no such node. */
	find({ type, typeVersion }: WorkflowNode): INodeTypeDescription | undefined {
		return this.descriptions.find(
			({ name, version }) => name === type && [version].flat().includes(typeVersion),
		);
	}

	/** What is set at a node, but is no parameter of it or not shown with the others. */
	unknownParameters(node: WorkflowNode): string[] {
		return lost(node.parameters ?? {}, this.complete(node), '');
	}

	/** Values that are none of a list's; n8n itself takes them and fails when it runs. */
	unknownValues(node: WorkflowNode): string[] {
		const description = this.find(node)!;
		const root = this.complete(node);
		const isShown = (property: INodeProperties, values: INodeParameters) =>
			NodeHelpers.displayParameter(values, property, node as unknown as INode, description, root);
		return outside(description.properties, root, '', isShown);
	}

	/** What the editor shows in red at a node: what is required and empty. */
	issues(node: WorkflowNode): string[] {
		const description = this.find(node)!;
		const completed = { ...node, parameters: this.complete(node) } as unknown as INode;
		const issues = NodeHelpers.getNodeParametersIssues(
			description.properties,
			completed,
			description,
		);
		return Object.keys(issues?.parameters ?? {});
	}

	/** The parameters that n8n sees: without unknown ones, with those that have their default. */
	private complete(node: WorkflowNode): INodeParameters {
		const description = this.find(node)!;
		const { parameters = {} } = node;
		const { properties } = description;
		const asNode = node as unknown as INode;
		return (
			NodeHelpers.getNodeParameters(properties, parameters, true, false, asNode, description) ?? {}
		);
	}
}

/** The paths of values that are in `given` and not, or not the same, in `known`. */
function lost(given: unknown, known: unknown, path: string): string[] {
	if (typeof given !== 'object' || given === null) return given === known ? [] : [path];
	if (typeof known !== 'object' || known === null) return [path];
	return Object.entries(given).flatMap(([key, value]) =>
		lost(value, (known as INodeParameters)[key], path ? `${path}.${key}` : key),
	);
}

type IsShown = (property: INodeProperties, values: INodeParameters) => boolean;

function outside(
	properties: INodeProperties[],
	values: INodeParameters,
	path: string,
	isShown: IsShown,
): string[] {
	return properties
		.filter((property) => property.name in values && isShown(property, values))
		.flatMap((property) => {
			const value = values[property.name];
			const here = path ? `${path}.${property.name}` : property.name;
			const inner = partsOf(property, value).flatMap(([fields, part]) =>
				outside(fields, part, here, isShown),
			);
			return takes(property, value) ? inner : [here, ...inner];
		});
}

/** Whether a list has this value; what is no list, or filled by a method, takes anything. */
function takes(property: INodeProperties, value: unknown): boolean {
	const { type, options, typeOptions } = property;
	const isList = type === 'options' || type === 'multiOptions';
	if (!isList || typeOptions?.loadOptionsMethod || isExpression(value)) return true;
	const choices = (options as INodePropertyOptions[]).map((option) => option.value);
	return [value].flat().every((one) => choices.includes(one as string));
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

/** The fields of a collection, with the values that are given for them. */
function partsOf(
	property: INodeProperties,
	value: unknown,
): Array<[INodeProperties[], INodeParameters]> {
	if (property.type === 'collection') {
		return [[(property.options ?? []) as INodeProperties[], value as INodeParameters]];
	}
	if (property.type !== 'fixedCollection') return [];
	const groups = (property.options ?? []) as INodePropertyCollection[];
	return groups.flatMap(({ name, values }) =>
		[(value as INodeParameters)[name] ?? []]
			.flat()
			.map((part): [INodeProperties[], INodeParameters] => [values, part as INodeParameters]),
	);
}
