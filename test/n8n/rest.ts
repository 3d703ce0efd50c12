const TIMEOUT_MS = 120_000;

/** An answer of n8n's that is no success. */
class RestError extends Error {
	override name = 'RestError';

	constructor(
		message: string,
		readonly status: number,
	) {
		super(message);
	}
}

/** One session with n8n's internal REST API, the one its editor uses: JSON and a cookie. */
export class RestSession {
	private cookie: string | undefined;

	constructor(private readonly url: string) {}

	/** Sends a request; answers the `data` of n8n's envelope. */
	async send<T>(method: string, path: string, body?: unknown): Promise<T> {
		return (await this.fetchJson<{ data: T }>(method, `/rest${path}`, body)).data;
	}

	/** What the editor loads at its start, e.g. `/types/credentials.json`. */
	async load<T>(path: string): Promise<T> {
		return await this.fetchJson<T>('GET', path);
	}

	/** Logs in once more; answers the `Set-Cookie` that makes a browser logged in. */
	async logInAnew(email: string, password: string): Promise<string> {
		const other = new RestSession(this.url);
		await other.send('POST', '/login', { emailOrLdapLoginId: email, password });
		return `${other.cookie}; Path=/; HttpOnly; SameSite=Lax`;
	}

	private async fetchJson<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(this.cookie ? { cookie: this.cookie } : {}),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		this.keepCookie(response);
		const text = await response.text();
		if (!response.ok) {
			const message = `n8n: ${method} ${path}: ${response.status} ${messageIn(text)}`;
			throw new RestError(message, response.status);
		}
		return JSON.parse(text) as T;
	}

	private keepCookie(response: Response): void {
		const found = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (found) this.cookie = found.split(';')[0];
	}
}

function messageIn(text: string): string {
	try {
		const { message } = JSON.parse(text) as { message?: string };
		return message ?? text;
	} catch {
		return text.slice(0, 300);
	}
}
