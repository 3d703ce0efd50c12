import { instantOf } from '../simulator/query/compare';
import { emissionsOf, isSessionEvent, sessionOf, type Emission } from './emitted';
import type { Ending, JobHistory, Poll } from './ledger';
import { sightingsOf } from './sightings';
import { DAY, HOUR } from './times';
import type { Trial } from './verdict';

const timeOf = (polls: Poll[], index: number) => new Date(polls[index].at).toISOString();

/** Why an item about a session is wrong; undefined when it isn't. */
function faultOf(
	{ item, index }: Emission,
	key: string | undefined,
	{ job, polls }: Trial,
): string | undefined {
	if (key === undefined) return 'no session ended so';
	const span = job.spans.find(({ from, to }) => from <= index && index < to);
	const shown = span?.view?.ending;
	// What the trigger concludes from a running job has the status of that job.
	const isOfNow = shown?.time === item.time && !polls[index].isLong;
	return isOfNow && shown!.status.toLowerCase() !== item.status.toLowerCase()
		? `its status is ${item.status} at ${timeOf(polls, index)}`
		: undefined;
}

/** Whether the problem before was ended because the job was gone, so that a session is emitted again. */
function isReopened({ job, polls }: Trial, index: number): boolean {
	const before = emissionsOf(job, polls).filter((one) => one.index < index);
	const { item } = before.findLast((one) => one.item.event !== 'overdue') ?? {};
	return item?.recoveredBy === 'deleted' || item?.recoveredBy === 'notVisible';
}

function emittedBySession(trial: Trial): Map<string, number[]> {
	const { job, polls, findings, counts } = trial;
	const emitted = new Map<string, number[]>();
	for (const emission of emissionsOf(job, polls)) {
		const { item, index } = emission;
		if (!isSessionEvent(item)) continue;
		counts.emitted++;
		const key = sessionOf(item, job);
		const fault = faultOf(emission, key, trial);
		if (fault) {
			findings.wrong.push(`${item.event} (${item.time}) of ${job.jobKey}: ${fault}`);
		}
		// A job that was gone and is back as it was has its problem again.
		if (key !== undefined && emitted.has(key) && isReopened(trial, index)) continue;
		if (key !== undefined) emitted.set(key, [...(emitted.get(key) ?? []), index]);
	}
	return emitted;
}

/** Where an ending was shown, for whoever looks for the reason. */
function whereShown({ spans }: JobHistory, polls: Poll[], { time, status }: Ending): string {
	const shown = spans.filter(({ view }) => view?.ending?.time === time);
	const places = shown.map(({ from, to }) => {
		const seen = polls.slice(from, Math.min(to, polls.length));
		const notes = seen.slice(0, 6).map(({ grade, note }) => `${grade} ${note ?? ''}`.trim());
		return `polls ${from} to ${from + seen.length - 1} (${notes.join(' | ')})`;
	});
	return `${status} (${time}), shown at ${places.join(', ')}`;
}

/** So long the trigger may take to find what it did not see. */
const FOUND_WITHIN_MS = 2 * HOUR;

/** So long ago an end may be by then: the last three days are looked through. */
const LOOKED_BACK_MS = 3 * DAY;

/**
 * Whether the session history shows an end that no poll saw: the ends before and after it were seen, and the job was
 * there for long enough afterwards.
 */
function hadToBeFound({ job, polls, isOwedByHistory }: Trial, instant: number): boolean {
	if (!isOwedByHistory) return false;
	const seen = emissionsOf(job, polls).filter(({ item }) => isSessionEvent(item) && item.time);
	const instants = seen.map(({ item, index }) => ({ at: instantOf(item.time!), index }));
	const first = job.spans.find(({ from }) => from === 0)?.view?.ending;
	const hasBefore =
		instants.some(({ at }) => at < instant) || (first && instantOf(first.time) < instant);
	const after = instants.filter(({ at }) => at > instant).map(({ index }) => index);
	if (!hasBefore || after.length === 0) return false;
	const from = Math.min(...after);
	const until = polls.findIndex(({ at }) => at >= polls[from].at + FOUND_WITHIN_MS);
	if (until < 0 || polls[until].at - instant > LOOKED_BACK_MS) return false;
	// A start of n8n leaves nothing from before the last two ends that were saved.
	const isForgotten = polls.some(({ forgets }, index) => {
		if (!forgets || index < from || index > until) return false;
		const saved = instants.filter((one) => one.index < index).map(({ at }) => at);
		return saved.sort((a, b) => b - a)[1] > instant;
	});
	if (isForgotten) return false;
	const isGone = job.spans.some(
		({ view, ...span }) => !view && span.from <= until && span.to > from,
	);
	return !isGone && polls.slice(from, until).every(({ grade }) => grade !== 'none');
}

/** Each end that had to be noticed is an event once; nothing else is. */
export function checkSessions(trial: Trial): void {
	const { job, polls, findings, counts } = trial;
	const sightings = sightingsOf(job, polls);
	const emitted = emittedBySession(trial);
	for (const [key, { ending, from }] of job.happened) {
		const { status, time } = ending;
		const sighting = sightings.get(key) ?? 'unobservable';
		const times = emitted.get(key) ?? [];
		if (sighting === 'baseline' || from === 0) {
			if (times.length > 0) findings.wrong.push(`${job.jobKey} ${status} (${time}): it was old`);
			continue;
		}
		counts.sessions++;
		if (sighting === 'owed') counts.owed++;
		if (sighting === 'unobservable') counts.unobservable++;
		if (sighting === 'late and gone') counts.lateAndGone++;
		const text = `${job.jobKey} ${whereShown(job, polls, ending)}`;
		const isUnseen = sighting === 'unobservable' || sighting === 'late and gone';
		if (isUnseen && times.length > 0 && trial.isInHistory) counts.foundLate++;
		const isOwed = sighting === 'owed' || (isUnseen && hadToBeFound(trial, instantOf(time)));
		if (isOwed && times.length === 0) findings.missed.push(text);
		for (const index of times.slice(1)) {
			findings.doubled.push(`${text}: again at poll ${index}, first at poll ${times[0]}`);
		}
	}
}
