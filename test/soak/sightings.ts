import { instantOf } from '../simulator/query/compare';
import type { JobHistory, Poll, Span } from './ledger';
import { LATE_MS, LATE_STAYS_MS, sessionKey } from './ledger';

/** Whether an end had to be noticed. */
type Sighting = 'baseline' | 'owed' | 'late and gone' | 'unobservable';

/** The polls of a span that had to notice what was shown. */
function noticing(polls: Poll[], { from, to }: Span): Poll[] {
	const end = Math.min(to, polls.length);
	const found: Poll[] = [];
	for (let index = from; index < end; index++) {
		const poll = polls[index];
		// A long poll read partly what was shown at the next one.
		if (poll.grade !== 'none' && !(poll.isLong && index + 1 >= end)) found.push(poll);
	}
	return found;
}

function sightingOf(polls: Poll[], span: Span): Sighting {
	if (span.from === 0) return 'baseline';
	const noticed = noticing(polls, span);
	if (noticed.length === 0) return 'unobservable';
	const isLate = polls[span.from].at - instantOf(span.view!.ending!.time) > LATE_MS;
	const isSure = noticed.some(({ grade }) => grade === 'all');
	if (!isLate || isSure) return 'owed';
	return noticed.at(-1)!.at - noticed[0].at >= LATE_STAYS_MS ? 'owed' : 'late and gone';
}

const order: Sighting[] = ['unobservable', 'late and gone', 'owed', 'baseline'];

/** The endings of a job that were shown, by `sessionKey`, and whether they had to be noticed. */
export function sightingsOf({ spans }: JobHistory, polls: Poll[]): Map<string, Sighting> {
	const found = new Map<string, Sighting>();
	for (const span of spans) {
		if (!span.view?.ending || span.from >= polls.length) continue;
		const key = sessionKey(span.view.ending);
		const known = found.get(key) ?? 'unobservable';
		const sighting = sightingOf(polls, span);
		found.set(key, order.indexOf(sighting) > order.indexOf(known) ? sighting : known);
	}
	return found;
}
