import {
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	sleep,
} from 'n8n-workflow';

import { asError, type Timeouts, withDeadline } from '../../util/clock';
import { spelled } from '../../util/text';
import {
	bodyOf,
	errorEntries,
	type RawAnswer,
	readAnswer,
	SHORT_ANSWER,
	type StreamedAnswer,
} from './answer';
import { type Connection, toConnection, versionHeaders } from './connection';
import { explainAnswer, isWrongVersion, vendorText } from './errors';
import { ExplainedError, type Explanation } from './explanation';
import { networkFailure } from './networkErrors';
import { redact } from './redact';
import { type SendResult, untilAnswered } from './send';
import { type IssuedToken, REFUSAL_SECONDS, renewToken, sessionKey } from './sessions';

/** Sends a request; resolves for every HTTP status, throws when there is no answer. Ends with `abortSignal`. */
export type Send = (options: IHttpRequestOptions) => Promise<RawAnswer>;

/** Sends through n8n's request function, which needs no credential. */
export function sendThrough({ helpers }: IHttpRequestHelper): Send {
	return async (options) =>
		await readAnswer(
			(await helpers.httpRequest({
				...options,
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			})) as StreamedAnswer,
			SHORT_ANSWER,
		);
}

export const LOGIN_TIMEOUT_SECONDS = 30;

/** A login stands at the beginning of other calls, which have their own patience. */
const LIMITS: Timeouts = { timeoutSeconds: LOGIN_TIMEOUT_SECONDS, asyncTimeoutSeconds: 60 };

/** The lifetime to assume when VSPC doesn't send one: the shortest that has been reported. */
const FALLBACK_LIFETIME_SECONDS = 900;

/** VSPC understood the login and said no: the same login will fail again. */
class LoginRefusedError extends ExplainedError {
	constructor(explanation: Explanation) {
		super({ ...explanation, cause: 'credential-invalid' });
	}
}

/**
 * Logs in with user name and password: `POST /api/v3/token`, form-encoded, `grant_type=password`.
 * Source: vendor's REST guide, "OAuth 2.0 Authentication".
 *
 * @param credential of type vspcLoginApi, decrypted
 * @throws ExplainedError for a wrong password, an account with MFA, disabled REST access or no connection
 */
export async function login(
	send: Send,
	credential: ICredentialDataDecryptedObject,
): Promise<IssuedToken> {
	const connection = toConnection('vspcLoginApi', credential);
	const { username, password } = credential;
	if (typeof username !== 'string' || username.trim() === '' || !password) {
		throw new LoginRefusedError({ message: "The credential has no 'User Name' or no 'Password'" });
	}
	const form = new URLSearchParams({
		grant_type: 'password',
		username: username.trim(),
		password: String(password),
	});
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: `${connection.baseUrl}/token`,
		headers: {
			'Content-Type': 'application/x-www-form-urlencoded',
			Accept: 'application/json',
			...versionHeaders(connection.apiVersion),
		},
		body: form.toString(),
		skipSslCertificateValidation: connection.allowUnauthorizedCerts,
		timeout: LOGIN_TIMEOUT_SECONDS * 1000,
	};
	const answer = await untilAnswered({
		host: connection.host,
		timeouts: LIMITS,
		changes: false,
		send: async () => await sendOnce(send, options),
		wait: async (milliseconds) => await sleep(milliseconds),
	});
	return readToken(answer, connection);
}

async function sendOnce(send: Send, options: IHttpRequestOptions): Promise<SendResult> {
	try {
		return {
			answer: await withDeadline(
				LOGIN_TIMEOUT_SECONDS,
				undefined,
				async (abortSignal) => await send({ ...options, abortSignal }),
			),
		};
	} catch (error) {
		const failure = networkFailure(error);
		if (!failure) throw asError(error);
		return { failure };
	}
}

function readToken(answer: RawAnswer, connection: Connection): IssuedToken {
	const { host, apiVersion, secrets } = connection;
	const body = bodyOf(answer);
	if (answer.status === 200 && typeof body?.access_token === 'string' && body.access_token !== '') {
		const expiresIn = Number(spelled(body.expires_in));
		return {
			token: body.access_token,
			expiresIn: expiresIn > 0 ? expiresIn : FALLBACK_LIFETIME_SECONDS,
		};
	}
	if (body?.mfa_token) {
		throw new LoginRefusedError({
			message: 'This VSPC account uses multi-factor authentication, which n8n cannot answer',
			description:
				"Use a REST API key instead: create one in VSPC (REST API Keys, under Configuration) and a credential with it: 'API Key' at the top right of the credential dialog, type VSPC API.",
			status: answer.status,
		});
	}
	const explanation = explainAnswer(answer, {
		host,
		apiVersion,
		secrets,
		credentialName: 'vspcLoginApi',
		activity: 'the login',
	});
	if (isWrongVersion(answer)) throw new ExplainedError(explanation);
	const says = vendorText({ ...answer, body: redact(answer.body, secrets) })?.message;
	if ((answer.status === 400 || answer.status === 401) && says) {
		throw new LoginRefusedError({
			message: 'VSPC rejected the user name or password',
			description: `VSPC says: ${says} Check both in the credential; write domain users as DOMAIN\\user.`,
			status: answer.status,
		});
	}
	if (answer.status === 403 && (says || answer.body.trim() === '')) {
		throw new LoginRefusedError({
			message: 'VSPC does not let this account use the REST API',
			description:
				"REST access is disabled for the account or its company. Have the service provider enable it in VSPC (the company's settings, 'REST API access'), or use another account.",
			status: 403,
		});
	}
	// A locked account, say: VSPC 3.7 sends errors with codes of their own as 520.
	const isRefusal = errorEntries(answer).some(({ type }) => type === 'security');
	throw isRefusal ? new LoginRefusedError(explanation) : new ExplainedError(explanation);
}

/**
 * What n8n calls when VSPC rejected the credential's session token, or when it has none yet.
 *
 * @returns the token to go on with; see renewToken for when it contacts VSPC
 */
export async function renewSessionToken(
	send: Send,
	credential: ICredentialDataDecryptedObject,
): Promise<string> {
	const { host } = toConnection('vspcLoginApi', credential);
	const rejected = typeof credential.sessionToken === 'string' ? credential.sessionToken : '';
	return await renewToken(
		sessionKey(host, String(credential.username), String(credential.password)),
		rejected,
		{
			send: async () => await login(send, credential),
			toRefusal: (error) => (error instanceof LoginRefusedError ? repeated(error) : undefined),
		},
	);
}

function repeated({ explanation }: LoginRefusedError): ExplainedError {
	const { description = '' } = explanation;
	return new ExplainedError({
		...explanation,
		description:
			`${description} VSPC said so up to ${REFUSAL_SECONDS} seconds ago; n8n asks it again after that, so that the account is not locked.`.trim(),
	});
}
