import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { withDeadline } from '../../util/clock';
import { header, type RawAnswer, readAnswer, SHORT_ANSWER, type StreamedAnswer } from './answer';
import { authenticateRequest, cleanToken, type CredentialName, toConnection } from './connection';
import { explanationOf, inOneText } from './explanation';
import { login, LOGIN_TIMEOUT_SECONDS, type Send } from './login';
import { unreachable } from './networkErrors';
import { readEnvelope } from './outcome';
import { redact } from './redact';

/**
 * What 'Test' in the credential does, for both types: logs in where there is a password, then asks
 * `GET /users/me`. Not `/about`: it may answer without any token, so it proves nothing.
 *
 * A function, not n8n's declarative test: that one shows an error code such as DEPTH_ZERO_SELF_SIGNED_CERT
 * or the words of an HTTP status, and a password would be tested by whatever token is still valid.
 */
export async function testVspcCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const data = credential.data ?? {};
	const name: CredentialName = credential.type === 'vspcLoginApi' ? 'vspcLoginApi' : 'vspcApi';
	try {
		await proveToken(sendWith(this), name, data);
		return { status: 'OK', message: 'VSPC accepted the credential' };
	} catch (error) {
		return { status: 'Error', message: explain(error, name, data) };
	}
}

async function proveToken(
	send: Send,
	name: CredentialName,
	data: ICredentialDataDecryptedObject,
): Promise<void> {
	const connection = toConnection(name, data);
	const { host, apiVersion, secrets } = connection;
	const token =
		name === 'vspcLoginApi' ? (await login(send, data)).token : cleanToken(data.accessToken);
	const request = authenticateRequest(connection, token, {
		method: 'GET',
		url: `${connection.baseUrl}/users/me`,
		headers: { Accept: 'application/json' },
		timeout: LOGIN_TIMEOUT_SECONDS * 1000,
	});
	const answer = await answerTo(send, request, host);
	// A background answer comes after the token was checked.
	if (answer.status === 202 && header(answer, 'location')) return;
	readEnvelope(answer, {
		host,
		apiVersion,
		credentialName: name,
		secrets: [...secrets, token],
		activity: 'testing the credential',
	});
}

async function answerTo(
	send: Send,
	request: IHttpRequestOptions,
	host: string,
): Promise<RawAnswer> {
	try {
		return await withDeadline(
			LOGIN_TIMEOUT_SECONDS,
			undefined,
			async (abortSignal) => await send({ ...request, abortSignal }),
		);
	} catch (error) {
		throw unreachable(error, host, LOGIN_TIMEOUT_SECONDS);
	}
}

/**
 * n8n gives a credential test only its older request function. That knows no signal, but hands options on to
 * Node's agent, which closes a connection with its signal.
 */
function sendWith({ helpers }: ICredentialTestFunctions): Send {
	return async ({ url, skipSslCertificateValidation, abortSignal, ...options }) =>
		await readAnswer(
			(await helpers.request({
				...options,
				uri: url,
				agentOptions: { signal: abortSignal },
				rejectUnauthorized: skipSslCertificateValidation !== true,
				followRedirect: false,
				simple: false,
				resolveWithFullResponse: true,
				useStream: true,
			})) as StreamedAnswer,
			SHORT_ANSWER,
		);
}

function explain(
	error: unknown,
	name: CredentialName,
	data: ICredentialDataDecryptedObject,
): string {
	const text = inOneText(explanationOf(error));
	try {
		return redact(text, toConnection(name, data).secrets);
	} catch {
		// The host is what is wrong: nothing was sent, so nothing can be echoed.
		return text;
	}
}
