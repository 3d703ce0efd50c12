import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowNode } from '../n8n';
import { runAgentWith } from './agent';
import { startChatModel, type ChatModel, type Question, type Step } from './chatModel';
import { useStage, VENDOR_JOB } from './harness';

/** VSPC Job as a tool of n8n's AI Agent, with a chat model that plays a script. */
const stage = useStage();
const UNKNOWN = '00000000-1111-2222-3333-444444444444';
const SIMPLIFIED = [
	'backupServerName',
	'companyName',
	'failureMessage',
	'instanceUid',
	'isEnabled',
	'jobKey',
	'lastEndTime',
	'lastRun',
	'name',
	'status',
	'type',
];

let model: ChatModel;
beforeAll(async () => {
	model = await startChatModel();
});
afterAll(async () => await model.close());

const fromAI = (key: string, description: string, type = 'string') =>
	`={{ $fromAI('${key}', '${description}', '${type}') }}`;

const LIST_FAILED: INodeParameters = {
	resource: 'job',
	operation: 'getAll',
	filters: { status: ['Failed'] },
};
const START: INodeParameters = {
	resource: 'job',
	operation: 'start',
	jobUid: { __rl: true, mode: 'id', value: fromAI('job', 'jobKey or instanceUid of the job') },
};

/** Runs an agent with the given tools and script, and returns what came of it. */
async function runAgent(
	tools: Record<string, Partial<WorkflowNode>>,
	script: Step[],
	typeVersion?: number,
) {
	const nodes = Object.entries(tools).map(
		([name, node]) => [name, { type: 'n8n-nodes-vspc.vspcJobTool', ...node }] as const,
	);
	return await runAgentWith(stage(), model, Object.fromEntries(nodes), script, typeVersion);
}

/** The rows that a tool gave the model. */
const rowsIn = ({ toolAnswer }: Question) =>
	JSON.parse(toolAnswer) as Array<Record<string, string>>;

const tool = ({ tools }: Question, name: string) => tools.find((offered) => offered.name === name);

/** Makes this many jobs fail; returns their UIDs. */
function failJobs(count: number): string[] {
	const { simulator } = stage();
	const uids = simulator.estate.jobs
		.filter(({ type, status }) => type === 'BackupVm' && !/ing/.test(status))
		.slice(0, count)
		.map(({ instanceUid }) => instanceUid);
	for (const uid of uids) simulator.setJob(uid, { status: 'Failed' });
	return uids;
}

test('lists failed jobs, reads a short answer and starts one of them', async () => {
	failJobs(30);
	let job = '';
	const execution = await runAgent(
		{ 'Failed Jobs': { parameters: LIST_FAILED }, 'Start Job': { parameters: START } },
		[
			() => ({ call: 'Failed_Jobs' }),
			(question) => {
				job = rowsIn(question)[0].jobKey;
				return { call: 'Start_Job', with: { job } };
			},
			() => ({ say: 'Started.' }),
		],
	);
	expect(execution.error).toBeUndefined();
	expect(execution.status).toBe('success');
	expect(execution.nodes.Agent.items[0]).toEqual([{ output: 'Started.' }]);

	const [offered, listed, started] = model.questions;
	expect(offered.tools).toHaveLength(2);
	expect(tool(offered, 'Failed_Jobs')).toMatchObject({
		description: expect.stringContaining('Get many backup server jobs'),
		parameters: { properties: {} },
	});
	expect(tool(offered, 'Start_Job')).toMatchObject({
		description: expect.stringContaining('Start backup server job'),
		parameters: {
			properties: { job: { type: 'string', description: 'jobKey or instanceUid of the job' } },
		},
	});
	const rows = rowsIn(listed);
	expect(rows).toHaveLength(20);
	for (const row of rows) {
		expect(Object.keys(row).sort()).toEqual(SIMPLIFIED);
		expect(row.status).toMatch(/^failed$/i);
		expect(row.jobKey).toMatch(/^job:/);
	}
	expect(rowsIn(started)).toEqual([expect.objectContaining({ accepted: true, jobKey: job })]);
	expect([...stage().simulator.starts.entries()]).toEqual([[rows[0].instanceUid, 1]]);

	const { apiKey, user } = stage().simulator.accounts;
	for (const secret of [apiKey, user.password]) {
		expect(model.questions.map(({ raw }) => raw).join()).not.toContain(secret);
		expect(execution.raw).not.toContain(secret);
	}
});

test('with a read-only API key an agent reads, but starts nothing', async () => {
	const [job] = failJobs(1);
	const accessToken = stage().simulator.accounts.readOnlyApiKey;
	const credentials = { vspcApi: await stage().credential('vspcApi', { accessToken }) };
	const { status } = await runAgent(
		{
			'Failed Jobs': { parameters: LIST_FAILED, credentials },
			'Start Job': { parameters: START, credentials },
		},
		[
			() => ({ call: 'Failed_Jobs' }),
			() => ({ call: 'Start_Job', with: { job } }),
			() => ({ say: 'I may not.' }),
		],
	);
	expect(status).toBe('success');
	expect(rowsIn(model.questions[1])[0]).toHaveProperty('jobKey');
	expect(model.questions[2].toolAnswer).toContain('may not do this');
	expect(stage().simulator.starts.size).toBe(0);
});

describe('what the model fills in', () => {
	const LIST: INodeParameters = {
		resource: 'job',
		operation: 'getAll',
		filters: {
			status: fromAI('status', 'Failed, Warning or Success; several with commas'),
			nameContains: fromAI('name_part', 'Part of the job name'),
		},
	};
	const list = async (parameters: INodeParameters, given: Record<string, unknown>) => {
		failJobs(30).forEach((uid) => stage().simulator.setJob(uid, { name: `Made to fail ${uid}` }));
		await runAgent({ Jobs: { parameters } }, [
			() => ({ call: 'Jobs', with: given }),
			() => ({ say: 'Done.' }),
		]);
		return model.questions[1];
	};

	test('filters and a limit', async () => {
		const limit = fromAI('limit', 'How many jobs at most', 'number') as unknown as number;
		const given = { status: 'failed,Warning', name_part: 'MADE to', limit: 3 };
		const rows = rowsIn(await list({ ...LIST, limit }, given));
		expect(rows.map(({ name }) => name)).toEqual(
			Array(3).fill(expect.stringMatching(/^Made to fail/)),
		);
	});

	test('a filter left empty: an error, never the jobs of everybody', async () => {
		const { toolAnswer } = await list(LIST, { status: 'Failed', name_part: '' });
		expect(toolAnswer).toContain("The filter 'Name Contains' is empty");
	});

	test("the user's own choice of output and number goes before the defaults for tools", async () => {
		const own = { ...LIST, returnAll: true, output: 'all' };
		const rows = rowsIn(await list(own, { status: 'Failed', name_part: 'MADE to' }));
		expect(rows).toHaveLength(30);
		expect(rows[0]).toHaveProperty('backupServerUid');
	});
});

describe('a call that fails', () => {
	const run = async (job: string, settings: Partial<WorkflowNode>, typeVersion?: number) =>
		await runAgent(
			{ 'Start Job': { parameters: START, ...settings } },
			[
				() => ({ call: 'Start_Job', with: { job } }),
				() => ({ call: 'Start_Job', with: { job: VENDOR_JOB } }),
				() => ({ say: 'Started the other one.' }),
			],
			typeVersion,
		);
	const expectToHaveGoneOn = ({ status, nodes }: Awaited<ReturnType<typeof run>>) => {
		expect(status).toBe('success');
		expect(nodes.Agent.items[0]).toEqual([{ output: 'Started the other one.' }]);
		expect([...stage().simulator.starts.entries()]).toEqual([[VENDOR_JOB, 1]]);
	};

	test.each([
		[UNKNOWN, `There is no job with the UID ${UNKNOWN}`],
		['Backup Job 2', "The parameter 'Job' is not"],
	])('%s: the model reads why and goes on', async (job, message) => {
		expectToHaveGoneOn(await run(job, {}));
		expect(model.questions[1].toolAnswer).toContain(message);
	});

	test.each([
		['nothing chosen', 3.1, {}],
		['nothing chosen', 2.2, {}],
		['Continue', 3.1, { onError: 'continueRegularOutput' }],
		['Continue', 2.2, { onError: 'continueRegularOutput' }],
	])("'On Error': %s, agent %s: it reads what to do, too", async (_case, typeVersion, settings) => {
		expectToHaveGoneOn(await run(UNKNOWN, settings, typeVersion));
		expect(rowsIn(model.questions[1])).toEqual([
			{
				error: expect.stringContaining(`There is no job with the UID ${UNKNOWN}`),
				message: expect.stringMatching(/Check the UID: .*\(HTTP 404\)$/),
			},
		]);
	});

	test("with 'On Error' set to Stop Workflow: the execution fails", async () => {
		const { status, error } = await run(UNKNOWN, { onError: 'stopWorkflow' });
		expect(status).toBe('error');
		expect(error?.message).toContain(`There is no job with the UID ${UNKNOWN}`);
		expect(model.questions).toHaveLength(1);
		expect(stage().simulator.starts.size).toBe(0);
	});
});
