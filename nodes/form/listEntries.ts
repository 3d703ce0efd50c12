import type { INodeListSearchResult } from 'n8n-workflow';

import { spelled, UID_PATTERN } from '../util/text';

/** n8n's editor shows about so many characters of a line, and cuts what is behind them. */
const SHOWN = 54;

const SEPARATOR = ' · ';

export type Entry = INodeListSearchResult['results'][number];

/** What a line of a list says of a thing, the name first, and what stands for the thing in the parameter. */
export interface Listing {
	parts: unknown[];
	value: string;
}

/** `Web VMs · Alpine Clinics · VM backup · vbr01`; what there is nothing of is left out. */
export function inOneLine(parts: unknown[]): string {
	return parts.filter(Boolean).join(SEPARATOR);
}

/**
 * Entries of which the editor shows all parts. Things that look the same also show where their UIDs begin.
 *
 * @param listings those of a page
 * @param before hashes of what the pages before show
 */
export function toEntries(listings: Listing[], before: string[] = []): Entry[] {
	const groups = new Map<string, Listing[]>();
	for (const listing of listings) {
		const hash = hashOf(listing);
		groups.set(hash, [...(groups.get(hash) ?? []), listing]);
	}
	return [...groups].flatMap(([hash, same]) => {
		const isOne = same.length === 1 && !before.includes(hash);
		const marks = isOne ? [] : marksOf(same.map(({ value }) => value));
		return same.map(({ parts, value }, index) => ({ name: fitted(parts, marks[index]), value }));
	});
}

const HASH_LENGTH = 5;

/** So many hashes go from page to page. */
const MOST_HASHES = 300;

/** A few characters for a line. Where two lines have the same, one of them shows a UID that it need not show. */
function hashOf({ parts }: Listing): string {
	let hash = 0;
	for (const character of fitted(parts).toLowerCase()) {
		hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
	}
	return hash.toString(36).padStart(HASH_LENGTH, '0').slice(-HASH_LENGTH);
}

/** Where a page of a list that is sorted by name begins, and the end of the page before as far as it has one name. */
export interface PageStart {
	offset: number;
	before: string[];
}

/** @param token as `tokenOf` made it; undefined: the first page */
export function pageStartOf(token = '0'): PageStart {
	const [offset, hashes = ''] = token.split('.');
	return {
		offset: Number(offset),
		before: hashes.match(new RegExp(`.{${HASH_LENGTH}}`, 'g')) ?? [],
	};
}

/** A token for the page that begins at `end`: things of the same name may go on there. */
export function tokenOf(end: number, listings: Listing[], { before }: PageStart): string {
	const nameOf = ({ parts: [name] }: Listing) => spelled(name).toLowerCase();
	const last = listings.map(nameOf).pop();
	const namesakes = listings.filter((listing) => nameOf(listing) === last);
	const all = namesakes.length === listings.length ? [...before] : [];
	all.push(...namesakes.map(hashOf));
	return `${end}.${[...new Set(all)].slice(-MOST_HASHES).join('')}`;
}

/** The beginnings of the UIDs in keys: of what they name, or of the servers where these are the same. */
function marksOf(keys: string[]): string[] {
	const uids = keys.map((key) => key.match(new RegExp(UID_PATTERN, 'g')) ?? [key]);
	const ofThings = uids.map((all) => all[all.length - 1].slice(0, 8));
	const repeats = new Set(ofThings).size < keys.length;
	return repeats ? uids.map((all) => all[0].slice(0, 8)) : ofThings;
}

/**
 * The parts in one line of which nothing is cut off: the longest are shortened. The name, which is the first part, may
 * be three times as long as others.
 *
 * @param mark stands behind them, whole
 */
function fitted(parts: unknown[], mark?: string): string {
	const texts = parts.filter(Boolean).map((part) => [...spelled(part)]);
	const line = inOneLine([...texts.map((text) => text.join('')), mark]);
	const separators = SEPARATOR.length * (texts.length - 1 + (mark ? 1 : 0));
	const room = SHOWN - separators - (mark?.length ?? 0);
	const allowed = (index: number, most: number) => (index === 0 ? 3 * most : most);
	const lengthAt = (most: number) =>
		texts.reduce((sum, { length }, index) => sum + Math.min(length, allowed(index, most)), 0);
	let most = SHOWN;
	while (most > 1 && lengthAt(most) > room) most--;
	if (most === SHOWN) return line;
	return inOneLine([...texts.map((text, index) => shortened(text, allowed(index, most))), mark]);
}

/** Without its middle: names of things that belong together often differ at their ends. */
function shortened(text: string[], most: number): string {
	if (text.length <= most) return text.join('');
	const end = Math.floor((most - 1) / 2);
	const begin = most - 1 - end;
	return `${text.slice(0, begin).join('')}…${text.slice(text.length - end).join('')}`;
}

/** `3 h ago`; clocks may differ, so the future is now. */
export function ageOf(milliseconds: number): string {
	const minutes = Math.floor(milliseconds / 60_000);
	if (minutes < 1) return 'just now';
	if (minutes < 60) return `${minutes} min ago`;
	if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
	return `${Math.floor(minutes / (24 * 60))} days ago`;
}
