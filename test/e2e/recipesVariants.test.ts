import type { NodeParameterValueType } from 'n8n-workflow';

import { useStage } from './harness';
import { startAutotask, startConnectWise, startSyncro } from './recipes/psaStandIns';
import { Recipe } from './recipes/recipe';
import { startHalo, startJira, startServiceNow, type StandIn } from './recipes/standIns';

/** The steps of "failed job → ticket" for one product each, against what stands in for the product. */
jest.setTimeout(120_000);

/** n8n's ServiceNow node knows no option that accepts the certificate of its stand-in. */
const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
const stage = useStage({ isOneStory: true, env });
const SWEEP = 'Every morning';

/** One for all of them: the steps are what differs. */
let recipe: Recipe;
beforeAll(async () => {
	const { n8n, data, simulator } = stage();
	await n8n.client.createCredential('VSPC account', 'vspcApi', data('vspcApi'));
	const { jobs, agentJobs, vb365Jobs } = simulator.estate;
	for (const { instanceUid } of [...jobs, ...agentJobs, ...vb365Jobs]) {
		simulator.endSession(instanceUid, { status: 'Success' });
	}
	recipe = await Recipe.import(stage(), 'failed-job-ticket.json');
	await recipe.set({ pauseSeconds: 0, reopenClosed: true });
});

describe.each([
	['Jira', startJira],
	['HaloPSA', startHalo],
	['ServiceNow', startServiceNow],
	['ConnectWise', startConnectWise],
	['Autotask', startAutotask],
	['Syncro', startSyncro],
])('%s', (_, start) => {
	let product: StandIn;
	beforeAll(async () => {
		const { client } = stage().n8n;
		product = await start();
		for (const [type, { name, data }] of Object.entries(product.credentials)) {
			await client.createCredential(name, type, data);
		}
		const steps = await Recipe.import(stage(), product.file);
		await steps.set(product.settings, 'Ticket system');
		if (product.companies) {
			const { organizations } = stage().simulator.estate;
			const ids = Object.fromEntries(organizations.map(({ name }) => [name, 77]));
			await steps.set({ [product.companies]: JSON.stringify(ids) }, 'Ticket system');
		}
		for (const [parameter, value] of Object.entries(product.chosen)) {
			await steps.change('Create ticket', parameter, value as NodeParameterValueType);
		}
		await recipe.choose(steps);
	});
	afterAll(async () => await product?.stop());

	const jobs = () =>
		stage()
			.simulator.estate.jobs.filter(({ type, isEnabled }) => type === 'BackupVm' && isEnabled)
			.slice(0, 2);
	const end = (status: string) => {
		for (const { instanceUid } of jobs()) stage().simulator.endSession(instanceUid, { status });
	};
	const sweep = async () => {
		const { status, error } = await recipe.run(SWEEP);
		expect([status, error?.message]).toEqual(['success', undefined]);
	};

	test('jobs fail: a ticket each, with the key, also when an answer is lost', async () => {
		end('Failed');
		product.loseNextAnswer();
		await sweep();
		expect(product.tickets.map(({ externalId }) => externalId).sort()).toEqual(
			jobs()
				.map(({ backupServerUid, instanceUid }) => `job:${backupServerUid}:${instanceUid}`)
				.sort(),
		);
		expect(product.tickets[0].subject).toMatch(/^Backup job failed: /);
		expect(product.tickets[0].description).toContain('The simulated session has failed.');
		if (product.companies) expect(product.tickets[0].company).toBe('77');
	});

	test('they fail again: a note each, and none from the next sweep', async () => {
		const before = product.tickets.map(({ notes }) => notes.length);
		end('Failed');
		await sweep();
		await sweep();
		expect(product.tickets.map(({ notes }) => notes.length)).toEqual(
			before.map((count) => count + 1),
		);
		expect(product.tickets[0].notes.at(-1)!.text).toContain('Backup job failed: ');
	});

	test('they are fine: the tickets are closed and say why', async () => {
		end('Success');
		await sweep();
		expect(product.tickets.map(({ status }) => status)).toEqual(['closed', 'closed']);
		expect(product.tickets[0].notes.at(-1)!.text).toContain('The job succeeded again.');
	});

	test('they fail later on: new tickets, closed in their turn, and the old ones stay as they are', async () => {
		const old = structuredClone(product.tickets);
		end('Failed');
		await sweep();
		await sweep();
		expect(product.tickets.slice(0, 2)).toEqual(old);
		expect(product.tickets.slice(2).map(({ status }) => status)).toEqual(['open', 'open']);
		end('Success');
		await sweep();
		expect(product.tickets.slice(0, 2)).toEqual(old);
		expect(product.tickets.slice(2).map(({ status }) => status)).toEqual(['closed', 'closed']);
	});

	test('a person closes a ticket, and the job fails again: it is reopened with a note', async () => {
		end('Failed');
		await sweep();
		const [closed] = product.tickets.slice(4);
		const { length } = closed.notes;
		product.close(closed);
		end('Failed');
		await sweep();
		await sweep();
		expect(product.tickets.slice(4).map(({ status }) => status)).toEqual(['open', 'open']);
		expect(closed.notes.length).toBeGreaterThan(length);
		expect(closed.notes.at(-1)!.text).toContain('Backup job failed: ');
		end('Success');
		await sweep();
		expect(product.tickets.slice(4).map(({ status }) => status)).toEqual(['closed', 'closed']);
	});
});
