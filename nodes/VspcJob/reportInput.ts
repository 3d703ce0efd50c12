import type { Parameters } from '../form/parameters';
import { DEFAULT_ACCENT, DEFAULT_HEADER, type Branding, parseColor } from '../report/html/colors';
import { customPeriod, isLocale, lastHours, type Period, type PeriodName } from '../report/period';
import { isTimeZone } from '../util/time';

/** In which times are meant and written: the option, else the workflow's. */
export function readTimeZone(p: Parameters): string {
	const timeZone = p.options.text('timeZone', p.timeZone).trim();
	if (isTimeZone(timeZone)) return timeZone;
	throw p.options.refuse('timeZone', 'is not a time zone', 'Enter one like Europe/Berlin or UTC.');
}

export function readLocale({ options }: Parameters): string {
	const locale = options.text('locale', 'en-GB').trim();
	if (isLocale(locale)) return locale;
	const advice = 'Enter a language tag like en-GB, de-DE or fr.';
	throw options.refuse('locale', 'is not a language', advice);
}

const LONGEST_URL = 1000;

/** How the HTML of an item looks. */
export function readBranding({ options }: Parameters): Branding {
	return {
		logoUrl: readLogo(options),
		accent: readColor(options, 'accentColor', DEFAULT_ACCENT),
		header: readColor(options, 'headerColor', DEFAULT_HEADER),
	};
}

function readLogo(options: Parameters): string | undefined {
	const text = options.text('logoUrl', '').trim();
	if (text === '') return undefined;
	const url = toHttps(text);
	if (url && url.length <= LONGEST_URL) return url;
	throw options.refuse(
		'logoUrl',
		url ? `has more than ${LONGEST_URL} characters` : 'is not an https address',
		'Enter the address of a picture like https://www.example.com/logo.png, without user name and password.',
	);
}

function toHttps(text: string): string | undefined {
	try {
		const { protocol, username, password, href } = new URL(text);
		return protocol === 'https:' && username === '' && password === '' ? href : undefined;
	} catch {
		return undefined;
	}
}

function readColor(options: Parameters, name: string, absent: string): string {
	const color = parseColor(options.text(name, absent).trim());
	if (color) return color;
	throw options.refuse(name, 'is not a color', 'Enter one like #12965a.');
}

/**
 * The period of an item.
 *
 * @param now in milliseconds since 1970
 */
export function readPeriod(p: Parameters, now: number): Period {
	const name = p.choice<PeriodName>('period');
	if (name !== 'custom') return lastHours(name, now);
	const from = p.time('from');
	const to = p.time('to', { isEnd: true, absent: now });
	if (from < to) return customPeriod(from, to, now);
	throw p.refuse(
		'from',
		"is not before 'To'",
		`The period would end before it begins: from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}.`,
	);
}

/** The binary fields of files to attach; undefined: not asked for. */
export interface Attachments {
	html?: string;
	csv?: string;
}

/** Which files an item wants, and in which binary fields. */
export function readAttachments({ options }: Parameters): Attachments {
	const wanted = options.list<'html' | 'csv'>('attach', { absent: [] });
	const html = wanted.includes('html') ? readField(options, 'htmlField', 'html') : undefined;
	const csv = wanted.includes('csv') ? readField(options, 'csvField', 'csv') : undefined;
	if (csv === undefined || html !== csv) return { html, csv };
	throw options.refuse('csvField', "is the same as 'HTML Field'", 'Give each file its own.');
}

function readField(options: Parameters, name: string, absent: string): string {
	const field = options.text(name, absent).trim();
	// Names that every object has would get lost.
	if (/^[\w-]{1,100}$/.test(field) && !(field in {})) return field;
	throw options.refuse(name, 'is not a name for a binary field', 'Use letters, digits, - and _.');
}
