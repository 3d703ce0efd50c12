import type { Settings, Simulator } from '../index';
import { startSimulator } from '../index';
import type { Reply } from './client';
import { call, errorOf, JOBS, rowsOf } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 60, companies: 2 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const set = (settings: Partial<Settings>) => Object.assign(simulator.settings, settings);
const filtered = async (...filter: object[]) =>
	await call(simulator, JOBS, { query: { filter: JSON.stringify(filter) } });
const where = async (property: string, operation: string, value: unknown, collation?: string) =>
	await filtered({ property, operation, value, collation });
const parameterOf = (reply: Reply) => [reply.status, errorOf(reply).parameterName];

test.each([
	['rejectSelect', 'select', '[{"propertyPath":"name"}]'],
	['rejectSort', 'sort', '[{"property":"name","direction":"ascending"}]'],
] as const)('%s: the parameter %s answers 400', async (setting, name, value) => {
	expect((await call(simulator, JOBS, { query: { [name]: value } })).status).toBe(200);
	set({ [setting]: true });
	expect(parameterOf(await call(simulator, JOBS, { query: { [name]: value } }))).toEqual([
		400,
		name,
	]);
	expect((await call(simulator, JOBS)).status).toBe(200);
});

test('rejectSelect counts for a single job too', async () => {
	set({ rejectSelect: true });
	const path = `${JOBS}/${simulator.estate.vendorJobUid}`;
	const query = { select: '[{"propertyPath":"name"}]' };
	expect(parameterOf(await call(simulator, path, { query }))).toEqual([400, 'select']);
});

describe('rejectFilter', () => {
	const rejected = { properties: ['type'], operations: ['or'], collations: ['ignorecase'] };
	const name = { property: 'name', operation: 'equals', value: 'x' };

	test.each<[string, object]>([
		['type', { property: 'type', operation: 'equals', value: 'BackupVm' }],
		['or', { operation: 'or', items: [name, name] }],
		['ignorecase', { ...name, collation: 'ignorecase' }],
	])('refuses %s at any depth and names it', async (offender, expression) => {
		set({ rejectFilter: rejected });
		for (const filter of [expression, { operation: 'not', items: [expression] }]) {
			const reply = await filtered(filter);
			expect(parameterOf(reply)).toEqual([400, 'filter']);
			expect(errorOf(reply).message).toContain(`'${offender}'`);
		}
	});

	test('leaves the rest alone', async () => {
		set({ rejectFilter: rejected });
		expect((await filtered({ ...name, collation: 'lexicographic' })).status).toBe(200);
	});
});

describe('filterDates', () => {
	const cases: Array<[Settings['filterDates'], string, number]> = [
		['rfc3339', '2026-03-01T10:00:00+02:00', 200],
		['utcOnly', '2026-03-01T10:00:00+02:00', 400],
		['utcOnly', '2026-03-01T10:00:00', 400],
		['utcOnly', '2026-03-01T10:00:00Z', 200],
		['utcOnly', '2026-03-01T10:00:00+00:00', 200],
		['rejected', '2026-03-01T10:00:00Z', 400],
	];
	test.each(cases)('%s: %s answers %i', async (filterDates, value, status) => {
		set({ filterDates });
		expect((await where('lastRun', 'greaterThan', value)).status).toBe(status);
		expect((await where('lastDuration', 'greaterThan', 1)).status).toBe(200);
	});
});

describe('ignoreCaseWorks', () => {
	test.each<[boolean, boolean]>([
		[true, true],
		[false, false],
	])('%s', async (ignoreCaseWorks, isFound) => {
		set({ ignoreCaseWorks });
		const reply = await where('status', 'in', ['failed', 'SUCCESS'], 'ignorecase');
		expect(reply.status).toBe(200);
		expect(rowsOf(reply).length > 0).toBe(isFound);
		expect(rowsOf(await where('status', 'equals', 'Failed', 'ignorecase'))).not.toEqual([]);
	});
});

test.each<[string, unknown]>([
	['rejectSelect', 'yes'],
	['rejectFilter', { property: ['name'] }],
	['rejectFilter', { properties: 'name' }],
	['filterDates', 'local'],
	['sessions', { seconds: 5, status: 'Idle' }],
	['sessions', { status: 'Success' }],
	['patchPath', '/'],
])('the setting %s cannot be %j', async (name, value) => {
	await expect(startSimulator({ settings: { [name]: value } })).rejects.toThrow(name);
});
