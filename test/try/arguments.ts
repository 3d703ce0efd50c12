/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- runs in Node itself, never inside n8n */
import { parseArgs } from 'node:util';

import type * as Authentication from '../../nodes/form/authentication';
import { built } from './built';

const { DEFAULT_API_VERSION } = built<typeof Authentication>('nodes/form/authentication.js');

/** What was asked for on the command line. */
export interface Options {
	host: string;
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
	minutes: number;
	/** Where the same goes as JSON */
	json?: string;
}

export const USAGE = `Checks every call that n8n-nodes-vspc makes to read something against a VSPC server, and prints what
matches the documentation and what does not. It only sends GET requests. Names, UIDs, addresses and
messages are shown as shapes, so that the result can be pasted into an issue.

  npm run --silent try -- --host vspc.example.com

  --host <name>            the portal, with the port if it is not 1280
  --api-version <version>  as in the credential, e.g. 3.6.1; "default" sends none (${DEFAULT_API_VERSION})
  --insecure               for a self-signed certificate
  --json <file>            writes the same as JSON
  --minutes <number>       ends after so many minutes (10)
  --help

The API key or access token is read from VSPC_TOKEN, or asked for without showing it.

Ends with 0: all as documented, 1: something differs, 2: wrong use, 3: no connection or the token was
not accepted, 4: the time was up, 130: interrupted. With 4 and 130, what there is until then is printed.
`;

/** The command line makes no sense. The message repeats nothing of it: it may contain a token. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readArguments(args: string[]): Options | 'help' {
	const given = parse(args);
	if (given.help) return 'help';
	if (!given.host?.trim()) throw new UsageError('--host is missing');
	return {
		host: given.host,
		apiVersion: readVersion(given['api-version']),
		allowUnauthorizedCerts: given.insecure === true,
		minutes: readMinutes(given.minutes),
		json: given.json,
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				host: { type: 'string' },
				'api-version': { type: 'string' },
				insecure: { type: 'boolean' },
				json: { type: 'string' },
				minutes: { type: 'string' },
				help: { type: 'boolean' },
			},
		}).values;
	} catch {
		throw new UsageError(
			'There is something on the command line that is no option. A token does not belong there: others can see it. Set VSPC_TOKEN.',
		);
	}
}

function readVersion(version = DEFAULT_API_VERSION): string {
	if (version === 'default') return '';
	if (!/^\d{1,2}(\.\d{1,3}){1,3}$/.test(version)) {
		throw new UsageError('--api-version needs a version, e.g. 3.6.1, or "default"');
	}
	return version;
}

function readMinutes(text = '10'): number {
	const minutes = Number(text);
	if (!(minutes > 0 && minutes <= 24 * 60))
		throw new UsageError('--minutes needs a number above 0');
	return minutes;
}
