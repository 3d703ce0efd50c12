/** A text with all its spellings undone: one code unit for each character, and where it stood. */
export interface PlainText {
	codes: Uint16Array;
	/** For each code the place in the original text, first character and the one after the last */
	starts: Int32Array;
	ends: Int32Array;
}

/** An echo of an echo: JSON in a form in HTML. Each layer costs one walk through the text. */
const MAX_LAYERS = 6;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const SPACE = 0x20;
const PLUS = 0x2b;
const SMALL_U = 0x75;
const SMALL_X = 0x78;

/** The text in small letters and otherwise as it stands. */
export function foldedText(text: string): PlainText {
	const { length } = text;
	const plain = empty(length);
	for (let place = 0; place < length; place++) {
		plain.codes[place] = fold(text.charCodeAt(place));
		plain.starts[place] = place;
		plain.ends[place] = place + 1;
	}
	return plain;
}

/**
 * Undoes percent encoding, JSON's escapes and HTML's entities, layer by layer until nothing is left to undo.
 * Backslashes are dropped, since nobody can say whether two of them are one or two; so a text and a secret
 * come out alike however often either was escaped. The time it takes grows with the length and nothing else.
 */
export function plainText(text: string): PlainText {
	let plain = foldedText(text);
	for (let layer = 0; layer < MAX_LAYERS; layer++) {
		if (!plain.codes.some((code) => code === PERCENT || code === AMPERSAND || code === BACKSLASH)) {
			break;
		}
		const next = undoOnce(plain);
		if (next.codes.length === plain.codes.length) break;
		plain = next;
	}
	return plain;
}

function empty(length: number): PlainText {
	return {
		codes: new Uint16Array(length),
		starts: new Int32Array(length),
		ends: new Int32Array(length),
	};
}

/** What a spelling stands for, and how many codes it takes; a pair of units for what is beyond 0xffff. */
interface Undone {
	units: number[];
	width: number;
}

function undoOnce({ codes, starts, ends }: PlainText): PlainText {
	const { length } = codes;
	const plain = empty(length);
	let size = 0;
	let backslashes = -1;
	for (let place = 0; place < length; ) {
		const code = codes[place];
		if (code === BACKSLASH) {
			// They go with what follows them: cut in between, the rest would be no JSON any more.
			if (backslashes < 0) backslashes = place;
			place++;
			continue;
		}
		const undone = undo(codes, place, backslashes >= 0);
		const first = starts[backslashes >= 0 ? backslashes : place];
		const last = ends[place + (undone?.width ?? 1) - 1];
		for (const unit of undone?.units ?? [code]) {
			plain.codes[size] = fold(unit);
			plain.starts[size] = first;
			plain.ends[size] = last;
			size++;
		}
		place += undone?.width ?? 1;
		backslashes = -1;
	}
	return {
		codes: plain.codes.slice(0, size),
		starts: plain.starts.slice(0, size),
		ends: plain.ends.slice(0, size),
	};
}

function undo(codes: Uint16Array, place: number, isEscaped: boolean): Undone | undefined {
	const code = codes[place];
	if (isEscaped && code === SMALL_U) return unicode(codes, place + 1, 5);
	if (code === PERCENT) {
		return codes[place + 1] === SMALL_U ? unicode(codes, place + 2, 6) : percent(codes, place);
	}
	return code === AMPERSAND ? entity(codes, place) : undefined;
}

/** Four hex digits, as after `\u`. */
function unicode(codes: Uint16Array, place: number, width: number): Undone | undefined {
	const value = hex(codes, place, 4);
	return value === undefined ? undefined : { units: [value], width };
}

/** One character of UTF-8 in percent encoding; a byte that is none stands for itself, as in Latin-1. */
function percent(codes: Uint16Array, place: number): Undone | undefined {
	const first = hex(codes, place + 1, 2);
	if (first === undefined) return undefined;
	const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
	let point = more === 0 ? first : first & (0x3f >> more);
	for (let index = 1; index <= more; index++) {
		const at = place + index * 3;
		const byte = codes[at] === PERCENT ? hex(codes, at + 1, 2) : undefined;
		if (byte === undefined || byte >> 6 !== 2) return { units: [first], width: 3 };
		point = (point << 6) | (byte & 0x3f);
	}
	return { units: unitsOf(point), width: 3 * (more + 1) };
}

function hex(codes: Uint16Array, place: number, digits: number): number | undefined {
	let value = 0;
	for (let index = place; index < place + digits; index++) {
		const digit = digitOf(codes[index]);
		if (digit < 0) return undefined;
		value = value * 16 + digit;
	}
	return value;
}

/** -1 for what is no hex digit, the end of the text included. */
function digitOf(code: number | undefined): number {
	if (code === undefined) return -1;
	if (code >= 0x30 && code <= 0x39) return code - 0x30;
	return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

function entity(codes: Uint16Array, place: number): Undone | undefined {
	return codes[place + 1] === HASH ? numbered(codes, place) : named(codes, place);
}

function numbered(codes: Uint16Array, place: number): Undone | undefined {
	const isHex = codes[place + 2] === SMALL_X;
	const base = isHex ? 16 : 10;
	const first = place + (isHex ? 3 : 2);
	let end = first;
	let point = 0;
	for (let digit; (digit = digitOf(codes[end])) >= 0 && digit < base; end++) {
		point = Math.min(point * base + digit, 0x110000);
	}
	if (end === first || codes[end] !== SEMICOLON || point > 0x10ffff) return undefined;
	return { units: unitsOf(point), width: end + 1 - place };
}

function named(codes: Uint16Array, place: number): Undone | undefined {
	let end = place + 1;
	while (end - place <= LONGEST_NAME + 1 && codes[end] !== SEMICOLON) end++;
	if (codes[end] !== SEMICOLON) return undefined;
	const name = String.fromCharCode(...codes.subarray(place + 1, end));
	const point = NAMED.get(name);
	return point === undefined ? undefined : { units: [point], width: end + 1 - place };
}

function unitsOf(point: number): number[] {
	const text = String.fromCodePoint(point);
	return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

const CONTROL: Record<number, number> = { 8: 0x62, 9: 0x74, 10: 0x6e, 12: 0x66, 13: 0x72 };

/**
 * Small letters; a plus is the space that it stands for in a form; a line break or tab is the letter that
 * JSON writes for it, since the backslash before it is dropped.
 */
function fold(code: number): number {
	if (code < 0x80) {
		if (code >= 0x41 && code <= 0x5a) return code + 0x20;
		if (code === PLUS) return SPACE;
		return code < SPACE ? (CONTROL[code] ?? code) : code;
	}
	const small = String.fromCharCode(code).toLowerCase();
	return small.length === 1 ? small.charCodeAt(0) : code;
}

/** HTML's names of the characters that a password may contain, in small letters. */
const NAMED = new Map<string, number>();
const PUNCTUATION =
	'tab:9 newline:10 excl:33 quot:34 num:35 dollar:36 percnt:37 amp:38 apos:39 lpar:40 rpar:41 ast:42 plus:43 comma:44 period:46 sol:47 colon:58 semi:59 lt:60 equals:61 gt:62 quest:63 commat:64 lsqb:91 lbrack:91 bsol:92 rsqb:93 rbrack:93 hat:94 lowbar:95 grave:96 lcub:123 lbrace:123 verbar:124 vert:124 rcub:125 rbrace:125 euro:8364';
for (const entry of PUNCTUATION.split(' ')) {
	const [name, point] = entry.split(':');
	NAMED.set(name, Number(point));
}
/** In the order of Latin-1: 160 to 191, then its small letters from 223 on, then multiply. */
const LATIN =
	'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest';
const LATIN_LETTERS =
	'szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
LATIN.split(' ').forEach((name, index) => NAMED.set(name, 160 + index));
LATIN_LETTERS.split(' ').forEach((name, index) => NAMED.set(name, 223 + index));
NAMED.set('times', 215);
const LONGEST_NAME = 8;
