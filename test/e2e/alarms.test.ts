import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowNode } from '../n8n';
import { runAgentWith } from './agent';
import { startChatModel, type ChatModel } from './chatModel';
import { runChain, useStage } from './harness';

/** VSPC Alarm in a real n8n. */
const stage = useStage();

const alarmNode = async (
	name: string,
	operation: string,
	parameters: INodeParameters = {},
): Promise<WorkflowNode> => ({
	name,
	type: 'n8n-nodes-vspc.vspcAlarm',
	typeVersion: 1,
	credentials: { vspcApi: await stage().credential('vspcApi') },
	parameters: { authentication: 'apiKey', operation, ...parameters },
});

const byKey = {
	alarmUid: { __rl: true, mode: 'id', value: '={{ $json.alarmKey }}' } as unknown as string,
};
const alarms = () => stage().simulator.estate.alarms;
const errors = () => alarms().filter(({ lastActivation }) => lastActivation.status === 'Error');

test('Get Many with filters, sort and names, then Get by mapping one field', async () => {
	const { status, nodes } = await runChain(stage(), [
		await alarmNode('Alarms', 'getAll', {
			returnAll: true,
			filters: { severity: ['Error'] },
			sort: { direction: 'descending' },
			output: 'simplified',
			options: { includeNames: true },
		}),
		await alarmNode('Again', 'get', byKey),
	]);
	expect(status).toBe('success');
	const [listed] = nodes.Alarms.items;
	expect(listed.map(({ instanceUid }) => instanceUid).sort()).toEqual(
		errors()
			.map(({ instanceUid }) => instanceUid)
			.sort(),
	);
	expect(listed.every(({ alarmName, companyName }) => alarmName && companyName)).toBe(true);
	const [again] = nodes.Again.items;
	expect(again.map(({ alarmKey }) => alarmKey)).toEqual(listed.map(({ alarmKey }) => alarmKey));
	expect(again[0]).toHaveProperty('alarmTemplateUid');
});

test('Acknowledge, then Resolve, then the history of it', async () => {
	const { status, nodes } = await runChain(stage(), [
		await alarmNode('Alarms', 'getAll', { limit: 2, filters: { severity: ['Error'] } }),
		await alarmNode('Seen', 'acknowledge', { ...byKey, comment: 'Ticket 4711 & more' }),
		await alarmNode('Done', 'resolve', { ...byKey, comment: 'Größer gemacht' }),
		await alarmNode('History', 'getHistory', { ...byKey, returnAll: true }),
	]);
	expect(status).toBe('success');
	const uids = nodes.Alarms.items[0].map(({ instanceUid }) => String(instanceUid));
	expect(nodes.Seen.items[0]).toEqual(
		uids.map((alarmUid) => ({
			alarmUid,
			operation: 'acknowledge',
			accepted: true,
			alarmKey: `alarm:${alarmUid}`,
		})),
	);
	expect(nodes.Done.items[0]).toHaveLength(2);
	const [history] = nodes.History.items;
	for (const uid of uids) {
		const own = history.filter(({ alarmUid }) => alarmUid === uid);
		expect(own.slice(-2).map(({ status: is, remark }) => [is, remark])).toEqual([
			['Acknowledged', 'Ticket 4711 & more'],
			['Resolved', 'Größer gemacht'],
		]);
	}
});

test.each(['searchAlarms', 'searchAlarmTemplates', 'searchCompanies'])(
	'the drop-down list of %s',
	async (methodName) => {
		const { results } = await stage().n8n.client.runListSearch({
			nodeType: 'n8n-nodes-vspc.vspcAlarm',
			path: 'parameters.alarmUid',
			methodName,
			parameters: { authentication: 'apiKey', operation: 'get' },
			credentials: { vspcApi: await stage().credential('vspcApi') },
		});
		expect(results.length).toBeGreaterThan(5);
	},
);

describe('as a tool of an AI agent', () => {
	let model: ChatModel;
	beforeAll(async () => {
		model = await startChatModel();
	});
	afterAll(async () => await model.close());

	const fromAI = (key: string, description: string) =>
		`={{ $fromAI('${key}', '${description}', 'string') }}`;

	test('lists alarms, reads a short answer and acknowledges one of them', async () => {
		const type = 'n8n-nodes-vspc.vspcAlarmTool';
		const alarmUid = { __rl: true, mode: 'id', value: fromAI('alarm', 'alarmKey of the alarm') };
		let alarm = '';
		const execution = await runAgentWith(
			stage(),
			model,
			{
				Alarms: {
					type,
					parameters: { operation: 'getAll', filters: { severity: ['Error', 'Warning'] } },
				},
				Acknowledge: {
					type,
					parameters: {
						operation: 'acknowledge',
						alarmUid,
						comment: fromAI('comment', 'Why, in a few words'),
					} as unknown as INodeParameters,
				},
			},
			[
				() => ({ call: 'Alarms' }),
				({ toolAnswer }) => {
					alarm = (JSON.parse(toolAnswer) as Array<{ alarmKey: string }>)[0].alarmKey;
					return { call: 'Acknowledge', with: { alarm, comment: '' } };
				},
				() => ({ call: 'Acknowledge', with: { alarm, comment: 'Seen by the agent' } }),
				() => ({ say: 'Acknowledged.' }),
			],
		);
		expect(execution.error).toBeUndefined();
		expect(execution.nodes.Agent.items[0]).toEqual([{ output: 'Acknowledged.' }]);

		const [{ tools }, listed, refused] = model.questions;
		const words = tools.map(({ description }) => description).join();
		expect(words).toContain('alarms');
		expect(words).toContain('Acknowledge alarm');
		const rows = JSON.parse(listed.toolAnswer) as Array<Record<string, unknown>>;
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.length).toBeLessThanOrEqual(20);
		for (const row of rows) {
			expect(Object.keys(row).sort()).toEqual([
				'alarmKey',
				'alarmName',
				'companyName',
				'instanceUid',
				'lastActivation',
				'object',
				'repeatCount',
			]);
		}
		expect(refused.toolAnswer).toContain("The parameter 'Comment' is empty");
		const uid = alarm.replace('alarm:', '');
		expect([...stage().simulator.acknowledges.entries()]).toEqual([[uid, 1]]);
		const { lastActivation } = alarms().find(({ instanceUid }) => instanceUid === uid)!;
		expect(lastActivation.remark).toBe('Seen by the agent');

		const { apiKey } = stage().simulator.accounts;
		expect(model.questions.map(({ raw }) => raw).join()).not.toContain(apiKey);
		expect(execution.raw).not.toContain(apiKey);
	});
});
