import type { IPollFunctions } from 'n8n-workflow';

import { assign } from '../../../../nodes/trigger/engine/memory';
import type { Circumstances } from '../../../../nodes/trigger/engine/poll';
import { readState, writeState, type KindState } from '../../../../nodes/trigger/engine/state';
import { watchLists, type WatchedList } from '../../../../nodes/trigger/engine/watch';

/** What is kept of several lists, of which one may fail. */
const context = { getNode: () => ({ name: 'Trigger' }) } as unknown as IPollFunctions;
const options = { startsFresh: false, repeatsLast: false };

const stateOf = (mark: string): KindState => ({
	scope: 'scope',
	isComplete: true,
	known: new Map([['abcdefghijkl', { mark, time: 1_800_000_000 }]]),
	problems: new Map(),
	waiting: new Map(),
});
const before = writeState({
	kinds: new Map([
		['first', stateOf('S')],
		['second', stateOf('S')],
		['unwatched', stateOf('W')],
	]),
});

const circumstances = (notes = new Map<string, unknown>()) =>
	({
		state: before,
		notes,
		isAfterPause: false,
		isAfterRestart: false,
		isTimeUp: () => false,
	}) as unknown as Circumstances;

const fails: WatchedList = {
	name: 'first',
	poll: async (old) => {
		old!.known.get('abcdefghijkl')!.mark = 'F';
		old!.known.set('mnopqrstuvwx', { mark: 'F' });
		throw new Error('cut off');
	},
};
const works: WatchedList = {
	name: 'second',
	poll: async (old) => {
		old!.known.get('abcdefghijkl')!.mark = 'F';
		return { state: old!, events: [{ at: 1, item: { event: 'failed' } }], notes: 'noted' };
	},
};

test('what a list that failed had begun to change is not kept, what the others found is', async () => {
	const { state, items, failures } = await watchLists(
		context,
		[fails, works],
		options,
		circumstances(),
	);
	const kinds = readState(state!)!.kinds;
	expect(kinds.get('first')).toEqual(stateOf('S'));
	expect(kinds.get('second')).toEqual(stateOf('F'));
	expect(kinds.get('unwatched')).toEqual(stateOf('W'));
	expect(items).toEqual([{ event: 'failed' }]);
	expect(failures).toMatchObject([{ list: 'first', error: { message: 'cut off' } }]);
});

test('when all lists fail, nothing changes, and it is one failure', async () => {
	const { state, failures } = await watchLists(context, [fails], options, circumstances());
	expect(state).toBeUndefined();
	expect(failures).toMatchObject([{ list: '', error: { message: 'cut off' } }]);
});

test('what the process remembers is not changed before the state is taken over', async () => {
	const notes = new Map<string, unknown>([['second', 'old']]);
	const { commit } = await watchLists(context, [works], options, circumstances(notes));
	expect(notes.get('second')).toBe('old');
	commit!();
	expect(notes.get('second')).toBe('noted');
});

test('a state that someone else changed is left alone', () => {
	const data = { state: 'theirs' };
	expect(assign(data, 'before', 'after')).toBe(false);
	expect(data.state).toBe('theirs');
	expect(assign(data, 'theirs', 'after')).toBe(true);
	expect(data.state).toBe('after');
});
