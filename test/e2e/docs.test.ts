/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';

import { startMailServer, type MailServer } from '../mailServer';
import type { CredentialReference, WorkflowDefinition, WorkflowNode } from '../n8n';
import { runChain, useStage } from './harness';

/** What the docs describe in words, built as they say and run in a real n8n. */
jest.setTimeout(180_000);

const DOCS = ['job.md', 'output-fields.md']
	.map((page) => readFileSync(resolve(__dirname, '../../docs', page), 'utf8'))
	.join('\n');
const stage = useStage({ isOneStory: true });

let vspcApi: CredentialReference;
beforeAll(async () => {
	vspcApi = await stage().credential('vspcApi');
});

const vspcNode = (
	name: string,
	type: 'vspcJob' | 'vspcCompany',
	parameters: INodeParameters,
	more: Partial<WorkflowNode> = {},
): WorkflowNode => ({
	name,
	type: `n8n-nodes-vspc.${type}`,
	typeVersion: 1,
	credentials: { vspcApi },
	parameters: { authentication: 'apiKey', ...parameters },
	...more,
});

/** A condition of Filter or If: this expression is true. */
const isTrue = (leftValue: string): INodeParameters => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [
			{
				id: 'condition',
				leftValue,
				rightValue: '',
				operator: { type: 'boolean', operation: 'true', singleValue: true },
			},
		],
		combinator: 'and',
	},
	options: {},
});

type Arrow = [from: string, output: number, to: string];

function workflowOf(nodes: WorkflowNode[], arrows: Arrow[]): WorkflowDefinition {
	const connections: WorkflowDefinition['connections'] = {};
	for (const [from, output, to] of arrows) {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]!.push({ node: to, type: 'main', index: 0 });
	}
	return { name: 'From the docs', nodes, connections, settings: { executionOrder: 'v1' } };
}

const start: WorkflowNode = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
};

/** The first code in the docs that this finds. */
function fromDocs(pattern: RegExp): string {
	const [, found] = pattern.exec(DOCS) ?? [];
	if (!found) throw new Error(`The docs have no ${String(pattern)}`);
	return found;
}

describe('a report for each customer', () => {
	let mail: MailServer;
	beforeAll(async () => {
		mail = await startMailServer();
		const smtp = { ...mail.credential, disableStartTls: true };
		await stage().n8n.client.createCredential('SMTP account', 'smtp', smtp);
	});
	afterAll(async () => await mail?.stop());

	test('Create Report by company, those with an address, Send Email: a mail to each address', async () => {
		const { estate } = stage().simulator;
		const [first, second, third] = estate.organizations.filter(({ instanceUid }) =>
			estate.jobs.some(
				(job) => job.organizationUid === instanceUid && job.mappedOrganizationUid === null,
			),
		);
		first.email = 'one@first.example; two@first.example\r\n';
		second.email = 'ops@second.example\r\nBcc: spy@evil.example';
		third.email = 'nobody';
		const smtp = { id: null, name: 'SMTP account' } as unknown as CredentialReference;
		const id = await stage().n8n.client.createWorkflow(
			workflowOf(
				[
					start,
					vspcNode('Report', 'vspcJob', {
						resource: 'report',
						operation: 'create',
						groupBy: 'company',
					}),
					{
						name: 'Filter',
						type: 'n8n-nodes-base.filter',
						typeVersion: 2.2,
						parameters: isTrue('={{ !!$json.companyEmail }}'),
					},
					{
						name: 'Send Email',
						type: 'n8n-nodes-base.emailSend',
						typeVersion: 2.1,
						credentials: { smtp },
						parameters: {
							fromEmail: 'reports@example.com',
							toEmail: '={{ $json.companyEmail }}',
							subject: '={{ $json.subject }}',
							emailFormat: 'both',
							text: '={{ $json.text }}',
							html: '={{ $json.html }}',
							options: { appendAttribution: false },
						},
					},
				],
				[
					['Start', 0, 'Report'],
					['Report', 0, 'Filter'],
					['Filter', 0, 'Send Email'],
				],
			),
		);
		const { status, nodes } = await stage().n8n.client.runWorkflow(id, 'Start');
		expect(status).toBe('success');
		const reports = nodes.Report.items[0];
		const addressed = reports.filter(({ companyEmail }) => companyEmail);
		expect(mail.mails).toHaveLength(addressed.length);
		const recipients = mail.mails.map((one) => [...one.recipients].sort().join());
		expect(recipients).toContain('one@first.example,two@first.example');
		expect(recipients).toContain('ops@second.example');
		expect(recipients.join()).not.toMatch(/evil|nobody/);
		expect(reports.find(({ companyUid }) => companyUid === third.instanceUid)).toMatchObject({
			companyEmail: null,
		});
	});
});

describe('something of your own for each customer, with Loop Over Items', () => {
	const loop = (alwaysOutputData: boolean) =>
		workflowOf(
			[
				start,
				vspcNode('Customers', 'vspcCompany', { operation: 'getAll', returnAll: true }),
				{
					name: 'Loop',
					type: 'n8n-nodes-base.splitInBatches',
					typeVersion: 3,
					parameters: { options: {} },
				},
				vspcNode(
					'Jobs',
					'vspcJob',
					{
						resource: 'job',
						operation: 'getAll',
						returnAll: true,
						filters: {
							companyUid: { __rl: true, mode: 'id', value: '={{ $json.instanceUid }}' },
						} as unknown as INodeParameters,
					},
					{ alwaysOutputData } as Partial<WorkflowNode>,
				),
				{
					name: 'Has jobs?',
					type: 'n8n-nodes-base.if',
					typeVersion: 2.2,
					parameters: isTrue('={{ !!$json.jobKey }}'),
				},
				{ name: 'Yours', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
				{ name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
			],
			[
				['Start', 0, 'Customers'],
				['Customers', 0, 'Loop'],
				['Loop', 0, 'Done'],
				['Loop', 1, 'Jobs'],
				['Jobs', 0, 'Has jobs?'],
				['Has jobs?', 0, 'Yours'],
				['Has jobs?', 1, 'Loop'],
				['Yours', 0, 'Loop'],
			],
		);

	/** The customers without any job are not the last ones. */
	async function run(alwaysOutputData: boolean) {
		const { simulator, n8n } = stage();
		const { companies, jobs } = simulator.estate;
		const [first] = companies;
		for (const job of jobs) {
			const { instanceUid: other } = companies[companies.length - 1];
			if (job.organizationUid === first.instanceUid) job.organizationUid = other;
			if (job.mappedOrganizationUid === first.instanceUid) job.mappedOrganizationUid = other;
		}
		const execution = await n8n.client.runWorkflow(
			await n8n.client.createWorkflow(loop(alwaysOutputData)),
			'Start',
		);
		expect(execution.status).toBe('success');
		return { ...execution, count: companies.length };
	}

	test('with Always Output Data every customer has a round, also those without jobs', async () => {
		const { nodes, count } = await run(true);
		expect(nodes.Jobs.runs).toBe(count);
		expect(nodes.Done.items[0].length).toBeGreaterThan(0);
		expect(nodes.Yours.runs).toBeLessThan(count);
	});

	test('without it n8n ends the loop and says nothing: why the docs ask for it', async () => {
		const { nodes, count } = await run(false);
		expect(nodes.Jobs.runs).toBeLessThan(count);
		expect(nodes.Done).toBeUndefined();
	});
});

test('the Custom Filter and the expressions of the docs', async () => {
	const { jobs } = stage().simulator.estate;
	const [slow, failed] = jobs;
	stage().simulator.setJob(slow.instanceUid, { bottleneck: 'Network' });
	stage().simulator.setJob(failed.instanceUid, { status: 'Failed' });
	const { status, nodes } = await runChain(stage(), [
		vspcNode('Slow', 'vspcJob', {
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			filters: { customFilter: fromDocs(/e\.g\. `(\[\{"property": "bottleneck".*?\])`/) },
		}),
		{
			name: 'Read',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			executeOnce: false,
			parameters: {
				assignments: {
					assignments: [
						{
							id: 'a',
							name: 'hasFailed',
							value: `=${fromDocs(/Compare without case, e\.g\. `(\{\{.*?\}\})`/)}`,
							type: 'boolean',
						},
						{
							id: 'b',
							name: 'isTime',
							value: `={{ ${fromDocs(/Compare them as times, not as text: `(.*?)`/)}.isValid }}`,
							type: 'boolean',
						},
					],
				},
				options: {},
			},
		},
	]);
	expect(status).toBe('success');
	const found = nodes.Slow.items[0].map(({ instanceUid }) => instanceUid);
	expect(found).toContain(slow.instanceUid);
	expect(nodes.Slow.items[0].every(({ bottleneck }) => bottleneck === 'Network')).toBe(true);
	for (const item of nodes.Read.items[0]) {
		expect(typeof item.hasFailed).toBe('boolean');
	}
	expect(nodes.Read.items[0].some(({ isTime }) => isTime === true)).toBe(true);
});
