import { PollContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { VspcWorkloadTrigger } from '../../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { longTest } from '../../longTest';
import { PolledTrigger, type PollSetup } from '../harness/poll';
import { apiKey, useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { ESTATE, KINDS, latestOf } from './stage';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALL = ['unprotected', 'protected', 'appeared', 'disappeared', 'suspicious', 'cleared'];

const simulator = useSimulator({
	...ESTATE,
	workloads: {
		virtualMachines: 36,
		computers: 16,
		fileShares: 6,
		microsoft365Objects: 12,
		cloud: 12,
	},
});
const time = useVirtualTime();

function make(parameters: INodeParameters = {}, setup: Partial<PollSetup> = {}): PolledTrigger {
	return new PolledTrigger({
		nodeType: new VspcWorkloadTrigger(),
		parameters: { authentication: 'apiKey', events: ALL, rpoHours: 24, ...parameters },
		credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		nodeName: 'VSPC Workload Trigger',
		...setup,
	});
}

const of = (kind: string) =>
	simulator().estate.workloads.filter(({ list }) => list === KINDS[kind]);
const json = (items: INodeExecutionData[]): IDataObject[] => items.map((item) => item.json);
const brief = (items: INodeExecutionData[]) =>
	items.map((item) => `${String(item.json.event)} ${String(item.json.workloadKey)}`);

/** A restore point of all workloads, but not of these. */
function protectAll(except: string[] = []) {
	for (const { uid } of simulator().estate.workloads) if (!except.includes(uid)) protect(uid);
}

function protect(uid: string, at = Date.now()) {
	const { workloads } = simulator().estate;
	const one = workloads.find((workload) => workload.uid === uid)!;
	const like = workloads.find(({ list, chains }) => list === one.list && chains.length > 0)!;
	const own = one.chains.length > 0 ? one.chains : like.chains;
	const chains = own.map((chain) => ({ ...chain, points: [...chain.points.slice(-3), at] }));
	simulator().setWorkload(uid, { chains });
}

/** All are protected, and the trigger knows it; a VM to play with. */
async function published(parameters: INodeParameters = {}, setup: Partial<PollSetup> = {}) {
	protectAll();
	for (const { uid } of simulator().estate.workloads) {
		simulator().setWorkload(uid, { malwareState: 'Clean' });
	}
	const trigger = make(parameters, setup);
	expect(await trigger.publish()).toEqual([]);
	const vm = of('virtualMachine')[5];
	const key = `virtualMachine:${vm.serverUid}:${vm.uid}`;
	return { trigger, vm, key };
}

/** Time passes, in at most six polls, and all but these get restore points. */
async function after(hours: number, trigger: PolledTrigger, except: string[] = []) {
	const found: INodeExecutionData[] = [];
	const polls = Math.min(6, hours);
	for (let poll = 0; poll < polls; poll++) {
		time.advance((hours / polls) * HOUR);
		protectAll(except);
		found.push(...(await trigger.poll()));
	}
	return found;
}

longTest('begins with the workloads as they are, and reports nothing of them', async () => {
	const trigger = make();
	expect(await trigger.publish()).toEqual([]);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
});

longTest(
	'a workload without a young restore point is reported once, and once more when it is protected',
	async () => {
		const { trigger, vm, key } = await published();
		const [item, ...others] = json(await after(26, trigger, [vm.uid]));
		expect(others).toEqual([]);
		expect(item).toMatchObject({
			event: 'unprotected',
			workloadKey: key,
			workloadKind: 'virtualMachine',
			name: vm.name,
			companyName: expect.any(String),
			backupServerName: expect.any(String),
			rpoHours: 24,
			latestRestorePointUtc: new Date(latestOf(vm)!).toISOString(),
			eventId: expect.stringContaining(`${key}:unprotected:`),
			jobKey: expect.anything(),
		});
		expect(Object.keys(item).slice(0, 4)).toEqual(['event', 'name', 'workloadKind', 'companyName']);
		protect(vm.uid);
		const [end] = json(await after(1, trigger));
		expect(end).toMatchObject({ event: 'protected', workloadKey: key, endedBy: 'restorePoint' });
		expect(await after(2, trigger)).toEqual([]);
	},
);

test('restore points of others count for nobody else, and reads come once an hour', async () => {
	const { trigger } = await published();
	simulator().requests.length = 0;
	// A poll has seven pages: the last ones of the second hour come just after it.
	for (let poll = 0; poll < 25; poll++) {
		time.advance(5 * MINUTE);
		expect(await trigger.poll()).toEqual([]);
	}
	const lists = simulator().requests.filter(({ path }) => path.includes('/protectedWorkloads/'));
	// Nine lists of a page, twice in two hours.
	expect(lists).toHaveLength(18);
});

longTest('existing problems are reported once, on request', async () => {
	protectAll();
	const vm = of('virtualMachine')[5];
	simulator().setWorkload(vm.uid, { chains: [] });
	const quiet = make();
	expect(await quiet.publish()).toEqual([]);
	const trigger = make({ options: { emitExisting: true } });
	const items = json(await trigger.publish());
	const own = items.filter(({ name, event }) => name === vm.name && event === 'unprotected');
	expect(own).toMatchObject([
		{ name: vm.name, latestRestorePointUtc: null, hoursSinceRestorePoint: null },
	]);
	expect(await after(1, trigger, [vm.uid])).toEqual([]);
	// Once it was protected, it is like any other.
	protect(vm.uid);
	expect(await after(1, quiet)).toEqual([]);
});

longTest('other hours apply by kind and company', async () => {
	const [first, other] = of('virtualMachine').slice(4);
	const share = of('fileShare')[0];
	const exception = [
		{ kinds: ['fileShare'], hours: 4 },
		{ kinds: [], companyUid: first.organizationUid, hours: 100 },
	];
	simulator().setWorkload(other.uid, {
		organizationUid: simulator().estate.companies[3].instanceUid,
	});
	simulator().setWorkload(first.uid, {
		organizationUid: simulator().estate.companies[2].instanceUid,
	});
	exception[1].companyUid = simulator().estate.companies[2].instanceUid;
	const { trigger } = await published({ options: { rpoExceptions: { exception } } as never });
	const uids = [first.uid, other.uid, share.uid];
	const early = json(await after(6, trigger, uids));
	expect(early).toMatchObject([{ event: 'unprotected', name: share.name, rpoHours: 4 }]);
	const late = json(await after(20, trigger, uids));
	expect(late).toMatchObject([{ event: 'unprotected', name: other.name, rpoHours: 24 }]);
});

longTest(
	'a new workload appears, and one without any restore point is unprotected at once',
	async () => {
		const { trigger, vm } = await published();
		const added = simulator().addWorkload({
			...vm,
			uid: 'aaaaaaaa-0000-4000-8000-000000000001',
			name: 'new',
		});
		simulator().setWorkload(added.uid, { chains: [] });
		const items = json(await after(1, trigger, [added.uid]));
		expect(items).toMatchObject([
			{ event: 'appeared', name: 'new' },
			{ event: 'unprotected', name: 'new' },
		]);
		expect(await after(2, trigger, [added.uid])).toEqual([]);
	},
);

test('many that come at once were hidden before', async () => {
	const { trigger, vm } = await published();
	for (let index = 0; index < 12; index++) {
		const uid = `aaaaaaaa-0000-4000-8000-0000000000${10 + index}`;
		simulator().addWorkload({ ...vm, uid, chains: [] });
	}
	expect(await after(1, trigger, ['none'])).toEqual([]);
});

longTest('one that is gone for a day has disappeared; back again, it appears', async () => {
	const { trigger, vm, key } = await published();
	const kept = { ...vm };
	simulator().removeWorkload(vm.uid);
	expect(await after(23, trigger)).toEqual([]);
	const [item, ...others] = json(await after(6, trigger));
	expect(others).toEqual([]);
	expect(item).toMatchObject({
		event: 'disappeared',
		workloadKey: key,
		workloadKind: 'virtualMachine',
		name: vm.name,
		companyName: expect.any(String),
		backupServerName: expect.any(String),
		latestRestorePointUtc: expect.any(String),
		rpoHours: null,
	});
	simulator().addWorkload({ ...kept });
	expect(brief(await after(1, trigger))).toEqual([`appeared ${key}`]);
});

longTest('its problem ends when it disappears', async () => {
	const { trigger, vm, key } = await published({ events: ['unprotected', 'protected'] });
	expect(brief(await after(26, trigger, [vm.uid]))).toEqual([`unprotected ${key}`]);
	simulator().removeWorkload(vm.uid);
	const items = json(await after(30, trigger));
	expect(items).toMatchObject([{ event: 'protected', workloadKey: key, endedBy: 'disappeared' }]);
});

longTest(
	'that many are gone, or their company is, is no reason to believe that they are',
	async () => {
		const { trigger, vm, key } = await published();
		await after(26, trigger, [vm.uid]);
		for (const { uid } of of('virtualMachine').slice(0, 12)) simulator().removeWorkload(uid);
		const hidden = of('fileShare')[0];
		simulator().removeWorkload(hidden.uid);
		const path = `organizations/${hidden.organizationUid}$`;
		simulator().faults.add({ kind: 'error', status: 403, path });
		expect(brief(await after(30, trigger))).toEqual([]);
		expect(brief(await after(30, trigger))).toEqual([]);
		simulator().faults.clear();
		// After 30 days somebody has to close the ticket.
		const ends = json(await after(31 * 24, trigger));
		expect(ends.filter(({ workloadKey }) => workloadKey === key)).toMatchObject([
			{ event: 'protected', endedBy: 'notVisible' },
		]);
	},
);

longTest('an empty list says nothing', async () => {
	const { trigger, vm, key } = await published();
	expect(brief(await after(26, trigger, [vm.uid]))).toEqual([`unprotected ${key}`]);
	const all = [...simulator().estate.workloads];
	for (const { uid } of all) simulator().removeWorkload(uid);
	expect(await after(48, trigger)).toEqual([]);
	for (const one of all) simulator().addWorkload(one);
	expect(brief(await after(1, trigger))).toEqual([`protected ${key}`]);
});

longTest('malware is reported once, and that it is gone when two reads show it', async () => {
	const { trigger, vm, key } = await published();
	simulator().setWorkload(vm.uid, { malwareState: 'Suspicious' });
	expect(json(await after(1, trigger))).toMatchObject([
		{ event: 'suspicious', workloadKey: key, malwareState: 'Suspicious' },
	]);
	for (const malwareState of ['Infected', 'Unverified', 'Unknown', 'Suspicious']) {
		simulator().setWorkload(vm.uid, { malwareState });
		expect(await after(2, trigger)).toEqual([]);
	}
	simulator().setWorkload(vm.uid, { malwareState: 'Clean' });
	expect(await after(1, trigger)).toEqual([]);
	expect(json(await after(1, trigger))).toMatchObject([
		{ event: 'cleared', workloadKey: key, endedBy: 'clean' },
	]);
});

longTest('a server that is late takes no restore point away', async () => {
	const { trigger, vm, key } = await published();
	expect(brief(await after(26, trigger, [vm.uid]))).toEqual([`unprotected ${key}`]);
	const { chains: before } = of('virtualMachine').find(({ uid }) => uid === vm.uid)!;
	protect(vm.uid);
	const { chains: now } = of('virtualMachine').find(({ uid }) => uid === vm.uid)!;
	expect(brief(await after(1, trigger, [vm.uid]))).toEqual([`protected ${key}`]);
	simulator().setWorkload(vm.uid, { chains: before });
	expect(await after(1, trigger, [vm.uid])).toEqual([]);
	simulator().setWorkload(vm.uid, { chains: now });
	expect(await after(1, trigger, [vm.uid])).toEqual([]);
	// Restore points that are gone for good are noticed an hour later.
	simulator().setWorkload(vm.uid, { chains: before });
	expect(await after(1, trigger, [vm.uid])).toEqual([]);
	const [again] = json(await after(1, trigger, [vm.uid]));
	expect(again).toMatchObject({ event: 'unprotected', workloadKey: key });
});

longTest(
	'filters are checked when an event occurs, and the end of a problem is reported all the same',
	async () => {
		const { trigger, vm, key } = await published({ filters: { excludeNames: 'test-*' } });
		const other = of('virtualMachine')[7];
		simulator().setWorkload(other.uid, { name: 'TEST-7' });
		expect(brief(await after(26, trigger, [vm.uid, other.uid]))).toEqual([`unprotected ${key}`]);
		simulator().setWorkload(vm.uid, { name: 'test-5' });
		expect(await after(1, trigger, [vm.uid, other.uid])).toEqual([]);
		expect(brief(await after(1, trigger))).toEqual([`protected ${key}`]);
	},
);

test('only the company that is filtered by is watched, also where VSPC does not filter', async () => {
	protectAll();
	const companyUid = simulator().estate.companies[2].instanceUid;
	const trigger = make({ filters: { companyUid }, options: { emitExisting: true } });
	for (const { uid, list } of simulator().estate.workloads) {
		if (list !== 'vb365ProtectedObjects') simulator().setWorkload(uid, { chains: [] });
	}
	simulator().faults.add({ kind: 'ignoreFilter', path: 'protectedWorkloads/' });
	const items = json(await trigger.publish()).filter(({ event }) => event === 'unprotected');
	expect(items.length).toBeGreaterThan(0);
	expect(new Set(items.map((item) => item.companyUid))).toEqual(new Set([companyUid]));
});

longTest(
	'a computer that console and backup server both have is one, whichever list shows it',
	async () => {
		const server = of('backupServerComputer').find(({ uid }) =>
			of('consoleComputer').some((one) => one.uid === uid),
		)!;
		const { trigger } = await published();
		const byBoth = brief(await after(26, trigger, [server.uid]));
		expect(byBoth).toEqual([`unprotected backupServerComputer:${server.serverUid}:${server.uid}`]);
		// Both have this UID; the one of the console stays.
		const ofConsole = of('consoleComputer').find(({ uid }) => uid === server.uid)!;
		simulator().removeWorkload(server.uid);
		simulator().removeWorkload(server.uid);
		simulator().addWorkload(ofConsole);
		const ends = await after(26, trigger);
		expect(brief(ends)).toEqual([
			`protected backupServerComputer:${server.serverUid}:${server.uid}`,
		]);
	},
);

describe('a computer whose console makes the restore points, while its backup server has none', () => {
	const both = () =>
		of('backupServerComputer').find(({ uid }) =>
			of('consoleComputer').some((one) => one.uid === uid),
		)!;
	/** The rows of one computer differ: the simulator has them by list. */
	const setPoints = (uid: string, hours: { console: number; server: number }) => {
		for (const one of simulator().estate.workloads) {
			if (one.uid !== uid) continue;
			const like = simulator().estate.workloads.find((other) => {
				return other.list === one.list && other.chains.length > 0;
			})!;
			const isOfConsole = one.list === KINDS.consoleComputer;
			const points = [Date.now() - (isOfConsole ? hours.console : hours.server) * HOUR];
			one.chains = like.chains.slice(0, 1).map((chain) => ({ ...chain, points }));
		}
		simulator().setWorkload(uid, {});
	};
	const settings = () => [
		{ workloadKinds: ['backupServerComputer'] },
		{
			workloadKinds: ['consoleComputer', 'backupServerComputer'],
			filters: { backupServerUid: both().serverUid },
		},
	];
	const eventsOf = async (trigger: PolledTrigger, uid: string, consoleHours: number) => {
		const found: IDataObject[] = [];
		for (let poll = 0; poll < 3; poll++) {
			time.advance(61 * MINUTE);
			protectAll([uid]);
			setPoints(uid, { console: consoleHours, server: 100 });
			found.push(...json(await trigger.poll()));
		}
		return found.map(({ event, workloadKey }) => `${String(event)} ${String(workloadKey)}`);
	};

	test('is protected, also where only the console is watched', async () => {
		const { uid } = both();
		protectAll();
		setPoints(uid, { console: 100, server: 1 });
		const trigger = make({ workloadKinds: ['consoleComputer'], options: { emitExisting: true } });
		const start = brief(await trigger.publish()).filter((text) => text.endsWith(uid));
		expect(start).toEqual([]);
	});

	test.each([0, 1])('is protected, also where the console is not watched (%i)', async (index) => {
		const { uid, serverUid } = both();
		const key = `backupServerComputer:${serverUid}:${uid}`;
		protectAll();
		setPoints(uid, { console: 1, server: 100 });
		const trigger = make({ ...settings()[index], options: { emitExisting: true } });
		const start = brief(await trigger.publish()).filter((text) => text.endsWith(uid));
		expect(start).toEqual([]);
		expect(await eventsOf(trigger, uid, 1)).toEqual([]);
		expect(await eventsOf(trigger, uid, 30)).toEqual([`unprotected ${key}`]);
		expect(await eventsOf(trigger, uid, 1)).toEqual([`protected ${key}`]);
	});

	test('a console list that this VSPC does not show is no error, but one that was read is', async () => {
		const fault = { kind: 'error', status: 403, path: 'computersManagedByConsole' } as const;
		simulator().faults.add(fault);
		const { trigger } = await published({ workloadKinds: ['backupServerComputer'] });
		expect(await after(2, trigger)).toEqual([]);
		simulator().faults.clear();
		expect(await after(2, trigger)).toEqual([]);
		simulator().faults.add(fault);
		time.advance(HOUR);
		await expect(trigger.poll()).rejects.toThrow();
		simulator().faults.clear();
	});
});

test('the credential of another VSPC begins anew', async () => {
	const { trigger, vm } = await published();
	simulator().setWorkload(vm.uid, { chains: [] });
	const address = apiKey(simulator(), {
		apiVersion: '3.6.1',
		host: `localhost:${simulator().port}`,
	});
	expect(await trigger.republish({ credentials: address })).toEqual([]);
	expect(await after(1, trigger, [vm.uid])).toEqual([]);
});

longTest.each(['default', 'durable'] as const)(
	'a kill of n8n doubles and loses nothing (%s)',
	async (engine) => {
		const { trigger, vm, key } = await published({}, { engine });
		expect(brief(await after(26, trigger, [vm.uid]))).toEqual([`unprotected ${key}`]);
		const afterKill = await trigger.restart();
		expect([...afterKill, ...(await after(2, trigger, [vm.uid]))]).toEqual([]);
		protect(vm.uid);
		await trigger.restart();
		const ends = [...(await trigger.restart()), ...(await after(1, trigger))];
		expect(brief(ends).length).toBeLessThanOrEqual(1);
	},
);

test('a list of many pages is spread over polls, and looked at when it is complete', async () => {
	const { trigger, vm, key } = await published({ workloadKinds: ['virtualMachine'] });
	await after(23, trigger, [vm.uid]);
	for (let poll = 0; poll < 6; poll++) {
		time.advance(5 * MINUTE);
		expect(await trigger.poll()).toEqual([]);
	}
	simulator().faults.add({
		kind: 'shortPage',
		rows: 3,
		path: 'protectedWorkloads/virtualMachines',
	});
	const counts: number[] = [];
	const found: INodeExecutionData[] = [];
	for (let poll = 0; poll < 24; poll++) {
		time.advance(5 * MINUTE);
		simulator().requests.length = 0;
		found.push(...(await trigger.poll()));
		counts.push(simulator().requests.length);
	}
	expect(brief(found)).toEqual([`unprotected ${key}`]);
	// 18 pages, twice in two hours.
	expect(Math.max(...counts)).toBeLessThanOrEqual(16);
	expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(4);
});

longTest('a kind that this VSPC does not show is left out, until it does', async () => {
	protectAll();
	simulator().faults.add({
		kind: 'error',
		status: 404,
		path: 'protectedWorkloads/(fileShares|computersManagedByConsole)',
	});
	const { trigger, vm, key } = await published();
	expect(brief(await after(26, trigger, [vm.uid]))).toEqual([`unprotected ${key}`]);
	simulator().faults.clear();
	expect(brief(await after(2, trigger))).toEqual([`protected ${key}`]);
});

test('a list that could be read before is an error when it cannot', async () => {
	const { trigger } = await published();
	simulator().faults.add({
		kind: 'error',
		status: 403,
		path: 'protectedWorkloads/computersManagedByConsole',
	});
	time.advance(HOUR);
	await expect(trigger.poll()).rejects.toThrow();
	simulator().faults.clear();
	expect(await after(2, trigger)).toEqual([]);
});

test('while one list of computers fails, the other one is not read anew at each poll, and nothing gets lost', async () => {
	const { trigger } = await published({
		workloadKinds: ['consoleComputer', 'backupServerComputer'],
	});
	const [late] = of('consoleComputer').filter(({ chains }) => chains.length > 0);
	time.advance(26 * HOUR);
	protectAll([late.uid]);
	const path = 'computersManagedByBackupServer';
	simulator().faults.add({ kind: 'error', status: 500, path });
	simulator().requests.length = 0;
	let failures = 0;
	for (let poll = 0; poll < 24; poll++) {
		time.advance(5 * MINUTE);
		await trigger.poll().catch(() => failures++);
	}
	const reads = (list: string) => simulator().requests.filter((one) => one.path.endsWith(list));
	expect(reads('computersManagedByConsole').length).toBeLessThanOrEqual(3);
	expect(reads(path).length).toBeGreaterThanOrEqual(24);
	expect(failures).toBeGreaterThan(0);
	simulator().faults.clear();
	time.advance(5 * MINUTE);
	expect(brief(await trigger.poll()).filter((text) => text.endsWith(late.uid))).toEqual([
		`unprotected consoleComputer:${late.uid}`,
	]);
});

test('rows without a UID are no workloads, and the log says once an hour that they are there', async () => {
	protectAll();
	const [nameless] = of('virtualMachine').slice(6);
	const { uid } = nameless;
	nameless.uid = '00000000-0000-0000-0000-000000000000';
	const warned: string[] = [];
	const warn = (text: string) => void warned.push(text);
	const logger = { error: jest.fn(), warn, info: jest.fn(), debug: jest.fn() };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	try {
		const { trigger } = await published({ workloadKinds: ['virtualMachine', 'fileShare'] });
		const text =
			'VSPC Workload Trigger: VSPC lists 1 virtual machine without the UID that names a workload; nothing is reported about it.';
		expect(warned).toEqual([text]);
		for (let poll = 0; poll < 13; poll++) {
			time.advance(5 * MINUTE);
			await trigger.poll();
		}
		expect(warned).toEqual([text, text]);
	} finally {
		jest.restoreAllMocks();
		nameless.uid = uid;
		simulator().setWorkload(uid, {});
	}
});

test('in the editor there is an item to build with', async () => {
	protectAll();
	const workloadKinds = ['virtualMachine', 'fileShare'];
	const [sample] = json(await make({ workloadKinds }).testRun());
	expect(sample).toMatchObject({ event: 'unprotected', isSample: true, name: expect.any(String) });
	const vm = of('virtualMachine')[5];
	simulator().setWorkload(vm.uid, { chains: [] });
	const [real] = json(await make({ workloadKinds }).testRun());
	expect(real).toMatchObject({ event: 'unprotected', name: vm.name });
	expect(real).not.toHaveProperty('isSample');
});

describe('an item to build with', () => {
	const workloadKinds = ['virtualMachine', 'fileShare'];
	const refuse = (status: number, path: string) =>
		simulator().faults.add({ kind: 'error', status, path: `protectedWorkloads/(${path})` });

	test('with malware alone among the events, a workload that VSPC suspects', async () => {
		const events = ['suspicious', 'cleared'];
		for (const { uid } of simulator().estate.workloads) {
			simulator().setWorkload(uid, { malwareState: 'Clean' });
		}
		const [sample] = json(await make({ workloadKinds, events }).testRun());
		expect(sample).toMatchObject({ event: 'suspicious', isSample: true });
		const vm = of('virtualMachine')[5];
		simulator().setWorkload(vm.uid, { malwareState: 'Infected' });
		const [real] = json(await make({ workloadKinds, events }).testRun());
		expect(real).toMatchObject({ event: 'suspicious', name: vm.name });
		expect(real).not.toHaveProperty('isSample');
	});

	test('a kind that VSPC does not show is left out', async () => {
		refuse(403, 'virtualMachines');
		const [item] = json(await make({ workloadKinds }).testRun());
		expect(item).toMatchObject({ event: 'unprotected', workloadKind: 'fileShare' });
	});

	test('where VSPC shows none of the kinds, it says why', async () => {
		refuse(403, 'virtualMachines|fileShares');
		await expect(make({ workloadKinds }).testRun()).rejects.toThrow(
			/may not do this: listing the virtual machines/,
		);
	});

	test('any other error is shown', async () => {
		refuse(400, 'fileShares');
		protectAll();
		await expect(make({ workloadKinds }).testRun()).rejects.toThrow();
	});

	test('there is none where the filters leave a customer without workloads', async () => {
		const companyUid = '99999999-9999-4999-8999-999999999999';
		const [item] = await make({ workloadKinds, filters: { companyUid } }).testRun();
		expect(item).toBeUndefined();
	});
});

test.each([
	[['protected'], "needs 'Workload Unprotected'"],
	[['cleared', 'unprotected'], "needs 'Workload Suspicious'"],
])('the events %j would stay silent', async (events, message) => {
	await expect(make({ events }).publish()).rejects.toThrow(message);
});
