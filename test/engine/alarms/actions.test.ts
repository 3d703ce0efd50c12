import type { Fault } from '../../simulator';
import { apiKey, useSimulatorPerTest } from '../harness/simulator';
import { jsonOf, requestsTo, runAlarmNode, UNKNOWN } from './stage';
import { useVirtualTime } from '../harness/useTime';

/** Acknowledge and Resolve. */
const simulator = useSimulatorPerTest();
useVirtualTime();

const alarm = (uid: string) =>
	simulator().estate.alarms.find(({ instanceUid }) => instanceUid === uid)!;
/** Alarms that nobody has seen yet. */
const freshUids = (count: number) =>
	simulator()
		.estate.alarms.filter(({ lastActivation }) => /error|warning/i.test(lastActivation.status))
		.slice(0, count)
		.map(({ instanceUid }) => instanceUid);
const countsOf = (operation: string) =>
	operation === 'resolve' ? simulator().resolves : simulator().acknowledges;
const writes = () => simulator().requests.filter(({ method }) => method === 'POST');

const act = async (operation: string, uids: unknown[], parameters = {}, more = {}) =>
	await runAlarmNode(
		simulator(),
		operation,
		{ comment: 'Ticket 4711', ...parameters },
		{ uids, ...more },
	);

describe.each([
	['acknowledge', 'Acknowledged'],
	['resolve', 'Resolved'],
])('%s', (operation, status) => {
	test('outputs that VSPC accepted it, with the key, and asks for nothing else', async () => {
		const uids = freshUids(3);
		const { outputs, error } = await act(operation, uids);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
			uids.map((alarmUid, item) => [
				{ alarmUid, operation, accepted: true, alarmKey: `alarm:${alarmUid}` },
				{ item },
			]),
		);
		for (const uid of uids) {
			expect(alarm(uid).lastActivation).toMatchObject({ status, remark: 'Ticket 4711' });
		}
		expect(simulator().requests).toHaveLength(3);
	});

	test.each([
		[undefined, 'false'],
		[true, 'true'],
		['true', 'true'],
		['False', 'false'],
	])('with Resolve on Clients as %s', async (resolveOnClients, sent) => {
		await act(operation, freshUids(1), { resolveOnClients });
		expect(writes().map(({ query }) => query.resolveOnClients)).toEqual([sent]);
	});

	test.each([
		'Größe "50 %" & Co: 1+1=2?\r\n#3 <b>fett</b> 🙂',
		'{{ $json.uid }} ${x}',
		' spaces around ',
	])('the comment arrives as it was written: %j', async (comment) => {
		const [uid] = freshUids(1);
		await act(operation, [uid], { comment });
		expect(alarm(uid).lastActivation.remark).toBe(comment);
	});

	test('a number as comment, as the ticket system may give it', async () => {
		const [uid] = freshUids(1);
		await act(operation, [uid], { comment: '={{ 4711 }}' });
		expect(alarm(uid).lastActivation.remark).toBe('4711');
	});

	test('a comment that was cut in the middle of a character', async () => {
		const [uid] = freshUids(1);
		const comment = '={{ "Done 🙂".slice(0, 6) + "!" + "🙂".slice(1) + "🙂" }}';
		const { error } = await act(operation, [uid], { comment });
		expect(error).toBeUndefined();
		expect(alarm(uid).lastActivation.remark).toBe('Done \ufffd!\ufffd🙂');
	});

	test('an alarm that several items name is acted on once, with the comment of the first', async () => {
		const [first, second] = freshUids(2);
		const uids = [first, second, `alarm:${first}`, first.toUpperCase()];
		const { outputs } = await act(operation, uids, { comment: '={{ "Item " + $itemIndex }}' });
		expect(jsonOf(outputs[0]).map(({ alarmUid }) => alarmUid)).toEqual([
			first,
			second,
			first,
			first,
		]);
		expect(countsOf(operation).get(first)).toBe(1);
		expect(alarm(first).lastActivation.remark).toBe('Item 0');
	});

	test.each<[string, Fault]>([
		['drops the connection before it has done it', { kind: 'drop', times: 2 }],
		['drops the connection after it has done it', { kind: 'dropAfter', times: 2 }],
		['throttles', { kind: 'throttle', retryAfter: 1, times: 1 }],
		['does it in the background', { kind: 'async', pollsUntilDone: 0 }],
	])('once, when the server %s', async (_case, fault) => {
		const [uid] = freshUids(1);
		simulator().faults.add({ ...fault, method: 'POST' } as Fault);
		const { error } = await act(operation, [uid]);
		expect(error).toBeUndefined();
		expect(countsOf(operation).get(uid)).toBe(1);
		expect(new Set(writes().map(({ headers }) => headers['x-request-id'])).size).toBe(1);
	});

	test.each(['   ', ' \r\n\t', '={{ "" }}', '={{ null }}', '={{ $json.nothing }}'])(
		'a comment of %j is refused before any request',
		async (comment) => {
			const { error } = await act(operation, freshUids(1), { comment });
			expect(error?.message).toBe("The parameter 'Comment' is empty");
			expect(simulator().requests).toHaveLength(0);
		},
	);

	test('a comment that is left out is refused by n8n', async () => {
		await expect(act(operation, freshUids(1), { comment: '' })).rejects.toThrow(
			'Parameter "Comment" is required.',
		);
		expect(simulator().requests).toHaveLength(0);
	});

	test.each([
		[{ comment: '={{ [1, 2] }}' }, "The parameter 'Comment' is not text"],
		[{ resolveOnClients: 'maybe' }, "The parameter 'Resolve on Clients' has the value 'maybe'"],
	])('%j is refused before any request', async (parameters, message) => {
		const { error } = await act(operation, freshUids(1), parameters);
		expect(error?.message).toBe(message);
		expect(simulator().requests).toHaveLength(0);
	});

	test('no alarm is changed when one of the items has no comment', async () => {
		const { error } = await act(operation, freshUids(2), {
			comment: '={{ $itemIndex === 1 ? "" : "Ticket" }}',
		});
		expect(error?.message).toBe("The parameter 'Comment' (item 2 of 2) is empty");
		expect(simulator().requests).toHaveLength(0);
	});

	test('set to go on: bad comments and unknown alarms fail their own items only', async () => {
		const [first, second, third] = freshUids(3);
		const { outputs } = await act(
			operation,
			[first, second, UNKNOWN, third],
			{ comment: '={{ $itemIndex === 1 ? "" : "Ticket" }}' },
			{ onError: 'continueErrorOutput' },
		);
		expect(outputs[0].map(({ json, pairedItem }) => [json.alarmUid, pairedItem])).toEqual([
			[first, { item: 0 }],
			[third, { item: 3 }],
		]);
		expect(jsonOf(outputs[1]).map(({ error }) => error)).toEqual([
			"The parameter 'Comment' (item 2 of 4) is empty",
			`There is no alarm with the UID ${UNKNOWN}, or this account cannot see it`,
		]);
		expect([...countsOf(operation).keys()]).toEqual([first, third]);
	});

	test('after a failure no further alarm is changed, unless set to go on', async () => {
		const [first, second] = freshUids(2);
		simulator().faults.add({ kind: 'latency', ms: 500, path: UNKNOWN });
		const { error } = await act(operation, [first, UNKNOWN, second]);
		expect(error?.message).toContain(`There is no alarm with the UID ${UNKNOWN}`);
		expect([...countsOf(operation).keys()]).toEqual([first]);
	});

	test("an alarm that is resolved: VSPC's own message and what to do; the others go on", async () => {
		const [first, second] = freshUids(2);
		simulator().resolveAlarm(first);
		const { outputs } = await act(
			operation,
			[first, second],
			{},
			{ onError: 'continueErrorOutput' },
		);
		expect(jsonOf(outputs[0]).map(({ alarmUid }) => alarmUid)).toEqual([second]);
		const [{ error, message }] = jsonOf(outputs[1]);
		expect(error).toBe(`VSPC answered: Alarm with UID '${first}' is already resolved.`);
		expect(message).toContain(
			"An alarm that is resolved cannot be acknowledged or resolved again. Read it with 'Get' to see how it stands.",
		);
	});

	test('an alarm that is resolved, on a server that shows it no longer', async () => {
		simulator().settings.resolvedAlarms = 'vanish';
		const [first] = freshUids(1);
		simulator().resolveAlarm(first);
		const { error } = await act(operation, [first]);
		expect(error?.message).toContain(`There is no alarm with the UID ${first}`);
		expect(error?.description).toContain('because it was resolved');
	});

	test('a read-only key: the right that is missing', async () => {
		const accessToken = simulator().accounts.readOnlyApiKey;
		const credentials = apiKey(simulator(), { accessToken });
		const { error, stored } = await act(operation, freshUids(1), {}, { credentials });
		expect(error?.message).toMatch(
			/^The account of this credential may not do this: (acknowledging|resolving) the alarm$/,
		);
		expect(error?.description).toContain('A read-only API key cannot change anything.');
		expect(countsOf(operation).size).toBe(0);
		expect(stored).not.toContain(accessToken);
	});

	test('a comment that is too long for VSPC: its word, and the alarm stays as it was', async () => {
		const { error } = await act(operation, freshUids(1), { comment: 'x'.repeat(600) });
		expect(error?.message).toBe('VSPC answered: The comment is longer than 512 characters.');
		expect(error?.description).toContain('parameter comment');
		expect(countsOf(operation).size).toBe(0);
	});
});

test('acknowledged, then resolved', async () => {
	const [uid] = freshUids(1);
	await act('acknowledge', [uid]);
	await act('resolve', [uid], { comment: 'Done' });
	expect(
		alarm(uid)
			.history.slice(-2)
			.map(({ status }) => status),
	).toEqual(['Acknowledged', 'Resolved']);
	expect(requestsTo(simulator(), '/resolve$')).toHaveLength(1);
});
