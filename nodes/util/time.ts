/** A time of VSPC up to seconds, an optional fraction of any length, an optional offset. */
const TIME = /^(\d{4})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * Reads a time of VSPC: RFC 3339 with any offset and 0 to 7 fraction digits; without an offset it counts as
 * UTC.
 *
 * @returns milliseconds since 1970; undefined for null, for "never" and for what is no time. "Never" is any
 * time up to 1970: the year 1 of .NET, 1601 of Windows file times, 1899-12-30 of OLE, 1970 of Unix
 */
export function parseTime(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const match = TIME.exec(value.trim());
	if (!match) return undefined;
	const milliseconds = Date.parse(match[3] ? match[0] : `${match[0]}Z`);
	return milliseconds > 0 ? milliseconds : undefined;
}

/** Whether a value is a time that stands for "never", see parseTime. */
export function isNever(value: unknown): boolean {
	return typeof value === 'string' && TIME.test(value.trim()) && parseTime(value) === undefined;
}

const DATE_AND_TIME =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d+))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** Numbers below are no milliseconds since 1970 that a person means, but seconds, or hours, or a day of the month. */
const EARLIEST = Date.UTC(1980, 0, 1);

/** The last time that a Date can represent. */
const LATEST = 8.64e15;

/** In messages: what a time has to look like. */
export const EXAMPLE_TIMES = '2026-01-31T18:00:00+01:00 or 2026-01-31';

/**
 * A date, or a date with a time, as a person or an expression gives it: ISO 8601, a Date, an object of luxon,
 * milliseconds since 1970. Without an offset, as n8n's editor writes it, it is meant in `timeZone`.
 *
 * @param isEnd a day without a time ends when the next one begins
 * @returns milliseconds since 1970; undefined when it is no date
 */
export function toMoment(value: unknown, timeZone: string, isEnd = false): number | undefined {
	if (typeof value === 'number') return value >= EARLIEST && value <= LATEST ? value : undefined;
	if (value instanceof Date) return orNone(value.getTime());
	const match = DATE_AND_TIME.exec((typeof value === 'string' ? value : isoOf(value)).trim());
	if (!match) return undefined;
	const [, day, clock = '00:00', seconds = ':00', fraction = '0', offset] = match;
	const wall = Date.parse(`${day}T${clock}${seconds}.${fraction.slice(0, 3)}Z`);
	// The 31st of February is no date, though some take it for the 3rd of March.
	if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== day) return undefined;
	const ended = isEnd && match[2] === undefined ? wall + 24 * 3_600_000 : wall;
	if (offset === undefined) return inZone(ended, timeZone);
	const minutes = minutesOf(offset);
	return minutes === undefined ? undefined : ended - minutes * 60_000;
}

/** What an object of luxon writes; nothing for anything else. */
function isoOf(value: unknown): string {
	const { toISO } = Object(value) as { toISO?: unknown };
	return typeof toISO === 'function' ? String(toISO.call(value)) : '';
}

/** The time zone that a workflow is set to; n8n lets it have any text, and UTC then counts. */
export function zoneOf(context: { getTimezone(): string }): string {
	const timeZone = context.getTimezone();
	return isTimeZone(timeZone) ? timeZone : 'UTC';
}

export function isTimeZone(timeZone: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone });
		return true;
	} catch {
		return false;
	}
}

/** `2026-11-24 06:00:00` in a time zone. */
export function stampIn(timeZone: string): (time: number) => string {
	const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	});
	return (time) => {
		const parts = Object.fromEntries(
			format.formatToParts(time).map(({ type, value }) => [type, value]),
		);
		const { year, month, day, hour, minute, second } = parts;
		return `${year.padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second}`;
	};
}

function orNone(time: number): number | undefined {
	return Number.isNaN(time) ? undefined : time;
}

/** @returns undefined for an offset that no place on earth has */
function minutesOf(offset: string): number | undefined {
	if (offset.toUpperCase() === 'Z') return 0;
	const [hours, minutes] = [offset.slice(1, 3), offset.slice(-2)].map(Number);
	if (hours > 14 || minutes > 59) return undefined;
	return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** The time at which the clocks of a zone show what they show in UTC at `wall`. */
function inZone(wall: number, timeZone: string): number {
	const stamp = stampIn(timeZone);
	const offsetAt = (time: number) =>
		Date.parse(`${stamp(time).replace(' ', 'T')}Z`) - Math.floor(time / 1000) * 1000;
	// Twice: the offset may be another one on the other side of a change of clocks.
	const guess = wall - offsetAt(wall);
	return wall - offsetAt(guess);
}
