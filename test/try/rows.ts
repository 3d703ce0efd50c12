import type { IDataObject } from 'n8n-workflow';

import type { Field, Fields } from '../../nodes/vspc/fields';
import type * as Text from '../../nodes/util/text';
import type * as Times from '../../nodes/util/time';
import type { Findings } from './answer';
import { built } from './built';
import type { Call } from './calls';
import { type Mask, shapeOf } from './mask';

const { parseUid, parseUsedUid } = built<typeof Text>('nodes/util/text.js');
const { isNever } = built<typeof Times>('nodes/util/time.js');

/** RFC 3339, with the offset that belongs to it and without. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/;

/** What is counted of a field over all rows. */
interface Tally {
	field?: Field;
	/** Objects that could have it */
	places: number;
	present: number;
	problems: Map<string, number>;
	/** Values of an enum, where none are documented */
	values: Set<string>;
}

/** Everything that belongs to somebody is known to the mask before anything is printed. */
export function hideAll(value: unknown, fields: Fields | undefined, mask: Mask): void {
	if (Array.isArray(value)) {
		for (const entry of value) hideAll(entry, fields, mask);
		return;
	}
	if (typeof value !== 'object' || value === null) return;
	for (const [name, part] of Object.entries(value)) {
		const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
		const isPrivate = field === undefined || ['text', 'texts', 'uid'].includes(field.type);
		if (typeof part === 'object' && part !== null) {
			if (isPrivate && Array.isArray(part)) part.forEach((entry) => mask.hide(entry));
			hideAll(part, field?.parts, mask);
		} else if (isPrivate && field) mask.hide(part);
		else if (isPrivate && /name|mail|user|host|message|remark|url/i.test(name)) mask.hide(part);
	}
}

/** Compares rows with the table of fields: what is missing, null, unknown, of another type or spelled otherwise. */
export function checkRows(
	rows: IDataObject[],
	call: Call,
	apiVersion: string,
	findings: Findings,
	mask: Mask,
): void {
	if (rows.length === 0) {
		findings.notes.add('no rows to look at');
		return;
	}
	const { fields, words = {}, some, rare = [] } = call;
	if (!fields) return;
	const tallies = new Map<string, Tally>();
	for (const row of rows)
		visit(row, fields, '', { tallies, words, mask, isWhole: !some, expand: call.expand });
	const differed = findings.differs.size;
	for (const [path, tally] of tallies)
		report(path, tally, apiVersion, rare.includes(path), findings);
	if (findings.differs.size === differed) findings.matches.add(`fields (${tallies.size})`);
}

interface Visit {
	tallies: Map<string, Tally>;
	words: Record<string, readonly string[]>;
	mask: Mask;
	/** The table has all fields */
	isWhole: boolean;
	expand?: string;
}

function tallyAt(tallies: Map<string, Tally>, path: string, field?: Field): Tally {
	let tally = tallies.get(path);
	if (!tally) {
		tally = { field, places: 0, present: 0, problems: new Map(), values: new Set() };
		tallies.set(path, tally);
	}
	return tally;
}

function visit(object: object, fields: Fields, at: string, visiting: Visit): void {
	const { tallies, mask, isWhole, expand } = visiting;
	for (const [name, field] of Object.entries(fields)) {
		const path = `${at}${name}`;
		const tally = tallyAt(tallies, path, field);
		tally.places++;
		if (!Object.hasOwn(object, name)) continue;
		tally.present++;
		const value = (object as Record<string, unknown>)[name];
		for (const problem of problemsOf(value, field, path, tally, visiting)) {
			tally.problems.set(problem, (tally.problems.get(problem) ?? 0) + 1);
		}
		for (const part of Array.isArray(value) ? value : [value]) {
			if (!field.parts || typeof part !== 'object' || part === null) continue;
			visit(part, field.parts, `${path}${Array.isArray(value) ? '[]' : ''}.`, visiting);
		}
	}
	if (!isWhole) return;
	for (const [name, value] of Object.entries(object)) {
		if (Object.hasOwn(fields, name) || (name === '_embedded' && expand !== undefined)) continue;
		const tally = tallyAt(tallies, `${at}${mask.identifier(name)}`);
		tally.present++;
		const shape = `not documented: ${shapeOf(value).replace(/\(\d+\)|time .*/, '')}`;
		tally.problems.set(shape, (tally.problems.get(shape) ?? 0) + 1);
	}
}

const TYPES: Record<Field['type'], (value: unknown) => boolean> = {
	text: isText,
	word: isText,
	uid: isText,
	time: isText,
	integer: Number.isInteger,
	number: (value) => typeof value === 'number',
	boolean: (value) => typeof value === 'boolean',
	object: (value) => typeof value === 'object' && !Array.isArray(value),
	texts: (value) => Array.isArray(value) && value.every(isText),
	words: (value) => Array.isArray(value) && value.every(isText),
	integers: (value) => Array.isArray(value) && value.every(Number.isInteger),
	objects: (value) =>
		Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null),
};

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function problemsOf(
	value: unknown,
	field: Field,
	path: string,
	tally: Tally,
	{ words, mask }: Visit,
): string[] {
	if (value === null) return field.null ? [] : ['null, which is not documented'];
	if (!TYPES[field.type](value)) return [`${shapeOf(value)} in place of ${field.type}`];
	if (field.type === 'uid') return uidProblems(String(value));
	if (field.type === 'time') return timeProblems(String(value));
	if (field.type !== 'word') return [];
	const known = words[path];
	if (known === undefined) {
		tally.values.add(mask.identifier(value));
		return [];
	}
	if (known.includes(String(value))) return [];
	const meant = known.find((one) => one.toLowerCase() === String(value).toLowerCase());
	if (meant !== undefined) return ['value spelled in another case than documented'];
	return [`value '${mask.identifier(value)}', which is not documented`];
}

/** What is only good to know stands in front of a colon that no other problem has. */
const NOTE = 'note: ';

function uidProblems(value: string): string[] {
	if (!parseUid(value)) return [`${shapeOf(value)} in place of a UID`];
	return parseUsedUid(value) ? [] : [`${NOTE}zero UID`];
}

function timeProblems(value: string): string[] {
	if (isNever(value)) return [`${NOTE}time that means never`];
	if (WITHOUT_OFFSET.test(value)) return ['time without offset'];
	if (!TIME.test(value)) return [`${shapeOf(value)} in place of a time`];
	return /(Z|[+-]00:00)$/.test(value) ? [] : [`${NOTE}time with an offset other than UTC`];
}

function report(
	path: string,
	{ field, places, present, problems, values }: Tally,
	apiVersion: string,
	isRare: boolean,
	findings: Findings,
): void {
	for (const [problem, count] of problems) {
		const where = `${path}: ${problem} (${count} of ${present})`;
		if (problem.startsWith(NOTE))
			findings.group(problem.slice(NOTE.length), `${path} (${count} of ${present})`);
		else findings.differs.add(where);
	}
	if (values.size > 0) findings.notes.add(`${path}: values ${[...values].sort().join(', ')}`);
	if (!field) return;
	const expectation = expected(field, apiVersion);
	if (expectation === 'no') {
		if (present > 0)
			findings.notes.add(`${path}: there, though API ${apiVersion} is not to have it`);
	} else if (present < places && !isRare) {
		// Only some kinds of things have some fields: missing everywhere is what differs.
		if (present === 0 && expectation === 'yes') findings.differ('missing everywhere', path);
		else findings.group('missing', `${path} (${places - present} of ${places})`);
	}
}

/** Whether a version has a field. */
function expected({ since, until }: Field, apiVersion: string): 'yes' | 'no' | 'unknown' {
	if (since === undefined && until === undefined) return 'yes';
	if (apiVersion === '') return 'unknown';
	const isEarly = since !== undefined && compareVersions(apiVersion, since) < 0;
	const isLate = until !== undefined && compareVersions(apiVersion, until) > 0;
	return isEarly || isLate ? 'no' : 'yes';
}

function compareVersions(a: string, b: string): number {
	const [one, other] = [a, b].map((version) => version.split('.').map(Number));
	for (let place = 0; place < Math.max(one.length, other.length); place++) {
		const difference = (one[place] ?? 0) - (other[place] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** UIDs that more than one row has, and rows without one. */
export function checkUids(rows: IDataObject[], uid: string, findings: Findings): void {
	if (uid === '') return;
	const uids = rows.map((row) => parseUsedUid(row[uid]));
	const without = uids.filter((one) => one === undefined).length;
	if (without > 0)
		findings.differs.add(`${uid}: none, or zero, in ${without} of ${rows.length} rows`);
	const used = uids.filter((one) => one !== undefined);
	const doubled = used.length - new Set(used).size;
	if (doubled > 0) findings.differs.add(`${uid}: doubled in ${doubled} of ${rows.length} rows`);
	else if (rows.length > 1) findings.matches.add('distinct UIDs');
}
