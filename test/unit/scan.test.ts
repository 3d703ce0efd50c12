/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs in Node itself, never inside n8n */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const MODULE = pathToFileURL(resolve(__dirname, '../scan/audit.mjs')).href;

/** What `npm run scan` makes of what npm said. The module is none of CommonJS, so Node itself runs it. */
function judged(output: string, explained: string[] = []): unknown {
	const [text, ids] = [output, explained.map((id) => [id, 'why'])].map((one) =>
		JSON.stringify(one),
	);
	const code = `import { judgeAudit } from '${MODULE}';
		console.log(JSON.stringify(judgeAudit(${text}, new Map(${ids}))));`;
	const args = ['--input-type=module', '--eval', code];
	return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

const advisory = (name: string, severity: string, id: string) => ({
	name,
	severity,
	title: 'Made up',
	url: `https://github.com/advisories/${id}`,
});

test('an advisory that is high or critical fails the scan unless a line says why nobody can reach it', () => {
	const report = JSON.stringify({
		vulnerabilities: {
			one: { via: [advisory('one', 'high', 'GHSA-1'), advisory('one', 'moderate', 'GHSA-2')] },
			two: { via: ['one', advisory('two', 'critical', 'GHSA-3')] },
		},
	});
	expect(judged(report, ['GHSA-3'])).toEqual({
		unexplained: ['one: high: Made up (https://github.com/advisories/GHSA-1)'],
		explained: 1,
	});
	expect(judged(report, ['GHSA-1', 'GHSA-3'])).toEqual({ unexplained: [], explained: 2 });
});

test('a registry that does not answer is named, not taken for one without advisories', () => {
	const report = JSON.stringify({
		message: '405 Method Not Allowed - POST https://registry.example',
	});
	expect(judged(report)).toMatchObject({ unasked: '405 Method Not Allowed' });
	expect(judged('')).toMatchObject({ unasked: 'no answer' });
});
