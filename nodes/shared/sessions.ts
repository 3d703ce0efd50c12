import { createHash } from 'crypto';

/** A token as VSPC hands it out. */
export interface IssuedToken {
	token: string;
	/** Seconds; VSPC's documentation and servers differ (900 to 3600), so the server's word counts */
	expiresIn: number;
}

interface Session {
	latest?: { token: string; obtainedAt: number; expiresAt: number };
	/** Tokens that `latest` took the place of; a caller may still hold one of them */
	replaced: string[];
	login?: Promise<IssuedToken>;
	refusal?: { error: Error; until: number };
}

/** Requests that started with the old token come back rejected within this time after the new login. */
const BURST_MS = 60_000;

/** A wrong password is not tried again for this long: every item would be one more step to a locked account. */
export const REFUSAL_SECONDS = 30;

const MAX_REPLACED = 20;
const MAX_SESSIONS = 200;

/** One entry for each host, user and password of this n8n process. */
const sessions = new Map<string, Session>();

/** The key holds no readable password: it stays in memory as long as n8n runs. */
export function sessionKey(host: string, username: string, password: string): string {
	return createHash('sha256')
		.update(JSON.stringify([host, username, password]))
		.digest('hex');
}

/**
 * The token to go on with after VSPC rejected one. n8n asks for one login per rejected request: all that
 * ask while a login is under way share it, and those that come later with a token that was already
 * replaced get the newer one without another login.
 *
 * @param rejected the caller's token, empty when it never had one
 * @param login contacts VSPC
 * @param toRefusal what to throw for a while after an answer that will be the same next time (wrong password);
 *   undefined for an outage
 */
export async function renewToken(
	key: string,
	rejected: string,
	login: () => Promise<IssuedToken>,
	toRefusal: (error: unknown) => Error | undefined,
): Promise<string> {
	const session = sessions.get(key) ?? { replaced: [] };
	remember(key, session);
	if (session.login) return (await session.login).token;
	const now = Date.now();
	if (session.refusal && now < session.refusal.until) throw session.refusal.error;
	if (session.latest && isNewerThan(rejected, session, now)) return session.latest.token;

	session.replaced = [rejected, session.latest?.token, ...session.replaced]
		.filter((token): token is string => token !== undefined && token !== '')
		.slice(0, MAX_REPLACED);
	session.login = login();
	session.login.catch((error) => {
		const refusal = toRefusal(error);
		if (refusal) session.refusal = { error: refusal, until: Date.now() + REFUSAL_SECONDS * 1000 };
	});
	try {
		const { token, expiresIn } = await session.login;
		const obtainedAt = Date.now();
		session.latest = { token, obtainedAt, expiresAt: obtainedAt + expiresIn * 1000 };
		session.refusal = undefined;
		return token;
	} finally {
		session.login = undefined;
	}
}

function isNewerThan(rejected: string, session: Session, now: number): boolean {
	const { latest, replaced } = session;
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
}

/** For redaction: tokens that n8n's credential may not show yet. */
export function knownSessionTokens(): string[] {
	return [...sessions.values()].flatMap(({ latest, replaced }) =>
		latest ? [latest.token, ...replaced] : replaced,
	);
}
