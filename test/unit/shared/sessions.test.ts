import { knownSessionTokens, renewToken, sessionKey } from '../../../nodes/vspc/client/sessions';

/** A VSPC that hands out token-1, token-2 … and counts. */
function vspc(expiresIn = 3600) {
	let count = 0;
	const login = jest.fn(async () => ({ token: `token-${++count}`, expiresIn }));
	const key = sessionKey('host', 'user', `password of ${expect.getState().currentTestName}`);
	const renew = async (
		token: string,
		send: () => Promise<never> | ReturnType<typeof login> = login,
	) =>
		await renewToken(key, token, {
			send,
			toRefusal: (error) => (error === 'refused' ? new Error('refused before') : undefined),
		});
	return { login, renew };
}

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-01-01') }));
afterEach(() => jest.useRealTimers());

test('all that ask while a login is under way share it', async () => {
	const { login, renew } = vspc();
	expect(await Promise.all([renew(''), renew(''), renew('old')])).toEqual(Array(3).fill('token-1'));
	expect(login).toHaveBeenCalledTimes(1);
});

test('who comes later with a token that was already replaced gets the newer one', async () => {
	const { login, renew } = vspc();
	await renew('old');
	expect(await renew('old')).toBe('token-1');
	expect(login).toHaveBeenCalledTimes(1);
});

test('a rejected newest token means a new login', async () => {
	const { login, renew } = vspc();
	await renew('old');
	expect(await renew('token-1')).toBe('token-2');
	expect(await renew('token-1')).toBe('token-2');
	expect(login).toHaveBeenCalledTimes(2);
});

test("a token that another n8n process obtained doesn't bring back an older one of ours", async () => {
	const { renew } = vspc();
	await renew('old');
	expect(await renew('token of another worker')).toBe('token-2');
});

test('a replaced token that comes back long after means that the newer one is no good either', async () => {
	const { renew } = vspc();
	await renew('old');
	jest.advanceTimersByTime(61_000);
	expect(await renew('old')).toBe('token-2');
});

test('an expired token is not handed out, not even to one that never had any', async () => {
	const { renew } = vspc(900);
	await renew('');
	jest.advanceTimersByTime(899_000);
	expect(await renew('')).toBe('token-1');
	jest.advanceTimersByTime(1000);
	expect(await renew('')).toBe('token-2');
});

test('a refused login is not tried again for 30 seconds, then it is', async () => {
	const { login, renew } = vspc();
	const refuse = jest.fn(async () => await Promise.reject('refused'));
	await expect(renew('', refuse)).rejects.toBe('refused');
	await expect(renew('', login)).rejects.toThrow('refused before');
	expect(login).not.toHaveBeenCalled();
	jest.advanceTimersByTime(30_000);
	expect(await renew('', login)).toBe('token-1');
});

test('an outage during the login is no refusal: the next one tries again', async () => {
	const { renew } = vspc();
	await expect(renew('', async () => await Promise.reject('down'))).rejects.toBe('down');
	expect(await renew('')).toBe('token-1');
});

test('tokens that are rejected as soon as they are issued: two more logins, then the same one for a while', async () => {
	const { login, renew } = vspc();
	let token = await renew('');
	for (let i = 0; i < 50; i++) token = await renew(token);
	expect(token).toBe('token-3');
	expect(login).toHaveBeenCalledTimes(3);
	jest.advanceTimersByTime(30_000);
	expect(await renew(token)).toBe('token-4');
});

test('tokens that live long enough may be renewed for ever', async () => {
	const { renew } = vspc();
	let token = await renew('');
	for (let i = 0; i < 10; i++) {
		jest.advanceTimersByTime(60_000);
		token = await renew(token);
	}
	expect(token).toBe('token-11');
});

test('users and passwords never share a token', async () => {
	expect(sessionKey('h', 'a', 'bc')).not.toBe(sessionKey('h', 'ab', 'c'));
	expect(sessionKey('h', 'a', 'b')).not.toContain('b"');
});

test('does not grow without end', async () => {
	for (let i = 0; i < 500; i++) {
		await renewToken(sessionKey('h', `user ${i}`, 'p'), '', {
			send: async () => ({ token: `bounded-${i}`, expiresIn: 60 }),
			toRefusal: () => undefined,
		});
	}
	expect(knownSessionTokens().filter((token) => token.startsWith('bounded-'))).toHaveLength(200);
});
