import type { Findings } from '../verdict';
import {
	isSeverity,
	viewKey,
	type AlarmHistory,
	type AlarmPoll,
	type Span,
	type View,
} from './ledger';
import { hasToBeTold, isNoticed, isTooEarly, spanOf, type Emission } from './placed';

export interface AlarmCounts {
	alarms: number;
	/** Activations with a severity after the first poll. */
	activations: number;
	/** Events that some poll had to tell. */
	owed: number;
	emitted: number;
	unobservable: number;
	raised: number;
	changed: number;
	resolved: number;
}

/** Less severe alarms are not told. */
const UNTOLD = ['info'];

/** Follows one alarm through what VSPC showed of it. */
class AlarmWalk {
	/** The trigger has told the alarm, and not that it is over. */
	private isTold = false;
	/** The latest activation that was seen. */
	private seen?: View;
	/** It was told as over because it was gone: should it be back as it was, that is news. */
	private wasGone = false;

	constructor(
		private readonly alarm: AlarmHistory,
		private readonly emissions: Emission[],
		private readonly polls: AlarmPoll[],
		private readonly findings: Findings,
		private readonly counts: AlarmCounts,
	) {}

	through(): void {
		const bySpan = new Map<Span, Emission[]>();
		for (const emission of this.emissions) {
			const { event } = emission.item;
			this.count(event);
			const span = spanOf(emission, this.alarm, this.polls);
			if (span) bySpan.set(span, [...(bySpan.get(span) ?? []), emission]);
			else this.findings.wrong.push(`${this.name(emission)}: VSPC does not show that`);
		}
		for (const span of this.alarm.spans) {
			if (span.from < this.polls.length) this.shown(span, bySpan.get(span) ?? []);
		}
	}

	private shown(span: Span, items: Emission[]): void {
		const expected = this.expected(span);
		const isOwed = expected !== undefined && hasToBeTold(span, this.polls, this.seen);
		const text = `${this.alarm.alarmKey} ${describe(span)}`;
		if (isOwed) this.counts.owed++;
		if (isOwed && items.length === 0) this.findings.missed.push(`${expected} of ${text}`);
		for (const [count, emission] of items.entries()) {
			const name = this.name(emission);
			if (expected === undefined) this.findings.doubled.push(`${name}: nothing new in ${text}`);
			else if (count > 0) this.findings.doubled.push(`${name}: again, ${text}`);
			else if (emission.item.event !== expected) {
				this.findings.wrong.push(`${name}: ${expected} would be right, ${text}`);
			} else if (isTooEarly(emission, span, this.polls)) {
				this.findings.wrong.push(`${name}: it may be there in a moment, ${text}`);
			}
		}
		this.goOn(span, items.length > 0);
	}

	/** The event that a span is for a poll which sees it. */
	private expected(span: Span): string | undefined {
		const { view, from } = span;
		if (from === 0) return undefined;
		if (!view || view.status === 'Resolved') return this.isTold ? 'resolved' : undefined;
		if (!isSeverity(view)) return undefined;
		if (this.seen && viewKey(view) === viewKey(this.seen) && !this.wasGone) return undefined;
		if (this.isTold) return 'changed';
		return UNTOLD.includes(view.status.toLowerCase()) ? undefined : 'raised';
	}

	private goOn(span: Span, isTold: boolean): void {
		const { view } = span;
		if (view && isSeverity(view)) {
			if (isTold) this.isTold = true;
			if (!isTold && !isNoticed(span, this.polls)) return;
			this.seen = view;
			this.wasGone = false;
		} else if (isTold) {
			this.isTold = false;
			this.wasGone = view === undefined;
		}
	}

	private count(event: string): void {
		this.counts.emitted++;
		if (event === 'raised' || event === 'changed' || event === 'resolved') this.counts[event]++;
	}

	private name({ item, index }: Emission): string {
		return `${item.event} of ${this.alarm.alarmKey} at poll ${index}`;
	}
}

function describe({ view, from, to }: Span): string {
	const shown = view ? `${view.status} (${view.time})` : 'not there';
	return `${shown}, shown from poll ${from} to ${to - 1}`;
}

/** Each change of an alarm that had to be noticed is an event once; nothing else is. */
export function walkAlarm(
	alarm: AlarmHistory,
	emissions: Emission[],
	polls: AlarmPoll[],
	findings: Findings,
	counts: AlarmCounts,
): void {
	new AlarmWalk(alarm, emissions, polls, findings, counts).through();
	const shown = new Set<string>();
	for (const span of alarm.spans) {
		if (span.view && isNoticed(span, polls)) shown.add(viewKey(span.view));
	}
	for (const [key, { view, from }] of alarm.happened) {
		if (from === 0 || !isSeverity(view)) continue;
		counts.activations++;
		if (!shown.has(key)) counts.unobservable++;
	}
}
