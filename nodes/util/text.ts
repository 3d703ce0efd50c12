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

const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text with a replacement character where only half of one is left, as after cutting an emoji. n8n would make
 * another character of it and of what follows when it encodes a query.
 */
export function wellFormed(text: string): string {
	return text.replace(HALF_CHARACTER, '\ufffd');
}

/**
 * Compares for alphabetical order, upper and lower case alike. Our words are English; `localeCompare` loads tables
 * for all languages, which takes longer than loading all nodes.
 */
export function compareWords(a: string, b: string): number {
	const [x, y] = [a.toLowerCase(), b.toLowerCase()];
	return x < y ? -1 : x > y ? 1 : 0;
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
	return String(text ?? '')
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
	const text = typeof value === 'string' ? harmless(value) : String(value);
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

/** @returns undefined for what is no https address, or one with a user name or a password */
export function toHttps(text: string): string | undefined {
	try {
		const { protocol, username, password, href } = new URL(text);
		return protocol === 'https:' && username === '' && password === '' ? href : undefined;
	} catch {
		return undefined;
	}
}
