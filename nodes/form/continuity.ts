import type { INodeProperties } from 'n8n-workflow';

import type { WatchOptions } from '../trigger/engine/watch';
import type { Parameters } from './parameters';

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
				description: 'Tell also what happened while the workflow was not published',
			},
			{
				name: 'Start Fresh',
				value: 'startFresh',
				description: 'Forget everything and begin with the jobs as they are',
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
				description: 'Tell each event once',
			},
			{
				name: 'Repeat Last Events',
				value: 'repeatLast',
				description:
					'Tell the last events once more, with the same eventId. For those who prefer an event twice to one that is lost when n8n is killed.',
			},
		],
		default: 'continue',
		description:
			'What to do when n8n has started. If n8n is killed in the instant between an event and its execution, the event is lost: only repeating helps.',
	},
];

/** Reads them from the options of a trigger. */
export function readContinuity({ options }: Parameters): WatchOptions {
	return {
		startsFresh: options.choice('afterPause', 'continue') === 'startFresh',
		repeatsLast: options.choice('afterRestart', 'continue') === 'repeatLast',
	};
}
