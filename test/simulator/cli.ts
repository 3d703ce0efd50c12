/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { parseArgs } from 'node:util';

import { startSimulator } from './index';
import type { Simulator } from './types';

const say = (line: string) => process.stdout.write(`${line}\n`);

function wholeNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`--${name} needs a whole number, not '${text}'`);
	return Number(text);
}

function readOptions() {
	const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
	const { values } = parseArgs({
		options: {
			port: text('1280'),
			'control-port': text('1281'),
			jobs: text('200'),
			'agent-jobs': text('60'),
			'vb365-jobs': text('30'),
			alarms: text('40'),
			// As seen live: 19 of 20.
			'resolved-alarms': text('760'),
			companies: text('20'),
			seed: text('1'),
		},
	});
	return {
		port: wholeNumber('port', values.port),
		controlPort: wholeNumber('control-port', values['control-port']),
		jobs: wholeNumber('jobs', values.jobs),
		agentJobs: wholeNumber('agent-jobs', values['agent-jobs']),
		vb365Jobs: wholeNumber('vb365-jobs', values['vb365-jobs']),
		alarms: wholeNumber('alarms', values.alarms),
		resolvedAlarms: wholeNumber('resolved-alarms', values['resolved-alarms']),
		companies: wholeNumber('companies', values.companies),
		seed: wholeNumber('seed', values.seed),
	};
}

/** Moves on to the next port after a busy one and says so. Throws any other error. */
function avoidBusyPort(error: unknown, ports: { port: number; controlPort: number }): void {
	const { code, port: busy = 0 } = error as { code?: string; port?: number };
	if (code !== 'EADDRINUSE') throw error;
	say(`Port ${busy} is busy, trying the next one.`);
	if (busy === ports.port) ports.port++;
	else ports.controlPort++;
	// The two must not meet on one port.
	if (ports.controlPort === ports.port) ports.controlPort++;
}

/** Starts with the first free ports from the wanted ones on. */
async function startOnFreePort(options: ReturnType<typeof readOptions>): Promise<Simulator> {
	const wanted = { ...options };
	for (;;) {
		try {
			return await startSimulator(wanted);
		} catch (error) {
			avoidBusyPort(error, wanted);
		}
	}
}

function introduce({ url, host, controlUrl, accounts, estate }: Simulator): void {
	const job = `${url}/api/v3/infrastructure/backupServers/jobs/${estate.vendorJobUid}`;
	const fault = '{"path":"/jobs","kind":"throttle","retryAfter":2,"times":1}';
	say(`
VSPC simulator: ${estate.jobs.length} jobs of ${estate.companies.length} companies

  Address        ${host} (HTTPS, self-signed certificate)
  API key        ${accounts.apiKey}
  User           ${accounts.user.username}
  Password       ${accounts.user.password}
  Vendor's job   ${estate.vendorJobUid}

Read the job
  curl -k -H 'Authorization: Bearer ${accounts.apiKey}' ${job}

Control it
  curl ${controlUrl}/accounts
  curl ${controlUrl}/requests
  curl -X POST -H 'Content-Type: application/json' -d '${fault}' ${controlUrl}/faults
  curl -X DELETE ${controlUrl}/faults
  curl -X PATCH -H 'Content-Type: application/json' -d '{"enumCase":"camel"}' ${controlUrl}/settings
  curl -X POST -H 'Content-Type: application/json' -d '{"status":"Failed"}' ${controlUrl}/jobs/${estate.vendorJobUid}/session
  curl -X POST -H 'Content-Type: application/json' -d '{"status":"Error"}' ${controlUrl}/alarms
  curl -X POST ${controlUrl}/expire-tokens
  curl -X POST ${controlUrl}/reset

Ctrl-C stops it.`);
}

async function main(): Promise<void> {
	const simulator = await startOnFreePort(readOptions());
	introduce(simulator);
	const stop = () => {
		void simulator.close().then(() => say('\nStopped.'));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
