/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runAgentWith } from '../e2e/agent';
import { startChatModel, type Step } from '../e2e/chatModel';
import { getJobNode, httpRequestNode, runChain, useStage, VENDOR_JOB } from '../e2e/harness';
import { NodeTypes } from '../e2e/recipes/check';
import { readRecipe, Recipe, recipeFiles } from '../e2e/recipes/recipe';
import { openDoor } from '../e2e/trigger/door';
import { PublishedTrigger } from '../e2e/trigger/published';
import { Watch } from '../e2e/trigger/watch';
import { triggerNode, triggerWorkflow, type TriggerType } from '../e2e/trigger/workflow';
import { TESTED_VERSIONS, type WorkflowNode } from '../n8n';
import { lackedBy } from './lacks';

/** The main things of the package in each version of n8n: `npm run test:n8n`. */
const VERSIONS = process.env.VSPC_N8N_VERSIONS?.split(' ') ?? TESTED_VERSIONS;

/** n8n starts anew in some. */
jest.setTimeout(180_000);

const NODES = ['vspcAlarm', 'vspcCompany', 'vspcJob', 'vspcWorkload'];
const TRIGGERS: TriggerType[] = ['vspcAlarmTrigger', 'vspcJobTrigger', 'vspcWorkloadTrigger'];
const CREDENTIALS = ['vspcApi', 'vspcLoginApi'];
const UNKNOWN = '00000000-1111-2222-3333-444444444444';
const ALL_JOBS = ['job', 'agentJob', 'microsoft365Job'];

describe.each(VERSIONS)('n8n %s', (version) => {
	const stage = useStage({ version, env: { N8N_DISABLE_UI: 'false' } });
	const lacks = lackedBy(version);

	async function node(
		name: string,
		type: string,
		parameters: INodeParameters,
		credential = {},
	): Promise<WorkflowNode> {
		const vspcApi = await stage().credential('vspcApi', credential);
		return {
			name,
			type: `n8n-nodes-vspc.${type}`,
			typeVersion: 1,
			credentials: { vspcApi },
			parameters: { authentication: 'apiKey', ...parameters },
		};
	}

	/** Runs them one after the other; answers the items of each, of its first output. */
	async function itemsOf(...nodes: WorkflowNode[]) {
		const execution = await runChain(stage(), nodes);
		expect([execution.error?.message, execution.status]).toEqual([undefined, 'success']);
		return nodes.map(({ name }) => execution.nodes[name].items[0]);
	}

	const byKey = (key: string) =>
		({ __rl: true, mode: 'id', value: `={{ $json.${key} }}` }) as never;

	test('knows all nodes, their tools and both credentials', async () => {
		const { rest } = stage().n8n.client;
		const names = async (file: string) =>
			(await rest.load<Array<{ name: string }>>(`/types/${file}.json`)).map(({ name }) => name);
		const tools = NODES.map((name) => `${name}Tool`);
		expect(await names('nodes')).toEqual(
			expect.arrayContaining(
				[...NODES, ...TRIGGERS, ...tools].map((name) => `n8n-nodes-vspc.${name}`),
			),
		);
		expect(await names('credentials')).toEqual(expect.arrayContaining(CREDENTIALS));
	});

	test('an AI Agent calls VSPC Job as a tool, and reads its answer', async () => {
		const model = await startChatModel();
		try {
			const tool = {
				type: 'n8n-nodes-vspc.vspcJobTool',
				parameters: { resource: 'job', operation: 'getAll', filters: { status: ['Failed'] } },
			};
			const script: Step[] = [() => ({ call: 'Failed_Jobs' }), () => ({ say: 'Seen.' })];
			const { error, nodes } = await runAgentWith(
				stage(),
				model,
				{ 'Failed Jobs': tool },
				script,
				3,
			);
			expect(error).toBeUndefined();
			expect(nodes.Agent.items[0]).toEqual([{ output: 'Seen.' }]);
			expect(model.questions.at(-1)!.toolAnswer).toContain('"jobKey":"job:');
		} finally {
			await model.close();
		}
	});

	test.each(CREDENTIALS)('tests the credential %s, and says what is wrong', async (type) => {
		const { client } = stage().n8n;
		const { id } = await stage().credential(type);
		expect(await client.testCredential(type, undefined, id)).toMatchObject({ status: 'OK' });
		// With the ID of the stored one: an older n8n tests no others.
		const wrong = stage().data(type, { accessToken: 'made-up', password: 'wrong' });
		const { status, message } = await client.testCredential(type, wrong, id);
		expect(status).toBe('Error');
		expect(message).toMatch(/^VSPC rejected the (token|user name or password)/);
	});

	test('VSPC Job: Get Many with names, Get by mapping, Start, sessions', async () => {
		const [jobs, again] = await itemsOf(
			await node('Jobs', 'vspcJob', {
				resource: 'job',
				operation: 'getAll',
				returnAll: true,
				filters: { status: ['Failed'] },
			}),
			await node('Again', 'vspcJob', {
				resource: 'anyJob',
				operation: 'get',
				jobUid: byKey('jobKey'),
			}),
		);
		const failed = stage().simulator.estate.jobs.filter(({ status }) => status === 'Failed');
		expect(jobs.map(({ instanceUid }) => instanceUid).sort()).toEqual(
			failed.map(({ instanceUid }) => instanceUid).sort(),
		);
		expect(jobs.every(({ companyName, backupServerName }) => companyName && backupServerName)).toBe(
			true,
		);
		expect(again.map(({ jobKey }) => jobKey)).toEqual(jobs.map(({ jobKey }) => jobKey));

		await itemsOf(
			getJobNode(
				VENDOR_JOB,
				{ vspcApi: await stage().credential('vspcApi') },
				{ parameters: { operation: 'start' } },
			),
		);
		expect(stage().simulator.starts.get(VENDOR_JOB)).toBe(1);
		const [sessions] = await itemsOf(
			await node('Sessions', 'vspcJob', { resource: 'session', operation: 'getAll', limit: 5 }),
		);
		expect(sessions).toHaveLength(5);
	});

	test('the error output: the other items go on, and without it the execution fails with the message', async () => {
		const vspcApi = await stage().credential('vspcApi');
		const uids = [VENDOR_JOB, UNKNOWN, 'nonsense'];
		const onError = { onError: 'continueErrorOutput' };
		const get = getJobNode('={{ $json.uid }}', { vspcApi }, onError);
		const { nodes } = await runChain(stage(), [get], uids);
		const [found, failed] = nodes['VSPC Job'].items;
		expect(found.map(({ instanceUid }) => instanceUid)).toEqual([VENDOR_JOB]);
		expect(failed.map(({ uid }) => uid)).toEqual([UNKNOWN, 'nonsense']);
		expect(failed[0].error).toContain(`There is no job with the UID ${UNKNOWN}`);

		const { status, error } = await runChain(stage(), [getJobNode(UNKNOWN, { vspcApi })]);
		expect(status).toBe('error');
		expect(error?.message).toContain(`There is no job with the UID ${UNKNOWN}`);
	});

	test('the report: one item, with subject, HTML, text and a CSV file', async () => {
		const report = await node('Report', 'vspcJob', {
			resource: 'report',
			operation: 'create',
			jobKinds: ALL_JOBS,
			options: { attach: ['csv'] },
		});
		const { nodes } = await runChain(stage(), [report]);
		const [{ json, binary }] = nodes.Report.data[0];
		expect(json.subject).toMatch(/^Backup report: \d+ failed, /);
		expect(json.html).toContain('<html');
		expect(Object.values(binary ?? {}).map(({ mimeType }) => mimeType)).toEqual(['text/csv']);
	});

	test('VSPC Company and VSPC Workload: Get Many, then Get by mapping', async () => {
		const { companies } = stage().simulator.estate;
		const many = { operation: 'getAll', returnAll: true };
		const [listed, again] = await itemsOf(
			await node('Companies', 'vspcCompany', many),
			await node('Again', 'vspcCompany', { operation: 'get', companyUid: byKey('instanceUid') }),
		);
		expect(listed).toHaveLength(companies.length);
		expect(again).toEqual(listed);

		const newer = { apiVersion: '3.6.1' };
		const resource = 'anyWorkload';
		const [workloads, same] = await itemsOf(
			await node('Workloads', 'vspcWorkload', { resource, operation: 'getAll', limit: 5 }, newer),
			await node(
				'Same',
				'vspcWorkload',
				{ resource, operation: 'get', workloadKey: byKey('workloadKey') },
				newer,
			),
		);
		expect(workloads).toHaveLength(5);
		expect(same.map(({ workloadKey }) => workloadKey)).toEqual(
			workloads.map(({ workloadKey }) => workloadKey),
		);
	});

	test('VSPC Alarm: Get Many, Acknowledge, Resolve, Get History', async () => {
		const alarmUid = byKey('alarmKey');
		const [listed, seen, done, history] = await itemsOf(
			await node('Alarms', 'vspcAlarm', { operation: 'getAll', limit: 1 }),
			await node('Seen', 'vspcAlarm', { operation: 'acknowledge', alarmUid, comment: 'Größer' }),
			await node('Done', 'vspcAlarm', { operation: 'resolve', alarmUid, comment: 'Done' }),
			await node('History', 'vspcAlarm', { operation: 'getHistory', alarmUid, returnAll: true }),
		);
		expect([listed.length, seen.length, done.length]).toEqual([1, 1, 1]);
		expect(history.map(({ status }) => status)).toContain('Resolved');
	});

	test('the login credential: one login for many items, and another one when VSPC has ended the session', async () => {
		const { simulator } = stage();
		const vspcLoginApi = await stage().credential('vspcLoginApi');
		const uids = simulator.estate.jobs.slice(0, 10).map(({ instanceUid }) => instanceUid);
		const run = async () =>
			await runChain(stage(), [getJobNode('={{ $json.uid }}', { vspcLoginApi })], uids);
		expect((await run()).nodes['VSPC Job'].items[0]).toHaveLength(10);
		const before = simulator.logins;
		simulator.expireTokens();
		const { nodes, raw } = await run();
		expect(nodes['VSPC Job'].items[0]).toHaveLength(10);
		expect(simulator.logins).toBe(before + 1);
		expect(raw).not.toContain(simulator.accounts.user.password);
	});

	test.each(CREDENTIALS)('HTTP Request with the credential %s', async (type) => {
		const { simulator, credential } = stage();
		const own = type === 'vspcLoginApi' ? { ...simulator.accounts.domainUser } : {};
		const url = `${simulator.url}/api/v3/users/me`;
		const [[me]] = await itemsOf(httpRequestNode(url, { [type]: await credential(type, own) }));
		expect(me.data).toHaveProperty('userName');
		expect(simulator.requests.at(-1)!.headers['x-client-version']).toBe('3.5.1');
	});

	test('the drop-down list of jobs', async () => {
		const request = {
			nodeType: 'n8n-nodes-vspc.vspcJob',
			path: 'parameters.jobUid',
			methodName: 'searchJobs',
			parameters: { authentication: 'apiKey', resource: 'job', operation: 'get' },
			credentials: { vspcApi: await stage().credential('vspcApi') },
		};
		const { results } = await stage().n8n.client.runListSearch(request, 'backup job 2 - 2 vms');
		expect(results.map(({ value }) => String(value).split(':').at(-1))).toContain(VENDOR_JOB);
	});

	test('all triggers, through a restart and a kill of n8n: each event once', async () => {
		const { n8n, simulator } = stage();
		const publish = async (type: TriggerType, parameters: INodeParameters = {}) => {
			const vspcApi = await stage().credential('vspcApi', { apiVersion: '3.6.1' });
			const workflow = triggerWorkflow(triggerNode(vspcApi, parameters, type));
			const trigger = new PublishedTrigger(stage(), await n8n.client.createWorkflow(workflow));
			await trigger.publish();
			return trigger;
		};
		const jobs = await Watch.publish(stage());
		const alarms = await publish('vspcAlarmTrigger');
		const workloads = await publish('vspcWorkloadTrigger', {
			events: ['unprotected'],
			rpoHours: 1,
			options: { emitExisting: true },
		});
		const raised: string[] = [];
		const raise = () => raised.push(`alarm:${simulator.raiseAlarm().instanceUid}`);
		// A job that fails raises one, too.
		const own = (items: IDataObject[]) =>
			items.filter(({ alarmKey }) => raised.includes(String(alarmKey)));
		const ownAlarms = async () => own(await alarms.items());
		const alarmsTold = async () =>
			await alarms.itemsAre((items) => own(items).length >= raised.length, raised.join());

		await workloads.itemsAre((items) => items.length > 0, 'unprotected workloads');
		const early = jobs.fail(2);
		raise();
		await jobs.toldAll();
		await alarmsTold();

		await jobs.polled();
		await n8n.quit();
		jobs.fail();
		jobs.recover(early.slice(0, 1));
		raise();
		await n8n.restart();
		await jobs.toldAll();
		await alarmsTold();

		await jobs.polled();
		await n8n.kill();
		jobs.recover(early.slice(1));
		raise();
		await n8n.restart();
		await jobs.expectAllTold();
		await alarmsTold();
		expect((await ownAlarms()).map(({ alarmKey }) => alarmKey)).toEqual(raised);
		const unprotected = (await workloads.items()).map(({ eventId }) => eventId);
		expect(new Set(unprotected).size).toBe(unprotected.length);
		for (const trigger of [jobs, alarms, workloads]) await trigger.close();
	});

	test('publishing while VSPC is down says the cause, and works when VSPC is back', async () => {
		const door = await openDoor(stage().simulator.port);
		try {
			await door.shut();
			const watch = await Watch.create(stage(), { host: door.host });
			const told = await watch.publish().catch(({ message }: Error) => message);
			expect(told).toContain(
				lacks.ownWords ? 'refused the connection' : 'refused the connection on port',
			);
			await door.open();
			await watch.publish();
			watch.fail();
			await watch.expectAllTold();
			await watch.close();
		} finally {
			await door.shut();
		}
	});

	test('all recipes can be imported; what they have that this n8n does not know is in the docs', async () => {
		const types = await NodeTypes.load(stage().n8n.client);
		const unknownNodes: string[] = [];
		const unknownParameters: string[] = [];
		for (const file of recipeFiles()) {
			const { nodes } = readRecipe(file);
			const recipe = await Recipe.import(stage(), file);
			expect((await recipe.stored()).nodes).toHaveLength(nodes.length);
			if (nodes.some((one) => !types.find(one))) {
				unknownNodes.push(file);
				continue;
			}
			const lost = nodes.flatMap((one) => [
				...types.unknownParameters(one),
				...types.unknownValues(one),
			]);
			if (lost.length > 0) unknownParameters.push(file);
		}
		expect({ unknownNodes, unknownParameters }).toEqual(lacks.recipes);
	});
});
