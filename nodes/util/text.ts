/** `1 second`, `60 seconds`. */
export function seconds(count: number): string {
	return `${count} second${count === 1 ? '' : 's'}`;
}

/** `a job`, `an agent job`. */
export function withArticle(noun: string): string {
	return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** `jobs`, `companies`. */
export function pluralOf(noun: string): string {
	return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** For the beginning of a line or a heading. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Text with something in it; null for anything else. */
export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A number that VSPC can have meant: JSON may contain one that is too large to be any. */
export function isAmount(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text with a replacement character where only half of one is left, as after cutting an emoji. n8n would make
 * another character of it and of what follows when it encodes a query.
 */
export function wellFormed(text: string): string {
	return text.replace(HALF_CHARACTER, '\ufffd');
}

/** A value as text; nothing for what has none, such as an object of JSON with a field `toString`. */
export function spelled(value: unknown): string {
	try {
		return String(value ?? '');
	} catch {
		return '';
	}
}

/**
 * In alphabetical order, upper and lower case alike. Our words are English; `localeCompare` loads tables for all
 * languages, which takes longer than loading all nodes.
 */
export function alphabetical<Thing>(things: Thing[], nameOf: (thing: Thing) => string): Thing[] {
	return things
		.map((thing) => ({ thing, name: nameOf(thing).toLowerCase() }))
		.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
		.map(({ thing }) => thing);
}

/** The spelling of every UID in VSPC's API: a GUID with hyphens. */
const UID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** For n8n's own check of a fixed value in the editor, as a regular expression. */
export const UID_PATTERN = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** The job of the vendor's page on Get Job: a real-looking UID for hints. */
export const EXAMPLE_UID = 'bc04d2e5-dd4c-4f85-af0e-424106a32a75';

/** How VSPC writes "none" where it doesn't write null. */
const ZERO_UID = '00000000-0000-0000-0000-000000000000';

/** @returns the UID in lower case, or undefined when the text is none */
export function parseUid(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return UID.test(text) ? text.toLowerCase() : undefined;
}

/** @returns the UID in lower case, or undefined when the text is none or says "none" */
export function parseUsedUid(value: unknown): string | undefined {
	const uid = parseUid(value);
	return uid === ZERO_UID ? undefined : uid;
}

/** Abbreviations and names in the identifiers of VSPC that a person writes in another way than other words. */
const SPELLINGS = new Map([
	...['ahv', 'aws', 'cdp', 'gfs', 'id', 'uid', 'url', 'utc', 'vb', 'vm', 'vspc'].map(
		(word): [string, string] => [word, word.toUpperCase()],
	),
	['microsoft', 'Microsoft'],
	['vb365', 'Microsoft 365'],
	['vone', 'Veeam ONE'],
]);

const WORD = /vb365|VOne|VM|\d+|[A-Z]?[a-z]+|[A-Z]+/g;

/** Kinds of jobs share most of their identifiers, and n8n waits for the words at its start. */
const known = new Map<string, string>();
const MOST_KNOWN = 1000;

/** An identifier of VSPC in words: `Last end time` for `lastEndTime`, `Object: type` for `object.type`. */
export function wordsOf(identifier: string): string {
	let words = known.get(identifier);
	if (words === undefined) {
		const parts = identifier.split('.');
		words = capitalized(
			parts.map((part) => (part.match(WORD) ?? [part]).map(spell).join(' ')).join(': '),
		);
		// Servers send identifiers, too: no more of them are kept than a few tables have.
		if (known.size < MOST_KNOWN) known.set(identifier, words);
	}
	return words;
}

function spell(word: string): string {
	const small = word.toLowerCase();
	return SPELLINGS.get(small) ?? small;
}

const JSON_TOKEN =
	/\s*(?:[{}[\],:]|"(?:[^"\\\n\r\t]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|(?:true|false|null)\b)\s*/y;

/**
 * Where text stops being JSON, for a person: `at line 1, column 15: status, "op…`. Not every version of Node says it.
 *
 * @param message of the error of JSON.parse
 */
export function placeInJson(text: string, message: string): string {
	const position = /position (\d+)/.exec(message)?.[1];
	const place = position === undefined ? endOfTokens(text) : Number(position);
	if (place >= text.trimEnd().length) return 'at its end: something is missing';
	const lines = text.slice(0, place).split('\n');
	const rest = text.slice(place).split('\n', 1)[0].trim();
	const shown = rest.length > 30 ? `${wellFormed(rest.slice(0, 30))}…` : rest;
	return `at line ${lines.length}, column ${lines[lines.length - 1].length + 1}: ${shown}`;
}

function endOfTokens(text: string): number {
	JSON_TOKEN.lastIndex = 0;
	let end = 0;
	while (end < text.length && JSON_TOKEN.test(text)) end = JSON_TOKEN.lastIndex;
	return end;
}
