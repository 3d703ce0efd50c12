import { HOUR, jsonOf, useStage } from './stage';
import { longTest } from '../../longTest';

/** Events with what a ticket is made of, and what that costs. */
const stage = useStage({ jobs: 20, agentJobs: 200, vb365Jobs: 12 });
const { time } = stage;

const TICKETS = { addTicketFields: true };
const agentJobs = () => stage.simulator.estate.agentJobs;
const events = ['failed', 'warning', 'success', 'recovered', 'overdue'];

test('a failed VM job says which VMs failed and why, its recovery that it is over', async () => {
	const trigger = stage.trigger({ options: TICKETS });
	await trigger.publish();
	time.advance(HOUR);
	const job = stage.simulator.estate.jobs.find(({ type }) => type === 'BackupVm')!;
	const failureMessage = 'Error: There is not enough space on the disk.';
	stage.simulator.endSession(job.instanceUid, { status: 'Failed', failureMessage });
	const tasks = stage.simulator.estate.jobs.find(
		({ instanceUid }) => instanceUid === job.instanceUid,
	)!.lastSessionTasks!;
	const failing = tasks.filter(({ status }) => status === 'Failed');
	expect(failing.length).toBeGreaterThan(0);
	const [failed] = jsonOf(await trigger.poll());
	expect(failed).toMatchObject({
		ticketTitle: `Backup job failed: ${job.name} (${String(failed.companyName)})`,
		failedCount: failing.length,
		objectCount: tasks.length,
		probableCause: 'repositoryFull',
		suggestedUrgency: 'high',
	});
	expect(failed.failedObjects).toHaveLength(failing.length);
	expect(failed.ticketText).toContain(`Job key: ${String(failed.jobKey)}`);
	expect(failed.ticketText).toContain(`Backup server: ${String(failed.backupServerName)}`);
	time.advance(HOUR);
	stage.end(job.instanceUid, 'Success');
	const [recovered] = jsonOf(await trigger.poll());
	expect(recovered).toMatchObject({
		ticketTitle: `Backup job is fine again: ${job.name} (${String(failed.companyName)})`,
		failedObjects: null,
		failedCount: null,
		probableCause: null,
		suggestedUrgency: 'low',
	});
	expect(recovered.ticketText).toContain('Ended because: a session succeeded');
});

longTest('a job that is deleted: its recovery names it, and its key', async () => {
	const trigger = stage.trigger({ jobKinds: ['agentJob'], options: TICKETS });
	await trigger.publish();
	time.advance(HOUR);
	const [{ instanceUid, name }] = agentJobs();
	stage.end(instanceUid, 'Failed');
	const [failed] = jsonOf(await trigger.poll());
	stage.simulator.removeJob(instanceUid);
	const items = [];
	for (let hours = 0; hours < 40 && items.length === 0; hours++) {
		time.advance(HOUR);
		items.push(...jsonOf(await trigger.poll()));
	}
	const [recovered] = items;
	expect(recovered.ticketTitle).toContain(`Problem of a backup job has ended: ${name}`);
	expect(recovered.ticketText).toContain('Ended because: the job was deleted');
	expect(recovered.ticketText).toContain(`Job key: ${String(failed.jobKey)}`);
});

test('a server that lost its connection, and is back: both say which, whose, since when and how many jobs', async () => {
	const [server] = stage.simulator.estate.backupServers;
	const set = (status: string) => stage.simulator.setServer(server.instanceUid, { status });
	set('Healthy');
	const trigger = stage.trigger({
		events: ['serverDisconnected', 'serverReconnected'],
		jobKinds: ['job'],
		options: { ...TICKETS, disconnectedMinutes: 0 },
	});
	await trigger.publish();
	set('Inaccessible');
	time.advance(HOUR);
	const [lost] = jsonOf(await trigger.poll());
	const company = String(lost.companyName);
	expect(lost).toMatchObject({
		ticketTitle: `Backup server disconnected: ${server.name} (${company})`,
		...{ failedObjects: null, failedCount: null, objectCount: null },
		...{ probableCause: 'unknown', suggestedUrgency: 'high' },
	});
	const lines = String(lost.ticketText).split('\n');
	expect(lines[0]).toBe(`VSPC has lost the connection to the backup server "${server.name}".`);
	const since = String(lost.disconnectedSinceUtc).slice(0, 16).replace('T', ' ');
	expect(lines).toContain(`Company: ${company}`);
	expect(lines).toContain(`Disconnected since: ${since} UTC, as n8n saw it`);
	expect(lines).toContain(
		`Jobs of the server: ${String(lost.affectedJobs)}. VSPC shows an old state of them until the server is connected again.`,
	);
	expect(lines).toContain(`Server key: ${String(lost.serverKey)}`);
	expect(lost.ticketText).toContain('Where to look: ');
	set('Healthy');
	const back = [];
	for (let polls = 0; polls < 3; polls++) {
		time.advance(HOUR);
		back.push(...jsonOf(await trigger.poll()));
	}
	expect(back).toMatchObject([
		{
			ticketTitle: `Backup server connected again: ${server.name} (${company})`,
			...{ failedObjects: null, probableCause: null, suggestedUrgency: 'low' },
		},
	]);
	expect(back[0].ticketText).toContain(`Disconnected since: ${since} UTC, as n8n saw it`);
});

test('an overdue job is urgent, whatever its last session said', async () => {
	const trigger = stage.trigger({ events, options: { ...TICKETS, overdueHours: 24 } });
	await trigger.publish();
	let items = jsonOf(await trigger.poll());
	for (let hours = 0; hours < 40 && !items.some(({ event }) => event === 'overdue'); hours++) {
		time.advance(HOUR);
		items = jsonOf(await trigger.poll());
	}
	const overdue = items.find(({ event }) => event === 'overdue')!;
	expect(overdue.ticketTitle).toContain('Backup job is overdue: ');
	expect(overdue.suggestedUrgency).toBe('high');
});

test.each([
	[30, 2],
	[200, 8],
])(
	'%i agent jobs that fail at once: %i requests for the names of their computers',
	async (count, more) => {
		const costOf = async (options: Record<string, boolean>) => {
			stage.simulator.reset();
			const trigger = stage.trigger({ jobKinds: ['agentJob'], options });
			await trigger.publish();
			time.advance(HOUR);
			for (const { instanceUid } of agentJobs().slice(0, count)) stage.end(instanceUid, 'Failed');
			stage.simulator.requests.length = 0;
			const items = jsonOf(await trigger.poll());
			expect(items).toHaveLength(count);
			return { items, requests: stage.simulator.requests.length };
		};
		const plain = await costOf({});
		const { items, requests } = await costOf(TICKETS);
		const agents = new Set(items.map(({ backupAgentUid }) => backupAgentUid)).size;
		expect(requests - plain.requests).toBe(Math.min(more, Math.ceil(agents / 15)));
		const named = items.filter(({ ticketText }) => String(ticketText).includes('\nComputer: '));
		expect(named.length).toBeGreaterThanOrEqual(Math.min(count, 8 * 15));
		const nameless = await costOf({ ...TICKETS, includeNames: false });
		expect(nameless.requests).toBeLessThan(plain.requests);
	},
);

test('when VSPC refuses the names of computers, the events come all the same', async () => {
	const trigger = stage.trigger({ jobKinds: ['agentJob'], options: TICKETS });
	await trigger.publish();
	time.advance(HOUR);
	const [{ instanceUid, name }] = agentJobs();
	stage.end(instanceUid, 'Failed');
	stage.simulator.faults.add({ kind: 'error', status: 403, path: '/backupAgents$' } as never);
	const [item] = jsonOf(await trigger.poll());
	expect(item.ticketTitle).toContain(`Backup job failed: ${name}`);
	expect(item.ticketText).not.toContain('Computer: ');
});

test('without the option, events have none of these fields', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const [item] = jsonOf(await trigger.poll());
	expect(item).not.toHaveProperty('ticketTitle');
	expect(item).not.toHaveProperty('failedCount');
});
