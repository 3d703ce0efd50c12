/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- runs in Node itself, never inside n8n */
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';

import type { IHttpRequestOptions } from 'n8n-workflow';

import type * as ApiCredential from '../../credentials/VspcApi.credentials';
import type { VspcContext } from '../../nodes/util/clock';
import { built } from './built';

const { VspcApi } = built<typeof ApiCredential>('credentials/VspcApi.credentials.js');

/** Which server, and as whom. */
export interface Target {
	/** As in the credential of n8n */
	host: string;
	token: string;
	/** Empty: none is asked for */
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
}

/** One request and what came of it. */
export interface Exchange {
	/** Of the address, without the query */
	path: string;
	/** 0: no answer */
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
	milliseconds: number;
	/** Why there was no answer, as Node names it */
	code?: string;
}

/** More than any page of a list has. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/**
 * What the package takes for n8n: its own credential signs each request, and Node sends it, if it is a GET.
 *
 * @param log gets every exchange
 */
export function contextFor(target: Target, signal: AbortSignal, log: Exchange[]): VspcContext {
	const { host, token, apiVersion, allowUnauthorizedCerts } = target;
	const credential = { host, accessToken: token, apiVersion, allowUnauthorizedCerts };
	const node = { id: '1', name: 'VSPC', type: 'try', typeVersion: 1, position: [0, 0] };
	const context = {
		getNode: () => ({ ...node, parameters: {} }),
		getCredentials: async () => ({ ...credential }),
		getExecutionCancelSignal: () => signal,
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) =>
				await send(await new VspcApi().authenticate(credential, options), signal, log),
		},
	};
	return context as unknown as VspcContext;
}

/** A server that somebody works with is only read, whatever the package may ask for. */
function assertGet({ method, body }: IHttpRequestOptions): void {
	if (method === 'GET' && body === undefined) return;
	throw new Error(
		`Only GET without a body is sent here, not ${method ?? 'a request without a method'}`,
	);
}

async function send(options: IHttpRequestOptions, ended: AbortSignal, log: Exchange[]) {
	assertGet(options);
	const url = addressOf(options);
	const began = performance.now();
	const exchange: Exchange = {
		path: url.pathname,
		status: 0,
		headers: {},
		body: '',
		milliseconds: 0,
	};
	log.push(exchange);
	try {
		const answer = await get(url, options, ended);
		Object.assign(exchange, { ...answer, status: answer.statusCode });
		return answer;
	} catch (error) {
		exchange.code = (error as { code?: string }).code ?? 'unknown';
		throw error;
	} finally {
		exchange.milliseconds = performance.now() - began;
	}
}

function addressOf({ url, qs }: IHttpRequestOptions): URL {
	const address = new URL(url);
	address.search = Object.entries((qs ?? {}) as Record<string, unknown>)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
		.join('&');
	return address;
}

interface Answer {
	statusCode: number;
	headers: IncomingHttpHeaders;
	body: string;
}

async function get(url: URL, options: IHttpRequestOptions, ended: AbortSignal): Promise<Answer> {
	const own = options.abortSignal as AbortSignal | undefined;
	const signal = own ? AbortSignal.any([own, ended]) : ended;
	return await new Promise((resolve, reject) => {
		const sent = request(url, {
			method: 'GET',
			headers: options.headers as Record<string, string>,
			rejectUnauthorized: options.skipSslCertificateValidation !== true,
			timeout: options.timeout,
			agent: false,
			signal,
		});
		sent.on('timeout', () => sent.destroy(withCode('ETIMEDOUT')));
		sent.on('error', reject);
		sent.on('response', (response) => {
			const chunks: Buffer[] = [];
			let size = 0;
			response.on('data', (chunk: Buffer) => {
				size += chunk.length;
				chunks.push(chunk);
				if (size > LONGEST_ANSWER) sent.destroy(withCode('ETOOLARGE'));
			});
			response.on('error', reject);
			response.on('end', () => {
				const { statusCode = 0, headers } = response;
				resolve({ statusCode, headers, body: Buffer.concat(chunks).toString('utf8') });
			});
		});
		sent.end();
	});
}

function withCode(code: string): Error {
	return Object.assign(new Error(code), { code });
}
