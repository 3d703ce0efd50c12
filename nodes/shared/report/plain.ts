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
