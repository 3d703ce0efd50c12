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

/**
 * Compares for alphabetical order, upper and lower case alike. Our words are English; `localeCompare` loads tables
 * for all languages, which takes longer than loading all nodes.
 */
export function compareWords(a: string, b: string): number {
	const [x, y] = [a.toLowerCase(), b.toLowerCase()];
	return x < y ? -1 : x > y ? 1 : 0;
}
