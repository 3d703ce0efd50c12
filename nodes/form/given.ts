import type { IExecuteFunctions } from 'n8n-workflow';

import { spelled } from '../util/text';
import type { VspcContext } from '../vspc/client/connection';

/** Whom a parameter is read of: an item or, without one, a trigger. */
interface Asked {
	context: VspcContext;
	itemIndex?: number;
}

/**
 * What n8n gives for a parameter. Without n8n's check of the value: for each read it searches the form for the field
 * among those of all operations, which takes longer than all else for many items, and it checks only fields with a
 * `validateType`, which no field of ours has.
 */
export function readParameter(
	{ context, itemIndex }: Asked,
	name: string,
	fallback: unknown,
): unknown {
	const options = { skipValidation: true };
	return 'getInputData' in context
		? context.getNodeParameter(name, itemIndex ?? 0, fallback, options)
		: context.getNodeParameter(name, fallback as object, options);
}

/** An expression that does no more than name a field of its item, e.g. `{{ $json.jobUid }}`. */
const ITEM_FIELD = /^=\{\{\s*\$json\.([a-z_]\w*)\s*\}\}$/i;

/**
 * The text in that field of the item which the expression of a parameter names, where it does no more than that.
 * It is what n8n's evaluation comes to, which takes about half a millisecond for each item in its isolated virtual
 * machine: longer than all else for many items.
 *
 * @returns undefined for everything else, also where the field is missing or contains no text: ask n8n then
 */
export function readItemField({ context, itemIndex }: Asked, name: string): string | undefined {
	if (!isOfItems(context) || itemIndex === undefined) return undefined;
	const options = { rawExpressions: true, skipValidation: true };
	const raw = context.getNodeParameter(name, itemIndex, '', options) as unknown;
	const expression = isLocator(raw) ? raw.value : raw;
	const field = typeof expression === 'string' ? ITEM_FIELD.exec(expression)?.[1] : undefined;
	if (field === undefined) return undefined;
	const json = context.getInputData()[itemIndex]?.json ?? {};
	const text = Object.prototype.hasOwnProperty.call(json, field) ? json[field] : undefined;
	return typeof text === 'string' ? text : undefined;
}

function isOfItems(context: VspcContext): context is IExecuteFunctions {
	return 'getInputData' in context;
}

/** The value of a resource locator stands beside its mode. */
export function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'value' in value;
}

/** Whether a locator, a list or a text has nothing in it. */
export function isEmpty(value: unknown): boolean {
	if (isLocator(value)) return isEmpty(value.value);
	if (value === undefined || value === null) return true;
	if (Array.isArray(value)) return value.length === 0;
	// Not as text: an object of JSON may have a field 'toString'.
	return typeof value !== 'object' && spelled(value).trim() === '';
}

/** Text as it is, anything else as JSON: an object shows what is in it. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** A value that somebody gave, in a message; undefined when it is empty. */
export function describe(value: unknown): string | undefined {
	const given = isLocator(value) ? value.value : value;
	if (given === undefined || given === null || given === '') {
		return undefined;
	}
	const text = textOf(given);
	const kind =
		typeof given === 'string'
			? 'the text'
			: `of type ${Array.isArray(given) ? 'array' : typeof given}:`;
	return `${kind} "${text.slice(0, 60)}${text.length > 60 ? '…' : ''}"`;
}

/** Whether an AI agent calls: n8n makes of each node a second one for that, with a name of its own. */
export function isTool(context: Pick<IExecuteFunctions, 'getNode'>): boolean {
	return context.getNode().type.endsWith('Tool');
}
