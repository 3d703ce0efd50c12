import { stampIn } from '../moment';
import { plain } from './plain';

/** Writes times for a reader, in one language and one time zone. */
export interface Calendar {
	locale: string;
	timeZone: string;
	/** `24 Nov 2026` */
	date: (time: number) => string;
	/** `18–24 Nov 2026`, or one date */
	dates: (from: number, to: number) => string;
	/** `24 Nov, 06:00`, with the year where it is not that of `around` */
	moment: (time: number, around: number) => string;
	/** `24 Nov 2026, 06:00` */
	fullMoment: (time: number) => string;
	/** `Europe/Berlin, GMT+1` */
	zone: (time: number) => string;
	/** `2026-11-24 06:00:00`, as spreadsheets read it */
	stamp: (time: number) => string;
}

const DAY = { day: 'numeric', month: 'short' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

/** @throws RangeError for a language or a time zone that is none; see isLocale and isTimeZone */
export function makeCalendar(locale: string, timeZone: string): Calendar {
	const format = (options: Intl.DateTimeFormatOptions, language = locale) =>
		new Intl.DateTimeFormat(language, { ...options, timeZone });
	const date = format({ ...DAY, year: 'numeric' });
	const moment = format({ ...DAY, ...CLOCK });
	const fullMoment = format({ ...DAY, ...CLOCK, year: 'numeric' });
	const stamp = stampIn(timeZone);
	const yearOf = (time: number) => stamp(time).slice(0, 4);
	return {
		locale,
		timeZone,
		date: (time) => plain(date.format(time)),
		dates: (from, to) => plain(date.formatRange(from, to)),
		moment: (time, around) =>
			plain((yearOf(time) === yearOf(around) ? moment : fullMoment).format(time)),
		fullMoment: (time) => plain(fullMoment.format(time)),
		zone: (time) => {
			const offset = offsetText(format({ timeZoneName: 'shortOffset' }, 'en'), time);
			return timeZone === offset || timeZone === 'UTC' ? timeZone : `${timeZone}, ${offset}`;
		},
		stamp,
	};
}

function offsetText(format: Intl.DateTimeFormat, time: number): string {
	return format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
}

/** Whether dates can be written in this language. */
export function isLocale(locale: string): boolean {
	try {
		return Intl.DateTimeFormat.supportedLocalesOf(locale).length === 1;
	} catch {
		return false;
	}
}
