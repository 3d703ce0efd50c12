/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';

import type { Simulator } from '../index';
import type { JsonObject } from '../types';

export interface Reply {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
	/** The body as JSON; an empty object when it is none. */
	json: JsonObject;
}

interface CallOptions {
	method?: string;
	body?: string;
	headers?: Record<string, string>;
	query?: Record<string, string>;
	/** API key or access token; null sends none. */
	token?: string | null;
	version?: string;
}

function parse(text: string): JsonObject {
	try {
		return JSON.parse(text) as JsonObject;
	} catch {
		return {};
	}
}

/** Sends one request to a path under /api/v3. Rejects when the connection breaks. */
export async function call(simulator: Simulator, path: string, options: CallOptions = {}) {
	const { method = 'GET', body, query = {}, token = simulator.accounts.apiKey } = options;
	const headers: Record<string, string> = { ...options.headers };
	if (token !== null) headers.Authorization = `Bearer ${token}`;
	if (options.version !== undefined) headers['X-Client-Version'] = options.version;
	const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : '';
	return await new Promise<Reply>((resolve, reject) => {
		const url = `${simulator.url}/api/v3${path}${search}`;
		const settings = { method, headers, rejectUnauthorized: false, agent: false as const };
		const sent = request(url, settings, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				const { statusCode = 0 } = response;
				resolve({ status: statusCode, headers: response.headers, text, json: parse(text) });
			});
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

/** Whether the portal's page came, as for every path that the API does not know. */
export const isPortalPage = ({ status, headers, text }: Reply) =>
	status === 200 && /html/.test(headers['content-type'] ?? '') && text.startsWith('<!DOCTYPE html');

export const JOBS = '/infrastructure/backupServers/jobs';

/** Logs in or renews with these form fields. */
export async function login(simulator: Simulator, fields: Record<string, string>) {
	return await call(simulator, '/token', {
		method: 'POST',
		token: null,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(fields).toString(),
	});
}

/** The rows of a list answer. */
export function rowsOf(reply: Reply): JsonObject[] {
	return reply.json.data as JsonObject[];
}

/** The first entry of an errors list. */
export function errorOf(reply: Reply): JsonObject {
	return (reply.json.errors as JsonObject[])[0];
}
