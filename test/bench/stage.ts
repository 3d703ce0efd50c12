import {
	ensureRuntime,
	packAndInstall,
	startN8n,
	type CredentialReference,
	type N8nInstance,
	type Runtime,
} from '../n8n';
import type { Estate } from './estate';
import { say } from './report';

/** One n8n, with the packed package in it, for all cases. */
export interface Stage {
	runtime: Runtime;
	n8n: N8nInstance;
}

/** @param checkout whose package n8n gets; by default this one's */
export async function startStage(checkout?: string): Promise<Stage> {
	const runtime = await ensureRuntime(say);
	const prepare = async (userFolder: string) => await packAndInstall(userFolder, checkout);
	const n8n = await startN8n({ runtime, prepare });
	await n8n.client.setupOwner('owner@example.com', 'Made-up-password-1');
	return { runtime, n8n };
}

/** A credential for an estate, as nodes refer to it. */
export async function storeCredential(
	{ n8n }: Stage,
	{ host, apiKey }: Estate,
): Promise<Record<string, CredentialReference>> {
	const id = await n8n.client.createCredential(host, 'vspcApi', {
		host,
		accessToken: apiKey,
		apiVersion: '3.5.1',
		allowUnauthorizedCerts: true,
	});
	return { vspcApi: { id, name: host } };
}
