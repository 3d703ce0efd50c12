/** A part of base64, and whether the letters next to it hold some bits of the text too. */
export interface Base64Part {
	letters: string;
	before: boolean;
	after: boolean;
}

/**
 * What base64 makes of a text that stands anywhere in a longer one: at each of the three places within a
 * group of bytes the letters that depend on this text alone.
 */
export function partsOfBase64(text: string): Base64Part[] {
	const bytes = Buffer.from(text, 'utf8');
	return [0, 1, 2].map((shift) => {
		const base64 = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
		const letters = base64.replace(/=+$/, '');
		const isCut = base64.length > letters.length;
		return {
			letters: letters.slice(shift === 0 ? 0 : shift + 1, isCut ? -1 : undefined),
			before: shift > 0,
			after: isCut,
		};
	});
}

/** The encodings that spare no character, letters included: percent, double percent, JSON, HTML. */
export function fullyEncoded(text: string): string[] {
	const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
	const bytes = [...Buffer.from(text, 'utf8')].map((byte) => byte.toString(16).padStart(2, '0'));
	const escapes = units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`);
	return [
		bytes.map((byte) => `%${byte}`).join(''),
		bytes.map((byte) => `%25${byte}`).join(''),
		escapes.join(''),
		escapes.map((escape) => `\\${escape}`).join(''),
		units.map((unit) => `&#${unit};`).join(''),
		units.map((unit) => `&#x${unit.toString(16)};`).join(''),
	];
}
