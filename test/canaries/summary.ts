/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readFileSync } from 'node:fs';

import { CANARIES, searchText, spellingCount, type Result } from './search';

/** Prints what was searched for secrets in a whole run, and ends with 1 if one was found. */
const [report, output] = process.argv.slice(2);
const lines = existsSync(report) ? readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
const results = lines.map((line) => JSON.parse(line) as Result);
const printed = existsSync(output) ? readFileSync(output) : Buffer.alloc(0);
const finds = [
	...results.flatMap((result) => result.finds),
	...searchText(printed, 'what the tests printed'),
];
const sum = (read: (result: Result) => number) =>
	results.reduce((total, result) => total + read(result), 0);
const megabytes = ((sum(({ bytes }) => bytes) + printed.length) / 1e6).toFixed(0);
const told = [
	`Secrets: ${Object.keys(CANARIES).length} in ${spellingCount()} spellings, searched in the data of ${results.length} programs`,
	`(${sum(({ files }) => files)} files) and in the output of the tests, ${megabytes} MB:`,
	finds.length === 0 ? 'none found.' : `FOUND ${finds.length} times.`,
].join(' ');
const places = finds.map(({ canary, place, around }) => `  ${canary} in ${place}: …${around}…\n`);
process.stdout.write(`\n${told}\n${places.join('')}`);
process.exitCode = finds.length === 0 ? 0 : 1;
