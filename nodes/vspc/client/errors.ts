import { pluralOf, spelled } from '../../util/text';
import {
	bodyOf,
	errorEntries,
	firstWords,
	header,
	type RawAnswer,
	type VspcErrorEntry,
} from './answer';
import type { Explanation } from './explanation';
import { proxyWantsLogin } from './networkErrors';
import { redact } from './redact';

/** What the failed call was about, so that a message can name it. */
export interface CallSubject {
	host: string;
	/** As asked for in X-Client-Version; empty: none */
	apiVersion: string;
	/** In words, e.g. `reading the job` */
	activity: string;
	/** e.g. `job`; with `uid` for calls about one resource */
	noun?: string;
	uid?: string;
	/** Roles that VSPC's documentation names for the call */
	roles?: string[];
	/** What to do when VSPC refuses, beyond what its own message says */
	rejectionHint?: string;
	/** Why VSPC may not know the resource, beyond what is true of any */
	notFoundHint?: string;
	/** Whether many are asked for: their `data` may be null for none */
	isList?: boolean;
	/** Whether the call changes something in VSPC */
	changes?: boolean;
	/** The credential type, for the right rejectionHint on a rejected token */
	credentialName?: 'vspcApi' | 'vspcLoginApi';
	/** Texts that must never appear in a message */
	secrets: string[];
}

/**
 * Turns an answer that is not a success into words: VSPC's own body where there is one
 * (`errors[]`, `{error: {…}}` or `{error, error_description}`; vendor's REST guide, "Errors").
 */
export function explainAnswer(received: RawAnswer, subject: CallSubject): Explanation {
	const answer = withoutSecrets(received, subject);
	const { status } = answer;
	if (status === 206) return partOnly(subject);
	if (status === 304) return notModified(subject);
	if (status === 407) return proxyWantsLogin(subject.host);
	if (status >= 300 && status < 400) return redirected(answer, subject);
	if (isWrongVersion(answer)) return wrongVersion(answer, subject);
	if (status === 401) return tokenRejected(subject);
	const vendor = vendorText(answer);
	if (status === 404 && (vendor || answer.body.trim() === '')) return notFound(subject, vendor);
	if (status === 403 && (vendor || answer.body.trim() === '')) return forbidden(subject, vendor);
	if (status === 429) return throttled(subject, vendor);
	if (!vendor) return notVspc(answer, subject);
	return {
		message: `VSPC answered: ${vendor.message}`,
		description: [
			`VSPC refused ${subject.activity}${vendor.details ? ` (${vendor.details})` : ''}.`,
			subject.rejectionHint,
		]
			.filter(Boolean)
			.join(' '),
		status,
		...(status === 400 ? { parameters: queryParametersIn(answer) } : {}),
	};
}

/** By `parameterName`, or by a word in the message where VSPC leaves the name out. */
function queryParametersIn(answer: RawAnswer): string[] {
	const entries = errorEntries(answer);
	return ['filter', 'sort', 'select', 'expand'].filter((parameter) =>
		entries.some(({ parameterName, message }) =>
			parameterName
				? parameterName.toLowerCase() === parameter
				: new RegExp(`\\b${parameter}`, 'i').test(message ?? ''),
		),
	);
}

/** For HTML, cut-off JSON or JSON of another service where VSPC's answer was expected. */
export function notVspc(received: RawAnswer, subject: CallSubject): Explanation {
	const answer = withoutSecrets(received, subject);
	const words = firstWords(answer.body, (text) => redact(text, subject.secrets));
	return {
		message: `${subject.host} does not answer like VSPC (HTTP ${answer.status})`,
		description: `${words ? `The answer starts with: ${words}` : 'The answer is empty.'} Check that 'Host' in the credential is your VSPC portal with the right port, and that no proxy or login page stands in between.`,
		status: answer.status,
		isFromElsewhere: true,
	};
}

/**
 * For a path that this VSPC does not know, which it answers with a page of its portal (seen live).
 *
 * @param path below `/api/v3`
 */
export function unknownResource(
	path: string[],
	{ activity, apiVersion }: CallSubject,
): Explanation {
	const asked = apiVersion ? `The credential asks for API version ${apiVersion}.` : '';
	return {
		message: `This VSPC has no such resource: /${path.join('/')} (${activity})`,
		description:
			`It answers this request with a page of its portal, and other requests as usual. Your VSPC version may be too old for it. ${asked}`.trim(),
		isUnknownResource: true,
	};
}

/** No error of VSPC is longer, even one that echoes a long token in several encodings. */
const MAX_BODY = 500_000;

/** Before any text is cut: half a secret is still one. */
function withoutSecrets(answer: RawAnswer, { secrets }: CallSubject): RawAnswer {
	const location = header(answer, 'location');
	return {
		...answer,
		headers: location ? { ...answer.headers, location: redact(location, secrets) } : answer.headers,
		body: redact(answer.body.slice(0, MAX_BODY), secrets),
	};
}

/** Longer ones would be stored with every item. */
const MAX_MESSAGE = 1000;

function messageOf({ message, code }: VspcErrorEntry): string {
	// VSPC's messages end in line breaks (seen live).
	return message?.trim() || `error ${code ?? 'without text'}`;
}

export interface VendorText {
	message: string;
	details: string;
}

/** VSPC's message with the parameter or property it is about and its code; undefined when it isn't VSPC's body. */
export function vendorText(answer: RawAnswer): VendorText | undefined {
	const entries = errorEntries(answer);
	if (entries.length > 0) {
		return {
			message: entries.map(messageOf).join(' ').slice(0, MAX_MESSAGE),
			details: entries
				.flatMap(({ parameterName, propertyName, failedJsonPatch, code }) => [
					parameterName && `parameter ${parameterName}`,
					propertyName && `property ${propertyName}`,
					failedJsonPatch !== undefined &&
						failedJsonPatch !== null &&
						`JSON patch ${JSON.stringify(failedJsonPatch).slice(0, 200)}`,
					code !== undefined && `code ${code}`,
				])
				.filter(Boolean)
				.join(', ')
				.slice(0, MAX_MESSAGE),
		};
	}
	const body = bodyOf(answer);
	if (typeof body?.error === 'string') {
		const text = body.error_description;
		return {
			message: (typeof text === 'string' ? text : body.error).trim().slice(0, MAX_MESSAGE),
			details: body.error.slice(0, 200),
		};
	}
	const error = body?.error as { code?: unknown; message?: unknown } | null | undefined;
	if (typeof error !== 'object' || error === null) return undefined;
	if (typeof error.message !== 'string' && typeof error.code !== 'string') return undefined;
	return {
		message: spelled(error.message ?? error.code)
			.trim()
			.slice(0, MAX_MESSAGE),
		details: `code ${spelled(error.code).slice(0, 200)}`,
	};
}

/** VSPC doesn't know the version in X-Client-Version, whatever was asked for. */
export function isWrongVersion(answer: RawAnswer): boolean {
	const error = bodyOf(answer)?.error as { code?: unknown } | string | null | undefined;
	return typeof error === 'object' && error?.code === 'UnsupportedApiVersion';
}

function wrongVersion({ status }: RawAnswer, { apiVersion }: CallSubject): Explanation {
	return {
		message: apiVersion
			? `This VSPC server does not know the API version ${apiVersion}`
			: 'This VSPC server requires an API version',
		description: apiVersion
			? "The version was asked for by the credential. Choose an older one, or 'Server Default', in 'API Version' of the credential."
			: "The credential is set to 'Server Default'. Choose the version of your server in 'API Version' of the credential.",
		status,
		isUnknownVersion: true,
	};
}

const CACHE =
	'n8n asked for the whole answer and for a fresh one, so a proxy or cache stands in between. Have it pass requests to VSPC through unchanged.';

function partOnly({ host, activity }: CallSubject): Explanation {
	return {
		message: `${host} sent only a part of its answer (HTTP 206, ${activity})`,
		description: CACHE,
		status: 206,
		isFromElsewhere: true,
	};
}

function notModified({ host, activity }: CallSubject): Explanation {
	return {
		message: `${host} answers that nothing has changed, instead of sending the data (HTTP 304, ${activity})`,
		description: CACHE,
		status: 304,
		isFromElsewhere: true,
	};
}

function redirected(answer: RawAnswer, { host }: CallSubject): Explanation {
	const target = redirectTarget(answer, host);
	const shown = target?.protocol === 'http:' ? target.origin : hostOf(target);
	return {
		message: `${host} redirects to ${shown ?? 'another address'}`,
		description: redirectAdvice(target, host),
		status: answer.status,
	};
}

function redirectAdvice(target: URL | undefined, host: string): string {
	if (target?.protocol === 'http:') {
		return "n8n does not follow, since the token would travel in clear text. VSPC is only contacted over HTTPS: enter host and port of its HTTPS address in 'Host' of the credential.";
	}
	if (hostOf(target) === host) {
		return `It leads to another page of the same host, as a login page or a proxy does. Check that the port in 'Host' of the credential is the one of VSPC's REST API.`;
	}
	return "n8n does not follow, since the token would go along. If that is your VSPC, enter that host in 'Host' of the credential.";
}

/** `host:port`, always with the port. */
function hostOf(target: URL | undefined): string | undefined {
	return target && `${target.hostname}:${target.port || '443'}`;
}

function redirectTarget(answer: RawAnswer, host: string): URL | undefined {
	const location = header(answer, 'location');
	if (!location) return undefined;
	try {
		return new URL(location, `https://${host}`);
	} catch {
		return undefined;
	}
}

function tokenRejected({ credentialName }: CallSubject): Explanation {
	return {
		message: 'VSPC rejected the token of the credential',
		description:
			credentialName === 'vspcLoginApi'
				? 'A fresh login was rejected as well. Check that the account is enabled in VSPC and may use the REST API, then test the credential.'
				: "The key is wrong, disabled or deleted, or it is an access token that has expired. In VSPC, open REST API Keys (under Configuration, in newer versions under Configuration > Access Management, for companies under Configuration > Security): enable the key or create a new one, and paste it into 'API Key or Access Token' of the credential.",
		status: 401,
	};
}

function notFound(
	{ noun, uid, activity, notFoundHint }: CallSubject,
	vendor?: VendorText,
): Explanation {
	const says = vendor ? `VSPC says: ${vendor.message} ` : '';
	if (!noun || !uid) {
		return {
			message: `VSPC has no such resource (${activity})`,
			description: `${says}Your VSPC version may not have this yet.`,
			status: 404,
		};
	}
	return {
		message: `There is no ${noun} with the UID ${uid}, or this account cannot see it`,
		description: [
			`${says}Check the UID: the ${noun} may have been deleted.`,
			notFoundHint,
			`A company's account sees only its own ${pluralOf(noun)}.`,
		]
			.filter(Boolean)
			.join(' '),
		status: 404,
	};
}

function forbidden({ activity, roles, changes }: CallSubject, vendor?: VendorText): Explanation {
	return {
		message: `The account of this credential may not do this: ${activity}`,
		description: [
			roles && `VSPC's documentation names these roles for it: ${roles.join(', ')}.`,
			changes && 'A read-only API key cannot change anything.',
			vendor && `VSPC says: ${vendor.message}`,
		]
			.filter(Boolean)
			.join(' '),
		status: 403,
	};
}

function throttled({ activity }: CallSubject, vendor?: VendorText): Explanation {
	return {
		message: `VSPC is throttling: too many requests (${activity})`,
		description: `Run the workflow less often or with fewer items at a time.${vendor ? ` VSPC says: ${vendor.message}` : ''}`,
		status: 429,
	};
}
