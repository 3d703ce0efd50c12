import type { SimulatedWorkload, Simulator, WorkloadList } from '../index';
import { startSimulator } from '../index';
import { instantOf } from '../query/compare';
import type { JsonObject } from '../types';
import { call, errorOf, isPortalPage, rowsOf } from './client';

const ROOT = '/protectedWorkloads';
const COUNTS = { virtualMachines: 60, computers: 20, fileShares: 8, cloud: 24 };
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({
		jobs: 60,
		companies: 5,
		workloads: { ...COUNTS, microsoft365Objects: 2600 },
	});
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const read = async (path: string, query: Record<string, string> = {}) =>
	await call(simulator, `${ROOT}/${path}`, { query: { limit: '500', ...query } });
const of = (list: WorkloadList, fits: (one: SimulatedWorkload) => boolean = () => true) =>
	simulator.estate.workloads.filter((one) => one.list === list && fits(one));
const timesOf = (rows: JsonObject[], name: string) =>
	rows.map((row) => instantOf(String(row[name])));

test('a successful session makes a restore point, a failed one does not', async () => {
	const [vm] = of('virtualMachines', ({ chains }) => chains[0].sourceUid !== null);
	const latest = async () => {
		const filter = JSON.stringify([
			{ property: 'instanceUid', operation: 'equals', value: vm.uid },
		]);
		const [row] = rowsOf(await read('virtualMachines', { filter }));
		return instantOf(String(row.latestRestorePointDate));
	};
	const before = await latest();
	simulator.clock.advance(60_000);
	simulator.endSession(vm.chains[0].sourceUid!, { status: 'Failed' });
	expect(await latest()).toBe(before);
	const now = simulator.clock.now();
	simulator.endSession(vm.chains[0].sourceUid!, { status: 'Warning' });
	expect(Math.abs((await latest()) - now)).toBeLessThan(1000);
	const points = rowsOf(await read(`virtualMachines/${vm.uid}/backupRestorePoints`));
	expect(Math.max(...timesOf(points, 'fileCreationTime'))).toBeCloseTo(await latest(), -1);
});

test('a machine that left its job gets no more restore points, and shows no job', async () => {
	const left = of('virtualMachines', ({ chains }) => chains.every((one) => !one.sourceUid));
	expect(new Set(left.flatMap(({ chains }) => chains.map(({ jobUid }) => jobUid))).size).toBe(2);
	const before = rowsOf(await read('virtualMachines'));
	for (const { instanceUid } of simulator.estate.jobs) {
		simulator.endSession(instanceUid, { status: 'Success' });
	}
	const after = rowsOf(await read('virtualMachines'));
	for (const { uid } of left) {
		const rowIn = (rows: JsonObject[]) => rows.find(({ instanceUid }) => instanceUid === uid);
		expect(rowIn(after)).toEqual(rowIn(before));
	}
});

test('a computer of several protection groups comes once for each of them', async () => {
	const list = async () => rowsOf(await read('computersManagedByBackupServer'));
	const rows = await list();
	const uids = new Set(rows.map(({ instanceUid }) => instanceUid));
	expect(uids.size).toBe(COUNTS.computers);
	expect(rows.length).toBeGreaterThan(COUNTS.computers);
	const textsOf = (some: JsonObject[]) => new Set(some.map((row) => JSON.stringify(row))).size;
	expect(textsOf(rows)).toBe(rows.length);
	simulator.settings.protectionGroups = 'all';
	expect(textsOf(await list())).toBe(COUNTS.computers);
});

test('what never was is null, or the first of all times where the description has no null', async () => {
	const neverIn = async (list: string) =>
		rowsOf(await read(list)).map(({ latestRestorePointDate }) => latestRestorePointDate);
	expect(await neverIn('virtualMachines')).toContain('0001-01-01T00:00:00+00:00');
	expect(await neverIn('computersManagedByBackupServer')).toContain(null);
	expect(await neverIn('fileShares')).toContain(null);
});

test('an object of Microsoft 365 comes once for each repository, thousands of them in pages', async () => {
	const pages = await Promise.all(
		[0, 500, 1000, 1500, 2000, 2500, 3000, 3500].map(async (offset) =>
			rowsOf(await read('vb365ProtectedObjects', { offset: String(offset) })),
		),
	);
	const rows = pages.flat();
	expect(new Set(rows.map(({ id }) => id)).size).toBe(2600);
	expect(rows.length).toBeGreaterThan(2600);
	const types = rowsOf(await read('vb365ProtectedObjects', { objectTypeFilter: 'Teams' }));
	expect(new Set(types.map((row) => row.protectedDataType))).toEqual(new Set(['Teams']));
});

test('restore points of an object of Microsoft 365 need its server', async () => {
	const [object] = of('vb365ProtectedObjects', ({ chains }) => chains[0].points.length > 0);
	const path = `vb365ProtectedObjects/${object.uid}/restorePoints`;
	expect(errorOf(await read(path)).parameterName).toBe('vb365ServerUid');
	const vb365ServerUid = object.serverUid!;
	const vb365BackupRepositoryUid = object.chains[0].repositoryUid;
	const rows = rowsOf(await read(path, { vb365ServerUid, vb365BackupRepositoryUid }));
	expect(rows).toHaveLength(object.chains[0].points.length);
});

test('chains and restore points are those of the list and of single workloads', async () => {
	for (const [list, name, key] of [
		['virtualMachines', 'backups', 'virtualMachineUid'],
		['computersManagedByConsole', 'jobs', 'backupAgentUid'],
		['computersManagedByBackupServer', 'backups', 'backupAgentUid'],
		['fileShares', 'backups', 'fileShareUid'],
		['objectStorages', 'backups', 'objectStorageUid'],
		['publicCloud/virtualMachines', 'backups', 'cloudVirtualMachineUid'],
		['publicCloud/databases', 'backups', 'databaseUid'],
		['publicCloud/fileShares', 'backups', 'fileShareUid'],
	] as const) {
		const all = rowsOf(await read(`${list}/${name}`));
		const [{ uid }] = of(list, ({ chains }) => chains.length > 0);
		const own = rowsOf(await read(`${list}/${uid}/${name}`));
		expect(own.length).toBeGreaterThan(0);
		expect(all.filter((row) => row[key] === uid)).toEqual(own);
	}
});

test('agents that are gone, and computers of console and server by one UID or by name only', () => {
	const { backupAgents } = simulator.estate;
	const agents = new Set(backupAgents.map(({ instanceUid }) => instanceUid));
	expect(of('computersManagedByConsole', ({ uid }) => !agents.has(uid))).toHaveLength(2);
	const same = of('computersManagedByBackupServer', ({ uid }) => agents.has(uid));
	expect(same).toHaveLength(1);
});

test('single workloads, other paths and accounts without rights get what they get elsewhere', async () => {
	const [{ uid }] = of('virtualMachines');
	expect(isPortalPage(await read(`virtualMachines/${uid}`))).toBe(true);
	expect(isPortalPage(await read('virtualMachines/constructor'))).toBe(true);
	expect((await read('virtualMachines/abc/backups')).status).toBe(400);
	const unknown = '97431954-0dd7-472a-8cb7-d0cb0fbccaf7';
	expect((await read(`virtualMachines/${unknown}/backups`)).status).toBe(404);
	const token = simulator.accounts.noRightsApiKey;
	expect((await call(simulator, `${ROOT}/virtualMachines`, { token })).status).toBe(403);
});

test('workloads can be added, changed and removed, and reset undoes it', async () => {
	const before = structuredClone(simulator.estate.workloads);
	const added = simulator.addWorkload({ name: 'New one' });
	simulator.setWorkload(added.uid, { malwareState: 'Infected' });
	simulator.removeWorkload(before[0].uid);
	const names = rowsOf(await read('virtualMachines')).map(({ name }) => name);
	expect(names).toContain('New one');
	expect(simulator.estate.workloads).toHaveLength(before.length);
	expect(() => simulator.removeWorkload('nope')).toThrow("no workload 'nope'");
	simulator.reset();
	expect(simulator.estate.workloads).toEqual(before);
});
