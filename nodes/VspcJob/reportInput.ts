import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import { readParameter } from '../form/options';
import { DEFAULT_ACCENT, DEFAULT_HEADER, type Look, parseColour } from '../report/html/colors';
import {
	customPeriod,
	isLocale,
	lastHours,
	type Period,
	type PeriodName,
	PERIODS,
} from '../report/period';
import { EXAMPLE_TIMES, isTimeZone, toMoment } from '../util/time';

const DEFAULT_LOCALE = 'en-GB';

export function readGroupBy(reader: Reader): boolean {
	const value = reader.value('groupBy', 'none');
	if (value === 'none' || value === 'company') return value === 'company';
	throw reader.refuse('Group By', 'is neither none nor company', given(value));
}

export function readTimeZone(reader: Reader, ofWorkflow: string): string {
	const timeZone = reader.text('options.timeZone');
	if (timeZone === '') return ofWorkflow;
	if (isTimeZone(timeZone)) return timeZone;
	throw reader.refuseOption(
		'Time Zone',
		'is not a time zone',
		`${given(timeZone)} Enter one like Europe/Berlin or UTC.`,
	);
}

export function readLocale(reader: Reader): string {
	const locale = reader.text('options.locale') || DEFAULT_LOCALE;
	if (isLocale(locale)) return locale;
	throw reader.refuseOption(
		'Language of Dates',
		'is not a language',
		`${given(locale)} Enter a language tag like en-GB, de-DE or fr.`,
	);
}

type Refuse = (label: string, is: string, description: string) => NodeOperationError;

/** Reads single values of an item and says which one is wrong. */
export interface Reader {
	value: (name: string, fallback: unknown) => unknown;
	/** Text without spaces around it; empty when there is none */
	text: (name: string) => string;
	/** An error about a parameter, an option or a filter */
	refuse: Refuse;
	refuseOption: Refuse;
	refuseFilter: Refuse;
}

/** @param itemIndex which item's parameters */
export function readerOf(context: IExecuteFunctions, itemIndex: number): Reader {
	const value = (name: string, fallback: unknown) =>
		readParameter(context, name, itemIndex, fallback);
	const refuse =
		(what: string): Refuse =>
		(label, is, description) =>
			new NodeOperationError(
				context.getNode(),
				`The ${what} '${label}' of item ${itemIndex} ${is}`,
				{ description, itemIndex },
			);
	return {
		value,
		text: (name) => String(value(name, '') ?? '').trim(),
		refuse: refuse('parameter'),
		refuseOption: refuse('option'),
		refuseFilter: refuse('filter'),
	};
}

/** What was given, in a message. */
export function given(value: unknown): string {
	return `It was given: ${String(value).slice(0, 60)}.`;
}

const LONGEST_URL = 1000;

/**
 * How the HTML of an item looks.
 *
 * @throws NodeOperationError naming the option
 */
export function readLook(reader: Reader): Look {
	return {
		logoUrl: readLogo(reader),
		accent: readColour(reader, 'accentColor', 'Accent Color', DEFAULT_ACCENT),
		header: readColour(reader, 'headerColor', 'Header Color', DEFAULT_HEADER),
	};
}

function readLogo(reader: Reader): string | undefined {
	const text = reader.text('options.logoUrl');
	if (text === '') return undefined;
	const url = toHttps(text);
	if (url && url.length <= LONGEST_URL) return url;
	throw reader.refuseOption(
		'Logo URL',
		url ? `has more than ${LONGEST_URL} characters` : 'is not an https address',
		`${given(text)} Enter the address of a picture like https://www.example.com/logo.png, without user name and password.`,
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

function readColour(reader: Reader, name: string, label: string, fallback: string): string {
	const text = reader.text(`options.${name}`);
	if (text === '') return fallback;
	const colour = parseColour(text);
	if (colour) return colour;
	throw reader.refuseOption(label, 'is not a color', `${given(text)} Enter one like #12965a.`);
}

/**
 * The period of an item.
 *
 * @param timeZone in which times without an offset are meant
 * @param now in milliseconds since 1970
 * @throws NodeOperationError naming the parameter
 */
export function readPeriod(reader: Reader, timeZone: string, now: number): Period {
	const name = reader.value('period', 'last24Hours');
	if (!isPeriod(name)) {
		throw reader.refuse('Period', `is none of ${PERIODS.join(', ')}`, given(name));
	}
	if (name !== 'custom') return lastHours(name, now);
	const from = readMoment(reader, 'from', 'From', timeZone);
	const to = readMoment(reader, 'to', 'To', timeZone) ?? now;
	if (from === undefined) {
		throw reader.refuse(
			'From',
			'is empty',
			'Enter the time at which the period of the report begins.',
		);
	}
	if (from >= to) {
		throw reader.refuse(
			'From',
			"is not before 'To'",
			`The period would end before it begins: from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}.`,
		);
	}
	return customPeriod(from, to, now);
}

function isPeriod(name: unknown): name is PeriodName {
	return PERIODS.includes(name as PeriodName);
}

function readMoment(
	reader: Reader,
	name: 'from' | 'to',
	label: string,
	timeZone: string,
): number | undefined {
	const value = reader.value(name, '');
	if (value === undefined || value === null || String(value).trim() === '') return undefined;
	const moment = toMoment(value, timeZone, name === 'to');
	if (moment !== undefined) return moment;
	throw reader.refuse(label, 'is not a date', `${given(value)} Enter one like ${EXAMPLE_TIMES}.`);
}

/** The binary fields of files to attach; undefined: not asked for. */
export interface Attachments {
	html?: string;
	csv?: string;
}

/**
 * Which files an item wants, and in which binary fields.
 *
 * @throws NodeOperationError naming the option
 */
export function readAttachments(reader: Reader): Attachments {
	const value = reader.value('options.attach', []);
	const list = (Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((entry) => String(entry).trim())
		.filter((entry) => entry !== '');
	const unknown = list.find((entry) => entry !== 'html' && entry !== 'csv');
	if (unknown !== undefined) {
		throw reader.refuseOption('Attach', 'is neither html nor csv', given(unknown));
	}
	const html = list.includes('html')
		? readField(reader, 'htmlField', 'HTML Field', 'html')
		: undefined;
	const csv = list.includes('csv') ? readField(reader, 'csvField', 'CSV Field', 'csv') : undefined;
	if (html !== undefined && html === csv) {
		throw reader.refuseOption('CSV Field', "is the same as 'HTML Field'", given(csv));
	}
	return { html, csv };
}

function readField(reader: Reader, name: string, label: string, fallback: string): string {
	const field = reader.text(`options.${name}`) || fallback;
	// Names that every object has would get lost.
	if (/^[\w-]{1,100}$/.test(field) && !(field in {})) return field;
	throw reader.refuseOption(
		label,
		'is not a name for a binary field',
		`${given(field)} Use letters, digits, - and _.`,
	);
}
