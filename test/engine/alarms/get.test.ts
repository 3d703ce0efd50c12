import { useSimulator } from '../harness/simulator';
import { jsonOf, requestsTo, runAlarmNode, shown, TEMPLATES, UNKNOWN } from './stage';

const simulator = useSimulator();
const alarms = () => simulator().estate.alarms;
const someUids = (count: number) =>
	alarms()
		.slice(0, count)
		.map(({ instanceUid }) => instanceUid);
const SINGLE = '/alarms/active/[^/]+$';

const get = async (uids: unknown[], parameters = {}, more = {}) =>
	await runAlarmNode(simulator(), 'get', parameters, { uids, ...more });

test('outputs alarms as VSPC sent them, in the order of the items, each linked to its item', async () => {
	const { outputs, error } = await get(someUids(7));
	expect(error).toBeUndefined();
	for (const [index, { json, pairedItem }] of outputs[0].entries()) {
		const alarm = shown(alarms()[index]);
		expect(json).toMatchObject(alarm);
		expect(json.alarmName).toEqual(expect.any(String));
		expect(json.alarmKey).toBe(`alarm:${alarm.instanceUid}`);
		expect(pairedItem).toEqual({ item: index });
	}
	expect(requestsTo(simulator(), TEMPLATES)).toHaveLength(1);
});

test('takes UIDs and alarm keys in any spelling, and asks for each alarm once', async () => {
	const [first, second] = someUids(2);
	const { outputs } = await get([
		first,
		`alarm:${first}`,
		` ${first.toUpperCase()} `,
		second,
		`alarm:${second.toUpperCase()}`,
	]);
	expect(jsonOf(outputs[0]).map(({ instanceUid }) => instanceUid)).toEqual([
		first,
		first,
		first,
		second,
		second,
	]);
	expect(requestsTo(simulator(), SINGLE)).toHaveLength(2);
});

test('output and names', async () => {
	const { outputs } = await get(someUids(1), {
		output: 'selected',
		fields: 'lastActivation.status, nothing, object.nothing',
		options: { includeNames: true },
	});
	const [alarm] = alarms();
	expect(outputs[0][0].json).toEqual({
		lastActivation: { status: alarm.lastActivation.status },
		object: {},
		instanceUid: alarm.instanceUid,
		alarmName: expect.any(String),
		companyUid: alarm.object.organizationUid,
		companyName: expect.any(String),
		locationName: expect.any(String),
		alarmKey: `alarm:${alarm.instanceUid}`,
	});
});

test.each([
	['nothing', undefined],
	['text', 'my alarm'],
	['a key of a job', `job:${UNKNOWN}:${UNKNOWN}`],
	['a path', `alarm:../${UNKNOWN}`],
	['an object', { a: 1 }],
])('%s is refused before any request, with an error for its item', async (_case, uid) => {
	const { error } = await get([someUids(1)[0], uid]);
	expect(error?.message).toBe("The parameter 'Alarm' (item 2 of 2) is not the UID of an alarm");
	expect(simulator().requests).toHaveLength(0);
});

test('an unknown alarm: what may have become of it; the others go on', async () => {
	const [first] = someUids(1);
	const { outputs } = await get([UNKNOWN, first], {}, { onError: 'continueErrorOutput' });
	expect(jsonOf(outputs[0]).map(({ instanceUid }) => instanceUid)).toEqual([first]);
	const [{ error, message }] = jsonOf(outputs[1]);
	expect(error).toBe(`There is no alarm with the UID ${UNKNOWN}, or this account cannot see it`);
	expect(message).toContain('because it was resolved');
	expect(message).not.toContain('API version');
	expect(message).toContain("A company's account sees only its own alarms.");
});

test('an answer about another alarm is an error', async () => {
	const [first, second] = someUids(2);
	const body = JSON.stringify({ data: { instanceUid: second } });
	simulator().faults.add({ kind: 'notJson', body, path: SINGLE });
	const { error } = await get([first]);
	expect(error?.message).toBe('VSPC answered with another alarm than requested');
});

test('no rights: what is missing', async () => {
	const credentials = {
		vspcApi: {
			host: simulator().host,
			accessToken: simulator().accounts.noRightsApiKey,
			apiVersion: '3.5.1',
			allowUnauthorizedCerts: true,
		},
	};
	const { error } = await get(someUids(1), {}, { credentials });
	expect(error?.message).toBe('The account of this credential may not do this: reading the alarm');
});

test.each(['__CUSTOM_API_CALL__', 'delete'])('there is no operation %s', async (operation) => {
	const { error } = await runAlarmNode(simulator(), operation, {}, { uids: someUids(1) });
	expect(error?.message).toBe(
		operation === 'delete'
			? "There is no operation 'delete' for the resource 'alarm'"
			: 'This node does not make custom API calls',
	);
	expect(simulator().requests).toHaveLength(0);
});

describe('history', () => {
	const history = async (uids: string[], parameters = {}, more = {}) =>
		await runAlarmNode(simulator(), 'getHistory', parameters, { uids, ...more });

	test('activations, the oldest first, each with alarm and key', async () => {
		const [, { instanceUid: other }] = alarms();
		const alarm = alarms().find((one) => one.history.length > 2)!;
		const { outputs } = await history([alarm.instanceUid, `alarm:${other}`], { returnAll: true });
		const own = outputs[0].filter(({ pairedItem }) => (pairedItem as { item: number }).item === 0);
		const { instanceUid: alarmUid } = alarm;
		expect(jsonOf(own)).toEqual(
			alarm.history.map((one) => ({ ...one, alarmUid, alarmKey: `alarm:${alarmUid}` })),
		);
		expect(jsonOf(outputs[0]).at(-1)).toMatchObject({ alarmUid: other });
	});

	test('limit, and many of them', async () => {
		const { instanceUid, object, alarmTemplateUid: template } = simulator().raiseAlarm();
		const at = Date.now();
		for (let minute = 1; minute < 700; minute++) {
			const status = minute % 2 ? 'Warning' : 'Error';
			simulator().raiseAlarm({ template, object, status, at: at + minute * 60_000 });
		}
		expect((await history([instanceUid], { returnAll: true })).outputs[0]).toHaveLength(700);
		expect((await history([instanceUid])).outputs[0]).toHaveLength(50);
		expect((await history([instanceUid], { limit: 3 })).outputs[0]).toHaveLength(3);
	});

	test('of an unknown alarm: reported as such, and the others go on', async () => {
		const [first] = someUids(1);
		const { outputs } = await history([UNKNOWN, first], {}, { onError: 'continueRegularOutput' });
		expect(outputs[0][0].json.error).toContain(`There is no alarm with the UID ${UNKNOWN}`);
		expect(outputs[0].length).toBe(1 + alarms()[0].history.length);
	});
});
