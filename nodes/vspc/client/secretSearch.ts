/** A few characters that a secret leaves in a text, whatever it was encoded as. */
interface Anchor {
	/** In small letters */
	text: string;
	secret: string;
}

/** Long enough to be rare; a longer one would only take longer to compare. */
const LONGEST = 32;

/** A secret with fewer letters and digits in a row is looked for in full. */
const SHORTEST = 3;

/**
 * The end of a token is looked at: all tokens of an identity provider may begin alike. The very last
 * characters are spared.
 */
const LOOKED_AT = 256;
const SPARED = 8;

/** As many characters as the hash in `secretsIn` takes, and so many bits of each: a small table stays in the cache. */
const BLOCK = 3;
const FEW = 64;
const BITS_FOR_FEW = 4;
const BITS_FOR_MANY = 5;

/** What `secretsIn` needs to know of a set of secrets. */
export interface AnchorIndex {
	/** Secrets without an anchor: they may be in any text */
	unanchored: string[];
	/** So many characters of each anchor are looked at before the rest is compared; 0 without anchors */
	window: number;
	/** Of each character in the hash */
	bits: number;
	/** By hash, how far it is to the next place where an anchor may end */
	shifts: Uint8Array;
	/** By the hash of the end of their window */
	anchors: Map<number, Anchor[]>;
}

/** Anchors of secrets that come with every error and every page are made once. */
const made = new Map<string, Anchor[]>();
const MAX_MADE = 1000;

/** Makes ready to search texts for these secrets. */
export function indexOf(secrets: string[]): AnchorIndex {
	const anchors = secrets.flatMap(anchorsOf);
	const window = anchors.length > 0 ? Math.min(...anchors.map(({ text }) => text.length)) : 0;
	const bits = anchors.length <= FEW ? BITS_FOR_FEW : BITS_FOR_MANY;
	const shifts = new Uint8Array(2 ** (BLOCK * bits)).fill(Math.max(window - BLOCK + 1, 1));
	const byEnd = new Map<number, Anchor[]>();
	for (const anchor of anchors) {
		const codes = Buffer.from(anchor.text, 'latin1');
		for (let end = BLOCK - 1; end < window; end++) {
			const hash = hashAt(codes, end, bits);
			shifts[hash] = Math.min(shifts[hash], window - 1 - end);
		}
		const hash = hashAt(codes, window - 1, bits);
		byEnd.set(hash, [...(byEnd.get(hash) ?? []), anchor]);
	}
	const anchored = new Set(anchors.map(({ secret }) => secret));
	const unanchored = secrets.filter((secret) => !anchored.has(secret));
	return { unanchored, window, bits, shifts, anchors: byEnd };
}

/**
 * The secrets that may be in a text: nearly none, and every one that is. Most characters are skipped (after
 * Wu and Manber), so it takes a small part of the time that it takes to parse the text.
 */
export function secretsIn(text: Uint8Array | string, index: AnchorIndex): string[] {
	// Anchors are ASCII: what is not may be read as anything else.
	const codes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
	const { unanchored, window, bits, shifts, anchors } = index;
	const found = new Set(unanchored);
	if (window === 0) return [...found];
	for (let end = window - 1; end < codes.length; ) {
		const hash = hashAt(codes, end, bits);
		const shift = shifts[hash];
		if (shift > 0) {
			end += shift;
			continue;
		}
		for (const anchor of anchors.get(hash) ?? []) {
			if (!found.has(anchor.secret) && isAt(codes, end - window + 1, anchor.text)) {
				found.add(anchor.secret);
			}
		}
		end++;
	}
	return [...found];
}

/** Of the block that ends here; the same for small and capital letters. */
function hashAt(codes: Uint8Array, end: number, bits: number): number {
	const mask = (1 << bits) - 1;
	return (
		((codes[end - 2] & mask) << (2 * bits)) |
		((codes[end - 1] & mask) << bits) |
		(codes[end] & mask)
	);
}

function isAt(codes: Uint8Array, place: number, anchor: string): boolean {
	for (let index = 0; index < anchor.length; index++) {
		const code = codes[place + index];
		const small = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
		if (small !== anchor.charCodeAt(index)) return false;
	}
	return true;
}

/**
 * Anchors of the plain secret (encodings that spare letters and digits leave it in place), of base64 and hex,
 * and of the encodings that spare nothing; none for a secret that has too few letters in a row.
 */
function anchorsOf(secret: string): Anchor[] {
	let anchors = made.get(secret);
	if (!anchors) {
		if (made.size >= MAX_MADE) made.clear();
		anchors = anchorTexts(secret).map((text) => ({ text, secret }));
		made.set(secret, anchors);
	}
	return anchors;
}

function anchorTexts(secret: string): string[] {
	const end = Math.max(0, secret.length - SPARED);
	const looked = secret.length > LOOKED_AT ? secret.slice(end - LOOKED_AT, end) : secret;
	const plain = longestRun(looked);
	if (plain.length < SHORTEST) return [];
	const texts = [
		plain,
		...partsOfBase64(looked).map(({ letters }) => longestRun(letters)),
		Buffer.from(looked, 'utf8').toString('hex'),
		...fullyEncoded(looked.slice(0, LONGEST)),
	];
	return [...new Set(texts.map((text) => copyOf(text.slice(0, LONGEST).toLowerCase())))].filter(
		({ length }) => length >= SHORTEST,
	);
}

/** A part of a string keeps the whole of it in memory. */
function copyOf(text: string): string {
	return Buffer.from(text, 'utf8').toString('utf8');
}

function longestRun(text: string): string {
	const runs = text.match(/[a-z0-9]+/gi) ?? [];
	return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

/** A part of base64, and whether the letters next to it have some bits of the text too. */
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
		// In Latin-1, as old programs do it.
		Buffer.from(text, 'latin1').toString('hex').replace(/../g, '%$&'),
		bytes.map((byte) => `%25${byte}`).join(''),
		escapes.join(''),
		escapes.map((escape) => `\\${escape}`).join(''),
		units.map((unit) => `&#${unit};`).join(''),
		units.map((unit) => `&#x${unit.toString(16)};`).join(''),
	];
}
