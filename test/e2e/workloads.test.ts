import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowNode } from '../n8n';
import { runChain, useStage } from './harness';

/** VSPC Workload in a real n8n. */
const stage = useStage();

const workloadNode = async (
	name: string,
	operation: string,
	parameters: INodeParameters = {},
): Promise<WorkflowNode> => ({
	name,
	type: 'n8n-nodes-vspc.vspcWorkload',
	typeVersion: 1,
	credentials: { vspcApi: await stage().credential('vspcApi') },
	parameters: { authentication: 'apiKey', resource: 'anyWorkload', operation, ...parameters },
});

const byKey = { __rl: true, mode: 'id', value: '={{ $json.workloadKey }}' } as never;

test('Get Many of every kind, then Get by mapping one field: the same items', async () => {
	const { workloads } = stage().simulator.estate;
	const output = { output: 'simplified' };
	const { status, nodes } = await runChain(stage(), [
		await workloadNode('Workloads', 'getAll', { returnAll: true, ...output }),
		await workloadNode('Again', 'get', { workloadKey: byKey, ...output }),
	]);
	expect(status).toBe('success');
	const [listed] = nodes.Workloads.items;
	const kinds = new Set(listed.map(({ workloadKind }) => workloadKind));
	expect(kinds.size).toBe(new Set(workloads.map(({ list }) => list)).size);
	const keys = listed.map(({ workloadKey }) => workloadKey);
	expect(new Set(keys).size).toBe(keys.length);
	expect(keys.every((key) => typeof key === 'string')).toBe(true);
	const uids = new Set(keys.flatMap((key) => String(key).split(':')));
	expect(workloads.filter(({ uid }) => !uids.has(uid)).map(({ name }) => name)).toEqual([]);
	// An hour may begin in between.
	const [again] = nodes.Again.items.map((items) =>
		items.map((item, index) => ({
			...item,
			hoursSinceRestorePoint: listed[index].hoursSinceRestorePoint,
		})),
	);
	expect(again).toEqual(listed);
});

test('Get Many of what has had no restore point for hours: those, and no others', async () => {
	const { simulator } = stage();
	const vms = simulator.estate.workloads.filter(({ list }) => list === 'virtualMachines');
	for (const [index, { uid, chains }] of vms.entries()) {
		const at = Date.now() - (index < 3 ? 72 : 1) * 3_600_000;
		const points = chains.map((chain) => ({ ...chain, points: [at] }));
		simulator.setWorkload(uid, { chains: index === 0 ? [] : points });
	}
	const { nodes } = await runChain(stage(), [
		await workloadNode('Workloads', 'getAll', {
			resource: 'virtualMachine',
			returnAll: true,
			filters: { noRestorePointForHours: 48 },
		}),
	]);
	const found = nodes.Workloads.items[0].map(({ instanceUid }) => String(instanceUid));
	const without = vms.filter(({ chains }, index) => index < 3 || chains.length === 0);
	expect(found.sort()).toEqual(without.map(({ uid }) => uid).sort());
});

test('Get Restore Points: all of a machine, the latest first, linked to its item', async () => {
	const { simulator } = stage();
	const [vm] = simulator.estate.workloads.filter(
		({ list, chains }) => list === 'virtualMachines' && chains.length > 0,
	);
	const { status, nodes } = await runChain(
		stage(),
		[
			await workloadNode('Points', 'getRestorePoints', {
				resource: 'virtualMachine',
				workloadKey: { __rl: true, mode: 'id', value: '={{ $json.uid }}' } as never,
				returnAll: true,
			}),
		],
		[`virtualMachine:${vm.serverUid}:${vm.uid}`],
	);
	expect(status).toBe('success');
	const [data] = nodes.Points.data;
	const owed = vm.chains.flatMap(({ points }) => points);
	expect(data).toHaveLength(owed.length);
	const times = data.map(({ json }) => Date.parse(String(json.restorePointUtc)));
	expect(times).toEqual([...times].sort((one, other) => other - one));
	expect(data.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
});

test('the drop-down list finds workloads by their names', async () => {
	const { workloads } = stage().simulator.estate;
	const { results } = await stage().n8n.client.runListSearch({
		nodeType: 'n8n-nodes-vspc.vspcWorkload',
		path: 'parameters.workloadKey',
		methodName: 'searchWorkloads',
		parameters: { authentication: 'apiKey', resource: 'anyWorkload', operation: 'get' },
		credentials: { vspcApi: await stage().credential('vspcApi') },
	});
	expect(results.length).toBeGreaterThan(0);
	const names = workloads.map(({ name }) => name);
	expect(results.every(({ name }) => names.some((one) => String(name).startsWith(one)))).toBe(true);
});
