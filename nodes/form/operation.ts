import {
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	NodeOperationError,
	updateDisplayOptions,
} from 'n8n-workflow';

import { asError, inParallel, isCancelled } from '../util/clock';
import { declareSettings, inOneText } from '../vspc/client/explanation';
import type { Fields } from '../vspc/fields';

/** What came of one input item; `binary` holds the files of each output item, where there are any. */
export type Outcome =
	| { items: IDataObject[]; binary?: Array<IBinaryKeyData | undefined> }
	| { error: Error };

/** One operation of a resource: what the editor shows and what is done. */
export interface Operation {
	/** The entry in the 'Operation' list */
	option: INodePropertyOptions & { value: string };
	/**
	 * What an item may have, for the schema of the editor; what VSPC sends besides passes through. What needs other
	 * files is loaded for it.
	 */
	itemFields: Fields | (() => Promise<Fields>);
	/** Fields of the form, without the resource and operation they belong to: the resource adds that */
	fields: INodeProperties[];
	/**
	 * Runs the operation for all input items.
	 *
	 * @param keepGoing false: nothing more is started once an item has failed
	 * @returns one outcome per input item, in their order
	 * @throws the first failure without `keepGoing`
	 */
	execute(context: IExecuteFunctions, itemCount: number, keepGoing: boolean): Promise<Outcome[]>;
}

/** One entry of a node's 'Resource' list. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
	/** The operation that a new node has */
	defaultOperation: string;
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
			updateDisplayOptions(
				{ show: { resource, operation: [operation.option.value] } },
				operation.fields,
			),
		),
	];
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
	if (!operation) throw noSuchOperation(context, name, wanted);
	return [await executeOperation(context, operation)];
}

/** n8n adds 'Custom API Call' to the lists of every node; it only points to HTTP Request. */
function noSuchOperation(context: IExecuteFunctions, resource: string, operation: string) {
	return [resource, operation].includes('__CUSTOM_API_CALL__')
		? new NodeOperationError(context.getNode(), 'This node does not make custom API calls', {
				description:
					"Use n8n's HTTP Request node: Authentication 'Predefined Credential Type', Credential Type 'VSPC API'.",
			})
		: new NodeOperationError(
				context.getNode(),
				`There is no operation '${operation}' for the resource '${resource}'`,
				{ description: 'Choose both from the lists of the node.' },
			);
}

/**
 * Runs an operation over the input and links every output item to its input item. With 'On Error' set to
 * continue, or as the tool of an AI agent, a failed input becomes one item that tells why; otherwise the first
 * failure stops the node.
 */
export async function executeOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[]> {
	const keepGoing = context.continueOnFail() || isUndecidedTool(context);
	const outcomes = await operation
		.execute(context, context.getInputData().length, keepGoing)
		.catch((error: Error) => {
			throw declareSettings(error);
		});
	return outcomes.flatMap((outcome, item): INodeExecutionData[] => {
		if ('items' in outcome) {
			return outcome.items.map((json, index) => {
				const binary = outcome.binary?.[index];
				return { json, ...(binary ? { binary } : {}), pairedItem: { item } };
			});
		}
		if (!keepGoing) throw declareSettings(outcome.error);
		return [{ json: errorJson(outcome.error), pairedItem: { item } }];
	});
}

/** n8n lets an agent go on after a failed tool unless told otherwise, but gives the model the message at most. */
function isUndecidedTool(context: IExecuteFunctions): boolean {
	return isTool(context) && context.getNode().onError === undefined;
}

/**
 * `error` and `message` and nothing else: by these two fields every version of n8n tells a failed item from
 * a result and sends it to the error output.
 */
function errorJson(error: Error & { description?: string | null }): IDataObject {
	const status = 'httpCode' in error && error.httpCode ? ` (HTTP ${String(error.httpCode)})` : '';
	return {
		error: error.message,
		message: `${inOneText({ message: error.message, description: error.description ?? '' })}${status}`,
	};
}

/** Shows each hint once in the editor, below the node's output; older n8n versions have no hints. */
export function addHints(context: IExecuteFunctions, hints: string[]): void {
	const messages = [...new Set(hints)];
	if (messages.length === 0 || typeof context.addExecutionHints !== 'function') return;
	context.addExecutionHints(
		...messages.map((message) => ({ message, location: 'outputPane' as const })),
	);
}

/** Reads go side by side; more at once only makes VSPC throttle. */
const READS_UNDER_WAY = 5;

/**
 * Runs a read for each item, a few at a time. Errors belong to their item; a cancelled execution ends it all.
 */
export async function forEachItem(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
	read: (itemIndex: number) => Promise<IDataObject[]>,
	atOnce = READS_UNDER_WAY,
): Promise<Outcome[]> {
	let stopped = false;
	return await inParallel(
		Array.from({ length: itemCount }, (_, itemIndex) => itemIndex),
		atOnce,
		async (itemIndex): Promise<Outcome> => {
			try {
				return { items: await read(itemIndex) };
			} catch (error) {
				// The node stops at once, whatever its neighbours are waiting for.
				if (!keepGoing) throw asError(error);
				// A cancelled execution is no failure of each item that is left.
				stopped ||= isCancelled(context);
				return { error: asError(error) };
			}
		},
		() => stopped,
	);
}

/**
 * Reads the parameters of all items first: bad input is told before any request.
 *
 * @throws the first error without `keepGoing`
 */
export function readAllItems<Read extends object>(
	itemCount: number,
	keepGoing: boolean,
	read: (itemIndex: number) => Read,
): Array<Read | Error> {
	return Array.from({ length: itemCount }, (_, itemIndex) => {
		try {
			return read(itemIndex);
		} catch (error) {
			if (!keepGoing) throw asError(error);
			return asError(error);
		}
	});
}

/** Whether the parameters of an item could be read. */
export function isRead<Read extends object>(read: Read | Error): read is Read {
	return !(read instanceof Error);
}

/** Whether an AI agent calls: n8n makes of each node a second one for that, with a name of its own. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
