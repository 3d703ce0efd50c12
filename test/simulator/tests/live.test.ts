import type { Simulator } from '../index';
import { startSimulator } from '../index';
import type { JsonObject } from '../types';
import { call, errorOf, JOBS, rowsOf } from './client';

/** What a live server was seen to do, beyond the vendor's pages. */
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 40 });
});
afterEach(() => simulator.reset());
afterAll(async () => await simulator.close());

test('a success has no errors, and its members come in either order', async () => {
	const texts = [
		await call(simulator, JOBS, { query: { limit: '1' } }),
		await call(simulator, JOBS, { query: { limit: '1' } }),
	].map(({ text }) => text);
	expect(texts.filter((text) => text.startsWith('{"meta"'))).toHaveLength(1);
	expect(texts.filter((text) => text.startsWith('{"data"'))).toHaveLength(1);
	expect(texts.join()).not.toContain('"errors"');
});

test('an unknown parameter of the query is ignored', async () => {
	const query = { limit: '5', nameFilter: 'x', organizationUid: 'x' };
	expect(rowsOf(await call(simulator, JOBS, { query }))).toHaveLength(5);
});

test('a limit above 500 is refused in the words of the server', async () => {
	const reply = await call(simulator, JOBS, { query: { limit: '501' } });
	expect(reply.status).toBe(400);
	expect(errorOf(reply)).toEqual({
		message: 'Parameter value must be less or equal to 500.',
		type: 'logical',
		code: 400,
		parameterName: 'limit',
	});
});

test('the tasks of a running job are pending and end now', async () => {
	const job = simulator.estate.jobs.find(
		({ status, lastSessionTasks }) => status === 'Success' && (lastSessionTasks ?? []).length > 0,
	)!;
	await call(simulator, `${JOBS}/${job.instanceUid}/start`, { method: 'POST' });
	simulator.clock.advance(3_600_000);
	const { json } = await call(simulator, `${JOBS}/${job.instanceUid}`);
	const { status, lastSessionTasks } = json.data as JsonObject;
	expect(status).toBe('Running');
	for (const task of lastSessionTasks as JsonObject[]) {
		expect(task.status).toBe('Pending');
		const age = simulator.clock.now() - Date.parse(String(task.endTime));
		expect(age).toBeLessThan(60_000);
	}
});

test('messages and empty remarks end in a line break', async () => {
	const { jobs, alarms } = simulator.estate;
	const messages = jobs.flatMap(({ failureMessage }) => failureMessage ?? []);
	expect(messages.length).toBeGreaterThan(3);
	for (const message of messages.slice(0, -1)) expect(message).toMatch(/\r\n$/);
	expect(alarms.map(({ lastActivation }) => lastActivation.remark)).toContain('\r\n');
});

test('an empty list is null where the setting says so', async () => {
	simulator.settings.emptyLists = 'null';
	const filter = '[{"property":"name","operation":"equals","value":"none"}]';
	expect((await call(simulator, JOBS, { query: { filter } })).json.data).toBeNull();
});
