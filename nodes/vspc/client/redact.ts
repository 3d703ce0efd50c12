import { foldedText, plainText, type PlainText } from './plainText';
import { type AnchorIndex, indexOf, partsOfBase64, secretsIn } from './secretSearch';
import { knownSessionTokens } from './sessions';

/** Shorter ones would turn every text into stars, and guard nothing. */
const SHORTEST_SECRET = 4;

/** In data a short password would be part of names: "Backup" is one. */
const SHORTEST_IN_DATA = 8;

/** What is shown when a text could not be searched: nothing of the text, and nothing of the secrets. */
const UNSEARCHED = 'This text is left out, since n8n could not search it for secrets';

/**
 * Servers and proxies may echo a request: no secret of ours gets into a text that is shown or stored, as it
 * is or in the usual encodings (percent, form, JSON, HTML, one in another; base64 and hex). Apply it before a
 * text is cut, or the first half of a secret stays. The time it takes grows with the text and with the secrets
 * that are in it, whatever they look like.
 *
 * @param secrets of the credential; tokens that this process has sent are known without being named
 * @returns a fixed sentence if the search fails: never the text as it is
 */
export function redact(text: string, secrets: string[]): string {
	try {
		return maskedIn(text, indexFor(secrets, SHORTEST_SECRET)).replace(
			/\bBearer\s+[\w.~+/=-]{8,}/gi,
			'Bearer ***',
		);
	} catch {
		return UNSEARCHED;
	}
}

/**
 * Masks secrets of eight characters or more in all texts and names of properties of parsed JSON. The body is
 * searched first as it came, so that only an answer that may contain one is looked through.
 *
 * @param data changed in place
 * @param body the JSON that `data` was parsed from; as bytes of UTF-8 it is searched in half the time
 * @returns false if the search fails: then nothing of the data may be used
 */
export function maskSecrets(data: unknown, body: Uint8Array | string, secrets: string[]): boolean {
	try {
		const index = indexFor(secrets, SHORTEST_IN_DATA);
		if (secretsIn(body, index).length > 0) maskAll(data, index);
		return true;
	} catch {
		return false;
	}
}

function maskAll(data: unknown, index: AnchorIndex): void {
	const open: unknown[] = [data];
	while (open.length > 0) {
		const value = open.pop();
		if (typeof value !== 'object' || value === null) continue;
		const entries = Object.entries(value).map(([name, held]) => ({
			name,
			held,
			shownName: Array.isArray(value) ? name : maskedIn(name, index),
			shown: typeof held === 'string' ? maskedIn(held, index) : held,
		}));
		const isRenamed = entries.some(({ name, shownName }) => name !== shownName);
		// All are set anew once a name changes, so that the order of properties stays.
		if (isRenamed) for (const { name } of entries) Reflect.deleteProperty(value, name);
		for (const { held, shownName, shown } of entries) {
			if (isRenamed || held !== shown) setProperty(value, shownName, shown);
			open.push(shown);
		}
	}
}

/** Also where the name is `__proto__`, as JSON may have it. */
function setProperty(target: object, name: string, value: unknown): void {
	const property = { value, writable: true, enumerable: true, configurable: true };
	Object.defineProperty(target, name, property);
}

/** Kept as long as the credential's secrets are in use and no other token has become known. */
const indexes = new WeakMap<string[], Map<number, { known: string[]; index: AnchorIndex }>>();

function indexFor(secrets: string[], shortest: number): AnchorIndex {
	const known = knownSessionTokens();
	const ofSecrets = indexes.get(secrets) ?? new Map();
	indexes.set(secrets, ofSecrets);
	const last = ofSecrets.get(shortest);
	if (last?.known === known) return last.index;
	const all = [...new Set([...secrets, ...known])].filter(({ length }) => length >= shortest);
	const index = indexOf(all);
	ofSecrets.set(shortest, { known, index });
	return index;
}

function maskedIn(text: string, index: AnchorIndex): string {
	const possible = new Set(secretsIn(text, index));
	const hasEscapes = /[%&\\]/.test(text);
	const undone = hasEscapes ? plainText(text) : undefined;
	if (undone) for (const secret of secretsIn(textOf(undone), index)) possible.add(secret);
	if (possible.size === 0) return text;
	const asItIs = foldedText(text);
	const cover = new Cover(text);
	for (const secret of possible) {
		for (const shape of shapesOf(secret)) {
			for (const searched of undone ? [asItIs, undone] : [asItIs]) mask(searched, shape, cover);
		}
	}
	return cover.masked();
}

function textOf({ codes }: PlainText): string {
	return Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength).toString('utf16le');
}

/** One of the forms that a secret is looked for in. */
interface Shape {
	codes: Uint16Array;
	/** So many characters before and after it belong to the secret in part */
	before: number;
	after: number;
	/** The backslashes that must stand there, for what is nothing special without them */
	backslashes?: number;
}

/** The ends of a long secret are not compared: an odd sign next to one may make it part of another escape. */
const END = 6;
const LONG = 4 * END;

function shapesOf(secret: string): Shape[] {
	const exact = (text: string) => ({ codes: foldedText(text).codes, before: 0, after: 0 });
	const encoded = partsOfBase64(secret)
		.filter(({ letters }) => letters.length >= SHORTEST_SECRET)
		.flatMap(({ letters, before, after }) =>
			[letters, letters.replace(/\+/g, '-').replace(/\//g, '_')].map((text) => ({
				codes: foldedText(text).codes,
				before: Number(before),
				after: Number(after),
			})),
		);
	return [
		exact(secret),
		...withoutEscapes(secret),
		...encoded,
		exact(Buffer.from(secret, 'utf8').toString('hex')),
	];
}

function withoutEscapes(secret: string): Shape[] {
	const { codes } = plainText(secret);
	if (codes.length >= LONG) {
		return [{ codes: codes.subarray(END, -END), before: END, after: END }];
	}
	if (codes.length >= SHORTEST_SECRET) return [{ codes, before: 0, after: 0 }];
	const backslashes = secret.split('\\').length - 1;
	return codes.length > 0 && backslashes > 0 ? [{ codes, before: 0, after: 0, backslashes }] : [];
}

function mask({ codes, starts, ends }: PlainText, shape: Shape, cover: Cover): void {
	const { before, after, backslashes = 0 } = shape;
	for (const first of placesOf(shape.codes, codes)) {
		const from = starts[Math.max(0, first - before)];
		const to = ends[Math.min(codes.length, first + shape.codes.length + after) - 1];
		if (backslashes === 0 || cover.backslashesAt(from, to) >= backslashes) cover.add(from, to);
	}
}

/** All places of one sequence in another (after Knuth, Morris and Pratt): linear for repetitive ones too. */
function placesOf(wanted: Uint16Array, codes: Uint16Array): number[] {
	const places: number[] = [];
	if (wanted.length > codes.length) return places;
	const borders = new Int32Array(wanted.length);
	for (let place = 1, matched = 0; place < wanted.length; place++) {
		while (matched > 0 && wanted[place] !== wanted[matched]) matched = borders[matched - 1];
		if (wanted[place] === wanted[matched]) matched++;
		borders[place] = matched;
	}
	for (let place = 0, matched = 0; place < codes.length; place++) {
		while (matched > 0 && codes[place] !== wanted[matched]) matched = borders[matched - 1];
		if (codes[place] === wanted[matched]) matched++;
		if (matched < wanted.length) continue;
		places.push(place - matched + 1);
		matched = borders[matched - 1];
	}
	return places;
}

/** The parts of a text that have to go. */
class Cover {
	/** By place, how many more parts begin than end there */
	private readonly changes: Int32Array;

	constructor(private readonly text: string) {
		this.changes = new Int32Array(text.length + 1);
	}

	add(from: number, to: number): void {
		this.changes[from]++;
		this.changes[to]--;
	}

	/** In a part of the text and right after it. */
	backslashesAt(from: number, to: number): number {
		let count = 0;
		for (let place = from; place < to || this.text[place] === '\\'; place++) {
			if (this.text[place] === '\\') count++;
		}
		return count;
	}

	/** Three stars for each part. What is left stays valid JSON if it was: no backslash is left before the stars. */
	masked(): string {
		const { text, changes } = this;
		let result = '';
		let kept = 0;
		for (let place = 0, depth = 0; place < text.length; place++) {
			const before = depth;
			depth += changes[place];
			if (before === 0 && depth > 0) {
				let end = place;
				while (end > kept && text[end - 1] === '\\') end--;
				result += `${text.slice(kept, end)}***`;
			}
			if (depth > 0) kept = place + 1;
		}
		return result + text.slice(kept);
	}
}
