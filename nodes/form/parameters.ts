import {
	type IDataObject,
	type INodeProperties,
	type INodePropertyOptions,
	NodeOperationError,
} from 'n8n-workflow';

import { capitalized, EXAMPLE_UID, parseUid, spelled, withArticle } from '../util/text';
import { EXAMPLE_TIMES, toMoment, zoneOf } from '../util/time';
import type { CredentialName, VspcContext } from '../vspc/client/connection';
import { declareSettings, inOurWords } from '../vspc/client/explanation';
import { Vspc } from '../vspc/vspc';
import { authenticationField } from './authentication';
import { describe, isEmpty, isLocator, readItemField, readParameter, textOf } from './given';
import { EXAMPLE_KEY, type UidField } from './uid';

/** A collection of a form whose entries are read, e.g. `options`, and what messages call an entry. */
interface Collection {
	name: string;
	word: string;
}

/**
 * The one way in which a parameter is read: of an input item or, without an item, of a trigger. Label, choices,
 * bounds and default are those of the form.
 *
 * What a person may leave out has a value for that, `absent`. Without it a parameter that is empty is an error: an
 * expression that comes to nothing must not turn one customer's list into one of all customers.
 *
 * Every method throws NodeOperationError that names parameter and item, says what was given and what fits.
 */
export class Parameters {
	private given?: IDataObject;
	private opened?: Parameters;

	/**
	 * @param form the fields that may be read
	 * @param itemIndex a trigger has no items
	 * @param ownZone in which times without an offset are meant, unless in that of the workflow
	 */
	constructor(
		readonly context: VspcContext,
		private readonly form: INodeProperties[],
		readonly itemIndex?: number,
		private readonly ownZone?: string,
		private readonly collection?: Collection,
	) {}

	/** In which times without an offset are meant. */
	get timeZone(): string {
		return this.ownZone ?? zoneOf(this.context);
	}

	/** Entries of the collection 'Options', which n8n is asked for once: it resolves all that is in it each time. */
	get options(): Parameters {
		this.opened ??= this.entries('options', 'option');
		return this.opened;
	}

	/** Entries of the collection 'Filters', also those that the form does not show for what is chosen. */
	filtersAmong(filters: INodeProperties[]): Parameters {
		return this.entries('filters', 'filter', filters);
	}

	/** Entries of the collection 'Sort'. */
	get sort(): Parameters {
		return this.entries('sort', 'sort field');
	}

	private entries(name: string, word: string, form?: INodeProperties[]): Parameters {
		const { context, itemIndex, ownZone } = this;
		const options = form ?? ((this.field(name).options ?? []) as INodeProperties[]);
		return new Parameters(context, options, itemIndex, ownZone, { name, word });
	}

	/** The same with times in another time zone. */
	inZone(timeZone: string): Parameters {
		return new Parameters(this.context, this.form, this.itemIndex, timeZone, this.collection);
	}

	/** Whether somebody has added an entry to the collection, be it with nothing in it. */
	has(name: string): boolean {
		return name in this.readCollection();
	}

	/** Text as it was given; a number is text, too. */
	text(name: string, absent?: string): string {
		const given = this.value(name);
		if (isEmpty(given)) return absent ?? this.throwEmpty(name);
		if (typeof given !== 'object') return spelled(given);
		throw this.refuse(name, 'is not text', 'Check its expression.');
	}

	/** A number within the bounds of its field. */
	number(name: string, absent?: number): number {
		const given = this.value(name);
		if (absent !== undefined && isEmpty(given)) return absent;
		const { minValue = -Infinity, maxValue, numberPrecision } = this.field(name).typeOptions ?? {};
		const isWhole = numberPrecision === 0;
		const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
		const fits =
			typeof number === 'number' &&
			(isWhole ? Number.isInteger(number) : Number.isFinite(number)) &&
			number >= minValue &&
			number <= (maxValue ?? Infinity);
		if (fits) return number;
		const bounds =
			maxValue === undefined ? `of ${minValue} or more` : `from ${minValue} to ${maxValue}`;
		throw this.refuse(name, `is not a ${isWhole ? 'whole ' : ''}number ${bounds}`);
	}

	/** True or false, also as the text of an expression. */
	boolean(name: string, absent?: boolean): boolean {
		const given = this.value(name);
		if (typeof given === 'boolean') return given;
		if (isEmpty(given)) return absent ?? this.throwEmpty(name);
		const text = textOf(given);
		const found = ['true', 'false'].find((value) => value === text.trim().toLowerCase());
		if (found !== undefined) return found === 'true';
		throw this.refuse(name, `has the value '${text.slice(0, 60)}'`, 'Enter true or false.');
	}

	/** One of the choices of its field, in any case. */
	choice<Value extends string = string>(name: string, absent?: NoInfer<Value>): Value {
		const given = this.value(name);
		if (isEmpty(given)) return absent ?? this.throwEmpty(name);
		return this.toChoice<Value>(name, textOf(given).trim(), this.choicesOf(name));
	}

	/**
	 * Choices of its field, each once and in any case: a list, or text with commas. A misspelt one would find nothing,
	 * and nothing looks like "no failed jobs".
	 *
	 * @param others values that fit though they are no choices
	 * @param advice how to get at values that are no choices
	 */
	list<Value extends string>(
		name: string,
		{ absent, others = [], advice }: { absent?: Value[]; others?: Value[]; advice?: string } = {},
	): Value[] {
		const texts = this.texts(name);
		if (texts.length === 0) return absent ?? this.throwEmpty(name);
		const choices = [...this.choicesOf(name), ...others];
		return [...new Set(texts.map((text) => this.toChoice<Value>(name, text, choices, advice)))];
	}

	/** A list of any texts, or text with commas; nothing in it when it is empty. */
	texts(name: string): string[] {
		const given = this.value(name);
		const list = (
			Array.isArray(given) ? given : isEmpty(given) ? [] : textOf(given).split(',')
		) as unknown[];
		return list.map((entry) => textOf(entry).trim()).filter((text) => text !== '');
	}

	/**
	 * Milliseconds since 1970. n8n's editor gives a time without an offset; expressions give any form that toMoment
	 * reads.
	 *
	 * @param isEnd a day without a time ends when the next one begins
	 */
	time(name: string, { isEnd = false, absent }: { isEnd?: boolean; absent?: number } = {}): number {
		const given = this.value(name);
		if (isEmpty(given)) return absent ?? this.throwEmpty(name);
		const time = toMoment(given, this.timeZone, isEnd);
		if (time !== undefined) return time;
		const advice = `Enter one like ${EXAMPLE_TIMES}. Without an offset, the time zone ${this.timeZone} applies.`;
		throw this.refuse(name, 'is not a date', advice);
	}

	/**
	 * The UID, or the key, of a resource: from a resource locator, or as plain text of an expression. In small letters.
	 */
	uid(field: UidField): string {
		const { name, noun, source, parseKey, isKeyOnly, exampleKey = EXAMPLE_KEY } = field;
		const itemField = this.collection ? undefined : readItemField(this, name);
		const parameter = itemField ?? this.value(name);
		const given = isLocator(parameter) ? parameter.value : parameter;
		const uid =
			(isKeyOnly ? undefined : parseUid(given)) ??
			(typeof given === 'string' ? parseKey?.(given) : undefined);
		if (uid) return uid;
		if (this.collection && isEmpty(given)) this.throwEmpty(name, `${source}.`);
		const [word, example] = isKeyOnly ? ['key', exampleKey] : ['UID', EXAMPLE_UID];
		const problem = `is not the ${word} of ${withArticle(noun)}`;
		throw this.refuse(name, problem, `A ${word} looks like ${example}. ${source}.`, given);
	}

	/**
	 * A value of a form of its own.
	 *
	 * @param parse throws an error whose message ends the sentence "The parameter …"
	 */
	parsed<Value>(name: string, parse: (given: unknown) => Value): Value {
		const given = this.value(name);
		if (isEmpty(given)) this.throwEmpty(name);
		try {
			return parse(given);
		} catch (error) {
			throw this.refuse(name, (error as Error).message);
		}
	}

	/**
	 * An error about a parameter.
	 *
	 * @param problem the end of the sentence "The parameter …"
	 * @param advice what fits, in sentences
	 */
	refuse(name: string, problem: string, advice = '', given = this.value(name)): NodeOperationError {
		const { displayName } = this.field(name);
		const { word } = this.collection ?? { word: 'parameter' };
		const shown = describe(given);
		const value =
			shown === undefined
				? 'The value is empty. If it comes from an expression, check that the field exists and is spelled correctly.'
				: `The value is ${shown}.`;
		const description = `${value} ${advice}`.trim();
		return this.error(`The ${word} '${displayName}'${this.where} ${problem}`, description);
	}

	/** An error about several parameters, or about how they fit together. */
	error(message: string, description: string): NodeOperationError {
		const { context, itemIndex } = this;
		const error = new NodeOperationError(context.getNode(), message, { description, itemIndex });
		return inOurWords(error, { message, description });
	}

	/** Which of several items, as a person counts. */
	get where(): string {
		const { context, itemIndex } = this;
		const count = 'getInputData' in context ? context.getInputData().length : 1;
		return itemIndex === undefined || count < 2 ? '' : ` (item ${itemIndex + 1} of ${count})`;
	}

	private throwEmpty(name: string, advice = ''): never {
		const { type, options } = this.field(name);
		const choices =
			type === 'options' || type === 'multiOptions'
				? `Choose ${type === 'options' ? 'one' : 'at least one'} of: ${valuesOf(options).join(', ')}.`
				: type === 'resourceLocator'
					? 'Choose one from the list.'
					: 'Enter a value.';
		const removal = this.collection ? ` Or remove the ${this.collection.word}.` : '';
		throw this.refuse(name, 'is empty', `${choices}${removal} ${advice}`.trim());
	}

	private toChoice<Value extends string>(
		name: string,
		text: string,
		choices: string[],
		advice = '',
	): Value {
		const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
		// Where there are no choices, the filter does not fit what was chosen, and that is what has to be said.
		if (found !== undefined || choices.length === 0) return (found ?? text) as Value;
		const { type } = this.field(name);
		const fits = `${type === 'multiOptions' ? 'Choose from' : 'Choose one of'}: ${choices.join(', ')}.`;
		throw this.refuse(name, `has the value '${text.slice(0, 60)}'`, `${fits} ${advice}`.trim());
	}

	private choicesOf(name: string): string[] {
		return valuesOf(this.field(name).options);
	}

	private field(name: string): INodeProperties {
		const field = this.form.find((one) => one.name === name);
		if (!field) throw new Error(`The form has no field ${name}`);
		return field;
	}

	/** What n8n gives for a field; undefined for an entry that nobody has added. */
	private value(name: string): unknown {
		if (this.collection) return this.readCollection()[name];
		return readParameter(this, name, this.field(name).default);
	}

	private readCollection(): IDataObject {
		const { name } = this.collection!;
		const given = this.given ?? readParameter(this, name, {}) ?? {};
		if (typeof given !== 'object' || Array.isArray(given)) {
			const advice = 'It is set by an expression or by a model: leave it out, or give an object.';
			throw this.error(
				`The parameter '${capitalized(name)}'${this.where} is not an object`,
				advice,
			);
		}
		this.given = given as IDataObject;
		return this.given;
	}
}

/** Values of VSPC's lists may be of any type; those of a form are text. */
function valuesOf(options: INodeProperties['options'] = []): string[] {
	return (options as INodePropertyOptions[]).map(({ value }) => spelled(value));
}

/** An expression may give any text, `constructor` too. */
const CREDENTIALS = new Map<unknown, CredentialName>([
	['apiKey', 'vspcApi'],
	['login', 'vspcLoginApi'],
]);

/**
 * VSPC as the node's field 'Authentication' names it, for one execution or poll.
 *
 * @throws NodeOperationError when the field has no such value
 */
export function clientOf(context: VspcContext): Vspc {
	const value = readParameter({ context }, authenticationField.name, authenticationField.default);
	const credential = CREDENTIALS.get(value);
	if (credential) return new Vspc(context, credential);
	const p = new Parameters(context, [authenticationField]);
	throw declareSettings(
		p.refuse(authenticationField.name, 'is neither apiKey nor login', '', value),
	);
}
