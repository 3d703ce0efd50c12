import { NodeOperationError } from 'n8n-workflow';

import type { VspcContext } from '../shared/connection';

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
