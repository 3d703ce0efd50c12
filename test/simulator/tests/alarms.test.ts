import type { ActiveAlarm, Simulator } from '../index';
import { startSimulator } from '../index';
import { makeEstate } from '../estate';
import type { JsonObject } from '../types';
import { call, errorOf, rowsOf } from './client';

const ALARMS = '/alarms/active';
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ now: new Date('2026-03-01T12:00:00Z') });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

/** As the API shows it. */
const shown = (alarm: ActiveAlarm) => ({ ...alarm, history: undefined });
const all = async (query = {}) =>
	rowsOf(await call(simulator, ALARMS, { query: { limit: '500', ...query } }));
const one = async (uid: string) => await call(simulator, `${ALARMS}/${uid}`);
const open = () =>
	simulator.estate.alarms.find(({ lastActivation }) => lastActivation.status === 'Error')!;

describe('the alarms of the estate', () => {
	test('are as many as asked for, each with a template and an organization that exist', () => {
		const { alarms, alarmTemplates, organizations } = simulator.estate;
		expect(alarms).toHaveLength(40);
		const templates = alarmTemplates.map((template) => template.instanceUid);
		const owners = organizations.map((organization) => organization.instanceUid);
		for (const alarm of alarms) {
			expect(templates).toContain(alarm.alarmTemplateUid);
			expect(owners).toContain(alarm.object.organizationUid);
			expect(alarm.history.at(-1)).toBe(alarm.lastActivation);
		}
	});

	test('are about many kinds of objects, in all statuses that matter', () => {
		const { alarms } = simulator.estate;
		const types = new Set(alarms.map(({ object }) => object.type));
		for (const type of ['BackupServerJob', 'BackupAgent', 'BackupMicrosoft365Server', 'Company']) {
			expect(types).toContain(type);
		}
		const statuses = new Set(alarms.map(({ lastActivation }) => lastActivation.status));
		for (const status of ['Error', 'Warning', 'Acknowledged', 'Resolved']) {
			expect(statuses).toContain(status);
		}
		const remarks = alarms.map(({ lastActivation }) => lastActivation.remark);
		expect(remarks).toContain('\r\n');
		expect(alarms.some(({ lastActivation }) => lastActivation.message?.includes('\r\n'))).toBe(
			true,
		);
	});

	test('of a failing job says what the job says', () => {
		const { alarms, jobs } = simulator.estate;
		const alarm = alarms.find(({ object }) => object.type === 'BackupServerJob')!;
		const job = jobs.find(({ instanceUid }) => instanceUid === alarm.object.objectUid)!;
		expect(alarm.object).toMatchObject({ objectName: job.name, locationUid: job.locationUid });
		expect(alarm.lastActivation.message).toBe(job.failureMessage);
	});

	test.each([0, 1, 5000])('%i of them are made as well', (alarms) => {
		const now = new Date('2026-03-01T12:00:00Z');
		const made = makeEstate({ seed: 1, now, jobs: 1, companies: 1, alarms });
		expect(made.alarms).toHaveLength(alarms);
		expect(new Set(made.alarms.map((alarm) => alarm.instanceUid)).size).toBe(alarms);
		const activations = new Set(made.alarms.map((alarm) => alarm.lastActivation.instanceUid));
		expect(activations.size).toBe(alarms);
	});
});

describe('reading', () => {
	test('the list and single alarms show no history', async () => {
		const { alarms } = simulator.estate;
		expect(await all()).toEqual(alarms.map(shown));
		expect((await one(alarms[3].instanceUid)).json.data).toEqual(shown(alarms[3]));
		expect((await one('97431954-0dd7-472a-8cb7-d0cb0fbccaf7')).status).toBe(404);
		expect(errorOf(await one('abc')).parameterName).toBe('activeAlarmUid');
	});

	test('filter, sort and select reach into objects and activations', async () => {
		const filter = JSON.stringify([
			{ property: 'lastActivation.status', operation: 'in', value: ['Error', 'Warning'] },
			{ property: 'object.type', operation: 'equals', value: 'BackupServerJob' },
		]);
		const sort = '[{"property":"lastActivation.time","direction":"descending"}]';
		const rows = (await all({ filter, sort })) as ActiveAlarm[];
		expect(rows.length).toBeGreaterThan(1);
		const times = rows.map(({ lastActivation }) => Date.parse(lastActivation.time));
		expect(times).toEqual([...times].sort((a, b) => b - a));
		for (const { object } of rows) expect(object.type).toBe('BackupServerJob');
		const select = '[{"propertyPath":"instanceUid"},{"propertyPath":"lastActivation.status"}]';
		expect(await all({ filter, sort, select })).toEqual(
			rows.map(({ instanceUid, lastActivation: { status } }) => ({
				instanceUid,
				lastActivation: { status },
			})),
		);
	});

	test('the history is paged, oldest first', async () => {
		const alarm = simulator.estate.alarms.find(({ history }) => history.length > 2)!;
		const path = `${ALARMS}/${alarm.instanceUid}/history`;
		expect(rowsOf(await call(simulator, path))).toEqual(alarm.history);
		const page = await call(simulator, path, { query: { limit: '1', offset: '1' } });
		expect(rowsOf(page)).toEqual([alarm.history[1]]);
		expect(page.json.meta).toMatchObject({ pagingInfo: { total: alarm.history.length } });
	});

	test('templates have the names of the guide', async () => {
		const rows = rowsOf(await call(simulator, '/alarms/templates', { query: { limit: '500' } }));
		expect(rows).toEqual(simulator.estate.alarmTemplates);
		const names = rows.map((row) => row.name);
		for (const name of ['Job session state', 'Repository free space', 'Backup agent job state']) {
			expect(names).toContain(name);
		}
		const path = `/alarms/templates/${String(rows[0].instanceUid)}`;
		expect((await call(simulator, path)).json.data).toMatchObject({ name: 'Job state' });
		const bad = await call(simulator, '/alarms/templates/abc');
		expect(errorOf(bad).parameterName).toBe('alarmUid');
	});

	test.each([
		['companyUid', ['companyUid']],
		['both', ['organizationUid', 'companyUid']],
	] as const)('the company can be shown as %s', async (alarmCompanyField, names) => {
		simulator.settings.alarmCompanyField = alarmCompanyField;
		const [alarm] = simulator.estate.alarms;
		const { organizationUid } = alarm.object;
		const [{ object }] = (await all()) as [{ object: JsonObject }];
		for (const name of names) expect(object[name]).toBe(organizationUid);
		expect(Object.keys(object)).toHaveLength(7 + names.length);
		for (const name of ['organizationUid', 'companyUid']) {
			const filter = JSON.stringify([
				{ property: `object.${name}`, operation: 'equals', value: organizationUid },
			]);
			const reply = await call(simulator, ALARMS, { query: { filter } });
			expect(reply.status).toBe((names as readonly string[]).includes(name) ? 200 : 400);
		}
	});

	test('a key without rights gets 403', async () => {
		const token = simulator.accounts.noRightsApiKey;
		expect((await call(simulator, ALARMS, { token })).status).toBe(403);
	});
});

describe('raised and resolved by a test', () => {
	const subject = { object: { objectUid: '97431954-0dd7-472a-8cb7-d0cb0fbccaf7' } };

	test('the same object is the same alarm, with an activation of its own', async () => {
		const alarm = simulator.raiseAlarm({ ...subject, status: 'Warning', message: 'Nearly full' });
		const [first] = alarm.history;
		const at = '2026-03-02T00:00:00Z';
		expect(simulator.raiseAlarm({ ...subject, at, message: 'Full\r\n' })).toBe(alarm);
		const { lastActivation: last, repeatCount } = alarm;
		expect([last.status, last.message, repeatCount]).toEqual(['Error', 'Full\r\n', 2]);
		expect(Date.parse(last.time)).toBe(Date.parse(at));
		expect(alarm.history).toEqual([first, last]);
		expect(last.instanceUid).not.toBe(first.instanceUid);
		expect((await all()).at(-1)).toEqual(shown(alarm));
		simulator.raiseAlarm();
		expect(simulator.estate.alarms).toHaveLength(42);
	});

	test('a resolved alarm stays, and comes back as the same or a new one', () => {
		const alarm = simulator.raiseAlarm(subject);
		simulator.resolveAlarm(alarm.instanceUid);
		expect(alarm.lastActivation).toMatchObject({ status: 'Resolved', remark: '\r\n' });
		expect(simulator.estate.alarms).toContain(alarm);
		expect(simulator.raiseAlarm(subject)).toBe(alarm);
		simulator.resolveAlarm(alarm.instanceUid);
		simulator.settings.returningAlarms = 'new';
		const next = simulator.raiseAlarm(subject);
		expect(next.instanceUid).not.toBe(alarm.instanceUid);
		expect(simulator.estate.alarms).toEqual(expect.arrayContaining([alarm, next]));
	});

	test.each(['same', 'new'] as const)('it may vanish, and come back: %s', async (returning) => {
		simulator.settings.resolvedAlarms = 'vanish';
		simulator.settings.returningAlarms = returning;
		const alarm = simulator.raiseAlarm(subject);
		simulator.resolveAlarm(alarm.instanceUid);
		expect(simulator.estate.alarms).not.toContain(alarm);
		expect((await one(alarm.instanceUid)).status).toBe(404);
		const next = simulator.raiseAlarm(subject);
		expect(next === alarm).toBe(returning === 'same');
		expect(next.repeatCount).toBe(returning === 'same' ? 3 : 1);
		expect((await one(next.instanceUid)).status).toBe(200);
	});

	test('with vanish from the start no alarm is resolved', async () => {
		const settings = { resolvedAlarms: 'vanish' as const };
		const other = await startSimulator({ jobs: 20, settings });
		const statuses = other.estate.alarms.map(({ lastActivation }) => lastActivation.status);
		await other.close();
		expect(statuses).not.toContain('Resolved');
	});

	test('reset undoes all of it', async () => {
		const before = structuredClone(simulator.estate.alarms);
		simulator.settings.resolvedAlarms = 'vanish';
		simulator.raiseAlarm(subject);
		simulator.raiseAlarm({ instanceUid: open().instanceUid, status: 'Warning' });
		simulator.resolveAlarm(open().instanceUid);
		simulator.removeAlarm(open().instanceUid);
		simulator.reset();
		expect(simulator.estate.alarms).toEqual(before);
	});

	test('nonsense is refused', () => {
		expect(() => simulator.raiseAlarm({ template: 'Nope' })).toThrow("no alarm template 'Nope'");
		expect(() => simulator.raiseAlarm({ status: 'Bad' })).toThrow("'Bad' is no status");
		expect(() => simulator.resolveAlarm('nope')).toThrow("no alarm 'nope'");
		expect(() => simulator.removeAlarm('nope')).toThrow();
	});
});
