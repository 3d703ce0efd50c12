/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const DIST = resolve(__dirname, '../../dist');

/** Every file that is loaded together with this one: what `await import()` names comes later. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
	if (seen.has(file)) return seen;
	seen.add(file);
	const code = readFileSync(file, 'utf8');
	for (const [, name] of code.matchAll(/^const \w+ = require\("(\.[^"]+)"\);$/gm)) {
		loadedWith(require.resolve(resolve(file, '..', name)), seen);
	}
	return seen;
}

/** n8n loads all nodes at its start and waits: how long that takes goes by the number of files. */
test.each([
	'nodes/VspcAlarm/VspcAlarm.node.js',
	'nodes/VspcCompany/VspcCompany.node.js',
	'nodes/VspcJob/VspcJob.node.js',
	'nodes/VspcJobTrigger/VspcJobTrigger.node.js',
	'nodes/VspcAlarmTrigger/VspcAlarmTrigger.node.js',
	'credentials/VspcApi.credentials.js',
	'credentials/VspcLoginApi.credentials.js',
])('%s loads what describes it, and nothing that runs', (entry) => {
	const files = [...loadedWith(join(DIST, entry))].map((file) => relative(DIST, file));
	expect(files.filter((file) => /\/run\//.test(file))).toEqual([]);
	expect(files.filter((file) => /shared\/(request|send|connection|login)\b/.test(file))).toEqual(
		[],
	);
	expect(files.length).toBeLessThan(60);
});
