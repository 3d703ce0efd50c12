/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { until } from '../n8n';
import { findBrowser } from './browser';
import { useStage } from './harness';
import { openDoor, type Door } from './trigger/door';
import { openNode } from './trigger/editor';
import { itemsOf, Watch } from './trigger/watch';
import { TICKET, TRIGGER } from './trigger/workflow';

/** n8n alone tries for 15 seconds before it gives a trigger up. */
jest.setTimeout(90_000);

/** VSPC Job Trigger in a real n8n. */
const stage = useStage();

let watch: Watch;
afterEach(async () => await watch?.close());

test('a job fails: one execution with all that a ticket needs; it recovers: one more', async () => {
	watch = await Watch.publish(stage());
	const [job] = watch.fail();
	await watch.toldAll();

	const [execution, ...others] = await watch.executions();
	expect(others).toEqual([]);
	expect(execution).toMatchObject({ status: 'success', mode: 'trigger' });
	const { companies } = stage().simulator.estate;
	const company = companies.find(({ instanceUid }) => instanceUid === job.organizationUid);
	expect(execution.nodes[TICKET].items[0]).toEqual([
		expect.objectContaining({
			event: 'failed',
			eventId: expect.stringContaining(job.instanceUid),
			jobKey: expect.stringContaining(job.instanceUid),
			name: job.name,
			previousStatus: 'Success',
			failureMessage: job.failureMessage,
			companyName: company?.name,
		}),
	]);

	watch.recover([job]);
	await watch.expectAllTold();
	const [first, second] = await watch.items();
	expect(second).toMatchObject({ event: 'recovered', recoveredBy: 'success' });
	expect(second.jobKey).toBe(first.jobKey);
});

test('many jobs fail at once: one execution, an item for each', async () => {
	watch = await Watch.publish(stage());
	await watch.polled();
	watch.fail(20);
	await watch.expectAllTold();
	expect((await watch.executions()).map((execution) => itemsOf(execution).length)).toEqual([20]);
});

describe('publishing while VSPC is down', () => {
	let door: Door;
	beforeAll(async () => {
		door = await openDoor(stage().simulator.port);
	});
	afterAll(async () => await door.shut());

	test('tells the cause; publishing again when it is back works', async () => {
		await door.shut();
		watch = await Watch.create(stage(), { host: door.host });
		const { client } = stage().n8n;
		const [, port] = door.host.split(':');
		await expect(client.activate(watch.workflowId)).rejects.toThrow(
			`refused the connection on port ${port}`,
		);
		expect(await client.publicationStatus(watch.workflowId)).toMatchObject({ status: 'failed' });

		await door.open();
		await client.activate(watch.workflowId);
		watch.fail(2);
		await watch.expectAllTold();
	});
});

test('"Fetch Test Event": the latest real failure, and the published trigger notices nothing', async () => {
	watch = await Watch.publish(stage());
	const [job] = watch.fail();
	await watch.expectAllTold();
	const { client } = stage().n8n;
	const { staticData } = await client.getWorkflow(watch.workflowId);

	const { status, nodes } = await client.runWorkflow(watch.workflowId, TRIGGER);
	expect(status).toBe('success');
	const [items] = nodes[TRIGGER].items;
	expect(items).toEqual([
		expect.objectContaining({ event: 'failed', instanceUid: job.instanceUid, name: job.name }),
	]);
	expect(items[0]).not.toHaveProperty('isSample');
	expect((await client.getWorkflow(watch.workflowId)).staticData).toEqual(staticData);
});

const browser = findBrowser();
if (!browser)
	process.stderr.write('\nNOT TESTED: the trigger in the editor. There is no Chromium.\n\n');

(browser ? test : test.skip)('in the editor: events and kinds of jobs can be chosen', async () => {
	watch = await Watch.create(stage());
	const node = await openNode(stage(), watch.workflowId, TRIGGER);
	try {
		for (const label of ['Poll Times', 'Events', 'Job Kinds', 'Filters', 'Options']) {
			expect(await node.text()).toContain(label);
		}
		await node.choose('events', 'Warning');
		await node.choose('jobKinds', 'Agent Job');
		// the editor saves by itself, a little later
		const saved = await until(
			async () => (await stage().n8n.client.getWorkflow(watch.workflowId)).nodes[0].parameters,
			(parameters) => (parameters?.jobKinds as string[]).length > 1,
			10_000,
			() => 'the editor saved nothing',
		);
		expect(saved).toMatchObject({
			events: ['failed', 'recovered', 'warning'],
			jobKinds: ['job', 'agentJob'],
		});
	} finally {
		await node.close();
	}
});
