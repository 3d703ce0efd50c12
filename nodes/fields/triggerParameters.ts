import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

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
	const given = context.getNodeParameter(name, []) as unknown;
	const list = (Array.isArray(given) ? given : String(given).split(','))
		.map((entry) => String(entry).trim())
		.filter((entry) => entry !== '');
	const unknown = list.find((entry) => !values.includes(entry as Value));
	if (list.length > 0 && unknown === undefined) return [...new Set(list)] as Value[];
	throw new NodeOperationError(
		context.getNode(),
		unknown === undefined
			? `The parameter '${label}' is empty`
			: `The parameter '${label}' has the value '${unknown.slice(0, 60)}'`,
		{ description: `Choose at least one of: ${values.join(', ')}.` },
	);
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
