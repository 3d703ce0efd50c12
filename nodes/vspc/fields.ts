import type { IDataObject } from 'n8n-workflow';

/**
 * What a field contains. `word`: a value of an enum of VSPC, which may get new ones; `time`: RFC 3339 with an offset;
 * the plural forms are arrays.
 */
export type FieldType =
	| 'text'
	| 'word'
	| 'uid'
	| 'time'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'object'
	| 'texts'
	| 'words'
	| 'integers'
	| 'objects';

/**
 * What is known of a field of an item. What it means stands in the docstring of its row, where editors show it and
 * n8n does not load it.
 */
export interface Field {
	type: FieldType;
	/** It may be null */
	null?: true;
	/** The first API version that has it, where VSPC documents that; left out: all do, or nobody knows */
	since?: string;
	/** The last one, in the same way */
	until?: string;
	/** Its place in the output Simplified; left out: it isn't there */
	simplified?: number;
	/** The parts of an object, or of the objects of an array */
	parts?: Fields;
	/** The parts are no choices of their own in 'Selected Fields' */
	isChosenWhole?: true;
	/** The node adds it: VSPC neither sorts nor selects by it */
	isAdded?: true;
}

/** A table of fields by name; the docstring of each says what it means. */
export type Fields = Readonly<Record<string, Field>>;

/** The choices of 'Selected Fields', by name; with a dot: a part of a field. */
export function fieldChoicesOf(fields: Fields): string[] {
	return pathsOf(fields)
		.map(([path]) => path)
		.sort();
}

/** The fields of the output Simplified, most useful first. */
export function simplifiedOf(fields: Fields): string[] {
	return pathsOf(fields)
		.filter(([, { simplified }]) => simplified !== undefined)
		.sort(([, a], [, b]) => a.simplified! - b.simplified!)
		.map(([path]) => path);
}

/** Fields of VSPC of one value each: it cannot sort by others. */
export function sortableOf(fields: Fields): string[] {
	return Object.keys(fields)
		.filter((name) => SINGLE.has(fields[name].type) && !fields[name].isAdded)
		.sort();
}

const SINGLE = new Set<FieldType>(['text', 'word', 'uid', 'time', 'integer', 'number', 'boolean']);

function pathsOf(fields: Fields): Array<[string, Field]> {
	return Object.entries(fields).flatMap(([name, field]): Array<[string, Field]> => {
		const parts = field.type === 'object' && !field.isChosenWhole ? (field.parts ?? {}) : {};
		return [
			[name, field],
			...pathsOf(parts).map(([path, part]): [string, Field] => [`${name}.${path}`, part]),
		];
	});
}

/**
 * The fields of items that are one thing or another: what only one has may be missing, what one may have null is. The
 * first table is in front, in its own order; what only a later one has is behind it.
 */
export function eitherOf(...tables: Fields[]): Fields {
	const all = new Map<string, Field>();
	for (const [name, field] of tables.flatMap((table) => Object.entries(table))) {
		const known = all.get(name);
		all.set(name, known ? { ...known, ...(field.null ? { null: true } : {}) } : field);
	}
	return Object.fromEntries(all);
}

/**
 * Makes copies of objects with their fields in the order of use: those that are named come first, the others as they
 * came. None is lost; `more` has those that are added.
 */
export function inOrderOf(
	names: string[],
): (object: IDataObject, more?: IDataObject) => IDataObject {
	let keys: string[] = [];
	let template: IDataObject = {};
	return (object, more) => {
		const own = more ? [...Object.keys(object), ...Object.keys(more)] : Object.keys(object);
		// The rows of a list are alike, and to fill a copy in takes a fraction of the time that it takes to build one.
		if (own.length !== keys.length || own.some((key, index) => key !== keys[index])) {
			keys = own;
			template = templateOf([...names.filter((name) => own.includes(name)), ...own]);
		}
		return { ...template, ...object, ...more };
	};
}

/** An object with these keys as JSON gives it, which engines copy fastest. */
function templateOf(keys: string[]): IDataObject {
	const entries = [...new Set(keys)].map((key) => `${JSON.stringify(key)}:null`);
	return JSON.parse(`{${entries.join(',')}}`) as IDataObject;
}

/** The values that the types of fields stand for. */
interface Values {
	text: string;
	word: string;
	uid: string;
	time: string;
	integer: number;
	number: number;
	boolean: boolean;
	texts: string[];
	words: string[];
	integers: number[];
}

type Value<F extends Field> = F extends { type: keyof Values }
	? Values[F['type']]
	: F extends { type: 'object'; parts: infer Parts extends Fields }
		? Row<Parts>
		: F extends { type: 'objects'; parts: infer Parts extends Fields }
			? Array<Row<Parts>>
			: IDataObject;

type SentValue<F extends Field> = F extends { type: keyof Values }
	? Values[F['type']]
	: F extends { type: 'object'; parts: infer Parts extends Fields }
		? Sent<Parts>
		: F extends { type: 'objects'; parts: infer Parts extends Fields }
			? Array<Sent<Parts>>
			: IDataObject;

/**
 * A resource as VSPC sends it: any field may be missing, since it may be of another version or was not asked for, any
 * may be null, and there may be others. This is what VSPC documents. Nothing has checked it: where a wrong value would
 * do harm, look at it first.
 */
export type Sent<Table extends Fields> = IDataObject & {
	-readonly [Name in keyof Table]?: SentValue<Table[Name]> | null;
};

/** An object with all fields of a table. */
export type Row<Table extends Fields> = {
	-readonly [Name in keyof Table]:
		| Value<Table[Name]>
		| (Table[Name] extends { null: true } ? null : never);
};
