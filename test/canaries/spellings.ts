/** How a server, a proxy or a program may spell a secret in what it writes. */
type Spelling = (secret: string) => string;

const codes = (text: string) => [...text].map((letter) => letter.codePointAt(0)!);
const hex = (number: number, digits = 2) => number.toString(16).padStart(digits, '0');
const bytes = (text: string, encoding: 'utf8' | 'latin1' = 'utf8') => [
	...Buffer.from(text, encoding),
];
const each = (numbers: number[], spell: (number: number) => string) => numbers.map(spell).join('');
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** Escapes that leave a text as long as it is or longer, and that may be applied to what is escaped already. */
const ESCAPES: Spelling[] = [
	(text) => text,
	(text) => JSON.stringify(text).slice(1, -1),
	(text) => each(codes(text), (code) => `\\u${hex(code, 4)}`),
	encodeURIComponent,
	(text) => new URLSearchParams({ t: text }).toString().slice(2),
	(text) => each(bytes(text), (byte) => `%${hex(byte)}`),
	(text) => each(bytes(text, 'latin1'), (byte) => `%${hex(byte)}`),
	(text) => each(codes(text), (code) => `&#${code};`),
	(text) => each(codes(text), (code) => `&#x${hex(code)};`),
	(text) =>
		text
			.replace(/&/g, '&amp;')
			.replace(/</g, '&lt;')
			.replace(/>/g, '&gt;')
			.replace(/"/g, '&quot;')
			.replace(/'/g, '&#39;'),
	(text) => text.replace(/&/g, '&amp;').replace(/ä/g, '&auml;').replace(/\+/g, '&plus;'),
];

/** Each on its own, as redaction is tested with any secret. */
export const SPELLINGS: Spelling[] = [
	...ESCAPES,
	(secret) => secret.toUpperCase(),
	(secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
	(secret) => encodeURIComponent(encodeURIComponent(secret)),
	base64,
	(secret) => base64(`Bearer ${secret}`),
	(secret) => base64(`u:${secret}`),
	(secret) => base64(`us:${secret} and more`),
	(secret) => Buffer.from(`u:${secret}`, 'utf8').toString('base64url'),
	(secret) => Buffer.from(secret, 'utf8').toString('hex'),
];

/**
 * All texts to look for, so that a secret is found whatever stands around it: the escapes, each in each other and in
 * a third one, base64 and hex.
 */
export function spellingsOf(secret: string): string[] {
	const twice = ESCAPES.flatMap((outer) => ESCAPES.map((inner) => outer(inner(secret))));
	const thrice = twice.flatMap((text) => [
		JSON.stringify(text).slice(1, -1),
		encodeURIComponent(text),
	]);
	const upper = ESCAPES.map((escape) => escape(secret.toUpperCase()));
	const encoded = [...insideBase64(secret), Buffer.from(secret, 'utf8').toString('hex')];
	return [...new Set([...twice, ...thrice, ...upper, ...encoded])];
}

/** What base64 has of a text at each of the three places within its groups, without the letters next to it. */
function insideBase64(text: string): string[] {
	return [0, 1, 2].flatMap((before) => {
		const padded = Buffer.from(`${' '.repeat(before)}${text}`, 'utf8');
		// Each letter has six bits: those that begin in the text and end in it.
		const from = Math.ceil((before * 8) / 6);
		const to = Math.floor((padded.length * 8) / 6);
		const letters = padded.toString('base64').slice(from, to);
		return [letters, letters.replace(/\+/g, '-').replace(/\//g, '_')];
	});
}
