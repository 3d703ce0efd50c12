import { instantOf } from '../../simulator/query/compare';
import { MINUTE } from '../times';
import {
	isOver,
	viewKey,
	type AlarmHistory,
	type AlarmItem,
	type AlarmPoll,
	type Span,
	type View,
} from './ledger';

/** An item and the poll that emitted it. */
export interface Emission {
	item: AlarmItem;
	index: number;
}

const covers = (index: number) => (span: Span) => span.from <= index && index < span.to;

function fits({ event, view: told }: AlarmItem, { view: shown }: Span): boolean {
	if (!told || !shown) return event === 'resolved' && !told && !shown;
	return viewKey(told) === viewKey(shown) && isOver(shown) === (event === 'resolved');
}

/** All items by the alarm that they are about, in the order in which they were emitted. */
export function emissionsByAlarm(polls: AlarmPoll[]): Map<string, Emission[]> {
	const found = new Map<string, Emission[]>();
	for (const [index, { items }] of polls.entries()) {
		for (const item of items) {
			const list = found.get(item.alarmKey) ?? [];
			list.push({ item, index });
			found.set(item.alarmKey, list);
		}
	}
	return found;
}

/** What was shown when an item was emitted. Nothing when it is about something that VSPC didn't show. */
export function spanOf(
	{ item, index }: Emission,
	{ spans }: AlarmHistory,
	polls: AlarmPoll[],
): Span | undefined {
	// VSPC changed while a long poll read.
	const isLong = polls[index].isLong === true;
	return spans.find(
		(span) => (covers(index)(span) || (isLong && covers(index + 1)(span))) && fits(item, span),
	);
}

/** Whether some poll had to notice what was shown. */
export function isNoticed({ from, to }: Span, polls: AlarmPoll[]): boolean {
	const end = Math.min(to, polls.length);
	for (let index = from; index < end; index++) {
		const { grade, isLong } = polls[index];
		// A long poll read partly what was shown at the next one.
		if (grade !== 'none' && !(isLong && index + 1 >= end)) return true;
	}
	return false;
}

/** Shorter than this a list may lack an alarm by mistake. */
const GONE_AT_LEAST = 5 * MINUTE;
/** When many are gone at once, VSPC may be starting: so long it may take to tell, and a poll more. */
const SURE_AT_MOST = 70 * MINUTE;

/**
 * Whether a span had to be told: what is there at once, what is gone when it has been so for long, and so a resolution
 * from before the severity that was shown last, as a server that is late has it.
 */
export function hasToBeTold(span: Span, polls: AlarmPoll[], severe: View | undefined): boolean {
	const isLate = span.view !== undefined && severe !== undefined && isBefore(span.view, severe);
	if (span.view && !isLate) return isNoticed(span, polls);
	let since: number | undefined;
	for (let index = span.from; index < Math.min(span.to, polls.length); index++) {
		const { at, grade, forgets, isLong } = polls[index];
		// n8n was killed, and does not remember since when it has been so.
		if (forgets) since = undefined;
		if (grade === 'none' || isLong) continue;
		since ??= at;
		if (at - since >= SURE_AT_MOST) return true;
	}
	return false;
}

function isBefore(one: View, other: View): boolean {
	return isOver(one) && instantOf(one.time) < instantOf(other.time);
}

/** Whether it is told of an alarm that it is gone before that is certain. */
export function isTooEarly({ index }: Emission, { from, view }: Span, polls: AlarmPoll[]): boolean {
	return view === undefined && polls[index].at - polls[from].at < GONE_AT_LEAST;
}
