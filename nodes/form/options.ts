import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { compareWords } from '../util/text';
import { DEFAULT_LIMITS, type Limits } from '../util/clock';

const { timeoutSeconds, asyncTimeoutSeconds } = DEFAULT_LIMITS;

const LONGEST_WAIT_SECONDS = 24 * 3600;

/** Entries of every operation's 'Options'. */
const waitingOptions: INodeProperties[] = [
	{
		displayName: 'Max Wait (Seconds)',
		name: 'asyncTimeoutSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: asyncTimeoutSeconds,
		description:
			'How long to wait in all when VSPC answers in the background, or when it is throttling',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeoutSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: timeoutSeconds,
		description: 'How long to wait for each answer of VSPC',
	},
];

/** The 'Options' of an operation: those of every operation and its own. */
export function optionsField(own: INodeProperties[] = []): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...own, ...waitingOptions].sort((a, b) => compareWords(a.displayName, b.displayName)),
	};
}

/** @throws NodeOperationError naming the option when it isn't a time */
export function readLimits(context: IExecuteFunctions, itemIndex: number): Limits {
	return {
		timeoutSeconds: readSeconds(context, itemIndex, 'timeoutSeconds', 'Timeout (Seconds)'),
		asyncTimeoutSeconds: readSeconds(
			context,
			itemIndex,
			'asyncTimeoutSeconds',
			'Max Wait (Seconds)',
		),
	};
}

function readSeconds(
	context: IExecuteFunctions,
	itemIndex: number,
	name: keyof Limits,
	label: string,
): number {
	const value = readParameter(context, `options.${name}`, itemIndex, DEFAULT_LIMITS[name]);
	const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof seconds === 'number' && seconds >= 1 && seconds <= LONGEST_WAIT_SECONDS)
		return seconds;
	throw new NodeOperationError(
		context.getNode(),
		`The option '${label}' of item ${itemIndex} is not a number of seconds`,
		{
			description: `It was given: ${String(value).slice(0, 60)}. Enter a number from 1 to ${LONGEST_WAIT_SECONDS}.`,
			itemIndex,
		},
	);
}

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
