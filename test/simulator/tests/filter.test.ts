import { Refusal } from '../api/answers';
import { parseFilter } from '../query/filter';
import { parseSelect } from '../query/select';
import { parseSort } from '../query/sort';
import { jobFields } from '../schema/job';
import type { JsonObject } from '../types';

const scope = { fields: jobFields, version: '3.6.1' };
const rows: JsonObject[] = [
	{
		name: 'Alpha',
		status: 'Failed',
		lastRun: '2024-05-01T10:00:00.0000010+02:00',
		lastDuration: 9,
		isEnabled: true,
		backupServerUid: 'd6b2c9fd-3ba4-4a6f-8a31-6099ce8af6da',
		schedule: { dailyScheduleOptions: { days: ['Monday', 'Friday'] } },
		lastSessionTasks: [{ status: 'Success' }, { status: 'Failed' }],
	},
	{
		name: 'beta',
		status: 'Success',
		lastRun: '2024-05-01T07:30:00Z',
		lastDuration: 10,
		isEnabled: false,
		failureMessage: 'Disk "D" is full',
	},
	{ name: 'Gamma', status: 'Warning', lastRun: null, lastDuration: null },
];

const names = (found: JsonObject[]) => found.map((row) => row.name);
const find = (...filter: object[]) =>
	names(rows.filter(parseFilter(JSON.stringify(filter), scope)));
const where = (property: string, operation: string, value: unknown, collation?: string) =>
	find({ property, operation, value, collation });

function parameterAtFault(work: () => unknown): unknown {
	try {
		work();
	} catch (error) {
		const { status, json } = (error as Refusal).answer;
		return [status, ((json as JsonObject).errors as JsonObject[])[0].parameterName];
	}
	return undefined;
}

describe('filter operations', () => {
	test('in matches any value of its array', () => {
		expect(where('status', 'in', ['Failed', 'Warning'])).toEqual(['Alpha', 'Gamma']);
	});

	test('contains looks inside text', () => {
		expect(where('failureMessage', 'contains', '"D"')).toEqual(['beta']);
	});

	test('subset and superset compare lists', () => {
		const days = 'schedule.dailyScheduleOptions.days';
		expect(where(days, 'superset', ['Monday'])).toEqual(['Alpha']);
		expect(where(days, 'subset', ['Monday'])).toEqual([]);
		expect(where(days, 'subset', ['Monday', 'Friday', 'Sunday'])).toEqual(['Alpha']);
	});

	test('numbers are compared as numbers, also when sent as text', () => {
		expect(where('lastDuration', 'greaterThan', 9)).toEqual(['beta']);
		expect(where('lastDuration', 'lessThanOrEqual', '9')).toEqual(['Alpha']);
	});

	test('dates are compared as instants, to the microsecond', () => {
		expect(where('lastRun', 'lessThan', '2024-05-01T08:00:00+00:00')).toEqual(['beta']);
		expect(where('lastRun', 'greaterThan', '2024-05-01T08:00:00Z')).toEqual(['Alpha']);
		expect(where('lastRun', 'equals', '2024-05-01T09:30:00.000+02:00')).toEqual(['beta']);
	});

	test('booleans and UUIDs are compared by meaning', () => {
		expect(where('isEnabled', 'equals', 'true')).toEqual(['Alpha']);
		const uid = 'D6B2C9FD-3BA4-4A6F-8A31-6099CE8AF6DA';
		expect(where('backupServerUid', 'equals', uid)).toEqual(['Alpha']);
	});

	test('a dotted path reaches into lists of objects', () => {
		expect(where('lastSessionTasks.status', 'equals', 'Failed')).toEqual(['Alpha']);
	});

	test('null matches no comparison, not even notEquals', () => {
		expect(where('lastRun', 'notEquals', '2024-05-01T07:30:00Z')).toEqual(['Alpha']);
		expect(where('lastDuration', 'lessThan', 1000)).toEqual(['Alpha', 'beta']);
	});

	test('the default collation minds case, ignorecase does not', () => {
		expect(where('name', 'equals', 'alpha')).toEqual([]);
		expect(where('name', 'equals', 'alpha', 'ignorecase')).toEqual(['Alpha']);
		expect(where('status', 'in', ['failed'], 'ignorecase')).toEqual(['Alpha']);
		expect(where('name', 'lessThan', 'a')).toEqual(['Alpha', 'Gamma']);
		expect(where('name', 'lessThan', 'b', 'lexicographic')).toEqual(['Alpha']);
	});

	test('and, or, not and exclusiveOr nest', () => {
		const failed = { property: 'status', operation: 'equals', value: 'Failed' };
		const enabled = { property: 'isEnabled', operation: 'equals', value: true };
		const disabled = { ...enabled, value: false };
		expect(find({ operation: 'or', items: [failed, disabled] })).toEqual(['Alpha', 'beta']);
		expect(find({ operation: 'and', items: [failed, disabled] })).toEqual([]);
		expect(find({ operation: 'not', items: [failed] })).toEqual(['beta', 'Gamma']);
		expect(find({ operation: 'exclusiveOr', items: [failed, enabled] })).toEqual([]);
		const inner = { operation: 'or', items: [failed, disabled] };
		expect(find({ operation: 'not', items: [inner] })).toEqual(['Gamma']);
	});

	test('entries of the array are and-ed, and an empty array lets all through', () => {
		const failed = { property: 'status', operation: 'equals', value: 'Failed' };
		expect(find(failed, { ...failed, value: 'Success' })).toEqual([]);
		expect(find()).toHaveLength(3);
	});
});

describe('filters that are refused with 400', () => {
	const cases: Array<[string, string]> = [
		['bad JSON', '[{'],
		['a bare object', '{"property":"name","operation":"equals","value":"x"}'],
		['an unknown property', '[{"property":"nope","operation":"equals","value":"x"}]'],
		['an inherited property', '[{"property":"constructor","operation":"equals","value":1}]'],
		['an unknown operation', '[{"property":"name","operation":"exists","value":"x"}]'],
		['an unknown collation', '[{"property":"name","operation":"equals","collation":"x"}]'],
		['text instead of a date', '[{"property":"lastRun","operation":"equals","value":"x"}]'],
		['text instead of an array', '[{"property":"name","operation":"in","value":"x"}]'],
		['null as value', '[{"property":"name","operation":"equals","value":null}]'],
		['a group without items', '[{"operation":"or","items":[]}]'],
	];
	test.each(cases)('%s', (_, text) => {
		expect(parameterAtFault(() => parseFilter(text, scope))).toEqual([400, 'filter']);
	});

	test('a property that the asked version does not have yet', () => {
		const text = '[{"property":"uniqueUid","operation":"equals","value":"x"}]';
		const older = { ...scope, version: '3.4' };
		expect(parameterAtFault(() => parseFilter(text, older))).toEqual([400, 'filter']);
	});
});

describe('sort', () => {
	const sorted = (...sort: object[]) =>
		names([...rows].sort(parseSort(JSON.stringify(sort), scope)));

	test('orders dates as instants with nulls last in both directions', () => {
		expect(sorted({ property: 'lastRun', direction: 'ascending' })).toEqual([
			'beta',
			'Alpha',
			'Gamma',
		]);
		expect(sorted({ property: 'lastRun', direction: 'descending' })).toEqual([
			'Alpha',
			'beta',
			'Gamma',
		]);
	});

	test('goes by code unit unless a collation says otherwise', () => {
		const byName = { property: 'name', direction: 'ascending' };
		expect(sorted(byName)).toEqual(['Alpha', 'Gamma', 'beta']);
		expect(sorted({ ...byName, collation: 'ignorecase' })).toEqual(['Alpha', 'beta', 'Gamma']);
	});

	test('refuses unknown properties and directions', () => {
		const refusal = (sort: object) => () => parseSort(JSON.stringify([sort]), scope);
		expect(parameterAtFault(refusal({ property: 'nope' }))).toEqual([400, 'sort']);
		const upward = { property: 'name', direction: 'up' };
		expect(parameterAtFault(refusal(upward))).toEqual([400, 'sort']);
	});
});

describe('select', () => {
	const select = (...paths: string[]) =>
		parseSelect(JSON.stringify(paths.map((propertyPath) => ({ propertyPath }))), scope);

	test('keeps only the named properties, also nested ones', () => {
		expect(select('name', 'lastSessionTasks.status')(rows[0])).toEqual({
			name: 'Alpha',
			lastSessionTasks: [{ status: 'Success' }, { status: 'Failed' }],
		});
	});

	test('refuses unknown properties', () => {
		expect(parameterAtFault(() => select('nope'))).toEqual([400, 'select']);
	});
});
