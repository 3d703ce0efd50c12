/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** What a person reads while the demo works. */
const write = (text: string) => process.stdout.write(`${text}\n`);

/** Seconds since `npm run demo` was entered; the starter passes on when that was. */
const started = Number(process.env.VSPC_DEMO_STARTED) || Date.now();

/** One step of the demo, with the time gone by. */
export function step(line: string): void {
	write(`[${Math.round((Date.now() - started) / 1000)} s] ${line}`);
}

/** A value as JSON between two lines that no one overlooks. */
export function printJson(title: string, value: unknown): void {
	const rule = '-'.repeat(20);
	write(`\n${rule} ${title} ${rule}\n${JSON.stringify(value, null, 2)}\n${rule} end ${rule}\n`);
}

/** Names and values, one pair a line. */
export function printTable(rows: Array<[string, string]>): void {
	const width = Math.max(...rows.map(([name]) => name.length)) + 2;
	for (const [name, value] of rows) write(`  ${name.padEnd(width)}${value}`);
	write('');
}
