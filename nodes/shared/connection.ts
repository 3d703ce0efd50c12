import { randomUUID } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { parseHost } from './host';
import { noteSentToken } from './sessions';

/** Every n8n context that a VSPC request can be made from. */
export type VspcContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export type CredentialName = 'vspcApi' | 'vspcLoginApi';

/** Where requests go and as whom; made from a credential, holds nothing that may not be shown but `secrets`. */
export interface Connection {
	credentialName: CredentialName;
	/** `host:port` as shown in messages */
	host: string;
	/** `https://host:port/api/v3` */
	baseUrl: string;
	/** As sent in X-Client-Version; empty: not sent */
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
	/** Texts that must never appear in a message */
	secrets: string[];
}

/** Reads a decrypted credential of either type. Throws InvalidHostError. */
export function toConnection(
	credentialName: CredentialName,
	credential: ICredentialDataDecryptedObject,
): Connection {
	const host = parseHost(credential.host);
	return {
		credentialName,
		host,
		baseUrl: `https://${host}/api/v3`,
		apiVersion: typeof credential.apiVersion === 'string' ? credential.apiVersion.trim() : '',
		allowUnauthorizedCerts: credential.allowUnauthorizedCerts === true,
		secrets: [credential.accessToken, credential.password, credential.sessionToken]
			.filter((secret): secret is string => typeof secret === 'string')
			.flatMap((secret) => [secret, secret.trim().replace(/^bearer\s+/i, '')])
			.filter((secret) => secret.trim() !== ''),
	};
}

/**
 * The version header, or no header at all: an empty one is not the same to VSPC.
 * Source: vendor's REST guide, "Backward Compatibility".
 */
export function versionHeaders(apiVersion: string): Record<string, string> {
	return apiVersion === '' ? {} : { 'X-Client-Version': apiVersion };
}

/**
 * What both credential types do to every request, those of n8n's HTTP Request node included: token, version,
 * the credential's own SSL switch, and no redirect, since n8n would take the token along to the other host.
 *
 * @param requestOptions n8n's options of either kind (`url` or the older `uri`); changed in place
 * @throws Error when the request would take the token to another host than the credential's
 */
export function authenticateRequest(
	connection: Connection,
	token: string,
	requestOptions: IHttpRequestOptions,
): IHttpRequestOptions {
	const options = requestOptions as IHttpRequestOptions & LegacyRequestOptions;
	assertSameHost(connection, options);
	const headers: IDataObject = { ...options.headers };
	const wanted = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
	if (!wanted.has('x-client-version'))
		Object.assign(headers, versionHeaders(connection.apiVersion));
	for (const name of Object.keys(headers)) {
		if (name.toLowerCase() === 'authorization') delete headers[name];
	}
	// n8n's HTTP Request node sends a failed write again: by this VSPC knows that it is the same one.
	if ((options.method ?? 'GET') !== 'GET' && !wanted.has('x-request-id')) {
		headers['X-Request-id'] = randomUUID();
	}
	noteSentToken(token);
	options.headers = { ...headers, Authorization: `Bearer ${token}` };
	options.disableFollowRedirect = true;
	options.followRedirect = false;
	options.followAllRedirects = false;
	if (connection.allowUnauthorizedCerts) {
		options.skipSslCertificateValidation = true;
		options.rejectUnauthorized = false;
	}
	return options;
}

/** The names that n8n's HTTP Request node uses for the same things. */
interface LegacyRequestOptions {
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
	rejectUnauthorized?: boolean;
	agentOptions?: object;
}

/** With one of these, Node's agent connects elsewhere than the address says, or hands the connection to others. */
const STEERING = ['host', 'hostname', 'port', 'path', 'socketPath', 'lookup', 'createConnection'];

function assertSameHost(
	connection: Connection,
	{ url, uri, baseURL, agentOptions = {} }: IHttpRequestOptions & LegacyRequestOptions,
): void {
	const own = new URL(connection.baseUrl);
	// Which of two addresses counts differs between versions of n8n: both must be right.
	const given = [url, uri].filter((address) => address !== undefined && address !== null);
	const targets = (given.length > 0 ? given : ['']).map((address) =>
		targetOf(String(address), baseURL),
	);
	const elsewhere = targets.find(
		(target) => target?.protocol !== own.protocol || target.host !== own.host,
	);
	const steered = STEERING.find((name) => name in agentOptions);
	if (targets.every((target) => target !== undefined) && !elsewhere && !steered) return;
	const where = steered
		? `another place by its option '${steered}'`
		: (elsewhere?.origin ?? 'an address that is not a URL');
	throw new Error(
		`This credential is for https://${connection.host}, but the request goes to ${where}. The token is only sent to the credential's own host, over HTTPS and with the same port.`,
	);
}

function targetOf(url: string, baseURL: string | undefined): URL | undefined {
	try {
		return new URL(url, baseURL);
	} catch {
		return undefined;
	}
}

/**
 * Trims what comes along when a key is copied.
 *
 * @throws Error when there is no token, or one that no HTTP header can carry
 */
export function cleanToken(token: unknown): string {
	const text = typeof token === 'string' ? token.trim().replace(/^bearer\s+/i, '') : '';
	if (text === '') {
		throw new Error(
			"The credential has no access token. Create a REST API key in VSPC and paste it into 'API Key or Access Token'.",
		);
	}
	if (!/^[\x21-\x7e]+$/.test(text)) {
		throw new Error(
			"The 'API Key or Access Token' of the credential holds a space, a line break or another character that no VSPC token has. Copy the key from VSPC again.",
		);
	}
	return text;
}
