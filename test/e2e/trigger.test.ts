import { useStage } from './harness';
import { openDoor, type Door } from './trigger/door';
import { itemsOf } from './trigger/published';
import { Watch } from './trigger/watch';
import { everySeconds, TICKET, TRIGGER } from './trigger/workflow';

/** n8n alone tries for 15 seconds before it gives a trigger up. */
jest.setTimeout(180_000);

/** VSPC Job Trigger in a real n8n. */
const stage = useStage();

let watch: Watch;
afterEach(async () => await watch?.close());

/** How often the trigger has polled: so few jobs are one page of the list. */
const polls = () =>
	stage().simulator.requests.filter(({ path }) => path.endsWith('/backupServers/jobs')).length;

test('a job fails: one execution within one poll, with all that a ticket needs; it recovers: one more', async () => {
	watch = await Watch.publish(stage(), { parameters: { pollTimes: everySeconds(10) } });
	await watch.polled();
	const before = polls();
	const [job] = watch.fail();
	await watch.toldAll();
	expect(polls()).toBe(before + 1);

	const [execution, ...others] = await watch.endedExecutions();
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
	await watch.toldAll();
	await watch.polled();
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

	test('says the cause and what to do; publishing again when it is back works', async () => {
		await door.shut();
		watch = await Watch.create(stage(), { host: door.host });
		const { client } = stage().n8n;
		const [, port] = door.host.split(':');
		const told = await watch.publish().catch(({ message }: Error) => message);
		expect(told).toContain(`refused the connection on port ${port}.`);
		expect(told).toContain("Check 'Host' in the credential");
		expect(told).toContain('When that is solved, publish the workflow again.');
		expect(await client.publicationStatus(watch.workflowId)).toMatchObject({ status: 'failed' });

		await door.open();
		await watch.publish();
		watch.fail(2);
		await watch.expectAllTold();
	});
});

describe('"Fetch Test Event"', () => {
	test('the latest real failure, and the published trigger notices nothing', async () => {
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

	test('a sample where no job has failed', async () => {
		for (const job of stage().simulator.estate.jobs) job.status = 'Success';
		watch = await Watch.create(stage());
		const { nodes } = await stage().n8n.client.runWorkflow(watch.workflowId, TRIGGER);
		expect(nodes[TRIGGER].items[0]).toEqual([
			expect.objectContaining({ event: 'failed', isSample: true, jobKey: expect.any(String) }),
		]);
	});
});
