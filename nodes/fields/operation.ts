import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { asError, inParallel } from '../shared/parallel';
import { isCancelled } from '../shared/pause';

/** What came of one input item. */
export type Outcome = { items: IDataObject[] } | { error: Error };

/** One operation of a resource: what the editor shows and what is done. */
export interface Operation {
	/** The entry in the 'Operation' list */
	option: INodePropertyOptions & { value: string };
	/** Fields, without the resource and operation they belong to: the resource adds that */
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
