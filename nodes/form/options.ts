import type { INodeProperties } from 'n8n-workflow';

import type { WatchOptions } from '../trigger/engine/watch';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../util/clock';
import { alphabetical } from '../util/text';
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
			'How long to wait in total when VSPC works in the background or throttles requests',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeoutSeconds',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_WAIT_SECONDS },
		default: timeoutSeconds,
		description: 'How long to wait for each answer from VSPC',
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
		options: alphabetical([...own, ...waitingOptions], ({ displayName }) => displayName),
	};
}

/** How patient an item is. */
export function readTimeouts({ options }: Parameters): Timeouts {
	return {
		timeoutSeconds: options.number('timeoutSeconds', timeoutSeconds),
		asyncTimeoutSeconds: options.number('asyncTimeoutSeconds', asyncTimeoutSeconds),
	};
}

/** What a trigger does when it was not running for a while. */
export const continuityOptions: INodeProperties[] = [
	{
		displayName: 'After a Pause',
		name: 'afterPause',
		type: 'options',
		options: [
			{
				name: 'Continue',
				value: 'continue',
				description: 'Also report what happened while the workflow was not published',
			},
			{
				name: 'Start Fresh',
				value: 'startFresh',
				description:
					'Forget everything and record the current state, as after publishing for the first time',
			},
		],
		default: 'continue',
		description: 'What to do when the workflow is published again',
	},
	{
		displayName: 'After a Restart',
		name: 'afterRestart',
		type: 'options',
		options: [
			{
				name: 'Continue',
				value: 'continue',
				description: 'Report each event once',
			},
			{
				name: 'Repeat Last Events',
				value: 'repeatLast',
				description:
					'Report the last events again, with the same eventId. Choose this if you prefer an event twice to one that is lost when n8n is killed.',
			},
		],
		default: 'continue',
		description:
			'What to do after n8n restarts. If n8n is killed at the moment between an event and its execution, the event is lost: only Repeat Last Events prevents that.',
	},
];

/** Reads them from the options of a trigger. */
export function readContinuity({ options }: Parameters): WatchOptions {
	return {
		startsFresh: options.choice('afterPause', 'continue') === 'startFresh',
		repeatsLast: options.choice('afterRestart', 'continue') === 'repeatLast',
	};
}
