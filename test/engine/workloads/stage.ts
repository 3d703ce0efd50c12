import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { VspcWorkload } from '../../../nodes/VspcWorkload/VspcWorkload.node';
import type { SimulatedWorkload, Simulator, WorkloadList } from '../../simulator';
import { runJobNode, type Setup } from '../harness/run';
import { apiKey } from '../harness/simulator';

/** As many as show every case, and objects of Microsoft 365 for more than a page. */
export const ESTATE = {
	jobs: 60,
	companies: 6,
	agentJobs: 40,
	alarms: 1,
	workloads: {
		virtualMachines: 60,
		computers: 24,
		fileShares: 8,
		microsoft365Objects: 620,
		cloud: 24,
	},
};

/** What the list of each kind is called in VSPC's paths. */
export const KINDS: Record<string, WorkloadList> = {
	virtualMachine: 'virtualMachines',
	consoleComputer: 'computersManagedByConsole',
	backupServerComputer: 'computersManagedByBackupServer',
	fileShare: 'fileShares',
	objectStorage: 'objectStorages',
	microsoft365Object: 'vb365ProtectedObjects',
	cloudVirtualMachine: 'publicCloud/virtualMachines',
	cloudDatabase: 'publicCloud/databases',
	cloudFileShare: 'publicCloud/fileShares',
};

/** Runs VSPC Workload against a simulator. */
export function stageOf(simulator: () => Simulator) {
	const run = async (
		operation: string,
		parameters: INodeParameters = {},
		setup: Partial<Setup> = {},
	) =>
		await runJobNode({
			nodeType: new VspcWorkload(),
			credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
			...setup,
			parameters: { authentication: 'apiKey', resource: 'anyWorkload', operation, ...parameters },
		});
	const list = async (parameters: INodeParameters = {}) => {
		const { outputs, error, hints } = await run('getAll', { returnAll: true, ...parameters });
		expect(error).toBeUndefined();
		return { items: outputs[0].map(({ json }) => json), hints };
	};
	const get = async (
		operation: string,
		keys: unknown[],
		parameters: INodeParameters = {},
		setup: Partial<Setup> = {},
	) =>
		await run(
			operation,
			{
				workloadKey: { __rl: true, mode: 'id', value: '={{ $json.key }}' } as never,
				...parameters,
			},
			{ items: keys.map((key) => ({ key }) as IDataObject), ...setup },
		);
	const of = (kind: string, fits: (one: SimulatedWorkload) => boolean = () => true) =>
		simulator().estate.workloads.filter((one) => one.list === KINDS[kind] && fits(one));
	const requestsTo = (path: string) =>
		simulator().requests.filter((request) => new RegExp(path).test(request.path));
	return { run, list, get, of, requestsTo };
}

/** The latest restore point of a workload of the simulator, counted by itself; snapshots do not count. */
export function latestOf({ chains, list }: SimulatedWorkload): number | undefined {
	const types =
		list === 'virtualMachines' ? ['Backup', 'BackupCopy', 'Replication'] : ['Backup', 'BackupCopy'];
	const times = chains
		.filter(({ backupType }) => types.includes(backupType))
		.flatMap(({ points }) => points);
	return times.length > 0 ? Math.max(...times) : undefined;
}
