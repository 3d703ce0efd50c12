import { figureCells, pollLines, tableOfCells, toStory } from '../report';
import type { View } from './ledger';
import type { AlarmSoakResult } from './soak';

/** The figures of one run, as a table of one line. */
export function alarmTableOf(seed: number, result: AlarmSoakResult): string {
	const { counts, missed, doubled, wrong, figures } = result;
	return tableOfCells([
		['alarms, seed', seed],
		['alarms', counts.alarms],
		['activations', counts.activations],
		['owed', counts.owed],
		['emitted', counts.emitted],
		['unobservable', counts.unobservable],
		['raised', counts.raised],
		['changed', counts.changed],
		['resolved', counts.resolved],
		['missed', missed.length],
		['doubled', doubled.length],
		['wrong', wrong.length],
		...figureCells(figures, 'bytes an alarm'),
	]);
}

/** Everything that was shown and emitted of one alarm, for whoever looks for the reason of a trouble. */
export function alarmStoryOf(alarmKey: string, { ledger }: AlarmSoakResult): string {
	const { alarms, polls } = ledger;
	const lines = pollLines(polls);
	for (const { view, from } of alarms.get(alarmKey)?.happened.values() ?? []) {
		lines.push([from, `(${textOf(view)})`]);
	}
	for (const { from, view } of alarms.get(alarmKey)?.spans ?? []) {
		lines.push([from, `shows ${textOf(view)}`]);
	}
	for (const [index, { items }] of polls.entries()) {
		for (const { event, view } of items.filter((one) => one.alarmKey === alarmKey)) {
			lines.push([index, `  emits ${event} ${textOf(view)}`]);
		}
	}
	return toStory(alarmKey, lines);
}

const textOf = (view: View | undefined) => (view ? `${view.status} ${view.time}` : 'nothing');
