/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs in Node itself, never inside n8n */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { useSimulator } from '../../engine/harness/simulator';
import { until } from '../../engine/harness/until';

const simulator = useSimulator({ jobs: 5, agentJobs: 3, vb365Jobs: 3, alarms: 3, companies: 2 });
const ROOT = resolve(__dirname, '../../..');

function start(args: string[], token?: string) {
	const env = { ...process.env, VSPC_TOKEN: token };
	const command = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'test/try/cli.ts')];
	const child = spawn(process.execPath, [...command, ...args], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const said = { out: '', err: '' };
	child.stdout.on('data', (chunk) => (said.out += String(chunk)));
	child.stderr.on('data', (chunk) => (said.err += String(chunk)));
	const code = new Promise<number | null>((ended) => child.on('close', ended));
	return { child, said, code };
}

test('prints the report and nothing else, says how far it is, writes JSON, and ends with 1 where something differs', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'try-'));
	try {
		const file = join(folder, 'result.json');
		const { host, accounts } = simulator();
		const args = ['--host', host, '--insecure', '--api-version', '3.6.1', '--json', file];
		const { said, code } = start(args, accounts.apiKey);
		expect(await code).toBe(1);
		expect(said.out).toMatch(/^n8n-nodes-vspc .*, VSPC 9.1.0.10000, API version 3.6.1, Node /);
		expect(said.err).toMatch(/^1 of \d+ {2}GET \/users\/me\n2 of /);
		const json = readFileSync(file, 'utf8');
		expect(JSON.parse(json)).toMatchObject({ methods: 'GET', apiVersion: '3.6.1' });
		for (const text of [said.out, said.err, json]) {
			for (const secret of [accounts.apiKey, host, '127.0.0.1']) expect(text).not.toContain(secret);
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test('Ctrl+C ends a call that hangs, and what there is until then is printed', async () => {
	simulator().faults.add({ kind: 'hang', path: '/organizations/companies$' });
	const { host, accounts } = simulator();
	const { child, said, code } = start(['--host', host, '--insecure'], accounts.apiKey);
	await until(() => said.err.includes('GET /organizations/companies\n'));
	child.kill('SIGINT');
	expect(await code).toBe(130);
	expect(said.out).toContain('Not complete: it was interrupted.');
	expect(said.out).toMatch(/^ok {6}GET \/users\/me/m);
	expect(said.out).toMatch(/^- {7}GET \/organizations\/companies\n/m);
});

test('ends when the time is up', async () => {
	simulator().faults.add({ kind: 'hang', path: '/organizations/companies$' });
	const { host, accounts } = simulator();
	const args = ['--host', host, '--insecure', '--minutes', '0.1'];
	const { said, code } = start(args, accounts.apiKey);
	expect(await code).toBe(4);
	expect(said.out).toContain('Not complete: the time was up.');
});

test('says what to do about a self-signed certificate, and about a token that is not accepted', async () => {
	const { host, accounts } = simulator();
	const [unsafe, refused] = [
		start(['--host', host], accounts.apiKey),
		start(['--host', host, '--insecure'], 'made-up-wrong-token'),
	];
	expect(await unsafe.code).toBe(3);
	expect(unsafe.said.err).toContain('add --insecure');
	expect(
		simulator().requests.every(({ headers }) => !headers.authorization?.includes(accounts.apiKey)),
	).toBe(true);
	expect(await refused.code).toBe(3);
	expect(refused.said.out).toContain('did not accept the token');
});

test('a token on the command line is refused and not repeated', async () => {
	const { host } = simulator();
	const misused = [
		start(['--host', host, 'made-up-token']),
		start(['--host', host, '--token=made-up-token']),
		start(['--host', host]),
		start(['--host', 'two words made-up-token'], 'any'),
	];
	for (const { said, code } of misused) {
		expect(await code).toBe(2);
		expect(said.out).toBe('');
		expect(said.err).not.toContain('made-up-token');
	}
	expect(misused[2].said.err).toContain('Set VSPC_TOKEN');
	expect(simulator().requests).toEqual([]);
});
