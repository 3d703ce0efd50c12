import type { SoakResult } from './soak';

/** The figures of one run, as a table of one line. */
export function tableOf(name: string, result: SoakResult): string {
	const { counts, missed, doubled, wrong } = result;
	const cells: Array<[heading: string, value: string | number]> = [
		['run', name],
		['sessions', counts.sessions],
		['owed', counts.owed],
		['emitted', counts.emitted],
		['unobservable', counts.unobservable],
		['late and gone', counts.lateAndGone],
		['recovered', counts.recovered],
		['overdue', counts.overdue],
		['missed', missed.length],
		['doubled', doubled.length],
		['wrong', wrong.length],
		['polls', result.polls],
		['requests', result.requests],
		['restarts', result.restarts],
		['bytes a job', result.bytesPerJob.toFixed(1)],
		['seconds', result.seconds],
	];
	const widths = cells.map(([heading, value]) => Math.max(heading.length, String(value).length));
	const line = (texts: string[]) => texts.map((text, i) => text.padStart(widths[i])).join('  ');
	return [
		line(cells.map(([heading]) => heading)),
		line(cells.map(([, value]) => String(value))),
	].join('\n');
}

/** What went wrong, as far as anyone wants to read. */
export function troublesOf({ missed, doubled, wrong }: SoakResult): string[] {
	const named = (name: string, texts: string[]) =>
		texts.slice(0, 8).map((text) => `${name}: ${text}`);
	return [...named('missed', missed), ...named('doubled', doubled), ...named('wrong', wrong)];
}

/** Everything that was shown and emitted of one job, for whoever looks for the reason of a trouble. */
export function storyOf(jobKey: string, { ledger: { jobs, polls } }: SoakResult): string {
	const lines: Array<[index: number, text: string]> = [];
	for (const { ending, from } of jobs.get(jobKey)?.happened.values() ?? []) {
		lines.push([from, `(${ending.status} ${ending.time})`]);
	}
	for (const { from, view } of jobs.get(jobKey)?.spans ?? []) {
		const { ending, isEnabled } = view ?? {};
		const shown = ending ? `${ending.status} ${ending.time}` : 'no ending';
		const text = view ? `${shown}${isEnabled ? '' : ', disabled'}` : 'not there';
		lines.push([from, `shows ${text}`]);
	}
	for (const [index, { items, grade, note, forgets, isLong }] of polls.entries()) {
		for (const item of items.filter((one) => one.jobKey === jobKey)) {
			lines.push([
				index,
				`  emits ${item.event} ${item.time} (${item.status}) ${item.recoveredBy ?? ''}`,
			]);
		}
		const marks = [forgets && 'forgets', isLong && 'long', grade !== 'all' && grade].filter(
			Boolean,
		);
		if (marks.length > 0) lines.push([index, `    poll: ${marks.join(', ')} ${note ?? ''}`]);
	}
	lines.sort(([a], [b]) => a - b);
	return lines.map(([index, text]) => `${index}: ${text}`).join('\n');
}
