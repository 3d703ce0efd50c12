/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { spawnSync } from 'node:child_process';

import { TESTED_VERSIONS } from '../n8n';

/**
 * `npm run test:n8n -- 1.123.81 2.0.3`: the package in these versions of n8n, one after the other. Without any, in all
 * that README.md names; `oldest` and `newest` are two of them, and `latest` is what npm has today.
 */
const NAMES: Record<string, () => string> = {
	oldest: () => TESTED_VERSIONS[0],
	newest: () => TESTED_VERSIONS[TESTED_VERSIONS.length - 1],
	latest: () => run('npm', ['view', 'n8n', 'version'], 'pipe').trim(),
};

function run(command: string, args: string[], stdout: 'pipe' | 'inherit', env = {}): string {
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	const result = spawnSync(command, args, {
		env: { ...process.env, ...env },
		stdio: ['inherit', stdout, 'inherit'],
		encoding: 'utf8',
	});
	if (result.status !== 0) process.exit(result.status ?? 1);
	return result.stdout ?? '';
}

const given = process.argv.slice(2);
const versions = given.length > 0 ? given.map((one) => NAMES[one]?.() ?? one) : TESTED_VERSIONS;
const wrong = versions.filter((one) => !/^\d+\.\d+\.\d+$/.test(one));
if (wrong.length > 0) {
	process.stderr.write(
		`No version of n8n: ${wrong.join(', ')}. Try 2.41.1, oldest, newest, latest.\n`,
	);
	process.exit(1);
}
process.stderr.write(`n8n ${versions.join(', ')}\n`);
const reporters = ['--reporters=./test/canaries/reporter.js', '--reporters=default'];
const jest = [
	'jest',
	'--selectProjects',
	'versions',
	'--runInBand',
	'--coverage=false',
	...reporters,
];
run('npx', jest, 'inherit', { VSPC_N8N_VERSIONS: [...new Set(versions)].join(' ') });
