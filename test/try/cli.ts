/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- runs in Node itself, never inside n8n */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import type * as ConnectionFile from '../../nodes/vspc/client/connection';
import { type Options, readArguments, USAGE, UsageError } from './arguments';
import { built, ROOT } from './built';
import { textOf } from './report';
import { tryServer, type TryResult } from './run';

const { toConnection } = built<typeof ConnectionFile>('nodes/vspc/client/connection.js');

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Asks without showing what is typed. */
async function askForToken(interrupt: () => void): Promise<string> {
	process.stderr.write('API key or access token (not shown): ');
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
	return await new Promise((resolve) => {
		let token = '';
		lines.once('SIGINT', () => {
			interrupt();
			lines.close();
		});
		lines.once('line', (line) => {
			token = line;
			lines.close();
		});
		lines.once('close', () => {
			process.stderr.write('\n');
			resolve(token.trim());
		});
	});
}

/** From the environment, which is then without it, or from a person. */
async function readToken(interrupt: () => void): Promise<string> {
	const given = process.env.VSPC_TOKEN?.trim();
	delete process.env.VSPC_TOKEN;
	if (given) return given;
	if (!process.stdin.isTTY) throw new UsageError('Set VSPC_TOKEN to an API key or access token');
	return await askForToken(interrupt);
}

/** @throws UsageError for a host that cannot be used */
function checkHost({ host }: Options): void {
	try {
		toConnection('vspcApi', { host });
	} catch {
		throw new UsageError(
			'--host needs the name of the portal, e.g. vspc.example.com or vspc.example.com:443',
		);
	}
}

const ADVICE: Record<string, string> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed: add --insecure.',
	SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is signed by an unknown authority: add --insecure.',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate cannot be checked: add --insecure.',
	ERR_TLS_CERT_ALTNAME_INVALID:
		'The certificate is for another name: check --host, or add --insecure.',
	CERT_HAS_EXPIRED: 'The certificate has expired: add --insecure.',
	ECONNREFUSED: 'Nothing listens there: check host and port.',
	ENOTFOUND: 'There is no host of this name.',
	ETIMEDOUT: 'No answer in time: check host, port and firewall.',
};

function exitCodeOf({ ended, calls }: TryResult): number {
	if (ended === 'interrupted') return 130;
	if (ended === 'time') return 4;
	if (ended) return 3;
	return calls.some(({ state }) => state === 'differs') ? 1 : 0;
}

async function main(): Promise<number> {
	const options = readArguments(process.argv.slice(2));
	if (options === 'help') {
		process.stdout.write(USAGE);
		return 0;
	}
	checkHost(options);
	const stop = new AbortController();
	let reason: TryResult['ended'];
	const end = (why: TryResult['ended']) => {
		reason ??= why;
		stop.abort();
	};
	const interrupt = () => end('interrupted');
	// A second Ctrl+C ends it at once.
	process.once('SIGINT', interrupt);
	process.once('SIGTERM', interrupt);
	const token = await readToken(interrupt);
	if (reason) return 130;
	if (token === '') throw new UsageError('The token is empty');
	const alarm = setTimeout(() => end('time'), options.minutes * 60_000);
	try {
		const result = await tryServer({ ...options, token }, stop.signal, (number, count, call) =>
			say(`${number} of ${count}  ${call}`),
		);
		// What broke off meanwhile is no finding.
		show(reason ? { ...result, ended: reason } : result, options);
		return exitCodeOf({ ...result, ended: reason ?? result.ended });
	} finally {
		clearTimeout(alarm);
	}
}

function show(result: TryResult, { json }: Options): void {
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	const versions = { package: version, node: process.versions.node };
	say('\nPaste everything below this line:\n');
	process.stdout.write(`${textOf(result, versions)}\n`);
	if (json !== undefined)
		writeFileSync(json, `${JSON.stringify({ ...versions, ...result }, null, '\t')}\n`);
	const advice = result.ended === 'unreachable' && ADVICE[result.code ?? ''];
	if (advice) say(`\n${advice}`);
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		// Any other error may have anything in its words.
		say(
			error instanceof UsageError
				? error.message
				: `Failed: ${(error as Error)?.name ?? 'unknown'}`,
		);
		if (error instanceof UsageError) say('\nnpm run try -- --help explains it.');
		process.exitCode = 2;
	},
);
