/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: a message for a person */
import { request } from 'node:https';
import { DemoError } from '../n8n';

const TIMEOUT_MS = 30_000;

interface Server {
	host: string;
	accessToken: string;
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
}

interface Answer {
	status: number;
	text: string;
}

/** The UID of the first job that a VSPC server lists: one request. */
export async function firstJobUid(server: Server): Promise<string> {
	const { status, text } = await get(server, '/api/v3/infrastructure/backupServers/jobs?limit=1');
	if (status === 401) throw new DemoError(`${server.host} refuses the token in VSPC_TOKEN (401).`);
	if (status !== 200) {
		throw new DemoError(`${server.host} answers ${status} to the question for its jobs.`);
	}
	const uid = uidIn(text);
	if (!uid) throw new DemoError(`${server.host} lists no job that this token may see.`);
	return uid;
}

function uidIn(text: string): string | undefined {
	try {
		const { data } = JSON.parse(text) as { data?: Array<{ instanceUid?: string }> };
		return data?.[0]?.instanceUid;
	} catch {
		throw new DemoError('The server does not answer with JSON: is VSPC_HOST a VSPC server?');
	}
}

async function get(server: Server, path: string): Promise<Answer> {
	return await new Promise((resolve, reject) => {
		const sent = request(`https://${server.host}${path}`, {
			headers: {
				authorization: `Bearer ${server.accessToken}`,
				'x-client-version': server.apiVersion,
				accept: 'application/json',
			},
			rejectUnauthorized: !server.allowUnauthorizedCerts,
			timeout: TIMEOUT_MS,
		});
		sent.once('timeout', () => sent.destroy(new Error('no answer in 30 s')));
		sent.once('error', (error) => reject(new DemoError(explain(server.host, error))));
		sent.once('response', (response) => {
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => (text += chunk));
			response.once('error', reject);
			response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
		});
		sent.end();
	});
}

function explain(host: string, error: Error): string {
	const code = (error as NodeJS.ErrnoException).code ?? '';
	const isCertificate = /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code);
	const advice = isCertificate ? ' Set VSPC_ALLOW_UNAUTHORIZED_CERTS=true to accept it.' : '';
	return `${host} cannot be reached: ${error.message}.${advice}`;
}
