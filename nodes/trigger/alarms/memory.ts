import { spelled } from '../../util/text';
import {
	type Codec,
	type LastSeen,
	type ListState,
	type OpenProblem,
	packUids,
	readEntry,
	readSpan,
	readTime,
	unpackUids,
	writeSpan,
	writeTime,
} from '../engine/state';
import type { AlarmObservation } from './events';

/** How an alarm stands, in VSPC's words, in small letters; `unknown` for any other word. */
export type AlarmStatus = 'info' | 'warning' | 'error' | 'acknowledged' | 'resolved' | 'unknown';

/** What is kept of an alarm from earlier polls; times are seconds since 1970. */
export interface AlarmLastSeen extends LastSeen {
	status: AlarmStatus;
	/** Its activation, by VSPC's clock */
	time?: number;
	/**
	 * How it stood before: two servers behind one address may answer in turn, one of them late. Of an acknowledged or
	 * resolved one the severity that it had, and the activation it had it from
	 */
	previous?: { status: AlarmStatus; time: number };
	/** When a poll first saw the problem that is not emitted yet */
	pendingSince?: number;
	/** When a poll first saw it resolved */
	seenAt?: number;
	/** An open problem was ended because the alarm was gone */
	wasClosed?: boolean;
}

/** An open problem: an alarm that was emitted and is not resolved. */
export interface AlarmProblem extends OpenProblem {
	/** What the alarm is about; empty where VSPC doesn't name it */
	objectName: string;
	/** The UID of its template, in small letters, where VSPC shows it */
	templateUid?: string;
}

/** All that the trigger keeps of an alarm. */
export interface AlarmMemory {
	lastSeen?: AlarmLastSeen;
	/** It was emitted and is not resolved */
	problem?: AlarmProblem;
}

/** What is kept of the alarms. */
export type AlarmListState = ListState<AlarmLastSeen, AlarmProblem>;

const LETTERS: Record<AlarmStatus, string> = {
	info: 'I',
	warning: 'W',
	error: 'E',
	acknowledged: 'A',
	resolved: 'R',
	unknown: 'N',
};

const STATUSES = new Map(
	Object.entries(LETTERS).map(([status, letter]) => [letter, status as AlarmStatus]),
);

function statusOf(letter: string): AlarmStatus {
	const status = STATUSES.get(letter);
	if (!status) throw new Error('not a status');
	return status;
}

/**
 * In as few letters as can be read back: `<letter of the status><time>`, then `.b<letter><span>` for what was before
 * `time`, `.p<time>` for pending, `.x<time>` for gone, `.C` for closed, `.A<span>` for when it was seen resolved, as the
 * time to `time`. Times to the base of 36.
 */
export const alarmCodec: Codec<AlarmLastSeen, AlarmProblem> = {
	encode: ({ status, time, previous, pendingSince, goneSince, wasClosed, seenAt }) => {
		const base = time ?? 0;
		let text = `${LETTERS[status]}${writeTime(time)}`;
		if (previous) text += `.b${LETTERS[previous.status]}${writeSpan(base - previous.time)}`;
		if (pendingSince !== undefined) text += `.p${writeTime(pendingSince)}`;
		if (goneSince !== undefined) text += `.x${writeTime(goneSince)}`;
		if (wasClosed) text += '.C';
		if (seenAt !== undefined) text += `.A${writeSpan(seenAt - base)}`;
		return text;
	},
	decode: (text) => {
		const { letter, time, tags } = readEntry(text);
		const base = time ?? 0;
		const lastSeen: AlarmLastSeen = { status: statusOf(letter) };
		if (time !== undefined) lastSeen.time = time;
		for (const [tag, value] of tags) {
			if (tag === 'b') {
				lastSeen.previous = { status: statusOf(value[0]), time: base - readSpan(value.slice(1)) };
			} else if (tag === 'p') lastSeen.pendingSince = readTime(value);
			else if (tag === 'x') lastSeen.goneSince = readTime(value);
			else if (tag === 'C') lastSeen.wasClosed = true;
			else if (tag === 'A') lastSeen.seenAt = base + readSpan(value);
			else throw new Error('not a tag');
		}
		return lastSeen;
	},
	encodeProblem: ({ objectName, templateUid }) =>
		templateUid === undefined ? [objectName] : [objectName, packUids(templateUid)],
	decodeProblem: (problem, [objectName, templateUid]) => ({
		...problem,
		objectName: spelled(objectName),
		...(templateUid === undefined ? {} : { templateUid: unpackUids(spelled(templateUid)) }),
	}),
};

/** The baseline of a list that was empty: whatever comes up is younger. */
export const NOTHING = 0;

/**
 * A resolved alarm is known for a while, since one of two servers behind one address may be late and still show
 * it as active; seconds.
 */
const KNOWN_AFTER_END = 7 * 24 * 3600;

/** One that was resolved before any poll saw it active is known if that was so short before the newest; seconds. */
const RECENT = 24 * 3600;

/** So many resolved ones at the most: VSPC keeps thousands. */
const MOST_RESOLVED = 300;

/**
 * The latest activation, by VSPC's own clock; seconds since 1970.
 *
 * @param earlier the latest one of earlier polls
 */
export function latestOf(
	observations: AlarmObservation[],
	earlier: number | undefined,
): number | undefined {
	return observations.reduce((latest, { time }) => {
		if (time === undefined) return latest;
		return latest === undefined ? time : Math.max(latest, time);
	}, earlier);
}

/** Whether an alarm that is not known yet needs to be: all but those that were over long ago. */
export function isOfUse({ status, time }: AlarmObservation, { baseline }: AlarmListState): boolean {
	if (status !== 'resolved') return true;
	return time !== undefined && baseline !== undefined && time >= baseline - RECENT;
}

/**
 * Notes when a poll first saw that an alarm is resolved.
 *
 * @param now seconds since 1970
 */
export function withEnd(
	lastSeen: AlarmLastSeen,
	previous: AlarmLastSeen | undefined,
	now: number,
): AlarmLastSeen {
	const noted = { ...lastSeen };
	// When it was closed makes the ID of the event, should it be back as it was.
	if (lastSeen.status !== 'resolved' && lastSeen.wasClosed) return noted;
	delete noted.seenAt;
	if (lastSeen.status !== 'resolved') return noted;
	const since = previous?.status === 'resolved' ? (previous.seenAt ?? now) : now;
	// A clock that was set back must not make it stay for longer.
	return { ...noted, seenAt: Math.min(since, now) };
}

/**
 * Forgets alarms that were resolved long ago, and all but the latest ones where there are very many.
 *
 * @param state changed in place
 * @param now seconds since 1970
 */
export function forgetResolved({ lastSeen, problems }: AlarmListState, now: number): void {
	const resolved = [...lastSeen]
		.filter(([id, { status }]) => status === 'resolved' && !problems.has(id))
		.sort(([, a], [, b]) => (b.seenAt ?? 0) - (a.seenAt ?? 0));
	for (const [index, [id, { seenAt = 0, goneSince }]] of resolved.entries()) {
		// One that is gone has an event of its own when it is back: that takes knowing it for longer.
		const isOld = goneSince === undefined && now - seenAt > KNOWN_AFTER_END;
		if (isOld || index >= MOST_RESOLVED) lastSeen.delete(id);
	}
}
