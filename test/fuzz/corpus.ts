import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Field, Fields } from '../../nodes/vspc/fields';

/** Texts that have broken programs before: markup, formulas, escapes, names of what objects inherit, half characters. */
const TEXTS = [
	'',
	' ',
	'\u0000',
	'\ud800',
	'\udc00x',
	'\u202eabc',
	'\u200b',
	'\ufeff',
	'\u2028',
	'\r\n',
	'\t',
	'a\u0301\u0301\u0301\u0301',
	'👩‍👩‍👧‍👦',
	'İ',
	'ß',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'<!--',
	']]>',
	'&lt;b&gt;',
	'&#x3c;',
	"';--",
	'=1+1',
	'@SUM(A1)',
	'-2+3',
	'+cmd|/C calc',
	'\t=1',
	'%',
	'%zz',
	'%25%32%35',
	'%00',
	'..',
	'../../etc/passwd',
	'{{ $json.x }}',
	'={{ 1 }}',
	'${x}',
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'null',
	'undefined',
	'NaN',
	'true',
	'0',
	'-0',
	'1e400',
	'0x10',
	'9007199254740993',
	'[]',
	'{}',
	'{"__proto__":{"polluted":true}}',
	'[[[[[[[[',
	'\\u0000',
	'\\',
	'"',
	'data:text/html,x',
	'javascript:alert(1)',
	'2026-02-31T00:00:00Z',
	'0001-01-01T00:00:00',
	'9999-12-31T23:59:59.9999999+14:00',
	'2026-11-24T05:00:00+99:00',
	'P1D',
	'24:00',
	'bc04d2e5-dd4c-4f85-af0e-424106a32a75',
	'{bc04d2e5-dd4c-4f85-af0e-424106a32a75}',
	'00000000-0000-0000-0000-000000000000',
	'ECONNRESET',
	'ENOTFOUND',
	'Failed',
	'running',
];

/** Any text: of the corpus, of all characters, and pieces of both. */
export const text: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(...TEXTS),
	fc.string({ unit: 'binary', maxLength: 40 }),
	fc.string({ unit: 'grapheme', maxLength: 40 }),
	fc
		.tuple(fc.constantFrom(...TEXTS), fc.string({ maxLength: 12 }), fc.constantFrom(...TEXTS))
		.map((parts) => parts.join('')),
	fc
		.tuple(fc.constantFrom(...TEXTS), fc.integer({ min: 2, max: 400 }))
		.map(([one, times]) => one.repeat(times)),
);

/** Any value that an expression or JSON can give. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 4, arbitrary: text },
	fc.constantFrom<unknown>(null, undefined, true, false, NaN, Infinity, -Infinity, -0, 2 ** 53),
	fc.double(),
	fc.integer(),
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom<unknown>([], {}, [null], [[]], { value: null }, new Date(NaN), () => 1),
	fc.array(text, { maxLength: 4 }),
	fc.record({ __rl: fc.constant(true), mode: text, value: text }, { noNullPrototype: true }),
	fc.dictionary(fc.constantFrom('toString', 'valueOf', 'constructor', 'toJSON', 'then'), text, {
		noNullPrototype: true,
	}),
);

/** An object with some of these keys, and keys that nobody asked for. */
export function objectWith(keys: readonly string[], of = value): fc.Arbitrary<IDataObject> {
	const known = fc.dictionary(fc.constantFrom(...keys), of, { maxKeys: keys.length });
	return fc
		.tuple(known, fc.dictionary(text, value, { maxKeys: 2 }))
		.map(([one, other]) => Object.assign(Object.create(null), other, one) as IDataObject);
}

/** What a server, or something before it, may send as JSON, whole or in part. */
export function bodyOf(data: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
	const json = data.map((one) => JSON.stringify(one) ?? '');
	return fc.oneof(
		json,
		text,
		fc.tuple(json, fc.nat({ max: 200 })).map(([one, length]) => one.slice(0, length)),
		fc.tuple(json, text).map(([one, more]) => `${one}${more}`),
		json.map((one) => `\ufeff${one}`),
		json.map((one) => `<html><body><pre>${one}</pre></body></html>`),
	);
}

/** When cases take place. */
export const NOW = Date.parse('2026-11-24T06:00:00Z');

/** A few UIDs, so that things meet, and any. */
export const uid: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(
		'bc04d2e5-dd4c-4f85-af0e-424106a32a75',
		'11111111-2222-4333-8444-555555555555',
		'AAAAAAAA-2222-4333-8444-555555555555',
	),
	fc.uuid(),
);

/** A time of the weeks around, in the spellings of VSPC. */
export const moment: fc.Arbitrary<string> = fc
	.tuple(
		fc.oneof(
			fc.integer({ min: NOW - 86_400_000, max: NOW }),
			fc.integer({ min: NOW - 40 * 86_400_000, max: NOW + 86_400_000 }),
		),
		fc.constantFrom('Z', '+01:00', '-03:30', '.1234567+00:00'),
	)
	.map(([time, offset]) => `${new Date(time).toISOString().slice(0, 19)}${offset}`);

/** Values of enums that much depends on. */
const WORDS = [
	...['Success', 'Warning', 'Failed', 'Running', 'None', 'Stopped', 'Unknown', 'success'],
	...['Daily', 'Periodically', 'Continuously', 'Monthly', 'NotScheduled', 'Local', 'Cloud'],
	...['Healthy', 'Inaccessible', 'Online', 'Rejected', 'Server', 'Workstation', 'Clean'],
	...['Infected', 'Suspicious', 'Error', 'Info', 'Resolved', 'Acknowledged', 'BackupVm'],
];

const CORRECT: Record<Exclude<Field['type'], 'object' | 'objects'>, fc.Arbitrary<unknown>> = {
	text,
	word: fc.oneof(
		fc.constantFrom('Success', 'Warning', 'Failed', 'Running'),
		fc.constantFrom(...WORDS),
	),
	uid,
	time: moment,
	integer: fc.oneof(fc.nat(), fc.constantFrom(0, 2 ** 40)),
	number: fc.double({ min: 0, max: 1e12, noNaN: true }),
	boolean: fc.boolean(),
	texts: fc.array(text, { maxLength: 3 }),
	words: fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
	integers: fc.array(fc.nat(), { maxLength: 3 }),
};

function correct({ type, parts, null: isNull }: Field): fc.Arbitrary<unknown> {
	const own =
		type === 'object'
			? damagedAtTimes(parts ?? {})
			: type === 'objects'
				? fc.array(damagedAtTimes(parts ?? {}), { maxLength: 3 })
				: CORRECT[type];
	return isNull ? fc.oneof({ weight: 4, arbitrary: own }, fc.constant(null)) : own;
}

const damagedAtTimes = (fields: Fields): fc.Arbitrary<IDataObject> =>
	fc.oneof({ weight: 3, arbitrary: soundRow(fields) }, rowOf(fields));

/** Values of fields, where any of their type say little. */
type Usual = Readonly<Record<string, fc.Arbitrary<unknown>>>;

function soundRow(fields: Fields, usual: Usual = {}): fc.Arbitrary<IDataObject> {
	const values = Object.entries(fields).map(([name, field]) => [
		name,
		usual[name] ?? correct(field),
	]);
	return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, {
		noNullPrototype: true,
	}) as fc.Arbitrary<IDataObject>;
}

/** A row as VSPC may send it but for one or two fields, which contain whatever JSON can, or are not there. */
export function rowOf(fields: Fields, usual?: Usual): fc.Arbitrary<IDataObject> {
	return butFor(soundRow(fields, usual), Object.keys(fields));
}

/** What is sound, but for up to two places. */
export function butFor(
	sound: fc.Arbitrary<IDataObject>,
	names: string[],
	of: fc.Arbitrary<unknown> = value,
): fc.Arbitrary<IDataObject> {
	if (names.length === 0) return sound;
	const damage = fc.array(fc.tuple(fc.constantFrom(...names), of), { maxLength: 2 });
	return fc.tuple(sound, damage).map(([row, places]) => {
		const damaged = { ...row };
		for (const [name, other] of places) {
			if (other === undefined) delete damaged[name];
			else damaged[name] = other as IDataObject[string];
		}
		return damaged;
	});
}
