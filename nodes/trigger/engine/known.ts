import { hash } from 'crypto';

/** What is known of a job or an alarm from earlier reads; times are seconds since 1970. */
export interface Known {
	/** How it stood, in one capital letter: how the latest session ended, or how severe the alarm was */
	mark: string;
	/** Since when */
	time?: number;
	/** Jobs: `time` is the start of the session, not its end */
	isStart?: boolean;
	/** Jobs: when the session began, where it has an end too */
	start?: number;
	/** Jobs: it was disabled */
	isDisabled?: boolean;
	/** How it stood before: two servers behind one address may answer in turn, one of them late */
	before?: { mark: string; time: number };
	/** Jobs: sessions may have gone unseen between that and the latest one */
	isAfterGap?: boolean;
	/** Jobs, when the latest session isn't a success: since when there may have been none */
	noSuccessSince?: number;
	/** When a poll first saw the problem that is not told yet */
	pendingSince?: number;
	/** Jobs: it was told, or at the beginning it was so, that there has been no success for long */
	isOverdue?: boolean;
	/** When a full read first lacked it */
	goneSince?: number;
	/** Alarms: when a poll first saw it resolved. Jobs: when a poll first saw the latest session, by n8n's clock; `time` is by that of the server */
	seenAt?: number;
	/** Jobs: since when polls have seen it run */
	runningSince?: number;
	/** Jobs: an end whose outcome no poll could see */
	unseenEnd?: number;
	/** Jobs: ends older than those that are known, in the order in which they were seen */
	older?: OlderEnd[];
	/** Jobs: when a poll saw the first of them */
	olderSince?: number;
	/** An open problem was ended because the job or alarm was gone */
	wasClosed?: boolean;
}

/** An end that is a late server's, or that of a server whose clock was set back: time shows which. */
export interface OlderEnd {
	mark: string;
	time: number;
	/** When the session began, where that is told besides its end */
	start?: number;
	/** `time` is the start */
	isStart?: boolean;
	/** The job did not pass the filters */
	isUnwanted?: boolean;
}

const TAGS = {
	g: 'noSuccessSince',
	p: 'pendingSince',
	x: 'goneSince',
} as const;

/** The same, written as the time to `time`. */
const SPAN_TAGS = {
	A: 'seenAt',
	R: 'runningSince',
	V: 'unseenEnd',
	Q: 'olderSince',
} as const;

/**
 * In as few letters as can be read back: `<id 12><mark><time>`, then `.r` for a start, `.o` for overdue, `.d` for disabled, `.u` for
 * what was before being uncertain, `.C` for closed, `.s<span>` for the start and `.b<mark><span>` for what was before, both before `time`, and the times of TAGS and
 * SPAN_TAGS; `.E<mark><span>` for each older end, with `.F<span>` for its start, `.H` for being a start, `.U` for unwanted. Times to the base of 36.
 */
export function writeKnown(id: string, known: Known): string {
	let text = `${id}${known.mark}${write(known.time)}`;
	if (known.isStart) text += '.r';
	if (known.isOverdue) text += '.o';
	if (known.isDisabled) text += '.d';
	if (known.isAfterGap) text += '.u';
	if (known.start !== undefined) text += `.s${writeSpan((known.time ?? 0) - known.start)}`;
	if (known.before)
		text += `.b${known.before.mark}${writeSpan((known.time ?? 0) - known.before.time)}`;
	for (const [tag, name] of Object.entries(TAGS)) {
		const time = known[name];
		if (time !== undefined) text += `.${tag}${write(time)}`;
	}
	return text + writeMore(known);
}

function writeMore(known: Known): string {
	const base = known.time ?? 0;
	let text = known.wasClosed ? '.C' : '';
	for (const [tag, name] of Object.entries(SPAN_TAGS)) {
		const time = known[name];
		if (time !== undefined) text += `.${tag}${writeSpan(time - base)}`;
	}
	for (const { mark, time, start, isStart, isUnwanted } of known.older ?? []) {
		text += `.E${mark}${writeSpan(base - time)}`;
		if (start !== undefined) text += `.F${writeSpan(time - start)}`;
		if (isStart) text += '.H';
		if (isUnwanted) text += '.U';
	}
	return text;
}

const ENTRY = /^([\w-]{12})([A-Z])([0-9a-z]*)((?:\.[a-zA-Z0-9]+)*)$/;

/** @throws Error for a text that this version does not understand */
export function readKnown(text: string): [id: string, known: Known] {
	const match = ENTRY.exec(text);
	if (!match) throw new Error('not an entry');
	const known: Known = { mark: match[2] };
	if (match[3] !== '') known.time = read(match[3]);
	if (match[4] !== '') for (const part of match[4].slice(1).split('.')) readTag(known, part);
	return [match[1], known];
}

function readTag(known: Known, part: string): void {
	const [tag, value] = [part[0], part.slice(1)];
	if (tag === 'r') known.isStart = true;
	else if (tag === 'o') known.isOverdue = true;
	else if (tag === 'd') known.isDisabled = true;
	else if (tag === 'u') known.isAfterGap = true;
	else if (tag === 's') known.start = (known.time ?? 0) - readSpan(value);
	else if (tag === 'b') {
		known.before = { mark: value[0], time: (known.time ?? 0) - readSpan(value.slice(1)) };
	} else if (tag in TAGS) known[TAGS[tag as keyof typeof TAGS]] = read(value);
	else if (tag in SPAN_TAGS) {
		known[SPAN_TAGS[tag as keyof typeof SPAN_TAGS]] = (known.time ?? 0) + readSpan(value);
	} else if (tag === 'C') known.wasClosed = true;
	else readOlder(known, tag, value);
}

function readOlder(known: Known, tag: string, value: string): void {
	const last = known.older?.at(-1);
	if (tag === 'E') {
		const time = (known.time ?? 0) - readSpan(value.slice(1));
		known.older = [...(known.older ?? []), { mark: value[0], time }];
	} else if (!last) throw new Error('not a tag');
	else if (tag === 'F') last.start = last.time - readSpan(value);
	else if (tag === 'H') last.isStart = true;
	else if (tag === 'U') last.isUnwanted = true;
	else throw new Error('not a tag');
}

/** Times apart take fewer letters; one may lie after the other when a clock was wrong. */
function writeSpan(seconds: number): string {
	return seconds < 0 ? `Z${write(-seconds)}` : write(seconds);
}

function readSpan(text: string): number {
	return text.startsWith('Z') ? -read(text.slice(1)) : read(text);
}

function write(seconds: number | undefined): string {
	return seconds === undefined ? '' : Math.max(0, Math.round(seconds)).toString(36);
}

function read(text: string): number {
	const seconds = Number.parseInt(text, 36);
	if (!Number.isSafeInteger(seconds)) throw new Error('not a time');
	return seconds;
}

/** A key in short. 72 bits: among a million the chance that two have the same is one in ten billion. */
export function shortId(key: string): string {
	// Half the time of createHash, and tens of thousands of jobs are told apart by it in every full read.
	return hash('sha256', key, 'base64url').slice(0, 12);
}
