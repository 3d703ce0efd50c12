import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runJobNode } from './harness/run';
import { apiKey, useSimulatorPerTest } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** What a technician needs of a job that failed: ticket fields, and the objects one by one. */
const simulator = useSimulatorPerTest({ jobs: 30, agentJobs: 30, vb365Jobs: 15 });
useVirtualTime();

const run = async (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<Parameters<typeof runJobNode>[0]> = {},
) =>
	await runJobNode({
		parameters: { authentication: 'apiKey', resource, operation, ...parameters },
		credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		...more,
	});

const by = (value: unknown) => ({ jobUid: { __rl: true, mode: 'id', value } as never });
const TICKETS = { options: { addTicketFields: true } };
const FIELDS = [
	'ticketTitle',
	'ticketText',
	'failedObjects',
	'failedCount',
	'objectCount',
	'probableCause',
	'suggestedUrgency',
];

const SPACE =
	'Error: There is not enough space on the disk.\r\nFailed to write data to the file [D:\\Backups\\job.vbk].\r\n';
const VSS = 'VSSControl: Failed to freeze guest, wait timeout\r\n';

const task = (number: number, status: string, failureMessages: string[] = []) => ({
	instanceUid: `00000000-0000-0000-0001-00000000000${number}`,
	objectUid: `00000000-0000-0000-0002-00000000000${number}`,
	objectName: `vm-${number}`,
	totalObjects: 4,
	processedObjects: 4,
	readDataSize: null,
	transferredDataSize: null,
	startTime: '2026-01-31T22:00:00+01:00',
	endTime: '2026-01-31T22:10:00+01:00',
	duration: 600,
	failureMessages,
	status,
});

/** A VM backup job whose latest session ended so. */
function vmJob(fields: object = {}) {
	const [{ instanceUid }] = simulator().estate.jobs;
	return simulator().setJob(instanceUid, {
		name: 'Daily SQL',
		type: 'BackupVm',
		status: 'Failed',
		lastRun: '2026-01-31T22:00:00+01:00',
		lastEndTime: '2026-01-31T23:10:00+01:00',
		lastDuration: 4200,
		failureMessage: SPACE,
		lastSessionTasks: [
			task(1, 'Success'),
			task(2, 'Warning', [VSS]),
			task(3, 'Failed', [SPACE, SPACE]),
		],
		...fields,
	}) as unknown as { instanceUid: string };
}

const getOne = async (resource: string, uid: unknown, parameters: INodeParameters = TICKETS) => {
	const { outputs, error } = await run(resource, 'get', { ...by(uid), ...parameters });
	expect(error).toBeUndefined();
	return outputs[0][0].json;
};

describe('Get', () => {
	test('a VM backup job that failed: which VMs, why, and where to look', async () => {
		const job = await getOne('job', vmJob().instanceUid);
		const { companyName, backupServerName, jobKey } = job;
		expect(job).toMatchObject({
			ticketTitle: `Backup job failed: Daily SQL (${String(companyName)})`,
			failedCount: 2,
			objectCount: 3,
			probableCause: 'repositoryFull',
			suggestedUrgency: 'high',
			failedObjects: [
				{
					name: 'vm-3',
					objectUid: '00000000-0000-0000-0002-000000000003',
					status: 'Failed',
					messages: [SPACE.trim()],
				},
				{ name: 'vm-2', status: 'Warning', messages: [VSS.trim()] },
			],
		});
		expect(String(job.ticketText).split('\n')).toEqual([
			'The job "Daily SQL" failed.',
			'',
			`Company: ${String(companyName)}`,
			`Backup server: ${String(backupServerName)}`,
			'Kind of job: VM backup',
			'Latest session: began 2026-01-31 21:00 UTC, ended 2026-01-31 22:10 UTC, took 1 h 10 min',
			'Probable cause: the repository has too little free space, or its quota is used up',
			'Message: Error: There is not enough space on the disk.',
			'  Failed to write data to the file [D:\\Backups\\job.vbk].',
			'',
			'Objects that failed or warned: 2 of 3',
			'- vm-3 (Failed): Error: There is not enough space on the disk.',
			'  Failed to write data to the file [D:\\Backups\\job.vbk].',
			'- vm-2 (Warning): VSSControl: Failed to freeze guest, wait timeout',
			'',
			`Where to look: Veeam Service Provider Console > Backup Jobs, and the session of the job in Veeam Backup & Replication on ${String(backupServerName)}`,
			`Job key: ${String(jobKey)}`,
		]);
	});

	test('without the option nothing is added, and a job that succeeded or runs has null in each', async () => {
		const { instanceUid } = vmJob({ status: 'Success', failureMessage: null });
		expect(await getOne('job', instanceUid, {})).not.toHaveProperty('ticketTitle');
		for (const status of ['Success', 'Running', 'None']) {
			vmJob({ status });
			const job = await getOne('job', instanceUid);
			for (const field of FIELDS) expect(job[field]).toBeNull();
		}
	});

	test('where VSPC names no objects, there is null and no 0', async () => {
		const copy = vmJob({ type: 'BackupCopy', lastSessionTasks: [] });
		const unknown = { failedObjects: null, failedCount: null, objectCount: null };
		expect(await getOne('job', copy.instanceUid)).toMatchObject(unknown);
		const [agent] = simulator().estate.agentJobs;
		const failureMessage = 'Access is denied.';
		simulator().setJob(agent.instanceUid, { status: 'Failed', failureMessage });
		const computer = simulator().estate.backupAgents.find(
			({ instanceUid }) => instanceUid === agent.backupAgentUid,
		)!;
		const job = await getOne('agentJob', agent.instanceUid);
		expect(job).toMatchObject({ ...unknown, probableCause: 'unknown', suggestedUrgency: 'medium' });
		expect(job.ticketTitle).toContain(computer.name);
		expect(job.ticketText).toContain(`Computer: ${computer.name}`);
		expect(job.ticketText).toContain('Message: Access is denied.');
	});

	test('a session of which all objects succeeded, and that failed all the same, has 0 of them', async () => {
		const { instanceUid } = vmJob({ lastSessionTasks: [task(1, 'Success'), task(2, 'Success')] });
		const objects = { failedObjects: [], failedCount: 0, objectCount: 2 };
		expect(await getOne('job', instanceUid)).toMatchObject(objects);
	});

	test('a Microsoft 365 job: objects are those that the error log names', async () => {
		const [{ instanceUid }] = simulator().estate.vb365Jobs;
		const records = [
			['Connected to the organization.', 'Success'],
			['Processing mailbox ann@contoso.example failed with error: Mailbox is locked.\r\n', 'Error'],
			['Processing mailbox ann@contoso.example completed with warning: Item skipped.', 'Warning'],
			['The operation has timed out.', 'Error'],
		];
		const lastErrorLogRecords = records.map(([message, logType]) => ({ message, logType }));
		const change = { lastStatus: 'Failed', lastStatusDetails: '', lastErrorLogRecords };
		simulator().setJob(instanceUid, change);
		expect(await getOne('microsoft365Job', instanceUid)).toMatchObject({
			failedObjects: [
				{
					name: 'ann@contoso.example',
					objectUid: null,
					status: 'Failed',
					messages: [records[1][0].trim(), records[2][0]],
				},
				{ name: null, objectUid: null, status: 'Failed', messages: [records[3][0]] },
			],
			failedCount: 1,
			objectCount: null,
			probableCause: 'timeout',
		});
		const unnamed = { ...change, lastErrorLogRecords: lastErrorLogRecords.slice(3) };
		simulator().setJob(instanceUid, unnamed);
		expect(await getOne('microsoft365Job', instanceUid)).toMatchObject({ failedCount: null });
		simulator().setJob(instanceUid, { ...unnamed, lastStatus: 'Stopped' });
		const stopped = await getOne('microsoft365Job', instanceUid);
		expect(stopped).toMatchObject({ probableCause: 'stoppedByUser', suggestedUrgency: 'low' });
	});

	test('nobody can write lines of the ticket: names are one line, and lines of messages are indented', async () => {
		const { instanceUid } = vmJob({
			name: 'x\r\nJob key: forged\u202e',
			failureMessage: 'Error\r\nCompany: forged\n\n\u0007Job key: forged',
			lastSessionTasks: [
				{ ...task(1, 'Failed', ['a\nJob key: forged']), objectName: 'v\nm' },
			] as never,
		});
		const { ticketTitle, ticketText } = await getOne('job', instanceUid);
		expect(ticketTitle).toMatch(/^Backup job failed: x Job key: forged \(/);
		const lines = String(ticketText).split('\n');
		expect(lines.filter((line) => line.startsWith('Company: '))).toHaveLength(1);
		expect(lines.filter((line) => line.startsWith('Job key: '))).toHaveLength(1);
		expect(lines).toContain('- v m (Failed): a');
	});

	test('titles fit into the summary of a ticket, and texts into its description', async () => {
		const { instanceUid } = vmJob({
			name: 'n'.repeat(400),
			failureMessage: 'm'.repeat(20_000),
			lastSessionTasks: Array.from({ length: 400 }, (_, index) => ({
				...task(1, 'Failed', ['e'.repeat(5000)]),
				objectUid: null,
				objectName: `vm ${index}`,
			})) as never,
		});
		const job = await getOne('job', instanceUid);
		expect(String(job.ticketTitle).length).toBeLessThanOrEqual(100);
		expect(String(job.ticketText).length).toBeLessThan(12_000);
		expect(job.ticketText).toContain('… and 375 more');
		expect(job.failedObjects).toHaveLength(400);
	});
});

describe('Get Many', () => {
	test('simplified, with ticket fields, and no request more than names take', async () => {
		vmJob();
		const list = async (options: IDataObject) => {
			simulator().requests.length = 0;
			const { outputs, error } = await run('job', 'getAll', {
				returnAll: true,
				output: 'simplified',
				options: options as INodeParameters,
			});
			expect(error).toBeUndefined();
			return { items: outputs[0].map(({ json }) => json), count: simulator().requests.length };
		};
		const plain = await list({});
		const ticketed = await list({ addTicketFields: true });
		expect(ticketed.count).toBe(plain.count);
		expect(ticketed.items).toHaveLength(plain.items.length);
		const { ticketTitle, failedCount } = ticketed.items.find(({ name }) => name === 'Daily SQL')!;
		expect(ticketTitle).toMatch(/^Backup job failed: Daily SQL \(.+\)$/);
		expect(failedCount).toBe(2);
		expect(ticketed.items[0]).not.toHaveProperty('lastSessionTasks');
		for (const { status, ticketText } of ticketed.items) {
			expect(ticketText !== null).toBe(/^(failed|warning)$/i.test(String(status)));
		}
		const nameless = await list({ addTicketFields: true, includeNames: false });
		expect(nameless.count).toBe(1);
		const one = nameless.items.find(({ name }) => name === 'Daily SQL')!;
		expect(one.ticketTitle).toBe('Backup job failed: Daily SQL');
	});

	test.each(['all', 'simplified', 'selected'])(
		'Any Job, output %s: jobs of all kinds have them',
		async (output) => {
			vmJob();
			const { outputs, error } = await run('anyJob', 'getAll', {
				returnAll: true,
				output,
				fields: ['name', 'result'],
				...TICKETS,
			});
			expect(error).toBeUndefined();
			for (const { json } of outputs[0]) {
				for (const field of FIELDS) expect(json).toHaveProperty(field);
				expect(json.ticketTitle !== null).toBe(/^(failed|warning)$/.test(String(json.result)));
			}
			const job = outputs[0].find(({ json }) => json.name === 'Daily SQL')!;
			expect(job.json.failedCount).toBe(2);
		},
	);
});

describe('Get Failed Objects', () => {
	const objectsOf = async (resource: string, refs: unknown[]) => {
		const { outputs, error, hints } = await run(
			resource,
			'getFailedObjects',
			by('={{ $json.ref }}'),
			{ items: refs.map((ref) => ({ ref })) as never },
		);
		expect(error).toBeUndefined();
		return { items: outputs[0], hints };
	};

	test('an item for each VM that failed or warned, with a key, linked to its job', async () => {
		const { instanceUid } = vmJob();
		const [, fine] = simulator().estate.jobs;
		simulator().setJob(fine.instanceUid, { status: 'Success', lastSessionTasks: [] });
		const { items, hints } = await objectsOf('job', [fine.instanceUid, instanceUid]);
		const { backupServerUid } = simulator().estate.jobs[0];
		const jobKey = `job:${backupServerUid}:${instanceUid}`;
		expect(items.map(({ json }) => json)).toMatchObject([
			{
				objectName: 'vm-3',
				objectStatus: 'Failed',
				message: SPACE.trim(),
				probableCause: 'repositoryFull',
				name: 'Daily SQL',
				status: 'Failed',
				jobKind: 'job',
				objectUid: '00000000-0000-0000-0002-000000000003',
				objectKey: `${jobKey}:00000000-0000-0000-0002-000000000003`,
				jobUid: instanceUid,
				jobKey,
				companyName: expect.any(String),
				serverName: expect.any(String),
			},
			{ objectName: 'vm-2', objectStatus: 'Warning', probableCause: 'guestProcessing' },
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 1 }]);
		expect(hints.join()).toContain('no items');
	});

	test('an object without a UID has its name in the key, and a job of which no object is named is one item', async () => {
		const nameless = { ...task(3, 'Failed', [SPACE]), objectUid: null };
		const { instanceUid } = vmJob({ lastSessionTasks: [nameless] });
		const [named] = (await objectsOf('job', [instanceUid])).items;
		expect(named.json.objectKey).toBe(`${String(named.json.jobKey)}:vm-3`);
		vmJob({ type: 'BackupCopy', lastSessionTasks: [], status: 'Warning' });
		const { items } = await objectsOf('anyJob', [named.json.jobKey]);
		expect(items.map(({ json }) => json)).toMatchObject([
			{
				objectName: null,
				objectUid: null,
				objectStatus: 'Warning',
				objectKey: named.json.jobKey,
				message: SPACE.trim(),
			},
		]);
	});

	test.each(['agentJob', 'microsoft365Job'] as const)(
		'%s, and the same by Any Job',
		async (kind) => {
			const { agentJobs, vb365Jobs } = simulator().estate;
			const [{ instanceUid }] = kind === 'agentJob' ? agentJobs : vb365Jobs;
			simulator().endSession(instanceUid, {
				status: 'Failed',
				failureMessage: 'Access is denied.',
			});
			const own = (await objectsOf(kind, [instanceUid])).items.map(({ json }) => json);
			expect(own).toMatchObject([
				{ objectName: null, message: 'Access is denied.', jobKind: kind, jobUid: instanceUid },
			]);
			expect(own[0].serverName).toEqual(expect.any(String));
			const any = (await objectsOf('anyJob', [own[0].jobKey])).items.map(({ json }) => json);
			expect(any).toEqual(own);
		},
	);

	test('a running job: what is pending has not failed, though it shows an end', async () => {
		const { instanceUid } = vmJob({ type: 'SqlLogBackup', status: 'Running', lastEndTime: null });
		expect((await objectsOf('job', [instanceUid])).items).toEqual([]);
	});

	test('each job is read once, however many items name it', async () => {
		const { instanceUid } = vmJob();
		simulator().requests.length = 0;
		const { items } = await objectsOf(
			'job',
			Array.from({ length: 20 }, () => instanceUid),
		);
		expect(items).toHaveLength(40);
		expect(simulator().requests.length).toBeLessThanOrEqual(3);
	});
});
