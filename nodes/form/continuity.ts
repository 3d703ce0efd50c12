import {
	type IDataObject,
	type INodeProperties,
	type IPollFunctions,
	NodeOperationError,
} from 'n8n-workflow';

import type { WatchOptions } from '../trigger/engine/watch';
import type { VspcContext } from '../vspc/client/connection';
import { toChoice, toOne } from './choice';

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
