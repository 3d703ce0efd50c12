import { createHash } from 'crypto';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { elapsed } from '../../util/clock';

/** A token as VSPC hands it out. */
export interface IssuedToken {
	token: string;
	/** Seconds; VSPC's documentation and servers differ (900 to 3600), so the server's word counts */
	expiresIn: number;
}

/** Times are those of `elapsed`. */
interface Session {
	latest?: { token: string; obtainedAt: number; expiresAt: number };
	/** Tokens that `latest` took the place of; a caller may still have one of them */
	replaced: string[];
	/** How many tokens in a row VSPC rejected soon after it had issued them */
	rejectedYoung: number;
	login?: Promise<IssuedToken>;
	refusal?: { error: Error; until: number };
}

/** Requests that started with the old token come back rejected within this time after the new login. */
const BURST_MS = 60_000;

/** A wrong password is not tried again for this long: every item would be one more step to a locked account. */
export const REFUSAL_SECONDS = 30;

/** A token that is rejected sooner has not expired: VSPC takes it back, or never meant it. */
const YOUNG_MS = 30_000;

/** A token may be revoked once by chance. */
const MAX_REJECTED_YOUNG = 2;

const MAX_REPLACED = 20;
const MAX_SESSIONS = 200;

/** One entry for each host, user and password of this n8n process. */
const sessions = new Map<string, Session>();

/** The key contains no readable password: it stays in memory as long as n8n runs. */
export function sessionKey(host: string, username: string, password: string): string {
	return createHash('sha256')
		.update(JSON.stringify([host, username, password]))
		.digest('hex');
}

/** How to get a token, and what to make of a failure. */
export interface Login {
	/** Contacts VSPC; has to end */
	send: () => Promise<IssuedToken>;
	/**
	 * What to throw for a while after an answer that will be the same next time (wrong password); undefined for
	 * an outage
	 */
	toRefusal: (error: unknown) => Error | undefined;
}

/**
 * The token to go on with after VSPC rejected one. n8n asks for one login per rejected request: all that
 * ask while a login is under way share it, and those that come later with a token that was already
 * replaced get the newer one without another login.
 *
 * @param rejected the caller's token, empty when it never had one
 */
export async function renewToken(key: string, rejected: string, login: Login): Promise<string> {
	const session = sessions.get(key) ?? { replaced: [], rejectedYoung: 0 };
	remember(key, session);
	if (session.login) return (await session.login).token;
	if (session.refusal && elapsed() < session.refusal.until) throw session.refusal.error;
	if (session.latest && isNewerThan(rejected, session)) return session.latest.token;
	if (session.latest && isRejectedAgain(rejected, session)) return session.latest.token;
	session.replaced = [...new Set([rejected, session.latest?.token ?? '', ...session.replaced])]
		.filter((token) => token !== '')
		.slice(0, MAX_REPLACED);
	known = undefined;
	session.login = login.send();
	session.login.catch((error) => {
		const refusal = login.toRefusal(error);
		if (refusal) refuse(session, refusal);
	});
	try {
		const { token, expiresIn } = await session.login;
		const obtainedAt = elapsed();
		session.latest = { token, obtainedAt, expiresAt: obtainedAt + expiresIn * 1000 };
		known = undefined;
		return token;
	} finally {
		session.login = undefined;
	}
}

function refuse(session: Session, error: Error): void {
	session.refusal = { error, until: elapsed() + REFUSAL_SECONDS * 1000 };
}

/**
 * Counts, and says when another login would lead nowhere. n8n's HTTP Request node asks for one after any
 * error, so this is no proof that the token is bad: the same one is handed out again, and what VSPC answers
 * to it is what the user gets to see.
 */
function isRejectedAgain(rejected: string, session: Session): boolean {
	const { latest } = session;
	const isYoung =
		latest !== undefined && rejected === latest.token && elapsed() < latest.obtainedAt + YOUNG_MS;
	session.rejectedYoung = isYoung ? session.rejectedYoung + 1 : 0;
	return session.rejectedYoung > MAX_REJECTED_YOUNG;
}

function isNewerThan(rejected: string, { latest, replaced }: Session): boolean {
	const now = elapsed();
	if (!latest || rejected === latest.token || now >= latest.expiresAt) return false;
	if (rejected === '') return true;
	return replaced.includes(rejected) && now < latest.obtainedAt + BURST_MS;
}

function remember(key: string, session: Session): void {
	sessions.delete(key);
	sessions.set(key, session);
	for (const [oldest, { login }] of sessions) {
		if (sessions.size <= MAX_SESSIONS) break;
		if (!login) sessions.delete(oldest);
	}
	known = undefined;
}

/** Tokens that this process has sent; another n8n process may have obtained them. */
const sent = new Set<string>();

/** What `knownSessionTokens` has made, until a token comes or goes. */
let known: string[] | undefined;

/** Remembers a token that goes out with a request, so that it is found when an answer echoes it. */
export function noteSentToken(token: string): void {
	if (!sent.delete(token)) known = undefined;
	sent.add(token);
	if (sent.size > MAX_SESSIONS) sent.delete([...sent][0]);
}

/**
 * For redaction: tokens that n8n's credential may not show yet.
 *
 * @returns the same array until a token comes or goes
 */
export function knownSessionTokens(): string[] {
	known ??= [
		...new Set([
			...sent,
			...[...sessions.values()].flatMap(({ latest, replaced }) =>
				latest ? [latest.token, ...replaced] : replaced,
			),
		]),
	];
	return known;
}

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
