import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { readParameter } from '../../../fields/parameter';

type Refuse = (label: string, is: string, description: string) => NodeOperationError;

/** Reads single values of an item and says which one is wrong. */
export interface Reader {
	value: (name: string, fallback: unknown) => unknown;
	/** Text without spaces around it; empty when there is none */
	text: (name: string) => string;
	/** An error about a parameter, an option or a filter */
	refuse: Refuse;
	refuseOption: Refuse;
	refuseFilter: Refuse;
}

/** @param itemIndex which item's parameters */
export function readerOf(context: IExecuteFunctions, itemIndex: number): Reader {
	const value = (name: string, fallback: unknown) =>
		readParameter(context, name, itemIndex, fallback);
	const refuse =
		(what: string): Refuse =>
		(label, is, description) =>
			new NodeOperationError(
				context.getNode(),
				`The ${what} '${label}' of item ${itemIndex} ${is}`,
				{ description, itemIndex },
			);
	return {
		value,
		text: (name) => String(value(name, '') ?? '').trim(),
		refuse: refuse('parameter'),
		refuseOption: refuse('option'),
		refuseFilter: refuse('filter'),
	};
}

/** What was given, in a message. */
export function given(value: unknown): string {
	return `It was given: ${String(value).slice(0, 60)}.`;
}
