import { sleep } from 'n8n-workflow';

import { startSimulator } from '../simulator';
import { chain, getJobNode, runChain, useStage, VENDOR_JOB } from './harness';

/** VSPC Job > Get in a real n8n. */
const stage = useStage();
const UNKNOWN = '00000000-1111-2222-3333-444444444444';

test('by ID: outputs the fields of the vendor page', async () => {
	const vspcApi = await stage().credential('vspcApi');
	const { status, nodes } = await runChain(stage(), [getJobNode(VENDOR_JOB, { vspcApi })]);
	expect(status).toBe('success');
	expect(nodes['VSPC Job'].items[0]).toEqual([
		expect.objectContaining({
			instanceUid: VENDOR_JOB,
			name: 'Backup Job 2 - 2 VMs',
			status: 'success',
			lastDuration: 1148,
			failureMessage: null,
		}),
	]);
});

test('by expression over several items: each job, linked to its item', async () => {
	const vspcApi = await stage().credential('vspcApi');
	const uids = stage()
		.simulator.estate.jobs.slice(0, 7)
		.map(({ instanceUid }) => instanceUid);
	const after = {
		name: 'After',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: '={{ { asked: $("Items").item.json.uid, got: $json.instanceUid } }}',
			options: {},
		},
	};
	const { nodes } = await runChain(
		stage(),
		[getJobNode('={{ $json.uid }}', { vspcApi }), after],
		uids,
	);
	expect(nodes.After.items[0]).toEqual(uids.map((uid) => ({ asked: uid, got: uid })));
});

test('not found, with the error output: the other items go on, the failure keeps its input', async () => {
	const vspcApi = await stage().credential('vspcApi');
	const { status, nodes } = await runChain(
		stage(),
		[getJobNode('={{ $json.uid }}', { vspcApi }, { onError: 'continueErrorOutput' })],
		[VENDOR_JOB, UNKNOWN, 'nonsense'],
	);
	expect(status).toBe('success');
	const [found, failed] = nodes['VSPC Job'].items;
	expect(found.map(({ instanceUid }) => instanceUid)).toEqual([VENDOR_JOB]);
	expect(failed).toEqual([
		{
			uid: UNKNOWN,
			error: `There is no job with the UID ${UNKNOWN}, or this account cannot see it`,
			message: expect.stringContaining('(HTTP 404)'),
		},
		{
			uid: 'nonsense',
			error: "The parameter 'Job' (item 3 of 3) is not the UID of a job",
			message: expect.stringContaining('the text "nonsense"'),
		},
	]);
});

test('not found, without: the execution fails with the message', async () => {
	const vspcApi = await stage().credential('vspcApi');
	const { status, nodes, raw } = await runChain(stage(), [getJobNode(UNKNOWN, { vspcApi })]);
	expect(status).toBe('error');
	expect(nodes['VSPC Job'].error?.message).toContain('There is no job with the UID');
	expect(raw).not.toContain(stage().simulator.accounts.apiKey);
});

test('self-signed certificate: refused with the switch off, accepted with it on', async () => {
	const strict = await stage().credential('vspcApi', { allowUnauthorizedCerts: false });
	const refused = await runChain(stage(), [getJobNode(VENDOR_JOB, { vspcApi: strict })]);
	expect(refused.nodes['VSPC Job'].error?.message).toContain('is self-signed');
	const lenient = await stage().credential('vspcApi', { allowUnauthorizedCerts: true });
	const accepted = await runChain(stage(), [getJobNode(VENDOR_JOB, { vspcApi: lenient })]);
	expect(accepted.status).toBe('success');
});

test('login credential whose token expires: one login for all items, and the token is kept', async () => {
	const vspcLoginApi = await stage().credential('vspcLoginApi');
	const uids = stage()
		.simulator.estate.jobs.slice(0, 20)
		.map(({ instanceUid }) => instanceUid);
	const run = async () =>
		await runChain(stage(), [getJobNode('={{ $json.uid }}', { vspcLoginApi })], uids);

	expect((await run()).status).toBe('success');
	expect(stage().simulator.logins).toBe(1);

	expect((await run()).status).toBe('success');
	expect(stage().simulator.logins).toBe(1);

	stage().simulator.expireTokens();
	const renewed = await run();
	expect(renewed.nodes['VSPC Job'].items[0]).toHaveLength(20);
	expect(stage().simulator.logins).toBe(2);
	expect(renewed.raw).not.toContain(stage().simulator.accounts.user.password);
});

test('the token of a login credential survives a restart of n8n', async () => {
	const vspcLoginApi = await stage().credential('vspcLoginApi', {
		...stage().simulator.accounts.domainUser,
	});
	const nodes = [getJobNode(VENDOR_JOB, { vspcLoginApi })];
	await runChain(stage(), nodes);
	await stage().n8n.restart();
	const { status } = await runChain(stage(), nodes);
	expect(status).toBe('success');
	expect(stage().simulator.logins).toBe(1);
});

test('reaches a server on an IPv6 address', async () => {
	const ipv6 = await startSimulator({ host: '::1', jobs: 1, companies: 1 });
	try {
		const vspcApi = await stage().credential('vspcApi', { host: `[::1]:${ipv6.port}` });
		const { status } = await runChain(stage(), [getJobNode(VENDOR_JOB, { vspcApi })]);
		expect(status).toBe('success');
	} finally {
		await ipv6.close();
	}
});

test('the drop-down list of jobs finds a job by part of its name', async () => {
	const vspcApi = await stage().credential('vspcApi');
	const { results } = await stage().n8n.client.runListSearch(
		{
			nodeType: 'n8n-nodes-vspc.vspcJob',
			path: 'parameters.jobUid',
			methodName: 'searchJobs',
			parameters: { authentication: 'apiKey', resource: 'job', operation: 'get' },
			credentials: { vspcApi },
		},
		'backup job 2 - 2 vms',
	);
	expect(results.map(({ value }) => String(value).split(':').at(-1))).toContain(VENDOR_JOB);
});

test('stopping the execution in the editor ends the waiting at once', async () => {
	const vspcApi = await stage().credential('vspcApi');
	stage().simulator.faults.add({ kind: 'async', outcome: 'never', path: '/jobs/[^/]+$' });
	const { client } = stage().n8n;
	const id = await client.createWorkflow(chain([getJobNode(VENDOR_JOB, { vspcApi })]));
	const executionId = await client.startWorkflow(id, 'Start');
	const { requests } = stage().simulator;
	while (requests.length < 2) await sleep(50);
	await client.stopExecution(executionId);
	await sleep(300);
	const seen = requests.length;
	await sleep(3000);
	expect(requests).toHaveLength(seen);
	expect((await client.waitForExecution(executionId)).status).toBe('canceled');
});
