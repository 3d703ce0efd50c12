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
	// Anywhere: a password may hold a slash.
	if (text.includes('@')) {
		throw new InvalidHostError(
			"The 'Host' of the credential holds a user name or password (the part before '@'). Enter the host only, e.g. vspc.example.com",
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
			`The 'Host' of the credential looks like an IPv6 address or holds more than one colon. Put an IPv6 address in brackets, e.g. [2001:db8::1]:${DEFAULT_PORT}`,
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
