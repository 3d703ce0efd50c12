import type { INodeParameters } from 'n8n-workflow';

import { VspcWorkloadTrigger } from '../../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { longTest } from '../../longTest';
import { useDebugLog } from '../harness/debugLog';
import { PolledTrigger } from '../harness/poll';
import { apiKey, useSimulatorPerTest } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { KINDS } from './stage';

const HOUR = 3_600_000;
const ALL = ['unprotected', 'protected', 'appeared', 'disappeared', 'suspicious', 'cleared'];

/** What n8n's log says, at debug level, of a workload that did not start the workflow. */
const simulator = useSimulatorPerTest({
	jobs: 40,
	companies: 4,
	agentJobs: 0,
	vb365Jobs: 0,
	alarms: 0,
	workloads: { virtualMachines: 24, computers: 0, fileShares: 6, microsoft365Objects: 0, cloud: 0 },
});
const time = useVirtualTime();

const log = useDebugLog();

const vms = () => simulator().estate.workloads.filter(({ list }) => list === KINDS.virtualMachine);
const vm = () => vms()[5];

/** Its reasons since the last call, in the words of the documentation. */
const reasons = (name = vm().name) => log.reasons('workload', name);

/** A restore point of all workloads, but not of this one. */
function protectAll(except = '') {
	const { workloads } = simulator().estate;
	const like = workloads.find(({ chains }) => chains.length > 0)!;
	for (const { uid, chains } of workloads) {
		if (uid === except) continue;
		const own = chains.length > 0 ? chains : like.chains;
		const made = own.map((chain) => ({ ...chain, points: [Date.now()] }));
		simulator().setWorkload(uid, { chains: made });
	}
}

async function published(parameters: INodeParameters = {}, prepare = () => {}) {
	for (const { uid } of vms()) simulator().setWorkload(uid, { malwareState: 'Clean' });
	protectAll();
	prepare();
	const trigger = new PolledTrigger({
		nodeType: new VspcWorkloadTrigger(),
		parameters: {
			authentication: 'apiKey',
			workloadKinds: ['virtualMachine', 'fileShare'],
			events: ALL,
			rpoHours: 24,
			...parameters,
		},
		credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		nodeName: 'VSPC Workload Trigger',
	});
	expect(await trigger.publish()).toEqual([]);
	return trigger;
}

/** Time passes, all others get restore points, and the trigger reads. */
async function after(hours: number, trigger: PolledTrigger) {
	time.advance(hours * HOUR);
	protectAll(vm().uid);
	return (await trigger.poll()).map(({ json }) => json.event);
}

const unprotect = () => simulator().setWorkload(vm().uid, { chains: [] });

test('a line says which node and workload it is about, and what the reason means', async () => {
	await published({}, unprotect);
	const { name, uid, serverUid } = vm();
	expect(log.lines).toEqual([
		`VSPC Workload Trigger: no event for workload "${name}" (virtualMachine:${serverUid}:${uid}): existing. It was so when the trigger first saw it. Emit Existing Problems includes what is there at the start.`,
	]);
});

test('existing: once, however often it is read, and nothing of workloads that are fine', async () => {
	const trigger = await published({}, unprotect);
	expect(reasons()).toEqual(['existing']);
	for (let read = 0; read < 3; read++) expect(await after(1, trigger)).toEqual([]);
	expect(log.lines).toEqual([]);
});

test('alreadyReported: the reads after the event, once', async () => {
	const trigger = await published();
	expect(await after(25, trigger)).toEqual(['unprotected']);
	expect(reasons()).toEqual([]);
	expect(await after(1, trigger)).toEqual([]);
	expect(reasons()).toEqual(['alreadyReported']);
	expect(await after(1, trigger)).toEqual([]);
	expect(log.lines).toEqual([]);
});

test('filtered, and notChosen', async () => {
	const trigger = await published({ filters: { nameContains: 'no such name' } });
	expect(await after(25, trigger)).toEqual([]);
	expect(reasons()).toEqual(['filtered']);
	const other = await published({ events: ['suspicious'] });
	expect(await after(25, other)).toEqual([]);
	expect(reasons()).toEqual(['notChosen']);
});

test('olderOnce: a restore point that is gone has to be gone an hour later', async () => {
	const trigger = await published();
	unprotect();
	expect(await after(1, trigger)).toEqual([]);
	expect(reasons()).toEqual(['olderOnce']);
	expect(await after(1, trigger)).toEqual(['unprotected']);
});

test('cleanOnce: what was suspicious has to be clean an hour later', async () => {
	const trigger = await published();
	const say = (malwareState: string) => {
		protectAll();
		simulator().setWorkload(vm().uid, { malwareState });
	};
	say('Infected');
	expect(await after(1, trigger)).toEqual(['suspicious']);
	say('Clean');
	expect(await after(1, trigger)).toEqual([]);
	expect(reasons()).toEqual(['cleanOnce']);
	expect(await after(1, trigger)).toEqual(['cleared']);
});

longTest('missing, then hidden: a problem stays open while many are gone at once', async () => {
	const trigger = await published();
	const { name } = vm();
	expect(await after(25, trigger)).toEqual(['unprotected']);
	const gone = vms().slice(2, 12);
	log.take();
	for (const { uid } of gone) simulator().removeWorkload(uid);
	for (let hour = 0; hour < 20; hour++) {
		time.advance(HOUR);
		protectAll();
		await trigger.poll();
	}
	expect(reasons(name)).toEqual(['missing']);
	for (let hour = 0; hour < 8; hour++) {
		time.advance(HOUR);
		protectAll();
		expect(await trigger.poll()).toEqual([]);
	}
	expect(reasons(name)).toEqual(['hidden']);
});

test('manyAppeared: so many are new at once that they were hidden before', async () => {
	const trigger = await published();
	const like = vm();
	for (let index = 0; index < 12; index++) {
		const uid = `aaaaaaaa-0000-4000-8000-0000000000${10 + index}`;
		simulator().addWorkload({ ...like, uid, name: `new ${index}` });
	}
	time.advance(HOUR);
	protectAll();
	expect(await trigger.poll()).toEqual([]);
	expect(reasons('new 3')).toEqual(['manyAppeared']);
});

test('texts of VSPC begin no line of their own, and no secret gets into one', async () => {
	const { accounts } = simulator();
	const name = `evil\n2026 error ${accounts.apiKey} \u202etxt`;
	await published({}, () => simulator().setWorkload(vm().uid, { chains: [], name }));
	expect(log.lines).toHaveLength(1);
	expect(log.lines[0]).toContain('"evil 2026 error ');
	expect(log.lines[0]).not.toContain('\n');
	expect(log.lines[0]).not.toContain(accounts.apiKey);
});
