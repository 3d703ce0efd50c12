import type { IDataObject } from 'n8n-workflow';

import type { Poll } from './ledger';
import { MINUTE } from './times';
import type { Findings } from './verdict';

/** A server has to be disconnected for so long. */
const DISCONNECTED_MS = 30 * MINUTE;
/** So much later than due it may come: servers are read every ten minutes, and polls are not on the second. */
const TOLERANCE_MS = 35 * MINUTE;

/** How VSPC shows a server from one poll on, up to another one. */
interface ServerSpan {
	from: number;
	isCut: boolean;
}

interface ServerItem {
	event: string;
	index: number;
}

/** Figures of servers. */
export interface ServerCounts {
	disconnected: number;
	reconnected: number;
}

/** Writes down how VSPC showed servers and what the trigger emitted of them. */
export class ServerLedger {
	private readonly servers = new Map<string, { spans: ServerSpan[]; items: ServerItem[] }>();
	private readonly ids = new Set<string>();
	private readonly doubled: string[] = [];

	/** @param from the next poll */
	shows(key: string, isCut: boolean, from: number): void {
		const { spans } = this.of(key);
		if (spans.at(-1)?.from === from) spans.pop();
		if (spans.at(-1)?.isCut !== isCut) spans.push({ from, isCut });
	}

	/** Takes the items of servers; the others are returned. */
	take(items: IDataObject[], index: number): IDataObject[] {
		const own = items.filter(({ serverKey }) => serverKey !== undefined);
		for (const { serverKey, event, eventId } of own) {
			this.of(String(serverKey)).items.push({ event: String(event), index });
			if (this.ids.has(String(eventId))) this.doubled.push(`${String(eventId)} came twice`);
			this.ids.add(String(eventId));
		}
		return items.filter((item) => !own.includes(item));
	}

	/** Compares what was emitted with what was owed. */
	judge(polls: Poll[], findings: Findings): ServerCounts {
		const counts = { disconnected: 0, reconnected: 0 };
		findings.doubled.push(...this.doubled);
		for (const [key, { spans, items }] of this.servers) {
			for (const { event } of items) {
				if (event === 'serverDisconnected') counts.disconnected++;
				else counts.reconnected++;
			}
			new ServerWalk(key, spans, polls, findings).check(items);
		}
		return counts;
	}

	private of(key: string) {
		const known = this.servers.get(key) ?? { spans: [], items: [] };
		this.servers.set(key, known);
		return known;
	}
}

class ServerWalk {
	constructor(
		private readonly key: string,
		private readonly spans: ServerSpan[],
		private readonly polls: Poll[],
		private readonly findings: Findings,
	) {}

	check(items: ServerItem[]): void {
		let isOpen = false;
		for (const { event, index } of items) {
			const isCut = event === 'serverDisconnected';
			const text = `${this.key}: ${event} at poll ${index}`;
			if (isCut === isOpen) this.findings.doubled.push(`${text}: it was so already`);
			else if (!this.wasSo(isCut, index)) this.findings.wrong.push(`${text}: too early, or not so`);
			isOpen = isCut;
		}
		for (const [place, span] of this.spans.entries()) this.checkSpan(span, place, items);
	}

	/** Whether VSPC showed it so for long enough; a state that no poll can have seen does not count. */
	private wasSo(isCut: boolean, index: number): boolean {
		const { polls, spans } = this;
		const isAt = (one: number) => spans.findLast(({ from }) => from <= one)?.isCut ?? false;
		// A long poll reads partly what is shown at the next one, and by the time of that one.
		const last = polls[index].isLong && isAt(index + 1) === isCut ? index + 1 : index;
		if (isAt(last) !== isCut) return false;
		let first = last;
		for (let one = last - 1; one >= 0; one--) {
			if (isAt(one) === isCut) first = one;
			else if (polls[one].grade !== 'none' && !polls[one].isLong) break;
		}
		if (isCut)
			return (polls[last] ?? polls[index]).at - polls[first].at >= DISCONNECTED_MS - MINUTE;
		return last > first;
	}

	/** What was shown for long has to be emitted, unless it was so before. */
	private checkSpan({ from, isCut }: ServerSpan, place: number, items: ServerItem[]): void {
		const { polls, spans } = this;
		const end = Math.min(spans[place + 1]?.from ?? polls.length, polls.length);
		const wasOpen = items.findLast(({ index }) => index < from)?.event === 'serverDisconnected';
		if (wasOpen === isCut) return;
		let start = from;
		// n8n does not save how long it has lasted.
		for (let one = from; one < end; one++) if (polls[one].forgets) start = one;
		const seen = polls.slice(start, end).filter(({ grade, isLong }) => grade !== 'none' && !isLong);
		if (seen.length < 3 || !isSteady(seen)) return;
		const least = (isCut ? DISCONNECTED_MS : 10 * MINUTE) + TOLERANCE_MS;
		if (seen.at(-1)!.at - seen[0].at < least) return;
		if (items.some(({ index }) => index >= from && index < end)) return;
		const what = isCut ? 'serverDisconnected' : 'serverReconnected';
		this.findings.missed.push(`${this.key}: ${what}, shown from poll ${from} to ${end - 1}`);
	}
}

/** Without an outage in between. */
function isSteady(polls: Poll[]): boolean {
	return polls.every(({ at }, index) => index === 0 || at - polls[index - 1].at <= 25 * MINUTE);
}
