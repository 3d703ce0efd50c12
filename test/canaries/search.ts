/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { redact } from '../../nodes/vspc/client/redact';
import { accounts, TOKEN_MARK } from '../simulator/accounts';
import { spellingsOf } from './spellings';

/** The access token that n8n has in e2e tests; made up, and nowhere else in the world. */
// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- made up, to be searched for
export const CANARY_KEY = 'Canary/3Tq9+ZwK4mX8bLr2VdPn7c==';

/** Secrets that n8n has during the e2e tests, by what they are. */
export const CANARIES: Record<string, string> = {
	'access token': CANARY_KEY,
	'session token': TOKEN_MARK,
	password: accounts.user.password,
	'password of a domain user': accounts.domainUser.password,
};

/** A secret that was found. */
export interface Find {
	canary: string;
	/** Path in the folder, or what was searched */
	place: string;
	/** What stands there, for a person to see where it comes from */
	around: string;
}

export interface Result {
	files: number;
	bytes: number;
	finds: Find[];
}

interface Wanted {
	canary: string;
	codes: Buffer;
}

/** By the first two bytes, what may begin there. */
type Index = Array<Wanted[] | undefined>;

const AROUND = 60;

/** A folder with files of others: packages, and the editor. */
const SKIPPED = new Set(['node_modules', '.cache']);

/** Small and capital letters are the same. */
const small = (text: string) => Buffer.from(text.replace(/[A-Z]/g, (one) => one.toLowerCase()));

function indexOf(cut: (spelling: string) => string[]): Index {
	const index: Index = [];
	for (const [canary, secret] of Object.entries(CANARIES)) {
		for (const text of new Set(spellingsOf(secret).flatMap(cut))) {
			const codes = small(text);
			(index[(codes[0] << 8) | codes[1]] ??= []).push({ canary, codes });
		}
	}
	return index;
}

let whole: Index | undefined;
let halves: Index | undefined;
const wholeOnes = () => (whole ??= indexOf((text) => [text]));

/** A page of a database may end within a secret: one of its halves is in one piece. */
const halvesToo = () =>
	(halves ??= indexOf((text) => {
		const half = Math.floor(text.length / 2);
		return [text.slice(0, half), text.slice(half)];
	}));

/** How many spellings of how many secrets are looked for. */
export const spellingCount = () =>
	wholeOnes().reduce((sum, wanted) => sum + (wanted?.length ?? 0), 0);

function searchBytes(bytes: Buffer, index: Index, place: string): Find[] {
	const codes = Buffer.from(bytes);
	for (let at = 0; at < codes.length; at++) {
		if (codes[at] >= 0x41 && codes[at] <= 0x5a) codes[at] += 0x20;
	}
	const finds = new Map<string, Find>();
	for (let at = 0; at + 1 < codes.length; at++) {
		const candidates = index[(codes[at] << 8) | codes[at + 1]];
		if (!candidates) continue;
		for (const { canary, codes: wanted } of candidates) {
			if (finds.has(canary) || !isAt(codes, at, wanted)) continue;
			const around = bytes.subarray(Math.max(0, at - AROUND), at + wanted.length + AROUND);
			finds.set(canary, { canary, place, around: printable(around.toString('utf8')) });
		}
	}
	return [...finds.values()];
}

function isAt(codes: Buffer, at: number, wanted: Buffer): boolean {
	if (at + wanted.length > codes.length) return false;
	for (let index = 2; index < wanted.length; index++) {
		if (codes[at + index] !== wanted[index]) return false;
	}
	return true;
}

const printable = (text: string) => text.replace(/[^\x20-\x7e\u00a0-\u024f]/g, '.');

/** In text, in two ways: by the list of spellings, and by what redaction itself finds, in spellings mixed at will. */
export function searchText(text: Buffer, place: string): Find[] {
	const finds = searchBytes(text, wholeOnes(), place);
	if (finds.length > 0) return finds;
	// Redaction masks this, whatever stands there.
	const searched = text.toString('utf8').replace(/\bBearer\s+[\w.~+/=-]{8,}/gi, 'Bearer ***');
	for (const [canary, secret] of Object.entries(CANARIES)) {
		const masked = redact(searched, [secret]);
		if (masked === searched) continue;
		let at = 0;
		while (masked[at] === searched[at]) at++;
		const around = searched.slice(Math.max(0, at - AROUND), at + 2 * AROUND);
		finds.push({ canary, place, around: printable(around) });
	}
	return finds;
}

/**
 * Everything in a folder of data: databases as they lie on the disk, with what is deleted and with their WAL, and
 * what they say; logs, and all other files. n8n must have ended.
 *
 * @param node a Node that knows SQLite: 24
 */
export function searchFolder(folder: string, node: string): Result {
	const files = filesIn(folder);
	const finds: Find[] = [];
	let size = 0;
	// All as it lies there first: who opens a database changes it.
	for (const file of files) {
		const bytes = readFileSync(file);
		size += bytes.length;
		const place = file.slice(folder.length + 1);
		const isDatabase = /\.sqlite(-wal|-shm|-journal)?$/.test(file);
		if (isDatabase) finds.push(...searchBytes(bytes, halvesToo(), place));
		else if (bytes.includes(0)) finds.push(...searchBytes(bytes, wholeOnes(), place));
		else finds.push(...searchText(bytes, place));
	}
	for (const file of files.filter((one) => one.endsWith('.sqlite'))) {
		const text = textOf(file, node);
		size += text.length;
		finds.push(...searchText(text, `${basename(file)}, read`));
	}
	return { files: files.length, bytes: size, finds };
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesIn(path);
		return entry.isFile() && statSync(path).size > 0 ? [path] : [];
	});
}

/** All texts of all tables; Node 20 cannot read SQLite. */
const READ = `
	const { DatabaseSync } = require('node:sqlite');
	const { writeSync } = require('node:fs');
	const database = new DatabaseSync(process.argv[1]);
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	for (const { name } of tables) {
		for (const row of database.prepare('SELECT * FROM "' + name + '"').iterate()) {
			for (const value of Object.values(row)) {
				const text = value instanceof Uint8Array ? Buffer.from(value).toString() : value;
				if (typeof text !== 'string' || text === '') continue;
				let bytes = Buffer.from(text + '\\n');
				while (bytes.length > 0) bytes = bytes.subarray(writeSync(1, bytes));
			}
		}
	}
`;

function textOf(file: string, node: string): Buffer {
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	return execFileSync(node, ['--no-warnings', '-e', READ, file], { maxBuffer: 2 ** 30 });
}

/** The file in which `npm run test:e2e` wants to find what was searched; undefined where nothing is to be searched. */
export const reportFile = () => process.env.VSPC_CANARIES;

/** Searches the data of an n8n, or of what belongs to it, before they are removed; the end of the run reports it. */
export function recordCanaries(folder: string, node: string): void {
	const file = reportFile();
	if (!file || !existsSync(folder)) return;
	appendFileSync(file, `${JSON.stringify(searchFolder(folder, node))}\n`);
}
