import { ExplainedError, type Explanation } from './explanation';
import { seconds } from './words';

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

/** Finds code and text of a network failure in whatever n8n threw; undefined when it is none. */
export function networkFailure(error: unknown): NetworkFailure | undefined {
	for (let link = error, depth = 0; isLink(link) && depth < 5; link = link.cause, depth++) {
		const text = typeof link.message === 'string' ? link.message : '';
		if (typeof link.code === 'string') return { code: link.code, text };
		if (/socket hang up|stream has been aborted/i.test(text)) return { code: 'ECONNRESET', text };
	}
	return undefined;
}

function isLink(value: unknown): value is { code?: unknown; message?: unknown; cause?: unknown } {
	return typeof value === 'object' && value !== null;
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
				"Nothing listens on that port, or a firewall turns n8n away. Check 'Host' in the credential: if your VSPC portal opens in the browser without a port, add :443 to the host.",
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
			description: `A firewall may be in the way, or VSPC is busy. Check 'Host' in the credential (if your portal opens in the browser without a port, add :443)${attempts > 0 ? ", or raise 'Timeout (Seconds)' in the node's options" : ''}.`,
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

/** What to throw when a request outside the request path (login, credential test) got no answer. */
export function unreachable(error: unknown, host: string, timeoutSeconds: number): Error {
	const failure = networkFailure(error);
	if (failure) return new ExplainedError(explainNetworkFailure(failure, host, timeoutSeconds, 0));
	return error instanceof Error ? error : new Error(String(error));
}
