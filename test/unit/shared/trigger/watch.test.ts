import { assign } from '../../../../nodes/trigger/engine/memory';
import type { Circumstances } from '../../../../nodes/trigger/engine/poll';
import { readList, readState, writeList, writeState } from '../../../../nodes/trigger/engine/state';
import { watched, watchLists, type WatchedList } from '../../../../nodes/trigger/engine/watch';
import {
	jobCodec,
	type JobLastSeen,
	type JobListState,
	type JobProblem,
	type Outcome,
} from '../../../../nodes/trigger/jobs/memory';
import type { VspcContext } from '../../../../nodes/vspc/client/connection';

type List = WatchedList<JobLastSeen, JobProblem>;

/** What is kept of several lists, of which one may fail. */
const context = { getNode: () => ({ name: 'Trigger' }) } as unknown as VspcContext;
const options = { startsFresh: false, repeatsLast: false };

const stateOf = (outcome: Outcome): JobListState => ({
	scope: 'scope',
	isComplete: true,
	lastSeen: new Map([['abcdefghijkl', { outcome, time: 1_800_000_000 }]]),
	problems: new Map(),
	waiting: new Map(),
});
const savedOf = (outcome: Outcome) => writeList(stateOf(outcome), jobCodec);
const before = writeState(
	new Map([
		['first', savedOf('success')],
		['second', savedOf('success')],
		['unwatched', savedOf('warning')],
	]),
);

const circumstances = (notes = new Map<string, unknown>()) =>
	({
		state: before,
		notes,
		isAfterPause: false,
		isAfterRestart: false,
		isTimeUp: () => false,
	}) as unknown as Circumstances;

const fails: List = {
	name: 'first',
	poll: async (old) => {
		old!.lastSeen.get('abcdefghijkl')!.outcome = 'failed';
		old!.lastSeen.set('mnopqrstuvwx', { outcome: 'failed' });
		throw new Error('cut off');
	},
};
const works: List = {
	name: 'second',
	poll: async (old) => {
		old!.lastSeen.get('abcdefghijkl')!.outcome = 'failed';
		return { state: old!, events: [{ at: 1, item: { event: 'failed' } }], notes: 'noted' };
	},
};

test('what a list that failed had begun to change is not kept, what the others found is', async () => {
	const { state, items, failures } = await watchLists(
		context,
		[watched(fails, jobCodec), watched(works, jobCodec)],
		options,
		circumstances(),
	);
	const { lists } = readState(state!);
	expect(readList(lists.first, jobCodec)).toEqual(stateOf('success'));
	expect(readList(lists.second, jobCodec)).toEqual(stateOf('failed'));
	expect(readList(lists.unwatched, jobCodec)).toEqual(stateOf('warning'));
	expect(items).toEqual([{ event: 'failed' }]);
	expect(failures).toMatchObject([{ list: 'first', error: { message: 'cut off' } }]);
});

test('when all lists fail, nothing changes, and it is one failure', async () => {
	const { state, failures } = await watchLists(
		context,
		[watched(fails, jobCodec)],
		options,
		circumstances(),
	);
	expect(state).toBeUndefined();
	expect(failures).toMatchObject([{ list: '', error: { message: 'cut off' } }]);
});

test('what the process remembers is not changed before the state is taken over', async () => {
	const notes = new Map<string, unknown>([['second', 'old']]);
	const { commit } = await watchLists(
		context,
		[watched(works, jobCodec)],
		options,
		circumstances(notes),
	);
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
