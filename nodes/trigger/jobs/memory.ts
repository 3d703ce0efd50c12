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

/** How the latest session of a job stands; `none` also for what is unknown. */
export type Outcome = 'success' | 'warning' | 'failed' | 'stopped' | 'running' | 'none';

/** What is kept of a job from earlier polls; times are seconds since 1970. */
export interface JobLastSeen extends LastSeen {
	/** How the latest session ended */
	outcome: Outcome;
	/** When it ended, by the clock of the server */
	time?: number;
	/** `time` is the start of the session, not its end */
	isStart?: boolean;
	/** When the session began, where it has an end too */
	start?: number;
	/** The job was disabled */
	isDisabled?: boolean;
	/** The session before: two servers behind one address may answer in turn, one of them late */
	previous?: { outcome: Outcome; time: number };
	/** Sessions may have gone unseen between that and the latest one */
	isAfterGap?: boolean;
	/** When the latest session isn't a success: since when there may have been none */
	noSuccessSince?: number;
	/** When a poll first saw the problem that is not emitted yet */
	pendingSince?: number;
	/** It was emitted, or existing, that there has been no success for long */
	isOverdue?: boolean;
	/** How many ends in a row were not good; undefined for one, or where nobody counted. See failuresOf */
	failures?: number;
	/** When the first of them ended, where there are several and it showed a time */
	failingSince?: number;
	/** Since when polls have seen the problem, by n8n's clock; undefined for an existing one */
	problemSince?: number;
	/** The problem was emitted as escalated */
	isEscalated?: boolean;
	/** When a poll first saw the latest session, by n8n's clock */
	seenAt?: number;
	/** Since when polls have seen it run */
	runningSince?: number;
	/** An end whose outcome no poll could see */
	unseenEnd?: number;
	/** Ends older than the latest one, in the order in which they were seen */
	older?: OlderEnd[];
	/** When a poll saw the first of them */
	olderSince?: number;
	/** The latest of all other ends that polls saw, where `previous` is not that one, as when a clock was set back */
	seenUpTo?: number;
	/** When another job on the same machine was last known to have the name of this one */
	namesakeAt?: number;
	/** An open problem was ended because the job was gone */
	wasClosed?: boolean;
}

/** An end that is a late server's, or that of a server whose clock was set back: time shows which. */
export interface OlderEnd {
	outcome: Outcome;
	time: number;
	/** When the session began, where VSPC shows that besides its end */
	start?: number;
	/** `time` is the start */
	isStart?: boolean;
	/** The job did not pass the filters */
	isUnwanted?: boolean;
}

/** An open problem of a job. */
export interface JobProblem extends OpenProblem {
	name: string;
	/** It was disabled when it was emitted, so that being disabled doesn't end it */
	wasDisabled: boolean;
	/** The UID of the company that the job belongs to, in small letters, where VSPC shows it */
	company?: string;
}

/** All that the trigger keeps of a job. */
export interface JobMemory {
	lastSeen?: JobLastSeen;
	problem?: JobProblem;
}

/** What is kept of one kind of jobs. */
export type JobListState = ListState<JobLastSeen, JobProblem>;

const LETTERS: Record<Outcome, string> = {
	success: 'S',
	warning: 'W',
	failed: 'F',
	stopped: 'X',
	running: 'R',
	none: 'N',
};

const OUTCOMES = new Map(
	Object.entries(LETTERS).map(([outcome, letter]) => [letter, outcome as Outcome]),
);

function outcomeOf(letter: string): Outcome {
	const outcome = OUTCOMES.get(letter);
	if (!outcome) throw new Error('not an outcome');
	return outcome;
}

const FLAGS = {
	r: 'isStart',
	o: 'isOverdue',
	d: 'isDisabled',
	u: 'isAfterGap',
	C: 'wasClosed',
	e: 'isEscalated',
} as const;

const TIMES = { g: 'noSuccessSince', p: 'pendingSince', x: 'goneSince', t: 'namesakeAt' } as const;

/** The same, written as the time to `time`. */
const SPANS = {
	A: 'seenAt',
	R: 'runningSince',
	V: 'unseenEnd',
	Q: 'olderSince',
	f: 'failingSince',
	P: 'problemSince',
	D: 'seenUpTo',
} as const;

/** Taken apart once: tens of thousands of jobs are written in each poll. */
const FLAG_TAGS = entriesOf(FLAGS);
const TIME_TAGS = entriesOf(TIMES);
const SPAN_TAGS = entriesOf(SPANS);

/** Longer ones are cut: the name only serves to name what is gone. */
const NAME_LENGTH = 200;

/**
 * In as few letters as can be read back: `<letter of the outcome><time>`, the tags of FLAGS, `.s<span>` for the start,
 * `.b<letter><span>` for the session before, both before `time`, `.n<number>` for failures in a row, the tags of TIMES
 * and SPANS, and `.E<letter><span>` for each older end, with `.F<span>` for its start, `.H` for being a start, `.U` for unwanted. Times to the base of 36.
 */
export const jobCodec: Codec<JobLastSeen, JobProblem> = {
	encode: (lastSeen) => {
		const { outcome, time, start, previous, failures, older = [] } = lastSeen;
		const base = time ?? 0;
		let text = `${LETTERS[outcome]}${writeTime(time)}`;
		for (const [tag, name] of FLAG_TAGS) if (lastSeen[name]) text += `.${tag}`;
		if (start !== undefined) text += `.s${writeSpan(base - start)}`;
		if (previous) text += `.b${LETTERS[previous.outcome]}${writeSpan(base - previous.time)}`;
		if (failures !== undefined) text += `.n${failures.toString(36)}`;
		for (const [tag, name] of TIME_TAGS) {
			const at = lastSeen[name];
			if (at !== undefined) text += `.${tag}${writeTime(at)}`;
		}
		for (const [tag, name] of SPAN_TAGS) {
			const at = lastSeen[name];
			if (at !== undefined) text += `.${tag}${writeSpan(at - base)}`;
		}
		return text + older.map((end) => writeOlder(end, base)).join('');
	},
	decode: (text) => {
		const { letter, time, tags } = readEntry(text);
		const lastSeen: JobLastSeen = { outcome: outcomeOf(letter) };
		if (time !== undefined) lastSeen.time = time;
		for (const [tag, value] of tags) readTag(lastSeen, tag, value);
		return lastSeen;
	},
	encodeProblem: ({ name, wasDisabled, company }) => {
		const cut = name.slice(0, NAME_LENGTH);
		if (company !== undefined) return [cut, wasDisabled ? 1 : 0, packUids(company)];
		return wasDisabled ? [cut, 1] : [cut];
	},
	decodeProblem: (problem, [name, wasDisabled, company]) => ({
		...problem,
		name: spelled(name),
		wasDisabled: wasDisabled === 1,
		...(company === undefined ? {} : { company: unpackUids(spelled(company)) }),
	}),
};

function readTag(lastSeen: JobLastSeen, tag: string, value: string): void {
	const base = lastSeen.time ?? 0;
	if (tag in FLAGS) lastSeen[FLAGS[tag as keyof typeof FLAGS]] = true;
	else if (tag in TIMES) lastSeen[TIMES[tag as keyof typeof TIMES]] = readTime(value);
	else if (tag in SPANS) lastSeen[SPANS[tag as keyof typeof SPANS]] = base + readSpan(value);
	else if (tag === 's') lastSeen.start = base - readSpan(value);
	else if (tag === 'n') lastSeen.failures = readTime(value);
	else if (tag === 'b') lastSeen.previous = readEnd(value, base);
	else if (tag === 'E') lastSeen.older = [...(lastSeen.older ?? []), readEnd(value, base)];
	else readOlder(lastSeen.older?.at(-1), tag, value);
}

function readEnd(value: string, base: number): { outcome: Outcome; time: number } {
	return { outcome: outcomeOf(value[0]), time: base - readSpan(value.slice(1)) };
}

function writeOlder({ outcome, time, start, isStart, isUnwanted }: OlderEnd, base: number): string {
	let text = `.E${LETTERS[outcome]}${writeSpan(base - time)}`;
	if (start !== undefined) text += `.F${writeSpan(time - start)}`;
	if (isStart) text += '.H';
	if (isUnwanted) text += '.U';
	return text;
}

function readOlder(end: OlderEnd | undefined, tag: string, value: string): void {
	if (!end) throw new Error('not a tag');
	if (tag === 'F') end.start = end.time - readSpan(value);
	else if (tag === 'H') end.isStart = true;
	else if (tag === 'U') end.isUnwanted = true;
	else throw new Error('not a tag');
}

function entriesOf<Tags extends Record<string, string>>(
	tags: Tags,
): Array<[string, Tags[keyof Tags]]> {
	return Object.entries(tags) as Array<[string, Tags[keyof Tags]]>;
}
