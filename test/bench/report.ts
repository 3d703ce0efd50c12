/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One figure and what it should be. */
export interface Row {
	what: string;
	measured: string;
	target: string;
	reached: boolean;
}

/** What came of a case. */
export interface Outcome {
	rows: Row[];
	/** What a reader has to know about the figures. */
	notes: string[];
	/** Every single measurement. */
	raw: Record<string, unknown>;
}

export const say = (line: string) => {
	process.stderr.write(`${line}\n`);
};

export const milliseconds = (ms: number) => `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;

export const times = (ratio: number) => `${ratio.toFixed(2)} times`;

/** At least so many times, or at most. */
export function ratioRow(what: string, ratio: number, limit: number, most = false): Row {
	return {
		what,
		measured: times(ratio),
		target: `at ${most ? 'most' : 'least'} ${limit} times`,
		reached: most ? ratio <= limit : ratio >= limit,
	};
}

export function printTable(rows: Row[]): void {
	const cells = [
		['', 'measured', 'target', ''],
		...rows.map((row) => [row.what, row.measured, row.target, row.reached ? 'reached' : 'missed']),
	];
	const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
	for (const line of cells) {
		const text = line.map((cell, column) => cell.padEnd(widths[column])).join('  ');
		process.stdout.write(`${text.trimEnd()}\n`);
	}
}

export function printNotes(notes: string[]): void {
	process.stdout.write(`\n${notes.map((note) => `- ${note}\n`).join('')}`);
}

export function writeJson(path: string, value: unknown): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, `${JSON.stringify(value, null, '\t')}\n`);
}

/** What must not be exceeded. */
export function rowAtMost(
	what: string,
	value: number,
	most: number,
	show: (value: number) => string,
): Row {
	return { what, measured: show(value), target: `at most ${show(most)}`, reached: value <= most };
}
