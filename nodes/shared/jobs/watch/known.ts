import type { Mark } from './events';
import type { Sighting } from './sighting';

/** What is known of a job from earlier reads; times are seconds since 1970. */
export interface Known {
	/** How the latest session ended; N when none has, R when the job ran when it was first seen */
	mark: Mark;
	/** When it ended */
	time?: number;
	/** `time` is the start */
	isStart?: boolean;
	/** The session before: two servers behind one address may answer in turn, one of them late */
	before?: { mark: Mark; time: number };
	/** When the latest session isn't a success: since when there may have been none */
	noSuccessSince?: number;
	/** When a poll first saw the problem that is not told yet */
	pendingSince?: number;
	/** It was told, or at the beginning it was so, that the job has had no success for long */
	isOverdue?: boolean;
	/** When a full read first lacked the job */
	goneSince?: number;
}

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/** Whether a sighting shows a session that is known. */
export function isKnownSession(known: Known, seen: Sighting): boolean {
	return (
		isLatestSession(known, seen) || (known.before !== undefined && matches(known.before, seen))
	);
}

/** Whether a sighting shows the latest session that is known. */
export function isLatestSession(known: Known, seen: Sighting): boolean {
	return matches(known, seen);
}

function matches(
	{ mark, time, isStart }: Pick<Known, 'mark' | 'time' | 'isStart'>,
	seen: Sighting,
): boolean {
	// While a session goes on, the end that is shown is that of the one before, however that ended.
	const isEither = seen.mark === 'R' || mark === 'R';
	if (!isEither && mark !== seen.mark) return false;
	return isClose(time, seen.time) || (isStart === true && isClose(time, seen.lastRun));
}

function isClose(a: number | undefined, b: number | undefined): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= SLACK;
}

const TAGS = {
	g: 'noSuccessSince',
	p: 'pendingSince',
	x: 'goneSince',
} as const;

/**
 * In as few letters as can be read back: `<id 12><mark><time>`, then `.r` for a start, `.o` for overdue,
 * `.b<mark><time>` and the times of TAGS; times to the base of 36.
 */
export function writeKnown(id: string, known: Known): string {
	let text = `${id}${known.mark}${write(known.time)}`;
	if (known.isStart) text += '.r';
	if (known.isOverdue) text += '.o';
	if (known.before) text += `.b${known.before.mark}${write(known.before.time)}`;
	for (const [tag, name] of Object.entries(TAGS)) {
		const time = known[name];
		if (time !== undefined) text += `.${tag}${write(time)}`;
	}
	return text;
}

const ENTRY = /^([\w-]{12})([SWFXRN])([0-9a-z]*)((?:\.[a-zSWFXRN0-9]+)*)$/;

/** @throws Error for a text that this version does not understand */
export function readKnown(text: string): [id: string, known: Known] {
	const match = ENTRY.exec(text);
	if (!match) throw new Error('not an entry');
	const known: Known = { mark: match[2] as Mark };
	if (match[3] !== '') known.time = read(match[3]);
	if (match[4] !== '') for (const part of match[4].slice(1).split('.')) readTag(known, part);
	return [match[1], known];
}

function readTag(known: Known, part: string): void {
	const [tag, value] = [part[0], part.slice(1)];
	if (tag === 'r') known.isStart = true;
	else if (tag === 'o') known.isOverdue = true;
	else if (tag === 'b') known.before = { mark: value[0] as Mark, time: read(value.slice(1)) };
	else if (tag in TAGS) known[TAGS[tag as keyof typeof TAGS]] = read(value);
	else throw new Error('not a tag');
}

function write(seconds: number | undefined): string {
	return seconds === undefined ? '' : Math.max(0, seconds).toString(36);
}

function read(text: string): number {
	const seconds = Number.parseInt(text, 36);
	if (!Number.isSafeInteger(seconds)) throw new Error('not a time');
	return seconds;
}
