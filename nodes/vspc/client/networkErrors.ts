import { seconds } from '../../util/text';
import { ExplainedError, type Explanation } from './explanation';

/** What of a failed request can be shown: error code and text, never the request itself. */
export interface NetworkFailure {
	code: string;
	text: string;
}

const DROPPED = new Set([
	'ECONNRESET',
	'EPIPE',
	'ERR_STREAM_PREMATURE_CLOSE',
	'UND_ERR_SOCKET',
	'ERR_BAD_RESPONSE',
]);
const TIMED_OUT = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT']);
const UNTRUSTED = new Set([
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Codes of our own: n8n's protection against requests to inner networks, and a proxy that opens no way. */
const SSRF = 'SSRF';
const PROXY = 'PROXY';

/** Finds code and text of a network failure in whatever n8n threw; undefined when it is none. */
export function networkFailure(error: unknown): NetworkFailure | undefined {
	const links: Link[] = [];
	for (let link = error; isLink(link) && links.length < 5; link = link.cause) links.push(link);
	// Before codes: n8n wraps its own refusal in an error of the HTTP client.
	const blocked = links.find(({ name, message }) =>
		/^Ssrf|^The request was blocked because/.test(`${textIn(name)}\n${textIn(message)}`),
	);
	if (blocked) return { code: SSRF, text: textIn(blocked.message) };
	for (const { code, message } of links) {
		const text = textIn(message);
		if (typeof code === 'string') return { code, text };
		if (/socket hang up|stream has been aborted/i.test(text)) return { code: 'ECONNRESET', text };
		if (/\bCONNECT response\b|\btunnel/i.test(text)) return { code: PROXY, text };
	}
	return undefined;
}

interface Link {
	name?: unknown;
	code?: unknown;
	message?: unknown;
	cause?: unknown;
}

function isLink(value: unknown): value is Link {
	return typeof value === 'object' && value !== null;
}

function textIn(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** The connection was cut: worth another try, unlike a refusal or a time-out. */
export function isDropped({ code, text }: NetworkFailure): boolean {
	return DROPPED.has(code) || (code === 'ECONNABORTED' && !isTimeout({ code, text }));
}

function isTimeout({ code, text }: NetworkFailure): boolean {
	return TIMED_OUT.has(code) || (code === 'ECONNABORTED' && /timeout/i.test(text));
}

/**
 * Says in words why a host could not be reached.
 *
 * @param host `host:port`
 * @param timeoutSeconds what was waited for an answer
 * @param attempts how often it was tried; 0 outside a node, where there is no time-out to raise
 */
export function explainNetworkFailure(
	failure: NetworkFailure,
	host: string,
	timeoutSeconds: number,
	attempts = 1,
): Explanation {
	const { code, text } = failure;
	const [name, port] = [host.replace(/:\d+$/, ''), host.replace(/^.*:/, '')];
	if (code === SSRF) return blockedByN8n(name);
	if (code === PROXY || isAboutProxy(failure, name, port)) return proxyFailed(failure, host);
	if (code.startsWith('HPE_')) {
		return {
			message: `${host} sent an answer that is not valid HTTP`,
			description: `n8n's HTTP parser reports ${code}. Another service may listen on this port, or a proxy or firewall damages answers. Check host and port in the credential.`,
		};
	}
	if (UNTRUSTED.has(code)) {
		return {
			message: `The certificate of ${host} is self-signed or from an authority that n8n does not know`,
			cause: 'configuration-invalid',
			description:
				"VSPC comes with a self-signed certificate. Turn on 'Ignore SSL Issues (Insecure)' in the credential, or give VSPC a certificate that n8n trusts.",
		};
	}
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
		const names = /altnames?:.*altnames?:\s*(.+)$/i.exec(text.slice(0, 500))?.[1]?.slice(0, 200);
		return {
			message: `The certificate of ${host} is for another host name`,
			cause: 'configuration-invalid',
			description: `${names ? `It is for ${names}. ` : ''}Enter the host under the name in its certificate, or turn on 'Ignore SSL Issues (Insecure)' in the credential.`,
		};
	}
	if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
		return {
			message: `The certificate of ${host} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}`,
			cause: 'configuration-invalid',
			description:
				"Have the certificate renewed in VSPC (Configuration > Security), check the clock of the n8n server, or turn on 'Ignore SSL Issues (Insecure)' in the credential.",
		};
	}
	if (code === 'ECONNREFUSED') {
		return {
			message: `${name} refused the connection on port ${port}`,
			description:
				"Nothing listens on that port, or a firewall turns n8n away. Check 'Host' in the credential" +
				(port === '443'
					? '.'
					: ': if your VSPC portal opens in the browser without a port, add :443 to the host.'),
		};
	}
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
		return {
			message: `The host name ${name} cannot be found`,
			description:
				"Check the spelling of 'Host' in the credential, and that the n8n server's DNS knows the name.",
		};
	}
	if (isTimeout(failure)) {
		return {
			message: `${host} did not answer within ${seconds(timeoutSeconds)}`,
			description: `A firewall may be in the way, or VSPC is busy. Check 'Host' in the credential${port === '443' ? '' : ' (if your portal opens in the browser without a port, add :443)'}${attempts > 0 ? ", or raise 'Timeout (Seconds)' in the node's options" : ''}.`,
		};
	}
	if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
		return {
			message: `${host} does not speak HTTPS`,
			description:
				"Another service listens on this port. Check host and port in the credential; VSPC's port is 1280 unless it was changed.",
		};
	}
	if (isDropped(failure)) {
		return {
			message: `${host} closed the connection without an answer${attempts > 1 ? ` (tried ${attempts} times)` : ''}`,
			description:
				'VSPC may be restarting, or a proxy or firewall cuts the connection. Try again later.',
		};
	}
	return {
		message: `${host} cannot be reached`,
		description: `The network reports ${code}. Check 'Host' in the credential and the connection from the n8n server to VSPC.`,
	};
}

/** The address that was tried is not that of the credential: n8n goes through a proxy. */
function isAboutProxy({ code, text }: NetworkFailure, name: string, port: string): boolean {
	if (code === 'ECONNREFUSED') {
		const tried = /ECONNREFUSED \S*:(\d+)\b/.exec(text.slice(0, 500))?.[1];
		return tried !== undefined && tried !== port;
	}
	const asked = /(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(text.slice(0, 500))?.[1];
	return asked !== undefined && asked.toLowerCase() !== name.toLowerCase();
}

const PROXY_ADVICE =
	"n8n goes through the proxy in HTTPS_PROXY (or HTTP_PROXY, ALL_PROXY) of its environment. Have the proxy checked, or except VSPC's host from it with NO_PROXY.";

function proxyFailed({ code, text }: NetworkFailure, host: string): Explanation {
	const reached = code === PROXY;
	const reason = code === PROXY ? text.slice(0, 200) : code;
	return {
		message: reached
			? `The proxy does not let n8n through to ${host}`
			: `The proxy on the way to ${host} cannot be reached`,
		description: `The network reports: ${reason}. ${PROXY_ADVICE}`,
	};
}

/** HTTP 407: the answer is the proxy's, not VSPC's. */
export function proxyWantsLogin(host: string): Explanation {
	return {
		message: `The proxy on the way to ${host} requires a login (HTTP 407)`,
		description: `${PROXY_ADVICE} User name and password of a proxy belong into its address, as in http://user:password@proxy:3128.`,
		status: 407,
		isFromElsewhere: true,
	};
}

function blockedByN8n(name: string): Explanation {
	return {
		message: `n8n's SSRF protection blocks requests to ${name}`,
		description: `It is on by N8N_SSRF_PROTECTION_ENABLED, and VSPC's address is in a network that it protects. Have ${name} added to N8N_SSRF_ALLOWED_HOSTNAMES, or its address to N8N_SSRF_ALLOWED_IP_RANGES, in n8n's environment, and n8n restarted.`,
	};
}

/** What to throw when a request outside the request path (login, credential test) got no answer. */
export function unreachable(error: unknown, host: string, timeoutSeconds: number): Error {
	const failure = networkFailure(error);
	if (failure) return new ExplainedError(explainNetworkFailure(failure, host, timeoutSeconds, 0));
	return error instanceof Error ? error : new Error(String(error));
}
