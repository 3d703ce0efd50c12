import type { IDataObject } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { ESTATE, KINDS, latestOf, stageOf } from './stage';

/** VSPC Workload > Get Many: what is protected, each once, in one shape. */
const simulator = useSimulator(ESTATE);
useVirtualTime();
const { list, of, requestsTo, run } = stageOf(simulator);

const SHAPE = [
	...['name', 'workloadKind', 'companyName', 'backupServerName', 'latestRestorePointUtc'],
	...['hoursSinceRestorePoint', 'latestSnapshotUtc', 'restorePoints', 'totalRestorePointSize'],
	...['repositoryName', 'targetType', 'copies', 'malwareState', 'immutable', 'operatingSystem'],
	...['alsoManagedBy', 'jobKey', 'locationName', 'siteName', 'companyUid', 'workloadKey'],
];
const uidOf = ({ workloadKey, workloadKind }: IDataObject) => {
	const parts = String(workloadKey).split(':');
	return workloadKind === 'objectStorage' ? parts.slice(-2).join(':') : parts.at(-1);
};
const HOUR = 3_600_000;

longTest('every workload of all kinds once, in one shape that comes first', async () => {
	const { items, hints } = await list();
	expect(hints).toEqual([]);
	for (const item of items) expect(Object.keys(item).slice(0, SHAPE.length)).toEqual(SHAPE);
	expect(new Set(items.map(({ workloadKey }) => workloadKey)).size).toBe(items.length);
	const agents = new Set(of('consoleComputer').map(({ uid }) => uid));
	const same = of('backupServerComputer', ({ uid }) => agents.has(uid)).length;
	expect(same).toBe(1);
	for (const kind of Object.keys(KINDS)) {
		const own = items.filter(({ workloadKind }) => workloadKind === kind);
		expect([kind, own.length]).toEqual([
			kind,
			of(kind).length - (kind === 'consoleComputer' ? same : 0),
		]);
	}
});

longTest(
	'the latest restore point is that of the sessions that made one, whatever the kind',
	async () => {
		const { items } = await list();
		for (const kind of Object.keys(KINDS)) {
			for (const one of of(kind)) {
				const wanted =
					kind === 'objectStorage' ? `${one.uid}:${String(one.more.bucketUid)}` : one.uid;
				const item = items.find((some) => some.workloadKind === kind && uidOf(some) === wanted);
				// The computer that a backup server manages as well is output as that.
				if (!item) continue;
				const latest = latestOf(one);
				const shown =
					item.latestRestorePointUtc === null
						? null
						: Date.parse(String(item.latestRestorePointUtc));
				const elsewhere = item.alsoManagedBy === null ? [] : of('consoleComputer');
				const others = elsewhere.filter(({ uid }) => uid === one.uid).map(latestOf);
				const times = [latest, ...others].filter((time) => time !== undefined);
				expect([kind, shown]).toEqual([kind, times.length > 0 ? Math.max(...times) : null]);
				expect(item.hoursSinceRestorePoint === null).toBe(times.length === 0);
			}
		}
	},
);

test('a failed session leaves a workload as old as it was; after a successful one it is new', async () => {
	const [vm] = of('virtualMachine', ({ chains }) => chains[0].sourceUid !== null);
	const hours = async () => {
		const { items } = await list({ resource: 'virtualMachine', output: 'simplified' });
		return items.find((item) => uidOf(item) === vm.uid)?.hoursSinceRestorePoint as number;
	};
	const before = await hours();
	simulator().endSession(vm.chains[0].sourceUid!, { status: 'Failed' });
	expect(await hours()).toBeCloseTo(before, 0);
	simulator().endSession(vm.chains[0].sourceUid!, { status: 'Success' });
	expect(await hours()).toBeLessThan(0.1);
});

test.each(['own', 'all'] as const)(
	'a computer of two protection groups, listed twice with %s groups, is one with both',
	async (protectionGroups) => {
		simulator().settings.protectionGroups = protectionGroups;
		const { items } = await list({ resource: 'computer' });
		const twice = of('backupServerComputer', ({ groups }) => groups.length === 2);
		expect(twice.length).toBeGreaterThan(0);
		for (const { uid, groups } of twice) {
			const own = items.filter((item) => item.instanceUid === uid);
			expect(own.map((item) => [...(item.protectionGroups as string[])].sort())).toEqual([
				[...groups].sort(),
			]);
		}
	},
);

test('computers of console and backup servers: one by UID, a hint by company and name, never joined by name', async () => {
	const { items } = await list({ resource: 'computer' });
	const agents = new Set(of('consoleComputer').map(({ uid }) => uid));
	const [same] = items.filter(({ instanceUid }) => agents.has(String(instanceUid)));
	expect(same).toMatchObject({
		workloadKind: 'backupServerComputer',
		alsoManagedBy: 'consoleComputer',
	});
	expect(items.filter(({ backupAgentUid }) => backupAgentUid === same.instanceUid)).toEqual([]);
	const hinted = items.filter(({ alsoManagedBy }) => alsoManagedBy === 'backupServerComputer');
	expect(hinted.length).toBeGreaterThan(0);
	for (const { name, companyUid, workloadKind } of hinted) {
		expect(workloadKind).toBe('consoleComputer');
		const namesakes = items.filter(
			(item) =>
				item.workloadKind === 'backupServerComputer' &&
				item.companyUid === companyUid &&
				String(item.name).toLowerCase() === String(name).toLowerCase(),
		);
		expect(namesakes.length).toBeGreaterThan(0);
	}
});

test('a Microsoft 365 object in two repositories is one, with the latest restore point of both', async () => {
	const { items } = await list({ resource: 'microsoft365Object' });
	const [double] = of('microsoft365Object', ({ chains }) => chains.length === 2);
	const item = items.find(({ id }) => id === double.uid);
	expect(item?.restorePoints).toBe(double.chains.flatMap(({ points }) => points).length);
	expect(items).toHaveLength(ESTATE.workloads.microsoft365Objects);
});

test('Microsoft 365 objects belong to the company that their Microsoft organization is mapped to', async () => {
	const { vb365Mappings, organizations } = simulator().estate;
	const { items } = await list({ resource: 'microsoft365Object' });
	const provider = organizations[0];
	for (const { vb365OrganizationUid, companyUid, companyName } of items) {
		const mapped = vb365Mappings.find((one) => one.vb365OrganizationUid === vb365OrganizationUid);
		expect([companyUid, companyName]).toEqual(
			mapped ? [mapped.companyUid, mapped.companyName] : [provider.instanceUid, provider.name],
		);
	}
});

test('mapped to several companies, it is not certain whose they are', async () => {
	const { vb365Mappings, companies } = simulator().estate;
	const [first] = vb365Mappings;
	vb365Mappings.push({
		...first,
		instanceUid: first.vb365OrganizationUid,
		companyUid: companies.find(({ instanceUid }) => instanceUid !== first.companyUid)!.instanceUid,
	});
	try {
		const { items } = await list({ resource: 'microsoft365Object' });
		const own = items.filter(
			({ vb365OrganizationUid }) => vb365OrganizationUid === first.vb365OrganizationUid,
		);
		expect(new Set(own.map(({ companyUid }) => companyUid))).toEqual(new Set([null]));
	} finally {
		vb365Mappings.pop();
	}
});

describe('what backups show', () => {
	test('repository, target, copies and size', async () => {
		const { items } = await list({ resource: 'virtualMachine' });
		const [copied] = of('virtualMachine', ({ chains }) =>
			chains.some(({ backupType, points }) => backupType === 'BackupCopy' && points.length > 0),
		);
		const item = items.find((one) => uidOf(one) === copied.uid)!;
		const used = copied.chains.filter(({ points }) => points.length > 0);
		const main = [...used].sort((a, b) => b.points.at(-1)! - a.points.at(-1)!)[0];
		expect(item).toMatchObject({
			repositoryName: main.repositoryName,
			targetType: main.targetType,
			copies: {
				local: used.filter(({ targetType }) => targetType === 'Local').length,
				cloud: used.filter(({ targetType }) => targetType === 'Cloud').length,
			},
		});
	});

	test('the job key is that of a job, or null where the workload has left it', async () => {
		const { jobs, agentJobs } = simulator().estate;
		const keys = new Set([
			...jobs.map((job) => `job:${job.backupServerUid}:${job.instanceUid}`),
			...agentJobs.map(
				(job) =>
					`agentJob:${job.systemType.toLowerCase()}:${job.backupAgentUid}:${job.instanceUid}`,
			),
		]);
		const { items } = await list();
		const left = new Set(
			simulator()
				.estate.workloads.filter(({ chains }) => chains.every(({ sourceUid }) => !sourceUid))
				.map(({ uid }) => uid),
		);
		const withKey = items.filter(({ jobKey }) => jobKey !== null);
		const kinds = ['virtualMachine', 'consoleComputer', 'backupServerComputer'];
		for (const kind of [...kinds, 'fileShare', 'objectStorage']) {
			expect(withKey.some(({ workloadKind }) => workloadKind === kind)).toBe(true);
		}
		for (const item of withKey) {
			expect(keys).toContain(item.jobKey);
			expect(left).not.toContain(uidOf(item));
		}
	});

	test('where the console has the later restore point, job and repository of the backup server are not those of the latest', async () => {
		const [one] = of(
			'backupServerComputer',
			({ uid, chains }) =>
				chains.some(({ points }) => points.length > 0) &&
				of('consoleComputer').some((other) => other.uid === uid),
		);
		const ofConsole = of('consoleComputer').find(({ uid }) => uid === one.uid)!;
		const like = of('consoleComputer').find(({ chains }) => chains.length > 0)!;
		const shown = async (at: number) => {
			ofConsole.chains = like.chains.map((chain) => ({ ...chain, points: [at] }));
			simulator().setWorkload(one.uid, {});
			const { items } = await list({ resource: 'computer' });
			return items.find(({ instanceUid }) => instanceUid === one.uid)!;
		};
		const theirs = { jobKey: null, repositoryName: null, targetType: null };
		expect(await shown(Date.now())).toMatchObject(theirs);
		const long = 9_000 * 3_600_000;
		expect((await shown(Date.now() - long)).repositoryName).toEqual(expect.any(String));
	});

	test('restore points in the archive are counted with those of file shares, as their bytes are', async () => {
		const [share] = of('fileShare', ({ chains }) => chains.some(({ points }) => points.length > 0));
		share.more = { ...share.more, archived: 7 };
		const counts = share.chains.map(({ points }) => points.length + 7);
		const sizes = share.chains.map(({ pointSize }, index) => counts[index] * pointSize);
		const sum = (all: number[]) => all.reduce((a, b) => a + b, 0);
		const fields = ['restorePoints', 'totalRestorePointSize'];
		for (const chosen of [{}, { output: 'selected', fields }]) {
			const { items } = await list({ resource: 'fileData', ...chosen });
			expect(
				items.find(({ workloadKey }) => String(workloadKey).endsWith(share.uid)),
			).toMatchObject({
				restorePoints: sum(counts),
				totalRestorePointSize: sum(sizes),
			});
		}
	});

	test('are not read where nothing of it is output', async () => {
		await list({ output: 'simplified' });
		expect(requestsTo('/(backups|jobs|repositories)$').map(({ path }) => path)).toEqual([]);
		await list({ resource: 'computer', output: 'selected', fields: ['copies'] });
		expect(requestsTo('/(backups|jobs)$')).toHaveLength(2);
		expect(requestsTo('/repositories$')).toEqual([]);
	});

	test('that this account may not see are null, and a hint says so', async () => {
		const errors = [{ message: 'No.', type: 'security', code: 403 }];
		simulator().faults.add({ kind: 'error', status: 403, errors, path: 'virtualMachines/backups' });
		const { items, hints } = await list({ resource: 'virtualMachine' });
		expect(new Set(items.map(({ copies }) => copies))).toEqual(new Set([null]));
		expect(hints.join()).toContain('What backups say of virtual machines is missing');
	});
});

test('what a kind does not have is null, never false or 0', async () => {
	const { items } = await list();
	const ofKind = (kind: string) => items.filter(({ workloadKind }) => workloadKind === kind);
	for (const kind of Object.keys(KINDS)) {
		const has = (field: string, kinds: string[]) => {
			if (kinds.includes(kind)) return;
			expect([kind, field, ...new Set(ofKind(kind).map((item) => item[field]))]).toEqual([
				kind,
				field,
				null,
			]);
		};
		has('malwareState', ['virtualMachine', 'backupServerComputer']);
		has('immutable', ['virtualMachine']);
		has('copies', ['virtualMachine', 'backupServerComputer', 'consoleComputer']);
		has('operatingSystem', ['backupServerComputer']);
		has('latestSnapshotUtc', ['cloudDatabase', 'cloudFileShare']);
	}
	expect(ofKind('cloudFileShare').every((item) => item.latestRestorePointUtc === null)).toBe(true);
});

test('Simplified has ten fields; Selected Fields those that were chosen, and the key', async () => {
	const { items } = await list({ output: 'simplified' });
	for (const item of items) expect(Object.keys(item)).toHaveLength(10);
	const fields = ['hoursSinceRestorePoint', 'guestOs'];
	const selected = await list({ resource: 'computer', output: 'selected', fields });
	const [server] = selected.items.filter((item) => 'guestOs' in item);
	expect(Object.keys(server)).toEqual(['hoursSinceRestorePoint', 'guestOs', 'workloadKey']);
});

test('Include Names off: no names, and no requests for them', async () => {
	const { items } = await list({
		resource: 'virtualMachine',
		options: { includeNames: false },
	});
	for (const item of items) {
		expect(item).not.toHaveProperty('companyName');
		expect(item).not.toHaveProperty('backupServerName');
	}
	expect(
		requestsTo('/organizations|/backupServers(/[0-9a-f-]+)?$').map(({ path }) => path),
	).toEqual([]);
});

test('limit: the next list is read only as far as needed, and a hint says what was not read', async () => {
	const { outputs, hints } = await run('getAll', { returnAll: false, limit: 7 });
	expect(outputs[0]).toHaveLength(7);
	expect(requestsTo('/protectedWorkloads/[^/]+$').map(({ query }) => query.limit)).toEqual(['7']);
	expect(hints.join()).toContain('The limit of 7 was reached before');
});

longTest('sorted by hours: the oldest first, those without a restore point last', async () => {
	const sort = { field: 'hoursSinceRestorePoint', direction: 'descending' };
	const { outputs } = await run('getAll', { returnAll: false, limit: 20, sort });
	const hours = outputs[0].map(({ json }) => json.hoursSinceRestorePoint as number);
	const all = (await list()).items.map(({ hoursSinceRestorePoint: one }) => one as number | null);
	const known = all.filter((one) => one !== null).sort((a, b) => b - a);
	expect(hours).toHaveLength(20);
	hours.forEach((one, index) => expect(one).toBeCloseTo(known[index], 1));
});

test('a kind that VSPC does not have is left out and named; the only one is an error', async () => {
	const errors = [{ message: 'No.', type: 'security', code: 403 }];
	simulator().faults.add({ kind: 'error', status: 403, errors, path: 'objectStorages' });
	const { items, hints } = await list({ output: 'simplified' });
	expect(items.some(({ workloadKind }) => workloadKind === 'fileShare')).toBe(true);
	expect(hints.join()).toContain('The object storages are missing');
	simulator().faults.add({ kind: 'error', status: 403, errors, path: 'fileShares' });
	const { error } = await run('getAll', { resource: 'fileData', returnAll: true });
	expect(error?.httpCode).toBe('403');
});

test('a list that cannot be completed is an error, not a part of it', async () => {
	simulator().faults.add({ kind: 'repeatPage', path: 'vb365ProtectedObjects' });
	const { error } = await run('getAll', { resource: 'microsoft365Object', returnAll: true });
	expect(error?.message).toContain('could not be read completely');
});

test('a clock that is ahead: hours are never negative', async () => {
	const [vm] = of('virtualMachine');
	const [chain] = vm.chains;
	const points = [simulator().clock.now() + 5 * HOUR];
	simulator().setWorkload(vm.uid, { chains: [{ ...chain, points }] });
	const { items } = await list({ resource: 'virtualMachine', output: 'simplified' });
	expect(items.find((item) => uidOf(item) === vm.uid)?.hoursSinceRestorePoint).toBe(0);
});
