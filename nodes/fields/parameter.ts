import type { IExecuteFunctions } from 'n8n-workflow';

/** An expression that does no more than name a field of its item, e.g. `{{ $json.jobUid }}`. */
const ITEM_FIELD = /^=\{\{\s*\$json\.([a-z_]\w*)\s*\}\}$/i;

/**
 * The value of a parameter, or of an option as `options.name`, for an item. Without n8n's check of the value:
 * for each read it searches the form for the field among those of all operations, which takes longer than all
 * else for many items, and it checks only fields with a `validateType`, which no field of ours has.
 */
export function readParameter(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
	fallback: unknown,
): unknown {
	return context.getNodeParameter(name, itemIndex, fallback, { skipValidation: true });
}

/**
 * The text in that field of the item which the expression of a parameter names, where it does no more than that.
 * It is what n8n's evaluation comes to, which takes about half a millisecond for each item in its isolated virtual
 * machine: longer than all else for many items.
 *
 * @returns undefined for everything else, also where the field is missing or holds no text: ask n8n then
 */
export function readItemField(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): string | undefined {
	const options = { rawExpressions: true, skipValidation: true };
	const raw = context.getNodeParameter(name, itemIndex, '', options) as unknown;
	const expression = isLocator(raw) ? raw.value : raw;
	const field = typeof expression === 'string' ? ITEM_FIELD.exec(expression)?.[1] : undefined;
	if (field === undefined) return undefined;
	const json = context.getInputData()[itemIndex]?.json ?? {};
	const text = Object.prototype.hasOwnProperty.call(json, field) ? json[field] : undefined;
	return typeof text === 'string' ? text : undefined;
}

/** The value of a resource locator stands beside its mode. */
export function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'value' in value;
}
