/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** What a person reads while the demo works. */
const write = (text: string) => process.stdout.write(`${text}\n`);

/** Seconds since `npm run demo` was entered; the starter passes on when that was. */
const started = Number(process.env.VSPC_DEMO_STARTED) || Date.now();

/** The starter has done the first two: packages and build. */
const STEPS = 7;
let current = 2;

const STILL_EVERY_MS = 5_000;

/** Begins the next step of the demo, with a line of its own. */
export function nextStep(line: string): void {
	current++;
	step(line);
}

/** What happens within a step, with the time gone by. */
export function step(line: string): void {
	say(`step ${Math.min(current, STEPS)} of ${STEPS}: ${line}`);
}

/** A line that belongs to no step. */
export function say(line: string): void {
	write(`[${Math.round((Date.now() - started) / 1000)} s] ${line}`);
}

/** Says every few seconds how long something takes already. */
export async function patiently<T>(what: string, work: Promise<T>): Promise<T> {
	const begun = Date.now();
	const timer = setInterval(
		() => step(`${what}, ${Math.round((Date.now() - begun) / 1000)} s`),
		STILL_EVERY_MS,
	);
	try {
		return await work;
	} finally {
		clearInterval(timer);
	}
}

/** A value as JSON between two lines that no one overlooks. */
export function printJson(title: string, value: unknown): void {
	const rule = '-'.repeat(20);
	write(`\n${rule} ${title} ${rule}\n${JSON.stringify(value, null, 2)}\n${rule} end ${rule}\n`);
}

/** Names and values, one pair a line. */
export function printTable(rows: Array<[string, string]>): void {
	const width = Math.max(...rows.map(([name]) => name.length)) + 2;
	write('');
	for (const [name, value] of rows) write(`  ${name.padEnd(width)}${value}`);
	write('');
}
