import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { toChoice } from './choice';

/**
 * At least one of the values; an expression may give text with commas.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readChoice<Value extends string>(
	context: IPollFunctions,
	name: string,
	label: string,
	values: Value[],
): Value[] {
	return toChoice(context, context.getNodeParameter(name, []), label, values);
}

/** @throws NodeOperationError naming the option */
export function readNumber(
	context: IPollFunctions,
	label: string,
	given: unknown,
	least: number,
): number {
	const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	if (typeof number === 'number' && Number.isFinite(number) && number >= least) return number;
	throw new NodeOperationError(context.getNode(), `The option '${label}' is not a number`, {
		description: `It was given: ${String(given).slice(0, 60)}. Enter a number from ${least} on.`,
	});
}
