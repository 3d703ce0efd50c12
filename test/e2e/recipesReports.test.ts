import { startMailServer, type Mail, type MailServer } from '../mailServer';
import { useStage } from './harness';
import { Recipe } from './recipes/recipe';

/** The recipes that send reports, against a real mail server. */
jest.setTimeout(180_000);

const stage = useStage({ isOneStory: true });
let mail: MailServer;
beforeAll(async () => {
	const { n8n, data } = stage();
	mail = await startMailServer();
	await n8n.client.createCredential('VSPC account', 'vspcApi', data('vspcApi'));
	const smtp = { ...mail.credential, disableStartTls: true };
	await n8n.client.createCredential('SMTP account', 'smtp', smtp);
});
beforeEach(() => {
	mail.mails.length = 0;
});
afterAll(async () => await mail?.stop());

const jobs = () => stage().simulator.estate.jobs;

/** All that a person can read in a mail. */
const wordsOf = ({ subject, text, html }: Mail) =>
	[subject, text, html]
		.join('\n')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');

test('every morning the provider gets one report on all jobs', async () => {
	const recipe = await Recipe.import(stage(), 'report-daily.json');
	await recipe.set({ mailFrom: 'n8n@example.com', mailTo: 'team@example.com' });
	const [job, fine] = jobs().filter(({ isEnabled }) => isEnabled);
	stage().simulator.endSession(job.instanceUid, { status: 'Failed' });
	stage().simulator.setJob(fine.instanceUid, { name: 'A job that is fine' });
	stage().simulator.endSession(fine.instanceUid, { status: 'Success' });
	mail.busy(1);
	const { status } = await recipe.run('Every morning');
	expect(status).toBe('success');

	expect(mail.mails).toHaveLength(1);
	const [report] = mail.mails;
	expect(report.recipients).toEqual(['team@example.com']);
	expect(report.from?.value[0].address).toBe('n8n@example.com');
	expect(report.subject).toMatch(/^Backup report: \d+ failed/);
	expect(report.html).toContain('<table');
	expect(report.html).not.toContain('<script');
	expect(report.text).toContain(job.name);
	expect(wordsOf(report)).not.toContain('A job that is fine');
	expect(wordsOf(report)).not.toContain('n8n.io');
});

test('with a CSV, as the page of the recipe says', async () => {
	const recipe = await Recipe.import(stage(), 'report-daily.json');
	await recipe.set({ mailFrom: 'n8n@example.com', mailTo: 'team@example.com' });
	const { nodes } = await recipe.stored();
	const named = (type: string) => nodes.find((node) => node.type === type)!.name;
	await recipe.change(named('n8n-nodes-vspc.vspcJob'), 'options.attach', ['csv']);
	await recipe.change(named('n8n-nodes-base.emailSend'), 'options.attachments', 'csv');
	const { status } = await recipe.run('Every morning');
	expect(status).toBe('success');
	const [{ attachments }] = mail.mails;
	expect(attachments.map(({ filename }) => filename)).toEqual([
		expect.stringMatching(/^backup-report-\d{4}-\d\d-\d\d\.csv$/),
	]);
	const csv = attachments[0].content.toString('utf8');
	expect(csv).toContain('Result,Job,Company,');
	expect(csv).toContain('A job that is fine');
});

describe('every Monday the customers get theirs', () => {
	let recipe: Recipe;
	beforeAll(async () => {
		recipe = await Recipe.import(stage(), 'report-weekly-customers.json');
		await recipe.set({ mailFrom: 'reports@example.com', mailProvider: 'team@example.com' });
	});

	/** Gives each job a name that no other has; returns the names by company. */
	function nameJobs(): Map<string, string[]> {
		const names = new Map<string, string[]>();
		const { jobs, agentJobs, vb365Jobs } = stage().simulator.estate;
		const owned = [
			...jobs.map(({ mappedOrganizationUid: mapped, organizationUid, instanceUid }) => ({
				instanceUid,
				company: mapped && !/^[0-]+$/.test(mapped) ? mapped : organizationUid,
			})),
			...agentJobs.map(({ organizationUid: company, instanceUid }) => ({ instanceUid, company })),
			...vb365Jobs.map(({ vspcOrganizationUid: company, instanceUid }) => ({
				instanceUid,
				company,
			})),
		];
		owned.forEach(({ instanceUid, company }, index) => {
			const name = `Job-${index}-`;
			stage().simulator.setJob(instanceUid, { name });
			if (company) names.set(company, [...(names.get(company) ?? []), name]);
		});
		return names;
	}

	test('at first all of them go to the one who tries it out', async () => {
		await recipe.set({ onlyTo: 'me@example.com' });
		await recipe.run('Every Monday');
		const reports = mail.mails.filter(({ subject }) => !subject!.includes('could not be sent'));
		expect(reports.length).toBeGreaterThan(5);
		expect(new Set(reports.flatMap(({ recipients }) => recipients))).toEqual(
			new Set(['me@example.com']),
		);
	});

	test('then each goes to its customer, with nothing of another one in it; the rest is reported', async () => {
		await recipe.set({ onlyTo: '' });
		const named = nameJobs();
		const { organizations } = stage().simulator.estate;
		const withJobs = organizations.filter(({ instanceUid }) => named.has(instanceUid));
		const [rejected, ...reachable] = withJobs.filter(({ email }) => email);
		mail.refused.add(rejected.email!);
		mail.busy(1);
		const { status } = await recipe.run('Every Monday');
		expect(status).toBe('success');

		const told = mail.mails.pop()!;
		const sent = mail.mails.map(({ recipients }) => recipients.join()).sort();
		expect(sent).toEqual(reachable.map(({ email }) => email).sort());
		for (const { email, instanceUid, name } of reachable) {
			const report = mail.mails.find(({ recipients }) => recipients.includes(email!))!;
			const found = wordsOf(report).match(/Job-\d+-/g) ?? [];
			const own = named.get(instanceUid)!;
			// A job of an agent that is disabled and did not run has no place in a report.
			const certain = own.filter((job) => Number(job.split('-')[1]) < jobs().length);
			expect(found).toEqual(expect.arrayContaining(certain));
			expect(own).toEqual(expect.arrayContaining(found));
			expect(report.subject).toContain(`Backup report for ${name}: `);
			const others = withJobs.filter((other) => other.name !== name);
			expect(others.filter((other) => wordsOf(report).includes(other.name))).toEqual([]);
		}

		expect(told.recipients).toEqual(['team@example.com']);
		const silent = withJobs.filter(({ email }) => !email);
		expect(told.subject).toBe(`Reports that could not be sent: ${silent.length + 1}`);
		for (const { name } of silent) {
			expect(told.text).toContain(`${name}: VSPC has no e-mail address of this company.`);
		}
		expect(told.text).toContain(`${rejected.name}: ${rejected.email}: `);
		expect(told.text).toContain('No such mailbox');
	});
});

describe('every Monday the customers get a report on what is protected', () => {
	test('each on its own workloads, with the hours of Settings; at first all go to the one who tries it out', async () => {
		const recipe = await Recipe.import(stage(), 'report-weekly-rpo.json');
		await recipe.set({ onlyTo: 'me@example.com', rpoHours: 6 });
		const { workloads, organizations } = stage().simulator.estate;
		workloads.forEach((workload, index) => (workload.name = `Machine-${index}-`));
		const { status } = await recipe.run('Every Monday');
		expect(status).toBe('success');
		const sent = mail.mails.filter(({ subject }) => subject!.startsWith('Protection report for '));
		expect(sent.length).toBeGreaterThan(3);
		expect(new Set(sent.flatMap(({ recipients }) => recipients))).toEqual(
			new Set(['me@example.com']),
		);
		const names = sent.map((one) => new Set(wordsOf(one).match(/Machine-\d+-/g)));
		for (const [index, own] of names.entries()) {
			const others = names.filter((_, other) => other !== index);
			const shared = others.flatMap((other) => [...other].filter((name) => own.has(name)));
			expect([sent[index].subject, shared]).toEqual([sent[index].subject, []]);
			expect(sent[index].text).toContain('at most 6 hours old');
			expect(sent[index].text).toContain('to some kinds or companies (1 exception)');
		}
		const companies = new Set(sent.map(({ subject }) => /for (.*): /.exec(subject!)![1]));
		const known = organizations.map(({ name }) => name);
		expect([...companies].filter((name) => !known.includes(name))).toEqual([]);
	});
});
