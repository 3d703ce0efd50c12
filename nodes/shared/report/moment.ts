import { stampIn } from './calendar';

const TIME =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d+))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * A date, or a date with a time, as a person or an expression gives it: ISO 8601, a Date, an object of luxon,
 * milliseconds since 1970. Without an offset it is meant in the time zone of the report.
 *
 * @param isEnd a day without a time ends when the next one begins
 * @returns milliseconds since 1970; undefined when it is no date
 */
export function toMoment(value: unknown, timeZone: string, isEnd = false): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (value instanceof Date) return orNone(value.getTime());
	const match = TIME.exec(String(value ?? '').trim());
	if (!match) return undefined;
	const [, day, clock = '00:00', seconds = ':00', fraction = '0', offset] = match;
	const wall = Date.parse(`${day}T${clock}${seconds}.${fraction.slice(0, 3)}Z`);
	// The 31st of February is no date, though some take it for the 3rd of March.
	if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== day) return undefined;
	const ended = isEnd && match[2] === undefined ? wall + 24 * 3_600_000 : wall;
	if (offset !== undefined) return ended - minutesOf(offset) * 60_000;
	return inZone(ended, timeZone);
}

function orNone(time: number): number | undefined {
	return Number.isNaN(time) ? undefined : time;
}

function minutesOf(offset: string): number {
	if (offset.toUpperCase() === 'Z') return 0;
	const [hours, minutes] = [offset.slice(1, 3), offset.slice(-2)].map(Number);
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
