import { instantOf } from '../simulator/query/compare';
import { isSessionEvent } from './emitted';
import type { Item, Ledger } from './ledger';
import type { Findings } from './verdict';

const events = ['failed', 'warning', 'success', 'recovered', 'overdue', 'escalated'];
const recoveredBy = ['success', 'warning', 'deleted', 'disabled', 'notVisible'];

function faultOf(item: Item, ledger: Ledger): string | undefined {
	if (!ledger.jobs.has(item.jobKey)) return 'there is no such job';
	if (!events.includes(item.event)) return 'there is no such event';
	const isBy = recoveredBy.includes(item.recoveredBy ?? '');
	if (isBy !== (item.event === 'recovered')) return `recoveredBy is ${String(item.recoveredBy)}`;
	if (item.previousStatus === undefined) return 'it has no previousStatus';
	return typeof item.eventId === 'string' && item.eventId !== '' ? undefined : 'it has no eventId';
}

/** Checks items for what holds whatever happened: their form, their order, their IDs. */
export function checkForm(ledger: Ledger, { wrong, doubled }: Findings): void {
	const ids = new Map<string, string>();
	for (const { items, at } of ledger.polls) {
		const time = new Date(at).toISOString();
		let latest = -Infinity;
		for (const item of items) {
			const text = `${item.event} of ${item.jobKey} at ${time}`;
			const fault = faultOf(item, ledger);
			if (fault) wrong.push(`${text}: ${fault}`);
			const other = ids.get(item.eventId);
			if (other !== undefined) doubled.push(`${text}: has the eventId of ${other}`);
			ids.set(item.eventId, text);
			if (!isSessionEvent(item) || item.time === null) continue;
			const instant = instantOf(item.time);
			if (isReopened(item, instant)) continue;
			// Within a second any order will do.
			if (instant < latest - 1000) wrong.push(`${text}: an older event comes after a newer one`);
			latest = Math.max(latest, instant);
		}
	}
}

/** A problem that is open again is an event of now, with the session of then: the time in its ID is another. */
function isReopened({ eventId }: Item, sessionTime: number): boolean {
	const [eventTime] = /\d{4}-\d\d-\d\dT[\d:]+Z$/.exec(eventId) ?? [];
	return eventTime !== undefined && Math.abs(Date.parse(eventTime) - sessionTime) > 1000;
}
