import type { IDataObject } from 'n8n-workflow';

import { VspcWorkload } from '../../../nodes/VspcWorkload/VspcWorkload.node';
import { longTest } from '../../longTest';
import { searchList } from '../harness/listSearch';
import { apiKey, useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { ESTATE, KINDS, stageOf } from './stage';

/** VSPC Workload > Get, Get Restore Points, and the drop-down list. */
const simulator = useSimulator(ESTATE);
useVirtualTime();
const { list, get, of, requestsTo, run } = stageOf(simulator);

const oneOfEach = (items: IDataObject[], fits: (item: IDataObject) => boolean = () => true) =>
	Object.keys(KINDS).map((kind) => items.find((item) => item.workloadKind === kind && fits(item))!);
const withoutHours = (items: IDataObject[]) =>
	items.map((item) => ({ ...item, hoursSinceRestorePoint: null }));

describe('Get', () => {
	longTest('a workload of each kind by its key, as Get Many outputs it', async () => {
		const { items } = await list();
		const some = oneOfEach(items);
		const result = await get(
			'get',
			some.map(({ workloadKey }) => workloadKey),
		);
		expect(result.error).toBeUndefined();
		expect(withoutHours(result.outputs[0].map(({ json }) => json))).toEqual(withoutHours(some));
	});

	test('several of a kind with one request for all items', async () => {
		const { items } = await list({ resource: 'virtualMachine', output: 'simplified' });
		simulator().requests.length = 0;
		const keys = items.slice(0, 8).map(({ workloadKey }) => workloadKey);
		const parameters = { resource: 'virtualMachine', output: 'simplified' };
		const { outputs } = await get('get', keys, parameters);
		expect(outputs[0].map(({ json }) => json.workloadKey)).toEqual(keys);
		expect(requestsTo('/virtualMachines$')).toHaveLength(1);
	});

	test('a computer that console and backup server have is found by both keys', async () => {
		const agents = new Set(of('consoleComputer').map(({ uid }) => uid));
		const [{ uid, serverUid }] = of('backupServerComputer', (one) => agents.has(one.uid));
		const keys = [`consoleComputer:${uid}`, `backupServerComputer:${serverUid}:${uid}`];
		const { outputs } = await get('get', keys, { resource: 'computer' });
		expect(outputs[0].map(({ json }) => json.workloadKey)).toEqual(keys);
		// It has one age, by whichever key it is asked for.
		const [ofConsole] = of('consoleComputer', (one) => one.uid === uid);
		const like = of('consoleComputer').find(({ chains }) => chains.length > 0)!;
		for (const hours of [0, 9_000]) {
			const points = [Date.now() - hours * 3_600_000];
			ofConsole.chains = like.chains.map((chain) => ({ ...chain, points }));
			simulator().setWorkload(uid, {});
			const again = await get('get', keys, { resource: 'computer' });
			const times = again.outputs[0].map(({ json }) => json.latestRestorePointUtc);
			expect(times[0]).toEqual(expect.any(String));
			expect(times[1]).toBe(times[0]);
		}
	});

	test('one that is not there is an error of its item', async () => {
		const [{ uid, serverUid }] = of('virtualMachine');
		const gone = `virtualMachine:${serverUid}:97431954-0dd7-472a-8cb7-d0cb0fbccaf7`;
		const keys = [gone, `virtualMachine:${serverUid}:${uid}`];
		const { outputs } = await get('get', keys, {}, { onError: 'continueRegularOutput' });
		expect(outputs[0][0].json.error).toContain(`with the key ${gone}`);
		expect(outputs[0][1].json).toMatchObject({ instanceUid: uid });
	});

	test.each([
		'',
		'dc01',
		'97431954-0dd7-472a-8cb7-d0cb0fbccaf7',
		'virtualMachine:97431954-0dd7-472a-8cb7-d0cb0fbccaf7',
		'microsoft365Object:97431954-0dd7-472a-8cb7-d0cb0fbccaf7:../../token',
		'consoleComputer:00000000-0000-0000-0000-000000000000',
	])('%j is no key, which is found before any request', async (key) => {
		const { error } = await get('get', [key]);
		expect(error?.message).toContain("'Workload' is not the key of a workload");
		expect(simulator().requests).toEqual([]);
	});
});

test('as the tool of an agent, which is short of tokens: ten fields of each, and errors as items', async () => {
	const type = 'n8n-nodes-vspc.vspcWorkloadTool';
	const setup = { type };
	const { outputs, error } = await run('getAll', { output: 'simplified', limit: 20 }, setup);
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(20);
	for (const { json } of outputs[0]) expect(Object.keys(json)).toHaveLength(10);
	const { workloadKey, name } = outputs[0][0].json;
	const got = await get('get', [workloadKey], { output: 'simplified' }, setup);
	expect(got.outputs[0].map(({ json }) => json.name)).toEqual([name]);
	const points = await get('getRestorePoints', [workloadKey], { returnAll: true }, setup);
	expect(points.error).toBeUndefined();
	const failed = await get('get', ['the SQL server'], {}, setup);
	expect(failed.outputs[0][0].json.error).toContain("'Workload' is not the key of a workload");
});

describe('Get Restore Points', () => {
	const pointsOf = async (key: unknown, parameters = {}) => {
		const result = await get('getRestorePoints', [key], { returnAll: true, ...parameters });
		expect(result.error).toBeUndefined();
		return { items: result.outputs[0].map(({ json }) => json), hints: result.hints };
	};

	test('of each kind, the latest first, all of them and no others', async () => {
		const { items } = await list();
		// Replicas are no backups: VSPC counts them, and lists them elsewhere.
		const replicas = new Set(
			of('virtualMachine', ({ chains }) =>
				chains.some(({ backupType }) => backupType === 'Replication'),
			).map(({ uid }) => uid),
		);
		const some = oneOfEach(
			items,
			({ restorePoints, latestRestorePointUtc, instanceUid, alsoManagedBy }) =>
				Boolean(restorePoints && latestRestorePointUtc) &&
				alsoManagedBy === null &&
				!replicas.has(String(instanceUid)),
		);
		for (const item of some.filter(Boolean)) {
			const { items: points } = await pointsOf(item.workloadKey);
			const isCloud = String(item.workloadKind).startsWith('cloud');
			const times = points.map(({ restorePointUtc }) => String(restorePointUtc));
			expect(times).toEqual([...times].sort().reverse());
			expect(times).toContain(item.latestRestorePointUtc);
			if (!isCloud) expect(times[0]).toBe(item.latestRestorePointUtc);
			for (const point of points) expect(point.workloadKey).toBe(item.workloadKey);
			if (!isCloud) expect(points).toHaveLength(Number(item.restorePoints));
		}
	});

	test('of workloads in public clouds: their backups, and it says so', async () => {
		const [database] = of('cloudDatabase');
		const key = `cloudDatabase:${database.serverUid}:${database.uid}`;
		const { items, hints } = await pointsOf(key, { resource: 'cloudWorkload' });
		expect(items).toHaveLength(database.chains.length);
		expect(hints.join()).toContain('VSPC does not list the restore points of cloud databases');
	});

	test('of a bucket: not those of another bucket of the storage', async () => {
		const storages = of('objectStorage');
		const both = storages.filter(({ uid }) => uid === storages[0].uid);
		expect(both).toHaveLength(2);
		for (const one of both) one.chains[0].points = [1_700_000_000_000, 1_700_000_100_000];
		const [{ uid, serverUid, more, chains }] = both;
		const key = `objectStorage:${serverUid}:${uid}:${String(more.bucketUid)}`;
		const { items } = await pointsOf(key);
		expect(items).toHaveLength(chains[0].points.length);
		expect(new Set(items.map(({ bucketUid }) => bucketUid))).toEqual(new Set([more.bucketUid]));
	});

	test('of a Microsoft 365 object: of all repositories, also where the server asks for each', async () => {
		const [object] = of(
			'microsoft365Object',
			({ chains }) => chains.length === 2 && chains.every(({ points }) => points.length > 0),
		);
		const key = `microsoft365Object:${object.serverUid}:${object.uid}`;
		const count = object.chains.flatMap(({ points }) => points).length;
		expect((await pointsOf(key)).items).toHaveLength(count);
		const errors = [
			{
				message: 'Required.',
				type: 'logical',
				code: 400,
				parameterName: 'vb365BackupRepositoryUid',
			},
		];
		simulator().faults.add({
			kind: 'error',
			status: 400,
			errors,
			path: 'restorePoints$',
			times: 1,
		});
		expect((await pointsOf(key)).items).toHaveLength(count);
		const asked = requestsTo('restorePoints$').map(({ query }) => query.vb365BackupRepositoryUid);
		expect(asked.slice(-2).sort()).toEqual(object.chains.map((one) => one.repositoryUid).sort());
	});

	test('limit: the latest ones', async () => {
		const [vm] = of(
			'virtualMachine',
			({ chains }) => chains[0].points.length > 3 && chains[0].backupType === 'Backup',
		);
		const key = `virtualMachine:${vm.serverUid}:${vm.uid}`;
		const { items } = await pointsOf(key, { returnAll: false, limit: 2 });
		expect(items.map(({ restorePointUtc }) => Date.parse(String(restorePointUtc)))).toEqual(
			vm.chains
				.flatMap(({ points }) => points)
				.sort((a, b) => b - a)
				.slice(0, 2),
		);
	});

	test('one that is not there is an error', async () => {
		const key =
			'fileShare:97431954-0dd7-472a-8cb7-d0cb0fbccaf7:97431954-0dd7-472a-8cb7-d0cb0fbccaf7';
		const { error } = await get('getRestorePoints', [key], { returnAll: true });
		expect(error?.httpCode).toBe('404');
	});
});

describe('the drop-down list', () => {
	const search = async (filter?: string, token?: string) =>
		await searchList(new VspcWorkload(), 'searchWorkloads', apiKey(simulator()), filter, token);

	const searchAll = async () => {
		const values: string[] = [];
		let token: string | undefined;
		do {
			const page = await search(undefined, token);
			values.push(...page.results.map(({ value }) => String(value)));
			token = page.paginationToken as string | undefined;
		} while (token !== undefined);
		return values;
	};

	longTest(
		'every workload of all kinds once, page by page, with a key that Get takes',
		async () => {
			const values = await searchAll();
			const { items } = await list({ output: 'simplified' });
			for (const { workloadKey } of items) expect(values).toContain(workloadKey);
			expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
		},
	);

	longTest('without totals it is the same', async () => {
		const values = await searchAll();
		simulator().faults.add({ kind: 'totalIs', total: null, path: 'protectedWorkloads' });
		expect(await searchAll()).toEqual(values);
	});

	longTest('by a part of the name, also of objects of Microsoft 365 far behind', async () => {
		const { name } = of('microsoft365Object').at(-1)!;
		const { results } = await search(name.toUpperCase());
		expect(results[0].name).toContain(`${name} · `);
		expect(results[0].name).toContain(' · Microsoft 365 object · ');
	});

	test('kinds that VSPC does not show are left out', async () => {
		const errors = [{ message: 'No.', type: 'security', code: 403 }];
		simulator().faults.add({ kind: 'error', status: 403, errors, path: 'virtualMachines' });
		const { results } = await search('nas');
		expect(results.length).toBeGreaterThan(0);
	});

	test('where VSPC shows no kind at all, it says why', async () => {
		const errors = [{ message: 'Not with your role.', type: 'security', code: 403 }];
		simulator().faults.add({ kind: 'error', status: 403, errors, path: 'protectedWorkloads' });
		await expect(search('nas')).rejects.toMatchObject({ httpCode: '403' });
	});

	test('any other error is shown, whatever other kinds have', async () => {
		const errors = [{ message: 'Not today.', type: 'logical', code: 1 }];
		simulator().faults.add({ kind: 'error', status: 400, errors, path: 'fileShares' });
		await expect(search('nas')).rejects.toMatchObject({ httpCode: '400' });
	});
});
