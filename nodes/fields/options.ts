import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import { DEFAULT_LIMITS } from '../shared/limits';
import type { Limits } from '../shared/untilAnswered';
import { compareWords } from '../shared/words';
import { readParameter } from './parameter';

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
