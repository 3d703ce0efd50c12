import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { asError, inParallel } from '../../shared/parallel';
import { isCancelled } from '../../shared/pause';
import type { Outcome } from '../operation';

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
