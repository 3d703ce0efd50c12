import { hash, randomUUID } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { noteSentToken } from './sessions';

export type { VspcContext } from '../../util/clock';

export type CredentialName = 'vspcApi' | 'vspcLoginApi';

/** Where requests go and as whom; made from a credential, all of it may be shown except `secrets`. */
export interface Connection {
	credentialName: CredentialName;
	/** `host:port` as shown in messages */
	host: string;
	/** `https://host:port/api/v3` */
	baseUrl: string;
	/** As sent in X-Client-Version; empty: not sent */
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
	/** Distinguishes accounts without naming them */
	account: string;
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
		account: accountOf(credentialName, credential),
		secrets: [credential.accessToken, credential.password, credential.sessionToken]
			.filter((secret): secret is string => typeof secret === 'string')
			.flatMap((secret) => [secret, secret.trim().replace(/^bearer\s+/i, '')])
			.filter((secret) => secret.trim() !== ''),
	};
}

/** Of a login the user name, whatever the password; an API key is an account of its own. */
function accountOf(
	credentialName: CredentialName,
	{ username, accessToken }: ICredentialDataDecryptedObject,
): string {
	const isLogin = credentialName === 'vspcLoginApi';
	const who = isLogin ? String(username).toLowerCase() : String(accessToken);
	const text = JSON.stringify([credentialName, who.trim()]);
	return hash('sha256', text, 'base64url').slice(0, 12);
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
			"The 'API Key or Access Token' of the credential contains a space, a line break or another character that no VSPC token has. Copy the key from VSPC again.",
		);
	}
	return text;
}

/** The port of VSPC's web portal and REST API unless an administrator changed it (vendor's REST guide). */
export const DEFAULT_PORT = 1280;

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const BRACKETED_IPV6 = /^\[[0-9a-f:.]+\]$/i;
const HOST_NAME = /^[^\s:/\\?#@[\]<>"'%|^`{}]+$/;

/** A host that cannot be used; the message is meant for the person who fills in the credential. */
export class InvalidHostError extends Error {}

/**
 * Understands what people paste into a credential's 'Host': a name, a name with port, an address copied
 * from the browser or from the REST guide, IPv6 in brackets. Path, query and fragment are dropped, since
 * VSPC always serves its API at `/api/v3` of the portal's host and port.
 *
 * @param input e.g. `vspc.example.com`, `https://vspc.example.com:443/api/v3`, `[2001:db8::1]`
 * @returns `host:port` in lower case, always with the port, e.g. `vspc.example.com:1280`
 * @throws InvalidHostError that says what is wrong and what a host looks like
 */
export function parseHost(input: unknown): string {
	const text = typeof input === 'string' ? input.trim() : '';
	if (text === '') {
		throw new InvalidHostError(
			"The 'Host' of the credential is empty. Enter the host of your VSPC portal, e.g. vspc.example.com",
		);
	}
	// Anywhere: a password may contain a slash.
	if (text.includes('@')) {
		throw new InvalidHostError(
			"The 'Host' of the credential contains a user name or password (the part before '@'). Enter the host only, e.g. vspc.example.com",
		);
	}
	const authority = withoutScheme(text).split(/[/\\?#]/, 1)[0];
	const [name, port] = splitPort(authority);
	// What is left of a mistyped https://, or a port alone
	if (/^(https?|\d+)$/i.test(name)) throw notAHost(text);
	if (!BRACKETED_IPV6.test(name) && !HOST_NAME.test(name)) throw notAHost(text);
	return normalise(name, port, text);
}

function withoutScheme(text: string): string {
	const scheme = SCHEME.exec(text)?.[1].toLowerCase();
	if (scheme === undefined) return text;
	if (scheme === 'http') {
		throw new InvalidHostError(
			"The 'Host' of the credential starts with http://. VSPC is only contacted over HTTPS, since the token would travel in clear text otherwise. Enter the host without http://, e.g. vspc.example.com",
		);
	}
	if (scheme !== 'https') throw notAHost(text);
	return text.slice('https://'.length);
}

function splitPort(authority: string): [name: string, port: number] {
	const parts = /^(\[[^\]]*\]|[^:]*)(?::([^:]*))?$/.exec(authority);
	if (!parts) {
		throw new InvalidHostError(
			`The 'Host' of the credential looks like an IPv6 address or contains more than one colon. Put an IPv6 address in brackets, e.g. [2001:db8::1]:${DEFAULT_PORT}`,
		);
	}
	const port = parts[2];
	if (port === undefined || port === '') return [parts[1], DEFAULT_PORT];
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		throw new InvalidHostError(
			`The 'Host' of the credential has the port '${shorten(port)}', which is not a number from 1 to 65535`,
		);
	}
	return [parts[1], Number(port)];
}

/** Lets the URL parser have the last word: it knows IDN, IPv4 and IPv6 spellings. */
function normalise(name: string, port: number, input: string): string {
	try {
		return `${new URL(`https://${name}/`).hostname}:${port}`;
	} catch {
		throw notAHost(input);
	}
}

function notAHost(input: string): InvalidHostError {
	return new InvalidHostError(
		`The 'Host' of the credential, '${shorten(input)}', is not a host name. Enter the host of your VSPC portal, e.g. vspc.example.com or vspc.example.com:443`,
	);
}

function shorten(text: string): string {
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
