/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import { startMailServer, type MailServer } from '../mailServer';
import { until } from '../n8n';
import type { EstateJob } from '../simulator';
import { startChatModel, type ChatModel } from './chatModel';
import { useStage } from './harness';
import { ask, connectModel } from './recipes/agentModel';
import { startChatSink, type ChatSink } from './recipes/chatSink';
import { Recipe } from './recipes/recipe';
import { everySeconds } from './trigger/workflow';

/** The recipes that people read or talk to: retry, chat, assistant. */
jest.setTimeout(180_000);

const stage = useStage({ isOneStory: true });
const jobs = () => stage().simulator.estate.jobs;
const fine = (type: string) =>
	jobs().filter((job) => job.type === type && job.status === 'Success' && job.isEnabled);
const isOf =
	({ instanceUid }: EstateJob) =>
	(job: EstateJob) =>
		job.instanceUid === instanceUid;

/** From now on no job has a problem. */
function calm(): void {
	const { agentJobs, vb365Jobs } = stage().simulator.estate;
	for (const { instanceUid } of [...jobs(), ...agentJobs, ...vb365Jobs]) {
		stage().simulator.endSession(instanceUid, { status: 'Success' });
	}
}

beforeAll(async () => {
	const { n8n, data } = stage();
	await n8n.client.createCredential('VSPC account', 'vspcApi', data('vspcApi'));
});

describe('retry-failed-jobs.json', () => {
	let mail: MailServer;
	let recipe: Recipe;
	beforeAll(async () => {
		mail = await startMailServer();
		const smtp = { ...mail.credential, disableStartTls: true };
		await stage().n8n.client.createCredential('SMTP account', 'smtp', smtp);
		recipe = await Recipe.import(stage(), 'retry-failed-jobs.json');
		await recipe.set({ mailFrom: 'n8n@example.com', mailTo: 'team@example.com' });
		await recipe.change('A job failed', 'pollTimes', everySeconds(2));
		await recipe.change('A job failed', 'options.stillAfterMinutes', 0);
		await recipe.change('Send the e-mail', 'options.allowUnauthorizedCerts', true);
	});
	beforeEach(async () => {
		mail.mails.length = 0;
		await recipe.publish();
	});
	afterEach(async () => await recipe.unpublish());
	afterAll(async () => await mail?.stop());

	const retriesOf = ({ instanceUid }: EstateJob) => stage().simulator.retries.get(instanceUid) ?? 0;
	const fail = ({ instanceUid }: EstateJob) =>
		stage().simulator.endSession(instanceUid, { status: 'Failed' });

	async function mailsCame(count: number): Promise<void> {
		await until(
			async () => mail.mails.length,
			(found) => found >= count,
			60_000,
			() => `${mail.mails.length} of ${count} mails came`,
		);
		// one too many would come with the next polls
		await sleep(6000);
		expect(mail.mails).toHaveLength(count);
	}

	test('the retry is fine: nobody hears of it', async () => {
		stage().simulator.settings.sessions = { seconds: 1, status: 'Success' };
		const [job] = fine('BackupVm');
		fail(job);
		await until(
			async () => jobs().find(isOf(job))!,
			({ status }) => retriesOf(job) === 1 && status === 'Success',
			60_000,
			() => 'the job was not retried',
		);
		await mailsCame(0);
		expect(retriesOf(job)).toBe(1);
	});

	test('the retry fails too: one e-mail, no second retry, also with a busy mail server', async () => {
		// Ends less than a second apart count as one.
		stage().simulator.settings.sessions = { seconds: 3, status: 'Failed' };
		mail.busy(1);
		const [job] = fine('BackupVm');
		const before = retriesOf(job);
		fail(job);
		await mailsCame(1);
		expect(retriesOf(job)).toBe(before + 1);
		const [{ subject, text, recipients, from }] = mail.mails;
		expect(subject).toBe(`Backup job needs you: ${job.name}`);
		expect(text).toContain('It failed twice in a row.');
		expect(text).toContain('Error: The simulated session has failed.');
		expect(recipients).toEqual(['team@example.com']);
		expect(from?.value[0].address).toBe('n8n@example.com');
	});

	test('jobs that cannot be retried: one e-mail on all of them, with the reason', async () => {
		const some = fine('BackupCopy').slice(0, 2);
		expect(some).toHaveLength(2);
		some.forEach(fail);
		await mailsCame(1);
		const [{ subject, text }] = mail.mails;
		expect(subject).toBe('2 backup jobs need you');
		for (const { name } of some) expect(text).toContain(name);
		expect(text).toContain('The retry did not get through: ');
	});
});

describe('no-success-chat.json', () => {
	let chat: ChatSink;
	let recipe: Recipe;
	beforeAll(async () => {
		chat = await startChatSink();
		recipe = await Recipe.import(stage(), 'no-success-chat.json');
		await recipe.set({ webhookUrl: chat.url });
	});
	beforeEach(() => {
		chat.messages.length = 0;
		calm();
	});
	afterAll(async () => await chat?.stop());

	/** Makes this many jobs fail that should run daily. */
	function failDaily(count: number, change: Partial<EstateJob> = {}): EstateJob[] {
		const daily = jobs().filter(
			({ scheduleType, isEnabled }) => scheduleType === 'Daily' && isEnabled,
		);
		const failing = daily.slice(0, count);
		for (const { instanceUid } of failing) {
			stage().simulator.setJob(instanceUid, { status: 'Failed', ...change });
		}
		return failing;
	}

	test('Slack: one message with job and customer, and names are only text; errors are tried again', async () => {
		await recipe.set({ chat: 'slack' });
		chat.fail(2);
		failDaily(1, { name: 'A <!channel> & <b>bold</b> job' });
		const { status } = await recipe.run('Every morning');
		expect(status).toBe('success');
		expect(chat.messages).toHaveLength(1);
		const text = String(chat.messages[0].text);
		expect(text).toMatch(
			/^1 backup job failed, or had no success for 24 hours:\n• A &lt;!channel&gt; &amp; /,
		);
		expect(text).toMatch(/\(.+\): Failed, last ran 0 hours ago$/);
		expect(text).not.toContain('<');
	});

	test('Teams: an adaptive card; a long list ends with a count', async () => {
		await recipe.set({ chat: 'teams' });
		const failing = failDaily(33);
		stage().simulator.setJob(failing[0].instanceUid, { name: 'A [job](https://example.com)' });
		await recipe.run('Every morning');
		expect(chat.messages).toHaveLength(1);
		const [{ type, attachments }] = chat.messages;
		expect(type).toBe('message');
		const [{ contentType, content }] = attachments as Array<{
			contentType: string;
			content: { type: string; body: Array<{ text: string }> };
		}>;
		expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
		expect(content.type).toBe('AdaptiveCard');
		const [{ text }] = content.body;
		expect(text).toContain('33 backup jobs');
		expect(text.match(/• /g)).toHaveLength(30);
		expect(text).toMatch(/… and 3 more$/);
		expect(text).not.toContain('[job](');
	});

	test('a job that hangs is in the list, with how long; one that runs as it should is not', async () => {
		await recipe.set({ chat: 'slack' });
		const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
		const running = { status: 'Running', lastEndTime: ago(6 * 24) };
		const [hung, , timeless, continuous] = failDaily(4, { status: 'Success' });
		const set = (job: EstateJob, change: Partial<EstateJob>) =>
			stage().simulator.setJob(job.instanceUid, change);
		failDaily(2, { ...running, lastRun: ago(2), name: 'Runs' });
		set(hung, { ...running, lastRun: ago(5 * 24), name: 'Hangs' });
		set(timeless, { status: 'Failed', lastRun: null, lastEndTime: null, name: 'Timeless' });
		set(continuous, {
			...running,
			lastRun: ago(900),
			scheduleType: 'Continuously',
			name: 'Copies',
		});
		await recipe.run('Every morning');
		set(continuous, { scheduleType: 'Daily' });
		expect(chat.messages).toHaveLength(1);
		const text = String(chat.messages[0].text);
		expect(text).toMatch(/^2 backup jobs failed, or had no success for 24 hours:\n/);
		expect(text).toMatch(/• Hangs.*: Running for 5 days(\n|$)/);
		expect(text).toMatch(/• Timeless.*: Failed, time unknown(\n|$)/);
	});

	test('agent jobs with their computers, and Microsoft 365 jobs by their start, are in the list, too', async () => {
		await recipe.set({ chat: 'slack' });
		const { simulator } = stage();
		const { agentJobs, vb365Jobs, backupAgents } = simulator.estate;
		const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
		const agentJob = agentJobs.find(({ isEnabled }) => isEnabled)!;
		simulator.setJob(agentJob.instanceUid, {
			name: 'Laptop',
			scheduleType: 'Daily',
			status: 'Failed',
		});
		const [old, recent, weekly, never] = vb365Jobs.slice(0, 4);
		const set = (job: typeof old, change: Partial<typeof old>) =>
			simulator.setJob(job.instanceUid, { isEnabled: true, nextRun: ago(-5), ...change });
		set(old, { name: 'Mailboxes', lastStatus: 'Success', lastRun: ago(50) });
		set(recent, { name: 'Sites', lastStatus: 'Warning', lastRun: ago(2) });
		set(weekly, { name: 'Weekly', lastStatus: 'Success', lastRun: ago(50), nextRun: ago(-90) });
		set(never, { name: 'Teams', lastStatus: 'Unknown', lastRun: null });
		await recipe.run('Every morning');
		expect(chat.messages).toHaveLength(1);
		const text = String(chat.messages[0].text);
		const { name } = backupAgents.find(
			({ instanceUid }) => instanceUid === agentJob.backupAgentUid,
		)!;
		expect(text).toMatch(/^3 backup jobs failed/);
		expect(text).toContain(`, ${name.replaceAll('&', '&amp;')}): Failed, last ran 0 hours ago`);
		expect(text).toMatch(/• Mailboxes.*: Success, last ran 2 days ago(\n|$)/);
		expect(text).toMatch(/• Teams.*: Unknown, never ran(\n|$)/);
	});

	test('no such job: no message', async () => {
		const { status } = await recipe.run('Every morning');
		expect(status).toBe('success');
		expect(chat.messages).toEqual([]);
	});
});

describe('backup-assistant.json', () => {
	let model: ChatModel;
	beforeAll(async () => {
		model = await startChatModel();
	});
	afterAll(async () => await model?.close());

	test('answers from its tools; none of them changes anything', async () => {
		const { n8n, simulator } = stage();
		const recipe = await Recipe.import(stage(), 'backup-assistant.json');
		await connectModel(n8n.client, recipe, 'Backup assistant', model);
		const [job] = fine('BackupVm');
		simulator.endSession(job.instanceUid, { status: 'Failed' });
		const { length } = simulator.requests;
		model.play(
			() => ({ call: 'Failed_jobs' }),
			() => ({ call: 'Jobs_by_name', with: { name: job.name } }),
			({ toolAnswer }) => {
				const [{ jobKey }] = JSON.parse(toolAnswer) as Array<{ jobKey: string }>;
				return { call: 'One_job', with: { jobKey } };
			},
			() => ({ call: 'Companies', with: { company: 'a' } }),
			({ toolAnswer }) => {
				const [{ instanceUid }] = JSON.parse(toolAnswer) as Array<{ instanceUid: string }>;
				return { call: 'Jobs_of_a_company', with: { companyUid: instanceUid } };
			},
			() => ({ call: 'Jobs_without_a_success', with: { hours: 24 } }),
			() => ({ say: 'One job failed.' }),
		);
		const { nodes, error } = await ask(
			n8n.client,
			recipe,
			'When someone asks',
			'What failed last night?',
		);
		expect(error).toBeUndefined();
		expect(nodes['Backup assistant'].items[0]).toEqual([{ output: 'One job failed.' }]);
		const [{ tools, messages }, ...answered] = model.questions;
		expect(tools).toHaveLength(6);
		expect(JSON.stringify(messages)).toContain('You can only read.');
		for (const { toolAnswer } of answered) {
			expect(Array.isArray(JSON.parse(toolAnswer))).toBe(true);
		}
		const methods = simulator.requests.slice(length).map(({ method }) => method);
		expect(new Set(methods)).toEqual(new Set(['GET']));
	});
});

describe('escalated-call.json', () => {
	let service: ChatSink;
	let recipe: Recipe;
	beforeAll(async () => {
		service = await startChatSink();
		recipe = await Recipe.import(stage(), 'escalated-call.json');
		await recipe.set({ webhookUrl: service.url, to: '+49 30 555' });
	});
	beforeEach(() => {
		service.messages.length = 0;
	});
	afterAll(async () => await service?.stop());
	const told = {
		event: 'escalated',
		eventId: 'made-up',
		jobKey: 'job:a:b',
		name: 'SQL',
		ticketTitle: 'Backup job failed: [SQL](x) (Acme)',
		failuresInRow: 3,
		failingSinceUtc: '2026-11-24T06:00:00.000Z',
	};

	test('an SMS service gets number, message and keys, also when it answers late; a sample is none', async () => {
		service.fail(1);
		const { status } = await recipe.tell('A job keeps failing', [
			told,
			{ ...told, isSample: true },
		]);
		expect(status).toBe('success');
		expect(service.messages).toEqual([
			{
				to: '+49 30 555',
				message: expect.stringMatching(
					/^Backup job failed: \[SQL\]\(x\) \(Acme\): 3 failures in a row since 24 Nov, /,
				),
				jobKey: 'job:a:b',
				eventId: 'made-up',
			},
		]);
	});

	test('Teams gets a card, in which names are only text', async () => {
		await recipe.set({ service: 'teams' });
		await recipe.tell('A job keeps failing', [told]);
		expect(service.messages).toHaveLength(1);
		expect(JSON.stringify(service.messages[0])).toContain('AdaptiveCard');
		expect(JSON.stringify(service.messages[0])).not.toContain('[SQL](x)');
	});
});
