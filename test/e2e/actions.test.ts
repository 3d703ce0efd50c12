import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowNode } from '../n8n';
import { runChain, useStage } from './harness';

/** Lists and actions of all three kinds of jobs in a real n8n. */
const stage = useStage();

const jobNode = async (
	name: string,
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
): Promise<WorkflowNode> => ({
	name,
	type: 'n8n-nodes-vspc.vspcJob',
	typeVersion: 1,
	credentials: { vspcApi: await stage().credential('vspcApi') },
	parameters: { authentication: 'apiKey', resource, operation, ...parameters },
});

const byKey = {
	jobUid: { __rl: true, mode: 'id', value: '={{ $json.jobKey }}' } as unknown as string,
};

const estate = () => stage().simulator.estate;
const rowsOf = (resource: string) =>
	(resource === 'job'
		? estate().jobs
		: resource === 'agentJob'
			? estate().agentJobs
			: estate().vb365Jobs) as unknown as Array<Record<string, unknown>>;
const statusOf = (row: Record<string, unknown>) => String(row.status ?? row.lastStatus);

describe.each(['job', 'agentJob', 'microsoft365Job'])('%s', (resource) => {
	test('Get Many with a filter, names and computed fields', async () => {
		const failed = rowsOf(resource).filter((row) => statusOf(row) === 'Failed');
		const { status, nodes } = await runChain(stage(), [
			await jobNode('VSPC', resource, 'getAll', {
				returnAll: true,
				filters: { status: ['Failed'] },
				options: { includeNames: true, addComputedFields: true },
			}),
		]);
		expect(status).toBe('success');
		const [items] = nodes.VSPC.items;
		expect(items.map(({ instanceUid }) => instanceUid).sort()).toEqual(
			failed.map(({ instanceUid }) => instanceUid).sort(),
		);
		expect(items.every(({ result, jobKey }) => result === 'failed' && jobKey)).toBe(true);
	});

	test('Get Many, then Start and wait, by mapping one field', async () => {
		stage().simulator.settings.sessions = { seconds: 2, status: 'Warning' };
		const { status, nodes } = await runChain(stage(), [
			await jobNode('Idle', resource, 'getAll', {
				returnAll: false,
				limit: 2,
				filters: { status: ['Success'] },
			}),
			await jobNode('Start it', resource, 'start', {
				...byKey,
				options: { waitForCompletion: true, addComputedFields: true },
			}),
		]);
		expect(status).toBe('success');
		expect(nodes['Start it'].items[0].map(({ result }) => result)).toEqual(['warning', 'warning']);
		const uids = nodes.Idle.items[0].map(({ instanceUid }) => String(instanceUid));
		expect(uids.map((uid) => stage().simulator.starts.get(uid))).toEqual([1, 1]);
	});

	test('Start, then Stop', async () => {
		const row = rowsOf(resource).find((candidate) => statusOf(candidate) === 'Success')!;
		const uid = {
			jobUid: { __rl: true, mode: 'id', value: row.instanceUid } as unknown as string,
		};
		await runChain(stage(), [await jobNode('Start it', resource, 'start', uid)]);
		const { nodes } = await runChain(stage(), [await jobNode('Stop it', resource, 'stop', uid)]);
		expect(nodes['Stop it'].items[0][0]).toMatchObject({ operation: 'stop', accepted: true });
		expect(stage().simulator.stops.get(String(row.instanceUid))).toBe(1);
	});

	test('Disable, then Enable', async () => {
		const row = rowsOf(resource).find(
			({ systemType, isEnabled }) => isEnabled && (systemType ?? 'Windows') === 'Windows',
		)!;
		const isEnabled = () =>
			rowsOf(resource).find(({ instanceUid }) => instanceUid === row.instanceUid)?.isEnabled;
		const uid = {
			jobUid: { __rl: true, mode: 'id', value: row.instanceUid } as unknown as string,
		};
		const disabled = await runChain(stage(), [await jobNode('Off', resource, 'disable', uid)]);
		expect(disabled.nodes.Off.items[0][0]).toMatchObject({ operation: 'disable', accepted: true });
		expect(isEnabled()).toBe(false);
		await runChain(stage(), [await jobNode('On', resource, 'enable', uid)]);
		expect(isEnabled()).toBe(true);
	});
});

test('Stop, and Retry of a failed job', async () => {
	const [job] = estate().jobs.filter(({ type }) => type === 'BackupVm');
	stage().simulator.setJob(job.instanceUid, { status: 'Failed' });
	const uid = { jobUid: { __rl: true, mode: 'id', value: job.instanceUid } as unknown as string };
	const retried = await runChain(stage(), [await jobNode('Retry it', 'job', 'retry', uid)]);
	expect(retried.nodes['Retry it'].items[0][0]).toMatchObject({ operation: 'retry' });
	const stopped = await runChain(stage(), [await jobNode('Stop it', 'job', 'stop', uid)]);
	expect(stopped.status).toBe('success');
	expect(stage().simulator.stops.get(job.instanceUid)).toBe(1);
});

test.each([
	['searchAgentJobs', 'agentJob'],
	['searchMicrosoft365Jobs', 'microsoft365Job'],
	['searchCompanies', 'job'],
	['searchBackupServers', 'job'],
])('the drop-down list of %s', async (methodName, resource) => {
	const { results } = await stage().n8n.client.runListSearch({
		nodeType: 'n8n-nodes-vspc.vspcJob',
		path: 'parameters.jobUid',
		methodName,
		parameters: { authentication: 'apiKey', resource, operation: 'get' },
		credentials: { vspcApi: await stage().credential('vspcApi') },
	});
	expect(results.length).toBeGreaterThan(5);
});
