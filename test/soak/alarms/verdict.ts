import type { Findings } from '../verdict';
import type { AlarmItem, AlarmLedger } from './ledger';
import { emissionsByAlarm } from './placed';
import { walkAlarm, type AlarmCounts } from './walk';

export interface AlarmVerdict extends Findings {
	counts: AlarmCounts;
}

/** Compares what was emitted with what was owed. */
export function judgeAlarms(ledger: AlarmLedger): AlarmVerdict {
	const findings: Findings = { missed: [], doubled: [], wrong: [] };
	const counts: AlarmCounts = {
		alarms: ledger.alarms.size,
		activations: 0,
		owed: 0,
		emitted: 0,
		unobservable: 0,
		raised: 0,
		changed: 0,
		resolved: 0,
	};
	checkForm(ledger, findings);
	const emissions = emissionsByAlarm(ledger.polls);
	for (const alarm of ledger.alarms.values()) {
		const own = emissions.get(alarm.alarmKey) ?? [];
		walkAlarm(alarm, own, ledger.polls, findings, counts);
	}
	return { ...findings, counts };
}

function faultOf(item: AlarmItem, ledger: AlarmLedger): string | undefined {
	if (!ledger.alarms.has(item.alarmKey)) return 'there is no such alarm';
	if (!['raised', 'changed', 'resolved'].includes(item.event)) return 'there is no such event';
	if (item.previousStatus === undefined) return 'it has no previousStatus';
	return typeof item.eventId === 'string' && item.eventId !== '' ? undefined : 'it has no eventId';
}

/** Checks items for what holds whatever happened. */
function checkForm(ledger: AlarmLedger, { wrong, doubled }: Findings): void {
	const ids = new Map<string, string>();
	for (const [index, { items }] of ledger.polls.entries()) {
		for (const item of items) {
			const text = `${item.event} of ${item.alarmKey} at poll ${index}`;
			const fault = faultOf(item, ledger);
			if (fault) wrong.push(`${text}: ${fault}`);
			const other = ids.get(item.eventId);
			if (other !== undefined) doubled.push(`${text}: has the eventId of ${other}`);
			ids.set(item.eventId, text);
		}
	}
}
