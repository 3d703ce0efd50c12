import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_TIMEOUTS, type Timeouts } from '../util/clock';
import { compareWords } from '../util/text';
import type { Parameters } from './parameters';

const { timeoutSeconds, asyncTimeoutSeconds } = DEFAULT_TIMEOUTS;

const LONGEST_WAIT_SECONDS = 24 * 3600;

/** Entries of every operation's 'Options'. */
const waitingOptions: INodeProperties[] = [
	{
		displayName: 'Max Wait (Seconds)',
		name: 'asyncTimeoutSeconds',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_WAIT_SECONDS },
		default: asyncTimeoutSeconds,
		description:
			'How long to wait in all when VSPC answers in the background, or when it is throttling',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeoutSeconds',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_WAIT_SECONDS },
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

/** How patient an item is. */
export function readTimeouts({ options }: Parameters): Timeouts {
	return {
		timeoutSeconds: options.number('timeoutSeconds', timeoutSeconds),
		asyncTimeoutSeconds: options.number('asyncTimeoutSeconds', asyncTimeoutSeconds),
	};
}
