/** `1 second`, `60 seconds`. */
export function seconds(count: number): string {
	return `${count} second${count === 1 ? '' : 's'}`;
}

/** `a job`, `an agent job`. */
export function withArticle(noun: string): string {
	return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
