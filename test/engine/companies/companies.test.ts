import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { VspcCompany } from '../../../nodes/VspcCompany/VspcCompany.node';
import type { Fault } from '../../simulator';
import { searchList } from '../harness/listSearch';
import { runJobNode, type Setup } from '../harness/run';
import { apiKey, useSimulator } from '../harness/simulator';

/** VSPC Company: Get, Get Many and their drop-down lists. */
const simulator = useSimulator({ jobs: 10, alarms: 1, companies: 620 });
const UNKNOWN = '00000000-1111-2222-3333-444444444444';
const LIST = '/organizations/companies$';
const ORGANIZATIONS = '/organizations$';

const run = async (
	operation: string,
	parameters: INodeParameters,
	{ uids, ...setup }: Partial<Setup> & { uids?: unknown[] } = {},
) =>
	await runJobNode({
		nodeType: new VspcCompany(),
		credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		...(uids ? { items: uids.map((uid) => ({ uid }) as IDataObject) } : {}),
		...setup,
		parameters: {
			authentication: 'apiKey',
			operation,
			...(uids
				? { companyUid: { __rl: true, mode: 'id', value: '={{ $json.uid }}' } as never }
				: {}),
			...parameters,
		},
	});
const getAll = async (parameters: INodeParameters = {}) =>
	await run('getAll', { returnAll: true, ...parameters });
const get = async (uids: unknown[], parameters = {}, more = {}) =>
	await run('get', parameters, { uids, ...more });

type Result = Awaited<ReturnType<typeof run>>;
type Company = ReturnType<typeof simulator>['estate']['companies'][number];
const companies = () => simulator().estate.companies;
const jsonOf = ({ outputs }: Result, output = 0) => outputs[output].map(({ json }) => json);
const requestsTo = (path: string) =>
	simulator().requests.filter((request) => new RegExp(path).test(request.path));
/** The one item of a company: its own fields and those of its organization. */
const whole = (company: Company): IDataObject => {
	const organization = simulator().estate.organizations.find(
		({ instanceUid }) => instanceUid === company.instanceUid,
	);
	return { ...organization, ...company };
};
const expectCompanies = (result: Result, wanted: Company[]) => {
	expect(result.error).toBeUndefined();
	const byUid = (a: IDataObject, b: IDataObject) =>
		String(a.instanceUid) < String(b.instanceUid) ? -1 : 1;
	expect(jsonOf(result).sort(byUid)).toEqual(wanted.map(whole).sort(byUid));
};

describe('Get Many', () => {
	test('every company once with the fields of its organization, linked to the input item', async () => {
		const result = await getAll();
		expect(jsonOf(result)).toEqual(companies().map(whole));
		expect(
			result.outputs[0].every(({ pairedItem }) => (pairedItem as { item: number }).item === 0),
		).toBe(true);
		expect(requestsTo(LIST)).toHaveLength(2);
		expect(requestsTo(ORGANIZATIONS)).toHaveLength(0);
	});

	test('limit: one request for as many as wanted', async () => {
		expect(jsonOf(await getAll({ returnAll: false, limit: 7 }))).toHaveLength(7);
		expect(requestsTo(LIST).map(({ query }) => query.limit)).toEqual(['7']);
		expect(jsonOf(await getAll({ returnAll: false }))).toHaveLength(50);
	});

	/** Answers to `expand` that the vendor's pages leave possible. */
	const withoutEmbedding: Array<[string, () => void]> = [
		[
			'does not know expand',
			() => {
				const errors = [
					{ message: 'Unknown.', type: 'logical', code: 400, parameterName: 'expand' },
				];
				simulator().faults.add({ kind: 'error', status: 400, errors, path: LIST, times: 1 });
			},
		],
		[
			'passes over expand',
			() => {
				const data = companies().map((company) => ({ ...company }));
				const meta = { pagingInfo: { total: data.length, count: data.length, offset: 0 } };
				const body = JSON.stringify({ meta, data });
				simulator().faults.add({ kind: 'notJson', body, path: LIST });
			},
		],
		[
			'embeds nothing',
			() => {
				const data = companies().map((one) => ({ ...one, _embedded: { organization: null } }));
				const meta = { pagingInfo: { total: data.length, count: data.length, offset: 0 } };
				const body = JSON.stringify({ meta, data });
				simulator().faults.add({ kind: 'notJson', body, path: LIST });
			},
		],
	];

	test.each(withoutEmbedding)(
		'the same on a server that %s: organizations are read once for all items',
		async (_case, prepare) => {
			prepare();
			const setup = { items: [{}, {}] };
			const result = await run('getAll', { returnAll: true }, setup);
			expect(jsonOf(result)).toEqual([...companies(), ...companies()].map(whole));
			expect(requestsTo(ORGANIZATIONS)).toHaveLength(2);
			expect(result.hints).toEqual([]);
		},
	);

	test('organizations that the account may not see: the companies all the same, and a hint', async () => {
		withoutEmbedding[2][1]();
		const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
		simulator().faults.add({ kind: 'error', status: 403, errors, path: ORGANIZATIONS });
		const result = await getAll();
		expect(jsonOf(result)).toEqual(companies().map((company) => ({ ...company })));
		expect(result.hints).toEqual([
			expect.stringContaining('Fields like email and companyId are missing'),
		]);
	});

	test('HTML, umlauts and line breaks stay as they are', async () => {
		const [, noted] = jsonOf(await getAll());
		expect(noted).toMatchObject({
			notes: 'Vertrag "Gold" – läuft bis Ende März\r\n<b>VIP</b> & Co',
			companyId: 'AT-0042/ä',
		});
	});
});

describe('filters', () => {
	const reseller = () => companies().find(({ resellerUid }) => resellerUid)!.resellerUid!;
	const cases: Array<[string, () => INodeParameters, (company: Company) => boolean]> = [
		[
			'part of the name, in any case',
			() => ({ nameContains: 'GROUP' }),
			({ name }) => /group/i.test(name),
		],
		[
			'status, any of these',
			() => ({ status: ['Disabled', 'REMOVED_Expired'] }),
			({ status }) => ['Disabled', 'REMOVED_Expired'].includes(status),
		],
		[
			'status, as text with commas',
			() => ({ status: 'disabled, unknown' }),
			({ status }) => ['Disabled', 'Unknown'].includes(status),
		],
		[
			'reseller',
			() => ({ resellerUid: { __rl: true, mode: 'list', value: reseller() } as never }),
			({ resellerUid }) => resellerUid === reseller(),
		],
		[
			'a row must match all that are set',
			() => ({ resellerUid: reseller().toUpperCase(), status: ['Active'] }),
			({ resellerUid, status }) => resellerUid === reseller() && status === 'Active',
		],
	];
	const servers: Array<[string, () => void]> = [
		['as documented', () => {}],
		['ignores filters', () => simulator().faults.add({ kind: 'ignoreFilter' })],
		[
			'rejects them',
			() => {
				simulator().settings.rejectFilter = { properties: ['name', 'status', 'resellerUid'] };
			},
		],
	];

	describe.each(servers)('on a server that: %s', (_server, prepare) => {
		test.each(cases)('%s', async (_case, filters, wanted) => {
			prepare();
			const expected = companies().filter(wanted);
			expect(expected.length).toBeGreaterThan(0);
			expect(expected.length).toBeLessThan(companies().length);
			expectCompanies(await getAll({ filters: filters() }), expected);
		});
	});

	test.each<[INodeParameters, string]>([
		[{ nameContains: ' ' }, "The filter 'Name Contains' is empty"],
		[{ nameContains: '={{ $json.nothing }}' }, "The filter 'Name Contains' is empty"],
		[{ status: [] }, "The filter 'Status' is empty"],
		[{ status: ',' }, "The filter 'Status' is empty"],
		[{ status: ['Deleted'] }, "The filter 'Status' has the value 'Deleted'"],
		[{ resellerUid: '' }, "The filter 'Reseller' is empty"],
		[{ resellerUid: 'Reseller Nord' }, "The filter 'Reseller' is not the UID of a reseller"],
	])('%j is refused before any request', async (filters, message) => {
		const { error } = await getAll({ filters });
		expect(error?.message).toContain(message);
		expect(simulator().requests).toHaveLength(0);
	});

	test.each([0, 'many'])('a limit of %s is refused before any request', async (limit) => {
		const { error } = await getAll({ returnAll: false, limit });
		expect(error?.message).toBe("The parameter 'Limit' is not a whole number of 1 or more");
		expect(simulator().requests).toHaveLength(0);
	});
});

describe('sort and output', () => {
	test.each<[string, () => void]>([
		['sorts', () => {}],
		['ignores sort', () => simulator().faults.add({ kind: 'ignoreSort' } as Fault)],
		['rejects sort', () => void (simulator().settings.rejectSort = true)],
	])('by name, descending, the first five, on a server that %s', async (_case, prepare) => {
		prepare();
		const parameters = { returnAll: false, limit: 5, sort: { direction: 'descending' } };
		const names = jsonOf(await getAll(parameters)).map(({ name }) => String(name));
		const lastOf = (list: string[]) => list.sort().reverse().slice(0, 5).join();
		const lower = (list: string[]) => list.map((name) => name.toLowerCase());
		const all = companies().map(({ name }) => name);
		// Whether capitals come first is the server's choice where it sorts.
		const isRight = names.join() === lastOf([...all]) || lower(names).join() === lastOf(lower(all));
		expect(isRight).toBe(true);
	});

	test('simplified', async () => {
		const result = await getAll({ output: 'simplified' });
		const fields = [
			'name',
			'status',
			'email',
			'phone',
			'companyId',
			'notes',
			'countryName',
			'resellerUid',
			'instanceUid',
		];
		for (const [index, json] of jsonOf(result).entries()) {
			const all = whole(companies()[index]);
			expect(json).toEqual(Object.fromEntries(fields.map((field) => [field, all[field]])));
		}
	});

	test('selected fields of the company itself: only these are asked for, and no organization', async () => {
		const parameters = { output: 'selected', fields: ['name', 'loginUrl'] };
		const result = await getAll({ ...parameters, filters: { status: ['Active'] } });
		expect(Object.keys(jsonOf(result)[0])).toEqual(['name', 'loginUrl', 'instanceUid']);
		const [{ query }] = requestsTo(LIST);
		expect(query.expand).toBeUndefined();
		expect(query.select).toContain('status');
	});

	test('selected fields of both', async () => {
		const result = await getAll({ output: 'selected', fields: 'email, status, noSuchField' });
		expect(jsonOf(result)).toEqual(
			companies().map((company) => {
				const { email, status, instanceUid } = whole(company);
				return { email, status, instanceUid };
			}),
		);
	});
});

describe('Get', () => {
	const someUids = (count: number) =>
		companies()
			.slice(0, count)
			.map(({ instanceUid }) => instanceUid);

	test('company and organization as one item, in the order of the items, each asked for once', async () => {
		const uids = someUids(6);
		const result = await get([...uids, uids[2].toUpperCase()]);
		expect(jsonOf(result)).toEqual([...companies().slice(0, 6), companies()[2]].map(whole));
		expect(
			result.outputs[0].map(({ pairedItem }) => (pairedItem as { item: number }).item),
		).toEqual([0, 1, 2, 3, 4, 5, 6]);
		expect(simulator().requests).toHaveLength(12);
	});

	test('is what Get Many outputs', async () => {
		const [single] = jsonOf(await get(someUids(1)));
		const [listed] = jsonOf(await getAll({ returnAll: false, limit: 1 }));
		expect(single).toEqual(listed);
	});

	test('output', async () => {
		const [json] = jsonOf(
			await get(someUids(2).slice(1), { output: 'selected', fields: ['email'] }),
		);
		expect(json).toEqual({
			email: 'backup+alarms@customer.example',
			instanceUid: companies()[1].instanceUid,
		});
	});

	test('an organization that the account may not see: the company all the same, and a hint', async () => {
		const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
		const path = '/organizations/[0-9a-f-]{36}$';
		simulator().faults.add({ kind: 'error', status: 403, errors, path });
		const result = await get(someUids(1));
		expect(jsonOf(result)).toEqual([{ ...companies()[0] }]);
		expect(result.hints[0]).toContain('Fields like email and companyId are missing');
	});

	test('an unknown one, and a reseller: reported as such; the others go on', async () => {
		const { estate } = simulator();
		const other = estate.organizations.find(({ type }) => type === 'Reseller')!.instanceUid;
		const [first] = someUids(1);
		const result = await get([UNKNOWN, first, other], {}, { onError: 'continueErrorOutput' });
		expect(jsonOf(result).map(({ instanceUid }) => instanceUid)).toEqual([first]);
		const failures = jsonOf(result, 1);
		expect(failures.map(({ error }) => error)).toEqual(
			[UNKNOWN, other].map(
				(uid) => `There is no company with the UID ${uid}, or this account cannot see it`,
			),
		);
		expect(failures[1].message).toContain('of resellers are not companies');
		expect(failures[1].message).toContain('sees only its own companies');
	});

	test.each([undefined, 'Contoso', `alarm:${UNKNOWN}`, '../companies'])(
		'%s is refused before any request',
		async (uid) => {
			const { error } = await get([uid]);
			expect(error?.message).toBe("The parameter 'Company' is not the UID of a company");
			expect(simulator().requests).toHaveLength(0);
		},
	);
});

describe('drop-down lists', () => {
	const search = async (method: string, filter?: string, token?: string) =>
		await searchList(new VspcCompany(), method, apiKey(simulator()), filter, token);

	test('companies, page by page, without provider and resellers', async () => {
		const values: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await search('searchManagedCompanies', undefined, token);
			values.push(...page.results.map(({ value }) => value));
			token = page.paginationToken as string | undefined;
		} while (token !== undefined);
		expect([...values].sort()).toEqual(
			companies()
				.map(({ instanceUid }) => instanceUid)
				.sort(),
		);
	});

	test('companies, searched on the server', async () => {
		const { results } = await search('searchManagedCompanies', 'vendor PAGE');
		expect(results).toEqual([
			{ name: 'Vendor Page Example AG', value: companies()[0].instanceUid },
		]);
		expect(requestsTo(LIST)).toHaveLength(1);
	});

	test.each([
		['as documented', () => {}],
		['that ignores filters', () => simulator().faults.add({ kind: 'ignoreFilter' })],
		[
			'that rejects them',
			() => void (simulator().settings.rejectFilter = { properties: ['type'] }),
		],
	])('resellers only, on a server %s', async (_case, prepare) => {
		prepare();
		const { results } = await search('searchResellers');
		expect(results.map(({ name }) => name)).toEqual([
			'Simulated Reseller Nord',
			'Simulated Reseller Süd',
		]);
		expect((await search('searchResellers', 'SÜD')).results).toHaveLength(1);
	});
});
