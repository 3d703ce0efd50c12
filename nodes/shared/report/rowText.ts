import type { Calendar } from './calendar';
import type { Row } from './row';
import { RESULT_WORDS } from './words';

/** When a job ran, as far as it matters: `24 Nov, 02:13`, `since 24 Nov, 02:13`, `last run 3 Nov, 22:00`. */
export function whenText(row: Row, calendar: Calendar, around: number): string {
	const isRunning = row.result === 'running' || row.result === 'hung';
	const ended = isRunning ? null : row.lastEndTimeUtc;
	const time = ended ?? row.lastRunUtc;
	if (time === null) return unknownTime(row);
	const moment = calendar.moment(Date.parse(time), around);
	if (isRunning) return `since ${moment}`;
	return row.result === 'notRun' ? `last run ${moment}` : moment;
}

/** A job that tells how its latest session ended has run, whatever VSPC shows of the time. */
function unknownTime({ result, lastResult }: Row): string {
	if (result !== 'notRun') return '';
	return lastResult === 'none' ? 'never ran' : 'time unknown';
}

/** What else there is to say in few words: duration and size, or how a job that didn't run ended before. */
export function measuresOf(row: Row): string[] {
	const { result, lastResult, status, durationText, transferredText } = row;
	const measures =
		result === 'notRun'
			? [lastResult === 'none' ? null : RESULT_WORDS[lastResult].toLowerCase()]
			: result === 'none'
				? [status]
				: [durationText, transferredText];
	return measures.filter((text): text is string => text !== null);
}

/** The same in one text. */
export function measureText(row: Row): string {
	return measuresOf(row).join(' · ');
}

/** Why a job failed or warned; what others say of themselves is no news. */
export function reasonOf({ result, lastResult, failureMessage }: Row): string {
	const tells = result === 'notRun' ? lastResult : result;
	return tells === 'failed' || tells === 'warning' ? (failureMessage ?? '') : '';
}
