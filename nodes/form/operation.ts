import {
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	NodeOperationError,
} from 'n8n-workflow';

import { asError, inParallel, isCancelled, type Timeouts } from '../util/clock';
import { spelled } from '../util/text';
import { declareSettings, inOneText } from '../vspc/client/explanation';
import type { Fields } from '../vspc/fields';
import type { Vspc } from '../vspc/vspc';
import { isTool } from './given';
import { readTimeouts } from './options';
import { clientOf, Parameters } from './parameters';

/** A file that an output item has besides its fields. */
export interface ItemFile {
	text: string;
	fileName: string;
	mimeType: string;
}

/** An output item with files, by the names of their binary fields. */
export interface ItemWithFiles {
	json: IDataObject;
	files: Record<string, ItemFile>;
}

export class ItemsWithFiles {
	constructor(readonly items: ItemWithFiles[]) {}
}

/** What comes of one input item. */
export type Result = IDataObject | IDataObject[] | ItemsWithFiles;

/** The same, or why nothing did. */
export type Outcome = Result | Error;

/** One operation of a resource, whole: what the editor shows, what it reads, what it does. */
export interface Operation<Input extends object = object> {
	/** The entry in the 'Operation' list */
	option: INodePropertyOptions & { value: string };
	/**
	 * What an item may have, for the schema of the editor; what VSPC sends besides passes through. Only the build asks
	 * for it, so what is put together of several tables is a function.
	 */
	itemFields: Fields | (() => Fields);
	/** Fields of the form, without the resource and operation they belong to: the resource adds that */
	fields: INodeProperties[];
	/** How many items are worked on at a time; 5 when left out: reads go side by side, more only make VSPC throttle */
	atOnce?: number;
	/**
	 * Reads and checks what an item asks for. All items are read before the first request.
	 *
	 * @throws NodeOperationError naming parameter and item
	 */
	read(p: Parameters): Input | Promise<Input>;
	/**
	 * Does it for one item.
	 *
	 * @param vspc with the timeouts of the item; its errors name the item
	 * @param all what all items ask for that could be read
	 */
	run(input: Input, vspc: Vspc, all: Input[]): Promise<Result>;
	/** What comes when all items have run, as waiting for what they began: the outcomes in their place. */
	finish?(outcomes: Outcome[], inputs: Array<Input | Error>, vspc: Vspc): Promise<Outcome[]>;
}

/** One entry of a node's 'Resource' list. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
	/** The operation that a new node has */
	defaultOperation: string;
	/** Where operations are that it had once, as words, by their values */
	moved?: Record<string, string>;
}

/**
 * The 'Resource' and 'Operation' lists of a node and the fields of every operation. A list of one resource is
 * hidden; it is there all the same, since n8n takes its words for a node and for an AI agent's tool ("Resolve
 * alarm in VSPC Alarm") from the operations of a resource only.
 *
 * @param first the resource that a new node has
 */
export function describeResources(resources: Resource[], first: string): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: resources.length > 1 ? 'options' : 'hidden',
			noDataExpression: true,
			options: resources.map(({ option }) => option),
			default: first,
		},
		...resources.flatMap(describeResource),
	];
}

function describeResource({ option, operations, defaultOperation }: Resource): INodeProperties[] {
	const resource = [option.value];
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource } },
			options: operations.map((operation) => operation.option),
			default: defaultOperation,
		},
		...operations.flatMap((operation) =>
			operation.fields.map((field) => shownFor(field, resource, [operation.option.value])),
		),
	];
}

/** n8n's own function for this takes many times as long, and n8n waits for all forms at its start. */
function shownFor(
	field: INodeProperties,
	resource: string[],
	operation: string[],
): INodeProperties {
	const { displayOptions } = field;
	const show = { ...displayOptions?.show, resource, operation };
	return { ...field, displayOptions: { ...displayOptions, show } };
}

/**
 * `execute()` of a node: runs the operation that its lists name.
 *
 * @param first the resource that a new node has
 */
export async function executeResources(
	context: IExecuteFunctions,
	resources: Resource[],
	first: string,
): Promise<INodeExecutionData[][]> {
	const name = context.getNodeParameter('resource', 0, first) as string;
	const resource = resources.find(({ option }) => option.value === name);
	const { operations = [], defaultOperation } = resource ?? {};
	const wanted = context.getNodeParameter('operation', 0, defaultOperation) as string;
	const operation = operations.find(({ option }) => option.value === wanted);
	if (!operation) throw noSuchOperation(context, name, wanted, resource?.moved?.[wanted]);
	return [await executeOperation(context, operation)];
}

/** n8n adds 'Custom API Call' to the lists of every node; it only points to HTTP Request. */
function noSuchOperation(
	context: IExecuteFunctions,
	resource: string,
	operation: string,
	newPlace?: string,
) {
	return [resource, operation].includes('__CUSTOM_API_CALL__')
		? new NodeOperationError(context.getNode(), 'This node does not make custom API calls', {
				description:
					"Use n8n's HTTP Request node: Authentication 'Predefined Credential Type', Credential Type 'VSPC API'.",
			})
		: new NodeOperationError(
				context.getNode(),
				`There is no operation '${operation}' for the resource '${resource}'`,
				{
					description: newPlace
						? `It is now ${newPlace}: choose both from the lists of the node. The other parameters stay as they are.`
						: 'Choose both from the lists of the node.',
				},
			);
}

/**
 * Runs an operation over the input and links every output item to its input item. With 'On Error' set to
 * continue, or as the tool of an AI agent, a failed input becomes one item that says why; otherwise the first
 * failure stops the node.
 */
async function executeOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[]> {
	const keepsGoing = context.continueOnFail() || isUndecidedTool(context);
	try {
		const items: INodeExecutionData[] = [];
		const outcomes = await outcomesOf(context, operation, keepsGoing);
		// Not every item has an outcome: a cancelled execution begins no further ones.
		for (const item of outcomes.keys()) {
			const outcome = outcomes[item] as Outcome | undefined;
			if (outcome === undefined) continue;
			if (!(outcome instanceof Error)) {
				// One by one: as arguments, those of a list of 200,000 would be too many.
				for (const one of await toItems(context, outcome, item)) items.push(one);
			} else if (keepsGoing) {
				items.push({ json: errorJson(outcome), pairedItem: { item } });
			} else {
				throw outcome;
			}
		}
		return items;
	} catch (error) {
		throw declareSettings(asError(error));
	}
}

async function outcomesOf(
	context: IExecuteFunctions,
	operation: Operation,
	keepsGoing: boolean,
): Promise<Outcome[]> {
	const { fields, atOnce = READS_AT_ONCE } = operation;
	const indexes = [...context.getInputData().keys()];
	// A failure stops the node, unless it belongs to its item alone.
	const failed = (error: unknown) => {
		if (!keepsGoing) throw asError(error);
		return asError(error);
	};
	const inputs: Array<{ input: object; timeouts: Timeouts } | Error> = [];
	for (const itemIndex of indexes) {
		const p = new Parameters(context, fields, itemIndex);
		try {
			inputs.push({ input: await operation.read(p), timeouts: readTimeouts(p) });
		} catch (error) {
			inputs.push(failed(error));
		}
	}
	const all = inputs.flatMap((one) => (one instanceof Error ? [] : [one.input]));
	const vspc = clientOf(context);
	let isStopped = false;
	const run = async (itemIndex: number): Promise<Outcome> => {
		const one = inputs[itemIndex];
		if (one instanceof Error) return one;
		try {
			return await operation.run(one.input, vspc.forItem(itemIndex, one.timeouts), all);
		} catch (error) {
			// A cancelled execution is no failure of each item that is left.
			isStopped ||= isCancelled(context);
			if (!keepsGoing) vspc.end();
			return failed(error);
		}
	};
	const outcomes = await inParallel(indexes, atOnce, run, () => isStopped);
	const read = inputs.map((one) => (one instanceof Error ? one : one.input));
	const results = (await operation.finish?.(outcomes, read, vspc)) ?? outcomes;
	showHints(context, vspc.hints);
	return results;
}

/** The output items of an input item. */
async function toItems(
	context: IExecuteFunctions,
	result: Result,
	item: number,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item };
	if (!(result instanceof ItemsWithFiles)) {
		return [result].flat().map((json) => ({ json, pairedItem }));
	}
	const items: INodeExecutionData[] = [];
	for (const { json, files } of result.items) {
		const binary: IBinaryKeyData = {};
		for (const [field, { text, fileName, mimeType }] of Object.entries(files)) {
			const data = Buffer.from(text, 'utf8');
			binary[field] = await context.helpers.prepareBinaryData(data, fileName, mimeType);
		}
		items.push({ json, ...(Object.keys(binary).length > 0 ? { binary } : {}), pairedItem });
	}
	return items;
}

/** n8n lets an agent go on after a failed tool unless On Error says otherwise, but gives the model the message at most. */
function isUndecidedTool(context: IExecuteFunctions): boolean {
	return isTool(context) && context.getNode().onError === undefined;
}

/**
 * `error` and `message` and nothing else: by these two fields every version of n8n distinguishes a failed item from
 * a result and sends it to the error output.
 */
function errorJson(error: Error & { description?: string | null }): IDataObject {
	const status = 'httpCode' in error && error.httpCode ? ` (HTTP ${spelled(error.httpCode)})` : '';
	return {
		error: error.message,
		message: `${inOneText({ message: error.message, description: error.description ?? '' })}${status}`,
	};
}

/** Shows hints in the editor, below the node's output; older n8n versions have none. */
function showHints(context: IExecuteFunctions, hints: string[]): void {
	if (hints.length === 0 || typeof context.addExecutionHints !== 'function') return;
	context.addExecutionHints(
		...hints.map((message) => ({ message, location: 'outputPane' as const })),
	);
}

const READS_AT_ONCE = 5;
