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
