import type { PollFacts } from './ledger';
import type { RunFigures } from './run';
import type { SoakResult } from './soak';
import type { Findings } from './verdict';

/** The figures of one run, as a table of one line. */
export function tableOf(seed: number, result: SoakResult): string {
	const { counts, missed, doubled, wrong } = result;
	return tableOfCells([
		['jobs, seed', seed],
		['sessions', counts.sessions],
		['owed', counts.owed],
		['emitted', counts.emitted],
		['unobservable', counts.unobservable],
		['of them found', counts.foundLate],
		['late and gone', counts.lateAndGone],
		['recovered', counts.recovered],
		['overdue', counts.overdue],
		['escalated', counts.escalated],
		['disconnected', result.serverCounts.disconnected],
		['reconnected', result.serverCounts.reconnected],
		['missed', missed.length],
		['doubled', doubled.length],
		['wrong', wrong.length],
		...figureCells(result.figures, 'bytes a job'),
	]);
}

type Cell = [heading: string, value: string | number];

/** What a table tells of any run. */
export function figureCells(figures: RunFigures, bytesHeading: string): Cell[] {
	const { polls, requests, restarts, bytesEach, seconds } = figures;
	return [
		['polls', polls],
		['requests', requests],
		['restarts', restarts],
		[bytesHeading, bytesEach.toFixed(1)],
		['seconds', seconds],
	];
}

export function tableOfCells(cells: Cell[]): string {
	const widths = cells.map(([heading, value]) => Math.max(heading.length, String(value).length));
	const line = (texts: string[]) => texts.map((text, i) => text.padStart(widths[i])).join('  ');
	return [
		line(cells.map(([heading]) => heading)),
		line(cells.map(([, value]) => String(value))),
	].join('\n');
}

/** What went wrong, as far as anyone wants to read. */
export function troublesOf({ missed, doubled, wrong }: Findings): string[] {
	const named = (name: string, texts: string[]) =>
		texts.slice(0, 8).map((text) => `${name}: ${text}`);
	return [...named('missed', missed), ...named('doubled', doubled), ...named('wrong', wrong)];
}

/** Everything that was shown and emitted of one job, for whoever looks for the reason of a trouble. */
export function storyOf(jobKey: string, { ledger: { jobs, polls } }: SoakResult): string {
	const lines = pollLines(polls);
	for (const { ending, from } of jobs.get(jobKey)?.happened.values() ?? []) {
		lines.push([from, `(${ending.status} ${ending.time})`]);
	}
	for (const { from, view } of jobs.get(jobKey)?.spans ?? []) {
		const { ending, isEnabled } = view ?? {};
		const shown = ending ? `${ending.status} ${ending.time}` : 'no ending';
		const text = view ? `${shown}${isEnabled ? '' : ', disabled'}` : 'not there';
		lines.push([from, `shows ${text}`]);
	}
	for (const [index, { items }] of polls.entries()) {
		for (const item of items.filter((one) => one.jobKey === jobKey)) {
			const text = `  emits ${item.event} ${item.time} (${item.status}) ${item.recoveredBy ?? item.failuresInRow ?? ''}`;
			lines.push([index, text]);
		}
	}
	return toStory(jobKey, lines);
}

/** What happened at a poll. */
type Line = [index: number, text: string];

/** The polls that were not as usual. */
export function pollLines(polls: PollFacts[]): Line[] {
	return polls.flatMap(({ grade, note, forgets, isLong }, index): Line[] => {
		const marks = [forgets && 'forgets', isLong && 'long', grade !== 'all' && grade];
		const told = marks.filter(Boolean).join(', ');
		return told === '' ? [] : [[index, `    poll: ${told} ${note ?? ''}`]];
	});
}

export function toStory(key: string, lines: Line[]): string {
	const sorted = [...lines].sort(([a], [b]) => a - b);
	return [key, ...sorted.map(([index, text]) => `${index}: ${text}`)].join('\n');
}
