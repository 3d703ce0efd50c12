import type { Dice } from './dice';

export const NEVER = '0001-01-01T00:00:00';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const offsets = [0, 60, 120, -300, -420, 330, 570];

/** Writes an instant with a local offset and 0 to 7 fraction digits, as VSPC does. */
export function stamp(instant: number, offsetMinutes: number, digits: number, tail = 0): string {
	const local = new Date(instant + offsetMinutes * MINUTE).toISOString();
	const ticks = local.slice(20, 23) + String(tail).padStart(4, '0');
	const fraction = digits > 0 ? `.${ticks.slice(0, digits)}` : '';
	const size = Math.abs(offsetMinutes);
	const hours = String(Math.floor(size / 60)).padStart(2, '0');
	const minutes = String(size % 60).padStart(2, '0');
	return `${local.slice(0, 19)}${fraction}${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** A clock of one backup server: its offset stays, the number of digits varies. */
export function makeClock(dice: Dice, index: number): (instant: number) => string {
	const offset = offsets[index % offsets.length];
	return (instant) => stamp(instant, offset, dice.int(0, 7), dice.int(0, 9999));
}

/** Writes an instant with the offset that another time has, as the same server would. */
export function stampLike(instant: number, example: string | null): string {
	const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(example ?? '') ?? [];
	const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
	return stamp(instant, sign === '-' ? -size : size, 7);
}
