import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { VspcContext } from '../vspc/client/connection';
import { readParameter } from './options';

/**
 * At least one of the values, each once; an expression may give text with commas.
 *
 * @param given the value of the parameter
 * @param itemIndex a trigger has no items
 * @throws NodeOperationError naming the parameter
 */
export function toChoice<Value extends string>(
	context: VspcContext,
	given: unknown,
	label: string,
	values: Value[],
	itemIndex?: number,
): Value[] {
	const list = (Array.isArray(given) ? given : String(given ?? '').split(','))
		.map((entry) => String(entry).trim())
		.filter((entry) => entry !== '');
	const unknown = list.find((entry) => !values.includes(entry as Value));
	if (list.length > 0 && unknown === undefined) return [...new Set(list)] as Value[];
	const where = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	throw new NodeOperationError(
		context.getNode(),
		unknown === undefined
			? `The parameter '${label}'${where} is empty`
			: `The parameter '${label}'${where} has the value '${unknown.slice(0, 60)}'`,
		{ description: `Choose at least one of: ${values.join(', ')}.`, itemIndex },
	);
}

/**
 * One of the values, in any case; the first one when nothing is given.
 *
 * @param what e.g. `option 'Sort'`
 * @throws NodeOperationError naming it: a misspelt value is not another word for the first one
 */
export function toOne<Value extends string>(
	context: VspcContext,
	given: unknown,
	what: string,
	values: readonly Value[],
	itemIndex?: number,
): Value {
	const text = String(given ?? '').trim();
	const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
	if (found !== undefined) return found;
	if (text === '') return values[0];
	const where = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	throw new NodeOperationError(
		context.getNode(),
		`The ${what}${where} has the value '${text.slice(0, 60)}'`,
		{ description: `Choose one of: ${values.join(', ')}.`, itemIndex },
	);
}

/** True or false, also as the text of an expression; `fallback` when nothing is given. Throws as toOne does. */
export function toSwitch(
	context: VspcContext,
	given: unknown,
	what: string,
	fallback: boolean,
	itemIndex?: number,
): boolean {
	const values = fallback ? (['true', 'false'] as const) : (['false', 'true'] as const);
	return toOne(context, given, what, values, itemIndex) === 'true';
}

/** A switch among the 'Options' of an item, off unless it is set. Throws as toOne does. */
export function readSwitch(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): boolean {
	const given = readParameter(context, `options.${name}`, itemIndex, false);
	return toSwitch(context, given, `option '${label}'`, false, itemIndex);
}
