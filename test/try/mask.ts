import type * as Text from '../../nodes/util/text';

import { built } from './built';

const { parseUid, parseUsedUid } = built<typeof Text>('nodes/util/text.js');

/** Names of properties and values of enums as VSPC writes them; whatever else a server sends is shown as a shape. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,40}$/;

/**
 * What may be printed of what a server sends, which is little: names of companies, servers, jobs and users, addresses
 * and messages are shown as shapes, and nothing that stood in such a place is printed anywhere else either.
 */
export class Mask {
	private readonly hidden = new Set<string>();

	private readonly secrets: string[];

	/** @param secrets the token and what the host is made of: not printed as a part of anything either */
	constructor(secrets: string[]) {
		this.secrets = secrets.map((secret) => secret.toLowerCase());
	}

	/** Takes note of a value that belongs to somebody: a text, a UID, an address. */
	hide(value: unknown): void {
		if (typeof value === 'string' && value.trim() !== '')
			this.hidden.add(value.trim().toLowerCase());
	}

	/** The name of a property, or a value of an enum; its shape where it may be something else. */
	identifier(value: unknown): string {
		if (typeof value !== 'string') return shapeOf(value);
		const isPlain = IDENTIFIER.test(value) && !this.hidden.has(value.toLowerCase());
		return isPlain && this.isFree(value) ? value : shapeOf(value);
	}

	/** A number of a version, like 9.1.0.12345; its shape where it is something else. */
	version(value: unknown): string {
		const isVersion = typeof value === 'string' && /^\d{1,3}(\.\d{1,6}){1,4}$/.test(value);
		return isVersion && this.isFree(value) ? value : shapeOf(value);
	}

	/** The media type of an answer; its shape where it is none of the usual ones. */
	mediaType(value: string | undefined): string {
		if (value === undefined) return 'none';
		const type = value.toLowerCase().replace(/\s+/g, '');
		const isUsual =
			/^(application|text)\/(problem\+)?(json|xml|html|plain|octet-stream)(;charset="?utf-?8"?)?$/;
		return isUsual.test(type) ? type : shapeOf(value);
	}

	/** Whether a text has nothing of the token or the host in it, and is no part of the token. */
	private isFree(value: string): boolean {
		const text = value.toLowerCase();
		const has = (secret: string) => secret.length > 2 && text.includes(secret);
		const isPart = (secret: string) => text.length > 7 && secret.includes(text);
		return !this.secrets.some((secret) => has(secret) || isPart(secret));
	}
}

/** What a value looks like, without anything of what it says. */
export function shapeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return value.length === 0 ? 'empty list' : `list(${value.length})`;
	if (typeof value === 'object') return 'object';
	if (typeof value === 'number') return numberShape(value);
	if (typeof value !== 'string') return typeof value;
	if (parseUid(value)) return parseUsedUid(value) ? 'UID' : 'zero UID';
	if (/^\d{4}-\d\d-\d\d/.test(value))
		return `time ${value.slice(0, 40).replace(/[a-z\d]/gi, sign)}`;
	return value === '' ? 'empty text' : `text(${value.length})`;
}

function numberShape(value: number): string {
	const sort = Number.isInteger(value) ? 'integer' : 'number';
	return value < 0 ? `negative ${sort}` : sort;
}

/** `T` and `Z` stay: they distinguish spellings of a time. */
function sign(character: string): string {
	if (/\d/.test(character)) return '0';
	return 'TZ'.includes(character) ? character : 'x';
}
