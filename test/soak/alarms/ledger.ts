import { instantOf } from '../../simulator/query/compare';
import type { PollFacts } from '../ledger';

/** How an alarm stands: its latest activation, as VSPC writes it. */
export interface View {
	status: string;
	time: string;
}

/** What was shown of an alarm from one poll on, up to another one. */
export interface Span {
	from: number;
	to: number;
	/** Nothing when VSPC doesn't know the alarm. */
	view?: View;
}

/** An item that the trigger emitted. */
export interface AlarmItem {
	alarmKey: string;
	event: string;
	eventId: string;
	previousStatus?: unknown;
	/** The latest activation, as the item shows it; nothing of an alarm that is gone. */
	view?: View;
}

export interface AlarmPoll extends PollFacts {
	items: AlarmItem[];
}

/** Everything about one alarm. */
export interface AlarmHistory {
	alarmKey: string;
	spans: Span[];
	/** Activations that there were, shown or not, by `viewKey`, and the first poll that could have seen them. */
	happened: Map<string, { view: View; from: number }>;
}

/** Tells an activation of an alarm from others: servers write one instant in many ways. */
export function viewKey({ status, time }: View): string {
	return `${status.toLowerCase()} ${Math.floor(instantOf(time))}`;
}

/** Whether the alarm is on and nobody has acknowledged it. */
export function isSeverity({ status }: View): boolean {
	return ['info', 'warning', 'error'].includes(status.toLowerCase());
}

/** Whether the alarm is resolved. */
export function isOver({ status }: View): boolean {
	return status.toLowerCase() === 'resolved';
}

/** Writes down what VSPC showed and what the trigger emitted; knows nothing of how the trigger works. */
export class AlarmLedger {
	readonly polls: AlarmPoll[] = [];
	readonly alarms = new Map<string, AlarmHistory>();

	/** An alarm has been raised, resolved or otherwise activated, whether anyone will see it or not. */
	happened(alarmKey: string, view: View): void {
		this.alarm(alarmKey).happened.set(viewKey(view), { view, from: this.polls.length });
	}

	/** From the next poll on VSPC shows this of an alarm; without a view it doesn't know the alarm. */
	shows(alarmKey: string, view?: View): void {
		const { spans } = this.alarm(alarmKey);
		const from = this.polls.length;
		const last = spans.at(-1);
		if (last?.from === from) spans.pop();
		else if (last) last.to = from;
		spans.push({ from, to: Infinity, view });
	}

	/** A poll began. Its items are added when it ends. */
	poll(facts: PollFacts): AlarmPoll {
		const poll = { ...facts, items: [] };
		this.polls.push(poll);
		return poll;
	}

	private alarm(alarmKey: string): AlarmHistory {
		let alarm = this.alarms.get(alarmKey);
		if (!alarm) {
			alarm = { alarmKey, spans: [], happened: new Map() };
			this.alarms.set(alarmKey, alarm);
		}
		return alarm;
	}
}
