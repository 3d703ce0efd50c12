import { untilAnswered, type SendResult } from '../../../nodes/vspc/client/send';

/** Waiting takes no time here: the clock is set forward instead. */
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const throttled = (retryAfter: number): SendResult => ({
	answer: { status: 429, headers: {}, body: JSON.stringify({ errors: [{ retryAfter }] }) },
});
const dropped: SendResult = { failure: { code: 'ECONNRESET', text: '' } };
const refused: SendResult = { failure: { code: 'ECONNREFUSED', text: '' } };
const good: SendResult = { answer: { status: 200, headers: {}, body: '{}' } };
const errors = (...types: string[]): SendResult => ({
	answer: {
		status: 520,
		headers: {},
		body: JSON.stringify({ errors: types.map((type) => ({ message: 'No.', type })) }),
	},
});

async function run(changes: boolean, outcomes: SendResult[], asyncTimeoutSeconds = 300) {
	const send = jest.fn(async () => outcomes.shift() ?? good);
	const result = untilAnswered({
		host: 'vspc.example.com:1280',
		timeouts: { timeoutSeconds: 60, asyncTimeoutSeconds },
		changes,
		send,
		wait: async (milliseconds) => void jest.advanceTimersByTime(milliseconds),
	});
	const outcome = await result.catch((error) => error);
	return { outcome, sent: send.mock.calls.length };
}

test('a write is not sent again once VSPC may have forgotten its X-Request-id, throttled or not', async () => {
	const { outcome, sent } = await run(true, [dropped, throttled(280)]);
	expect(sent).toBe(2);
	expect(outcome.explanation.message).toContain('is throttling');
	expect(outcome.explanation.description).toContain('VSPC may have carried this out');
});

test('a read may wait that long', async () => {
	const { outcome, sent } = await run(false, [dropped, throttled(280)]);
	expect(sent).toBe(3);
	expect(outcome.status).toBe(200);
});

test('throttling ends by the time that has gone by, however short each wait', async () => {
	const { outcome, sent } = await run(false, Array(1000).fill(throttled(0)), 60);
	expect(sent).toBeLessThan(12);
	expect(outcome.explanation.message).toContain('is throttling');
});

test('one error that is not worth a retry among others decides', async () => {
	const { sent } = await run(false, [errors('transport', 'logical')]);
	expect(sent).toBe(1);
	expect((await run(false, [errors('transport', 'retryableLogical')])).sent).toBe(2);
});

test('a connection that never came about leaves no doubt about a write', async () => {
	const { outcome, sent } = await run(true, [refused]);
	expect(sent).toBe(1);
	expect(outcome.explanation.description).not.toContain('may have carried this out');
});
