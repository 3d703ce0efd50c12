import type { INodeParameters } from 'n8n-workflow';

import { startMailServer, type Mail, type MailServer } from '../mailServer';
import { until, type WorkflowDefinition } from '../n8n';
import { useStage } from './harness';
import { Recipe } from './recipes/recipe';
import { createTrigger } from './trigger/published';

/** The recipe that reports workflows that failed, against a real mail server. */
jest.setTimeout(180_000);

const MAIL_MS = 60_000;
const ADDRESS = 'team@example.com';

const stage = useStage({ isOneStory: true });
let mail: MailServer;
let recipe: Recipe;
/** What a test has published: it would go on failing in the next one. */
let failing: string | undefined;

async function unpublish(): Promise<void> {
	if (failing) await stage().n8n.client.deactivate(failing);
	failing = undefined;
}

beforeAll(async () => {
	mail = await startMailServer();
	const smtp = { ...mail.credential, disableStartTls: true };
	await stage().n8n.client.createCredential('SMTP account', 'smtp', smtp);
	recipe = await Recipe.import(stage(), 'error-mail.json');
	await recipe.set({ mailFrom: 'n8n@example.com', mailTo: ADDRESS });
});
afterEach(async () => {
	await unpublish();
	stage().simulator.faults.clear();
});
afterAll(async () => await mail?.stop());

/** Publishes a workflow that has the recipe as its error workflow. */
async function publish(id: string, name: string): Promise<void> {
	const { client } = stage().n8n;
	await client.updateWorkflow(id, { name, settings: { errorWorkflow: recipe.id } });
	await client.activate(id);
	failing = id;
}

/** By workflow: one that was unpublished may still have an execution under way. */
const mailsOf = (name: string) =>
	mail.mails.filter(({ subject }) => subject === `n8n workflow failed: ${name}`);

async function mailsCome(name: string, count: number): Promise<Mail[]> {
	return await until(
		async () => mailsOf(name),
		({ length }) => length >= count,
		MAIL_MS,
		() => `fewer than ${count} mails came`,
	);
}

/** Where a mail says the execution is. */
const linkOf = ({ text }: Mail) => text!.match(/^Execution: (.+)$/m)?.[1];

/** A workflow that fails every second. */
const failsAlways: WorkflowDefinition = {
	name: 'Fails always',
	nodes: [
		{
			name: 'Every second',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			parameters: {
				rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] },
			} as INodeParameters,
		},
		{
			name: 'Give up',
			type: 'n8n-nodes-base.stopAndError',
			typeVersion: 1,
			parameters: { errorMessage: 'Ticket <4711> was not made' },
		},
	],
	connections: { 'Every second': { main: [[{ node: 'Give up', type: 'main', index: 0 }]] } },
};

/** In the time zone of the workflow, so the hour is not compared. */
const WHEN = /^When: \d{4}-\d\d-\d\d \d\d:\d\d .+$/m;

test('before it is published, n8n does not run it', async () => {
	const { client } = stage().n8n;
	const id = await client.createWorkflow(failsAlways);
	await publish(id, 'Too early');
	await until(
		async () => await client.listExecutions(id, ['error']),
		({ length }) => length >= 2,
		MAIL_MS,
		() => 'the workflow did not fail twice',
	);
	expect(await client.listExecutions(recipe.id)).toEqual([]);
	expect(mail.mails).toEqual([]);
});

describe('published', () => {
	beforeAll(async () => await recipe.publish());

	test('an execution fails: an e-mail with workflow, message, node and link', async () => {
		const { client } = stage().n8n;
		const id = await client.createWorkflow(failsAlways);
		await publish(id, 'Tickets & more');
		const [first] = await mailsCome('Tickets & more', 1);
		const { text, html, recipients, from } = first;
		expect(recipients).toEqual([ADDRESS]);
		expect(from?.value[0].address).toBe('n8n@example.com');
		expect(html).toBe(false);
		expect(text).toContain('Workflow: Tickets & more\n');
		expect(text).toContain('Message: Ticket <4711> was not made\n');
		expect(text).toContain('Node: Give up\n');
		expect(text).toMatch(WHEN);
		expect(text).not.toContain('n8n.io');
		const { pathname } = new URL(linkOf(first)!);
		const [, executionId] = pathname.match(/^\/workflow\/\w+\/executions\/(\d+)$/)!;
		expect(pathname).toContain(id);
		expect(await client.readExecution(executionId)).toMatchObject({ status: 'error' });
	});

	test('every execution that fails has its e-mail, also when the mail server was busy', async () => {
		const { client } = stage().n8n;
		mail.busy(3);
		const id = await client.createWorkflow(failsAlways);
		await publish(id, 'Again and again');
		await mailsCome('Again and again', 2);
		await unpublish();
		await until(
			async () => (await client.listExecutions(id)).length,
			(failures) => failures === mailsOf('Again and again').length,
			MAIL_MS,
			() => 'there is not one mail for each execution',
		);
		const links = mailsOf('Again and again').map(linkOf);
		expect(new Set(links).size).toBe(links.length);
	});

	test('a trigger cannot read VSPC: an e-mail with the cause and what to do', async () => {
		const id = await createTrigger(stage(), {});
		await publish(id, 'Failed jobs');
		stage().simulator.faults.add({ kind: 'error', status: 401 });
		const [{ text }] = await mailsCome('Failed jobs', 1);
		expect(text).toContain('Message: VSPC rejected the token of the credential');
		expect(text).toContain('create a new one');
		// n8n does not say which one
		expect(text).toContain('Node: the trigger\n');
		expect(text).toMatch(WHEN);
		expect(text).not.toContain('Execution: ');
	});
});
