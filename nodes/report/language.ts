import { isAmount, spelled } from '../util/text';
import { stampIn } from '../util/time';
import { dutch } from './languages/dutch';
import { french } from './languages/french';
import { german } from './languages/german';
import { spanish } from './languages/spanish';
import { type Counted, english, type Words } from './words';

/** The languages that a report can be written in. */
const LANGUAGES = { de: german, en: english, es: spanish, fr: french, nl: dutch };

export type LanguageCode = keyof typeof LANGUAGES;

type Values = Record<string, string>;

/** Writes for a reader, in one language and one time zone. */
export interface Language {
	words: Words;
	timeZone: string;
	/** `1,234` */
	count: (count: number) => string;
	/** The words for so many, filled in */
	counted: (words: Counted, count: number, values?: Values) => string;
	/** `96.4%`; a dash without any session that ended */
	rate: (rate: number | null) => string;
	/** `1 h 5 min`; null for what is no amount, as for sizes */
	duration: (seconds: unknown) => string | null;
	/** `1.5 GB`, in units of 1024 as the portal shows them */
	bytes: (bytes: unknown) => string | null;
	/** `24 Nov 2026` */
	date: (time: number) => string;
	/** `24 Nov`, with the year where it is not that of `around` */
	day: (time: number, around: number) => string;
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

/** @throws RangeError for a time zone that is none, see isTimeZone */
export function makeLanguage(code: LanguageCode, timeZone: string): Language {
	const words: Words = LANGUAGES[code];
	const { locale } = words;
	const format = (options: Intl.DateTimeFormatOptions, tag = locale) =>
		new Intl.DateTimeFormat(tag, { ...options, timeZone });
	const date = format({ ...DAY, year: 'numeric' });
	const day = format(DAY);
	const moment = format({ ...DAY, ...CLOCK });
	const fullMoment = format({ ...DAY, ...CLOCK, year: 'numeric' });
	const stamp = stampIn(timeZone);
	const isSameYear = (a: number, b: number) => stamp(a).slice(0, 4) === stamp(b).slice(0, 4);
	const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
	const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
	const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
	const plurals = new Intl.PluralRules(locale);
	const count = (number: number) => plain(whole.format(number));
	return {
		words,
		timeZone,
		count,
		counted: ([one, other], number, values) => {
			const text = plurals.select(number) === 'one' ? one : other;
			return fill(
				text.replace(/#/g, () => count(number)),
				values,
			);
		},
		rate: (rate) => (rate === null ? '–' : plain(percent.format(rate / 100))),
		duration: (seconds) => (isAmount(seconds) ? durationText(seconds, words.units) : null),
		bytes: (bytes) => {
			if (!isAmount(bytes)) return null;
			const power = powerOf(bytes);
			const amount = bytes / 1024 ** power;
			const number = power === 0 || amount >= 100 ? whole.format(amount) : tenths.format(amount);
			return `${plain(number)} ${['', 'K', 'M', 'G', 'T', 'P'][power]}${words.byte}`;
		},
		date: (time) => plain(date.format(time)),
		day: (time, around) => plain((isSameYear(time, around) ? day : date).format(time)),
		dates: (from, to) => plain(date.formatRange(from, to)),
		moment: (time, around) => plain((isSameYear(time, around) ? moment : fullMoment).format(time)),
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

function powerOf(bytes: number): number {
	let power = 0;
	for (let amount = bytes; amount >= 1024 && power < 5; amount /= 1024) power++;
	return power;
}

/** The two largest units that are not zero. */
function durationText(seconds: number, [day, hour, minute, second]: Words['units']): string {
	const parts = [
		[Math.floor(seconds / 86_400), day],
		[Math.floor(seconds / 3600) % 24, hour],
		[Math.floor(seconds / 60) % 60, minute],
		[Math.floor(seconds) % 60, second],
	] as const;
	const first = parts.findIndex(([count]) => count > 0);
	if (first < 0) return `0 ${second}`;
	return parts
		.slice(first, first + 2)
		.filter(([count]) => count > 0)
		.map(([count, unit]) => `${count} ${unit}`)
		.join(' ');
}

/** Words with what belongs into them. What is filled in is never read as words. */
export function fill(words: string, values: Values = {}): string {
	return words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The company of a row or a report, for a reader; an account may not be allowed to see names. */
export function companyText(
	{ companyUid, companyName }: { companyUid: unknown; companyName: unknown },
	{ noCompany }: Words,
): string {
	if (typeof companyName === 'string' && companyName !== '') return companyName;
	return typeof companyUid === 'string' ? companyUid : noCompany;
}

/** What kind of job it is, for a reader; a type that is not known yet is shown as VSPC writes it. */
export function typeTextOf(kindName: string, type: unknown, words: Words): string {
	const text = typeof type === 'string' ? type.trim() : '';
	const key = text.toLowerCase();
	const isNone = key === '' || key === 'unknown' || key === 'none';
	if (kindName === 'agentJob') {
		const system = SYSTEMS.get(key);
		if (system !== undefined) return `${words.agentBackup}, ${system}`;
		return isNone ? words.agentBackup : text;
	}
	if (kindName === 'microsoft365Job') {
		if (key === 'backupjob') return words.microsoft365Backup;
		if (key === 'copyjob') return words.microsoft365Copy;
		return isNone ? words.microsoft365Job : text;
	}
	return isNone ? words.otherJob : (wordOf(words.types, key) ?? text);
}

const SYSTEMS = new Map([
	['windows', 'Windows'],
	['linux', 'Linux'],
	['mac', 'Mac'],
]);

/** A word by what VSPC sends, which may be any text, `constructor` too. */
export function wordOf(words: Record<string, string>, key: string): string | undefined {
	return Object.prototype.hasOwnProperty.call(words, key) ? words[key] : undefined;
}

/** Line ends and other characters that are no text. Spaces of all widths count as one. */
const SPACING = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu;
/** What changes how other characters are shown, as the direction of text does; joiners are part of scripts and emoji. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;
/** Halves of characters, and codes that stand for none. */
const NO_CHARACTER = /\p{Cs}|\p{Noncharacter_Code_Point}/gu;

/**
 * Text in one line that cannot change the text around it: without line ends, control characters and marks for the
 * direction of writing.
 */
export function plain(text: unknown): string {
	return spelled(text)
		.replace(SPACING, ' ')
		.replace(INVISIBLE, '')
		.replace(NO_CHARACTER, '\ufffd')
		.trim();
}

/** The same, of at most so many characters; never cuts one in half. */
export function shortened(text: unknown, length: number): string {
	const whole = plain(text);
	// No character takes less than one unit.
	if (whole.length <= length) return whole;
	const characters = Array.from(whole);
	if (characters.length <= length) return whole;
	return `${characters
		.slice(0, length - 1)
		.join('')
		.trimEnd()}…`;
}

/**
 * What spreadsheets run when a cell begins with it, wide and small forms included. They see through spaces, control
 * characters, characters without width and quotation marks before it.
 */
const STARTS = '=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b';
const UNSEEN = '\\s\\p{Cc}\\p{Z}\\p{Default_Ignorable_Code_Point}\\p{Cf}\\u2800"';
const FORMULA = new RegExp(`^[${UNSEEN}]*[${STARTS}]|^[\\t\\r\\n]`, 'u');

/**
 * Where another cell begins for a spreadsheet that splits at something else than commas, as Excel does at semicolons
 * in half of Europe: quotation marks do not keep a cell together there.
 */
const INNER = new RegExp(
	`(?<=[;|\\t\\r\\n])(?=(?:(?![;|\\t\\r\\n])[${UNSEEN}])*[${STARTS}])`,
	'gu',
);

/** One value of a table for spreadsheets, so that nothing in it is run or ends the cell. */
export function cellOf(value: string | number | boolean | null): string {
	if (value === null) return '';
	const text = typeof value === 'string' ? harmless(value) : spelled(value);
	return /[",;|\t\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** An apostrophe makes it text, at the beginning of the cell and of whatever else may become one. */
function harmless(text: string): string {
	const inner = text.replace(INNER, "'");
	return FORMULA.test(text) ? `'${inner}` : inner;
}

/** Letters and digits that every file system takes, with hyphens between them. */
export function slug(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40);
}
