import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { type Fields, fieldChoicesOf, inOrderOf, simplifiedOf } from '../vspc/fields';
import { topOf } from '../vspc/list/filter';
import { choicesInWords } from './filters';
import type { Parameters } from './parameters';

/** What an operation can output of a resource. */
export interface OutputChoices {
	/** At most 10 fields, most useful first; with a dot: a part of a field */
	simplified: string[];
	/** What they are, in two lines of the list at the most */
	simplifiedHint: string;
	/** Every documented field, for the list of 'Selected Fields' */
	all: string[];
	/** The order in which all fields are output */
	order: string[];
	/** Those that the node adds: VSPC cannot be asked for them */
	added: string[];
	/** The field that is always there, so that a later node can find the resource again */
	id: string;
	/** 'Output' and, for selected fields, 'Fields': made once for all operations of the resource */
	form: INodeProperties[];
	/** All fields: one for all items, since it learns how the rows of a list look */
	everything: Output;
}

/** The choices that a table of fields gives; every resource of VSPC has its UID in the same field. */
export function outputOf(fields: Fields, simplifiedHint: string): OutputChoices {
	return withForm({
		id: 'instanceUid',
		simplified: simplifiedOf(fields),
		simplifiedHint,
		all: fieldChoicesOf(fields),
		order: Object.keys(fields),
		added: Object.keys(fields).filter((name) => fields[name].isAdded),
	});
}

/**
 * Choices with the form that asks for them.
 *
 * @param listed those of 'Selected Fields', in words
 */
export function withForm(
	choices: Omit<OutputChoices, 'form' | 'everything'>,
	listed = choicesInWords(choices.all),
): OutputChoices {
	return {
		...choices,
		form: outputFields(choices, listed),
		everything: { pick: inOrderOf(choices.order), undocumented: [] },
	};
}

/**
 * The same field twice, with another default for an AI agent's tool: what the agent reads costs tokens. n8n
 * shows one of the two. The other one hides itself, so that an n8n without '@tool' shows it and works as ever.
 */
export function withToolDefault(
	field: INodeProperties,
	toolDefault: INodeProperties['default'],
): INodeProperties[] {
	const { displayOptions } = field;
	return [
		{
			...field,
			displayOptions: { ...displayOptions, hide: { ...displayOptions?.hide, '@tool': [true] } },
		},
		{
			...field,
			displayOptions: { ...displayOptions, show: { ...displayOptions?.show, '@tool': [true] } },
			default: toolDefault,
		},
	];
}

function outputFields(
	{ simplifiedHint, id }: Pick<OutputChoices, 'simplifiedHint' | 'id'>,
	listed: INodePropertyOptions[],
): INodeProperties[] {
	return [
		...withToolDefault(
			{
				displayName: 'Output',
				name: 'output',
				type: 'options',
				options: [
					{ name: 'All Fields', value: 'all', description: 'Every field that VSPC sends' },
					{
						name: 'Selected Fields',
						value: 'selected',
						description: `The fields chosen below, and ${id}`,
					},
					{
						name: 'Simplified',
						value: 'simplified',
						description: simplifiedHint,
					},
				],
				default: 'all',
				description: 'Which fields of the answer to output; names and values are those of VSPC',
				builderHint: {
					propertyHint:
						'Use simplified unless later nodes need other fields: an item has up to 40 fields otherwise.',
				},
			},
			'simplified',
		),
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'multiOptions',
			displayOptions: { show: { output: ['selected'] } },
			options: listed,
			default: [],
			description: `The fields to output; ${id} is always included. An expression may name other fields, as an array or as text with commas.`,
		},
	];
}

/** An item's choice. */
export interface Output {
	/** The fields to ask for; undefined for all */
	fields?: string[];
	/** The fields that are output, also those that the node adds; undefined for all */
	chosen?: string[];
	/** Those among them that are not documented: of a newer VSPC, or misspelt */
	undocumented: string[];
	/**
	 * A copy with what to output of a resource, and of what the node adds; null stays null, fields that VSPC didn't
	 * send stay away
	 */
	pick: (resource: IDataObject, added?: IDataObject) => IDataObject;
}

/** Reads 'Output' and 'Fields'. */
export function readOutput(p: Parameters, choices: OutputChoices): Output {
	const output = p.choice<'all' | 'selected' | 'simplified'>('output');
	if (output === 'simplified') return picking([...choices.simplified, choices.id], choices);
	if (output === 'selected') return picking([...readFields(p, choices), choices.id], choices);
	return choices.everything;
}

function picking(names: string[], { all, added }: OutputChoices): Output {
	const choice = toChoice(names);
	const chosen = [...choice.keys()];
	const fields = chosen.filter((name) => !added.includes(name));
	const documented = new Set(all.map(topOf));
	return {
		fields,
		chosen,
		pick: (resource, more) => pick(more ? { ...resource, ...more } : resource, choice),
		undocumented: fields.filter((field) => !documented.has(field)),
	};
}

/** In the spelling of the documentation, whatever the case; others as they are. */
function readFields(p: Parameters, { all }: OutputChoices): string[] {
	const spelling = new Map(all.map((field) => [field.toLowerCase(), field]));
	const fields = p.texts('fields').map((field) => spelling.get(field.toLowerCase()) ?? field);
	if (fields.length > 0) return fields;
	const advice = "Choose at least one field, or set 'Output' to 'All Fields' or 'Simplified'.";
	throw p.refuse('fields', 'is empty: no fields are selected', advice);
}

/** Chosen fields by name: all of each, or parts of it. */
type Choice = Map<string, Choice | 'all'>;

function toChoice(names: string[]): Choice {
	const choice: Choice = new Map();
	for (const name of names) {
		const parents = name.split('.');
		const last = parents.pop()!;
		let level: Choice | 'all' = choice;
		for (const parent of parents) {
			if (!level.has(parent)) level.set(parent, new Map());
			level = level.get(parent)!;
			// All of it is chosen already.
			if (level === 'all') break;
		}
		if (level !== 'all') level.set(last, 'all');
	}
	return choice;
}

function pick(resource: IDataObject, choice: Choice): IDataObject {
	const chosen: Array<[string, IDataObject[string]]> = [];
	for (const [name, parts] of choice) {
		if (!Object.prototype.hasOwnProperty.call(resource, name)) continue;
		const value = resource[name];
		chosen.push([name, parts !== 'all' && isObject(value) ? pick(value, parts) : value]);
	}
	return Object.fromEntries(chosen);
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
