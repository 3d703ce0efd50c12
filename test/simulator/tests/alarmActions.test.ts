import type { ActiveAlarm, Simulator } from '../index';
import { startSimulator } from '../index';
import { call, errorOf } from './client';

const ALARMS = '/alarms/active';
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 20, companies: 5, controlPort: 0 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

let alarm: ActiveAlarm;
beforeEach(() => {
	alarm = simulator.raiseAlarm({ message: 'Full\r\n' });
});

const fine = { comment: 'Ticket 4711 – "ä" & <b>', resolveOnClients: 'false' };
const act = async (action: string, query: Record<string, string> = fine, options = {}) =>
	await call(simulator, `${ALARMS}/${alarm.instanceUid}/${action}`, {
		method: 'POST',
		query,
		...options,
	});

test.each([
	['acknowledge', 'Acknowledged', 'acknowledges', 'resolves'],
	['resolve', 'Resolved', 'resolves', 'acknowledges'],
] as const)('%s sets the status and the remark', async (action, status, own, other) => {
	const before = alarm.lastActivation;
	const reply = await act(action);
	expect([reply.status, reply.json]).toEqual([200, { meta: null, data: {} }]);
	const { lastActivation: last, history, repeatCount } = alarm;
	expect(last).toMatchObject({ status, remark: fine.comment, message: 'Full\r\n' });
	expect(last.instanceUid).not.toBe(before.instanceUid);
	expect([history, repeatCount]).toEqual([[before, last], 2]);
	expect(simulator[own]).toEqual(new Map([[alarm.instanceUid, 1]]));
	expect(simulator[other].size).toBe(0);
});

test('a remark may change the last activation instead of adding one', async () => {
	simulator.settings.remarksActivate = false;
	const { instanceUid, time } = alarm.lastActivation;
	await act('acknowledge');
	const expected = { instanceUid, time, status: 'Acknowledged', remark: fine.comment };
	expect(alarm.lastActivation).toMatchObject(expected);
	expect([alarm.history, alarm.repeatCount]).toEqual([[alarm.lastActivation], 1]);
});

test.each<[string, Record<string, string>]>([
	['comment', { resolveOnClients: 'true' }],
	['comment', { ...fine, comment: '' }],
	['comment', { ...fine, comment: ' \n' }],
	['comment', { ...fine, comment: 'x'.repeat(513) }],
	['resolveOnClients', { comment: 'x' }],
	['resolveOnClients', { ...fine, resolveOnClients: 'maybe' }],
])('a wrong %s is named and changes nothing', async (parameterName, query) => {
	for (const action of ['acknowledge', 'resolve']) {
		const reply = await act(action, query);
		expect(reply.status).toBe(400);
		expect(errorOf(reply)).toMatchObject({ type: 'logical', parameterName });
	}
	expect(alarm.lastActivation.status).toBe('Error');
	expect(simulator.resolves.size + simulator.acknowledges.size).toBe(0);
});

test('a resolved alarm can be neither resolved nor acknowledged', async () => {
	await act('resolve');
	for (const action of ['acknowledge', 'resolve']) {
		const reply = await act(action);
		expect([reply.status, errorOf(reply).type]).toEqual([400, 'logical']);
		expect(errorOf(reply).message).toMatch(/already resolved/);
		expect(errorOf(reply)).not.toHaveProperty('parameterName');
	}
	expect(simulator.resolves.get(alarm.instanceUid)).toBe(1);
});

test('an acknowledged alarm can be resolved', async () => {
	await act('acknowledge');
	expect((await act('resolve')).status).toBe(200);
	expect(alarm.history.map(({ status }) => status)).toEqual(['Error', 'Acknowledged', 'Resolved']);
});

test('a resolved alarm may vanish', async () => {
	simulator.settings.resolvedAlarms = 'vanish';
	await act('resolve');
	expect(simulator.estate.alarms).not.toContain(alarm);
	expect((await act('resolve')).status).toBe(404);
});

test('the same X-Request-id does it once', async () => {
	const headers = { 'X-Request-id': '97431954-0dd7-472a-8cb7-d0cb0fbccaf7' };
	for (let i = 0; i < 2; i++) expect((await act('resolve', fine, { headers })).status).toBe(200);
	expect(simulator.resolves.get(alarm.instanceUid)).toBe(1);
});

test('a read-only key may not write, and unknown alarms are not found', async () => {
	const token = simulator.accounts.readOnlyApiKey;
	for (const action of ['acknowledge', 'resolve']) {
		expect((await act(action, fine, { token })).status).toBe(403);
	}
	const path = `${ALARMS}/${alarm.instanceUid}`;
	expect((await call(simulator, path, { method: 'DELETE', token })).status).toBe(403);
	expect((await call(simulator, path, { token })).status).toBe(200);
	alarm = { ...alarm, instanceUid: '97431954-0dd7-472a-8cb7-d0cb0fbccaf7' };
	expect((await act('resolve')).status).toBe(404);
	alarm = { ...alarm, instanceUid: 'abc' };
	expect(errorOf(await act('resolve', {})).parameterName).toBe('activeAlarmUid');
	expect((await act('reopen')).status).toBe(404);
});

test('an alarm can be deleted', async () => {
	const path = `${ALARMS}/${alarm.instanceUid}`;
	expect((await call(simulator, path, { method: 'DELETE' })).status).toBe(200);
	expect(simulator.estate.alarms).not.toContain(alarm);
	expect((await call(simulator, path, { method: 'DELETE' })).status).toBe(404);
});

describe('over the control API', () => {
	const control = async (method: string, path: string, body: unknown = {}) => {
		const response = await fetch(`${simulator.controlUrl}${path}`, {
			method,
			headers: { 'Content-Type': 'application/json', Connection: 'close' },
			body: JSON.stringify(body),
		});
		return { status: response.status, json: (await response.json()) as Record<string, unknown> };
	};

	test('alarms can be raised, resolved and removed', async () => {
		const object = { objectName: 'Own' };
		const raised = await control('POST', '/alarms', { template: 'Job session state', object });
		expect(raised).toMatchObject({ status: 201, json: { object } });
		const uid = String(raised.json.instanceUid);
		const last = () => simulator.estate.alarms.at(-1);
		await control('POST', `/alarms/${uid}/resolve`, { message: 'Over' });
		expect(last()?.lastActivation).toMatchObject({ status: 'Resolved', message: 'Over' });
		await control('DELETE', `/alarms/${uid}`);
		expect(last()).toBe(alarm);
	});

	test.each([
		['POST', '/alarms', { status: 'Bad' }],
		['POST', '/alarms', []],
		['POST', '/alarms/nope/resolve', {}],
		['DELETE', '/alarms/nope', {}],
	])('%s %s with nonsense answers 400 and says why', async (method, path, body) => {
		const reply = await control(method, path, body);
		expect([reply.status, reply.json.error]).toEqual([400, expect.any(String)]);
	});
});
