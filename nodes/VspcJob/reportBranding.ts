import type { IDataObject } from 'n8n-workflow';

import type { ItemFile } from '../form/operation';
import type { Parameters } from '../form/parameters';
import {
	type Branding,
	DEFAULT_ACCENT,
	DEFAULT_HEADER,
	parseColor,
	toHttps,
} from '../report/html/colors';
import {
	companyText,
	type Language,
	type LanguageCode,
	makeLanguage,
	plain,
	slug,
} from '../report/language';
import type { ReportCompany } from '../report/report';
import { isTimeZone } from '../util/time';

/** What reports of every type have: language, branding, and what is attached. */
export interface ReportBranding {
	/** Undefined: that of the type of report */
	title?: string;
	language: Language;
	/** When the report is made, in milliseconds since 1970 */
	now: number;
	intro: string[];
	footer: string[];
	logoAndColors: Branding;
	attachments: Attachments;
}

/**
 * Reads and checks it, before any request.
 *
 * @throws NodeOperationError naming the option
 */
export function readBranding(p: Parameters): ReportBranding {
	const { options } = p;
	const timeZone = readTimeZone(p);
	return {
		title: plain(options.text('title', '')) || undefined,
		language: makeLanguage(options.choice<LanguageCode>('language', 'en'), timeZone),
		now: Date.now(),
		intro: readLines(options, 'introText'),
		footer: readLines(options, 'footerText'),
		logoAndColors: readLogoAndColors(p),
		attachments: readAttachments(p),
	};
}

const LONGEST_TEXT = 2000;

/** The lines of a text, without empty ones at its ends. */
function readLines(options: Parameters, name: string): string[] {
	const text = options.text(name, '').trim();
	if (text.length > LONGEST_TEXT) {
		throw options.refuse(name, `has more than ${LONGEST_TEXT} characters`, 'Shorten it.');
	}
	return text === '' ? [] : text.split(/\r\n|[\n\r\u2028\u2029]/).map(plain);
}

/** In which times are meant and written: the option, else the workflow's. */
function readTimeZone(p: Parameters): string {
	const timeZone = p.options.text('timeZone', p.timeZone).trim();
	if (isTimeZone(timeZone)) return timeZone;
	throw p.options.refuse('timeZone', 'is not a time zone', 'Enter one like Europe/Berlin or UTC.');
}

const LONGEST_URL = 1000;

/** Of the HTML of an item. */
function readLogoAndColors({ options }: Parameters): Branding {
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

function readColor(options: Parameters, name: string, absent: string): string {
	const color = parseColor(options.text(name, absent).trim());
	if (color) return color;
	throw options.refuse(name, 'is not a color', 'Enter one like #12965a.');
}

/** The binary fields of files to attach; undefined: not asked for. */
export interface Attachments {
	html?: string;
	csv?: string;
}

/** Which files an item wants, and in which binary fields. */
function readAttachments({ options }: Parameters): Attachments {
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

/** There is always a name to write to a person, also where the account may not see it or there is no company. */
export function toCompany({ company, language }: Named): IDataObject {
	if (!company) return {};
	return {
		companyUid: company.companyUid,
		companyName: companyText(company, language.words),
	};
}

/** A report, as far as its files are named after it. */
interface Named {
	title: string;
	company?: ReportCompany;
	language: Language;
}

/**
 * The files that are asked for, by their binary fields.
 *
 * @param day in milliseconds since 1970, for their names
 */
export function filesOf(
	report: Named,
	day: number,
	wanted: Attachments,
	texts: { html: () => string; csv: () => string },
): Record<string, ItemFile> {
	const name = fileName(report, day);
	const files: Record<string, ItemFile> = {};
	if (wanted.html !== undefined) {
		files[wanted.html] = {
			text: texts.html(),
			fileName: `${name}.html`,
			mimeType: 'text/html',
		};
	}
	if (wanted.csv !== undefined) {
		files[wanted.csv] = { text: texts.csv(), fileName: `${name}.csv`, mimeType: 'text/csv' };
	}
	return files;
}

/** `backup-report-acme-2026-11-24`: letters that every file system takes. */
function fileName({ title, company, language }: Named, at: number): string {
	const day = language.stamp(at).slice(0, 10);
	const names = [title, company ? companyText(company, language.words) : ''];
	return [...names.map(slug).filter((part) => part !== ''), day].join('-');
}
