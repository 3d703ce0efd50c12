import type { Simulator } from '../index';
import { startSimulator } from '../index';
import type { JsonObject } from '../types';
import { call, errorOf, rowsOf } from './client';

const COMPANIES = '/organizations/companies';
const UNKNOWN = '97431954-0dd7-472a-8cb7-d0cb0fbccaf7';
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 1 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const list = async (query = {}, version?: string) =>
	await call(simulator, COMPANIES, { query: { limit: '500', ...query }, version });
const organizationOf = (company: JsonObject) =>
	simulator.estate.organizations.find((one) => one.instanceUid === company.instanceUid);

test('companies differ in what the provider wrote down of them', () => {
	const { companies, organizations } = simulator.estate;
	const own = companies.map((company) => organizationOf(company)!);
	for (const name of ['email', 'companyId', 'notes'] as const) {
		const values = own.map((one) => one[name]);
		expect(values).toContain(null);
		expect(values.some((value) => value !== null)).toBe(true);
	}
	const resellers = organizations.filter(({ type }) => type === 'Reseller');
	const managed = companies.filter(({ resellerUid }) => resellerUid !== null);
	expect(managed.length).toBeGreaterThan(2);
	for (const { resellerUid } of managed) {
		expect(resellers.map(({ instanceUid }) => instanceUid)).toContain(resellerUid);
	}
	const statuses = companies.map(({ status }) => status);
	for (const status of ['Active', 'Disabled', 'REMOVED_Expired', 'Unknown']) {
		expect(statuses).toContain(status);
	}
});

test('the list has organizations only when asked for', async () => {
	expect(rowsOf(await list())).toEqual(simulator.estate.companies);
	for (const row of rowsOf(await list({ expand: 'Organization' }))) {
		expect(row._embedded).toEqual({ organization: organizationOf(row) });
	}
	const bad = await list({ expand: 'Reseller' });
	expect([bad.status, errorOf(bad).parameterName]).toEqual([400, 'expand']);
});

test('organizations that are expanded follow the settings and stay out of filters', async () => {
	simulator.settings.enumCase = 'camel';
	const sort = '[{"property":"name","direction":"ascending"}]';
	const rows = rowsOf(await list({ expand: 'Organization', sort }));
	for (const row of rows) {
		expect(row._embedded).toMatchObject({ organization: { type: 'company', name: row.name } });
	}
	const filter =
		'[{"property":"_embedded.organization.companyId","operation":"equals","value":"1"}]';
	expect((await list({ expand: 'Organization', filter })).status).toBe(400);
});

test('filter, sort and select', async () => {
	const [{ instanceUid: resellerUid }] = simulator.estate.organizations.filter(
		({ type }) => type === 'Reseller',
	);
	const filter = JSON.stringify([
		{ property: 'resellerUid', operation: 'equals', value: resellerUid },
		{ property: 'status', operation: 'equals', value: 'Active' },
	]);
	const sort = '[{"property":"name","direction":"descending"}]';
	const select = '[{"propertyPath":"name"}]';
	const expected = simulator.estate.companies
		.filter((one) => one.resellerUid === resellerUid && one.status === 'Active')
		.map(({ name }) => name)
		.sort()
		.reverse();
	expect(expected.length).toBeGreaterThan(0);
	expect(rowsOf(await list({ filter, sort, select }))).toEqual(expected.map((name) => ({ name })));
});

test('until 3.6 permissions say whether a company may use the API', async () => {
	const { companies } = simulator.estate;
	const old = rowsOf(await list({}, '3.5.1'));
	expect(old.map((row) => row.permissions)).toEqual(
		companies.map((one) => (one.isRestAccessEnabled ? ['REST'] : [])),
	);
	for (const row of old) expect(row).not.toHaveProperty('isRestAccessEnabled');
	for (const row of rowsOf(await list({}, '3.6'))) {
		expect(row).toHaveProperty('isRestAccessEnabled');
		expect(row).not.toHaveProperty('permissions');
	}
});

test('single companies and organizations', async () => {
	const [company] = simulator.estate.companies;
	const one = async (path: string, query = {}) => await call(simulator, path, { query });
	const path = `${COMPANIES}/${company.instanceUid}`;
	expect((await one(path)).json.data).toEqual(company);
	// The API has expand for the list only.
	expect((await one(path, { expand: 'Organization' })).json.data).toEqual(company);
	const select = '[{"propertyPath":"status"}]';
	expect((await one(path, { select })).json.data).toEqual({ status: company.status });
	const organization = await one(`/organizations/${company.instanceUid}`);
	expect(organization.json.data).toEqual(organizationOf(company));
	const [provider] = simulator.estate.organizations;
	expect((await one(`${COMPANIES}/${provider.instanceUid}`)).status).toBe(404);
	expect((await one(`/organizations/${UNKNOWN}`)).status).toBe(404);
	expect(errorOf(await one(`${COMPANIES}/abc`)).parameterName).toBe('companyUid');
	expect(errorOf(await one('/organizations/abc')).parameterName).toBe('organizationUid');
});

test('they are there for reading only', async () => {
	const path = `${COMPANIES}/${simulator.estate.companies[0].instanceUid}`;
	expect((await call(simulator, path, { method: 'DELETE' })).status).toBe(404);
});
