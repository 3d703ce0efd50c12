import { Ledger, type Item } from './ledger';
import { HOUR } from './times';
import { judge } from './verdict';

const START = Date.UTC(2026, 0, 1);
const JOB = 'job:server:1';
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();

/** What the trigger emits at a poll: an event, the hour of its session, and how many failures there were in a row. */
type Emitted = [event: string, hour: number, row?: number];

/**
 * One poll an hour of a job that the session history has. A problem is escalated after six hours.
 *
 * @param ends by the hour how sessions ended; those in `unseen` are followed by another one before any poll
 * @param emits by the hour of the poll
 * @param forgets hours of polls before which n8n starts
 */
function verdictOf(
	ends: Record<number, string>,
	unseen: number[],
	emits: Record<number, Emitted[]>,
	forgets: number[] = [],
) {
	const ledger = new Ledger();
	let nextId = 0;
	const toItem = ([event, hour, failuresInRow]: Emitted): Item => ({
		jobKey: JOB,
		event,
		eventId: String(nextId++),
		previousStatus: null,
		failuresInRow,
		recoveredBy: event === 'recovered' ? 'success' : undefined,
		time: at(hour),
		status: ['failed', 'escalated'].includes(event) ? 'Failed' : 'Success',
	});
	ledger.shows(JOB, { isEnabled: true, ending: { status: 'Success', time: at(-1) } });
	for (let hour = 0; hour < 20; hour += 1) {
		for (const [time, status] of Object.entries(ends)) {
			if (Number(time) < hour - 1 || Number(time) >= hour) continue;
			const ending = { status, time: at(Number(time)) };
			ledger.happened(JOB, ending);
			if (!unseen.includes(Number(time))) ledger.shows(JOB, { isEnabled: true, ending });
		}
		const poll = ledger.poll({
			at: START + hour * HOUR,
			grade: 'all',
			forgets: forgets.includes(hour),
		});
		poll.items.push(...(emits[hour] ?? []).map(toItem));
	}
	const { missed, doubled, wrong } = judge(
		ledger,
		() => false,
		() => 'alone',
		6 * HOUR,
	);
	return [missed.length, doubled.length, wrong.length];
}

describe('a success that is found late, before the latest failure', () => {
	const ends = { 0.5: 'Failed', 1.2: 'Success', 2.5: 'Failed' };
	const found: Record<number, Emitted[]> = {
		1: [['failed', 0.5, 1]],
		3: [['failed', 2.5, 2]],
		4: [['success', 1.2]],
	};
	const verdict = (emits: Record<number, Emitted[]>) =>
		verdictOf(ends, [1.2], { ...found, ...emits });

	test.each<[string, Record<number, Emitted[]>, number[]]>([
		['leaves the problem of that failure open', { 9: [['escalated', 2.5, 1]] }, [0, 0, 0]],
		['which must not escalate earlier', { 7: [['escalated', 2.5, 1]] }, [0, 0, 1]],
		['but has to escalate', {}, [1, 0, 0]],
		['and only once', { 9: [['escalated', 2.5, 1]], 12: [['escalated', 2.5, 1]] }, [0, 1, 0]],
	])('%s', (_, emits, expected) => {
		expect(verdict(emits)).toEqual(expected);
	});
});

test('after a success that polls saw there is nothing to escalate', () => {
	const emits: Record<number, Emitted[]> = {
		1: [['failed', 0.5, 1]],
		3: [
			['recovered', 2.5],
			['success', 2.5],
		],
		9: [['escalated', 0.5, 1]],
	};
	expect(verdictOf({ 0.5: 'Failed', 2.5: 'Success' }, [], emits)).toEqual([0, 0, 1]);
});

describe('a problem that was over when it was found', () => {
	const ends = { 0.5: 'Failed', 1.2: 'Success', 1.6: 'Failed' };
	const found: Record<number, Emitted[]> = {
		2: [['failed', 1.6, 1]],
		3: [
			['failed', 0.5, 1],
			['success', 1.2],
		],
		8: [['escalated', 1.6, 1]],
	};

	test.each<[string, Record<number, Emitted[]>, number[]]>([
		['is not the one that goes on', found, [0, 0, 0]],
		['does not end that one', { ...found, 8: [] }, [1, 0, 0]],
		['nor its escalation', { ...found, 10: [['escalated', 1.6, 1]] }, [0, 1, 0]],
	])('%s', (_, emits, expected) => {
		expect(verdictOf(ends, [0.5, 1.2], emits)).toEqual(expected);
	});
});

describe('an end that no poll saw, before two that polls saw', () => {
	const ends = { 0.5: 'Failed', 1.2: 'Success', 2.5: 'Failed', 3.5: 'Failed' };
	const found: Record<number, Emitted[]> = {
		1: [['failed', 0.5, 1]],
		3: [['failed', 2.5, 2]],
		4: [
			['failed', 3.5, 3],
			['escalated', 3.5, 3],
		],
	};

	test.each<[string, number[], number[]]>([
		['is owed', [], [1, 0, 0]],
		['is owed if n8n starts between the two', [4], [1, 0, 0]],
		['is not if n8n starts after both', [5], [0, 0, 0]],
		['is owed if it starts much later', [12], [1, 0, 0]],
	])('%s', (_, forgets, expected) => {
		expect(verdictOf(ends, [1.2], found, forgets)).toEqual(expected);
	});
});
