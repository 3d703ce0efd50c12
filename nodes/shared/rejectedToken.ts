import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * n8n logs in again only when a request fails with 401. VSPC's answers are read here, errors too, so that none
 * of them can go on for ever, and n8n sees no failure. So the second try of a call says which token VSPC
 * rejected, and `authenticate` of the login credential fails with 401 in its place, before anything is sent.
 */
interface SecondTry extends IHttpRequestOptions {
	rejectedToken?: string;
}

/** The options of a call whose token VSPC rejected. */
export function withRejectedToken(
	options: IHttpRequestOptions,
	token: string,
): IHttpRequestOptions {
	return { ...options, rejectedToken: token } as SecondTry;
}

/** The token that a request was sent with. */
export function tokenIn({ headers }: IHttpRequestOptions): string {
	return String(headers?.Authorization ?? '').replace(/^Bearer /, '');
}

/**
 * Makes n8n log in again, once for each call, where it still has the token that VSPC rejected. Another item may
 * have renewed it meanwhile.
 *
 * @throws Error as a request does that was answered with 401
 */
export function refuseRejectedToken(options: IHttpRequestOptions, token: string): void {
	const { rejectedToken } = options as SecondTry;
	if (rejectedToken === undefined) return;
	delete (options as SecondTry).rejectedToken;
	if (rejectedToken !== token) return;
	throw Object.assign(new Error('VSPC rejected the session token'), { response: { status: 401 } });
}
