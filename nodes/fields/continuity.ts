import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { VspcContext } from '../shared/connection';
import type { WatchOptions } from '../shared/trigger/watch';
import { toOne } from './choice';

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

/**
 * @param options the collection 'Options'
 * @throws NodeOperationError naming the option
 */
export function readContinuity(
	context: VspcContext,
	{ afterPause, afterRestart }: IDataObject,
): WatchOptions {
	const pauses = ['continue', 'startFresh'] as const;
	const restarts = ['continue', 'repeatLast'] as const;
	const [pause, restart] = ["option 'After a Pause'", "option 'After a Restart'"];
	return {
		startsFresh: toOne(context, afterPause, pause, pauses) === 'startFresh',
		repeatsLast: toOne(context, afterRestart, restart, restarts) === 'repeatLast',
	};
}
