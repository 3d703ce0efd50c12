import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { agentJob } from '../../../nodes/vspc/jobs/agentJob';
import { backupServerJob } from '../../../nodes/vspc/jobs/backupServerJob';
import type { JobKind } from '../../../nodes/vspc/jobs/kind';
import { microsoft365Job } from '../../../nodes/vspc/jobs/microsoft365Job';
import { failedObjectsOf, ticketOf } from '../../../nodes/vspc/jobs/tickets';
import { cases } from '../../cases';

/** What tickets are made of, whatever VSPC sends: nothing of it has been checked. */
const KINDS = [backupServerJob, agentJob, microsoft365Job] as unknown as JobKind[];
const EVENTS = ['failed', 'warning', 'escalated', 'overdue', 'recovered', 'success'];
const UID = '11111111-1111-4111-8111-111111111111';

const anything = fc.oneof(
	fc.string(),
	fc.constant(null),
	fc.integer(),
	fc.constant({}),
	fc.boolean(),
);
const status = fc.oneof(
	fc.constantFrom('Failed', 'failed', 'Warning', 'Success', 'Pending', 'Running', 'Stopped'),
	anything,
);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), anything);
const uid = fc.oneof(fc.uuid(), fc.constant('00000000-0000-0000-0000-000000000000'), anything);
const task = fc.oneof(
	fc.record({
		objectUid: uid,
		objectName: text,
		status,
		failureMessages: fc.oneof(fc.array(text, { maxLength: 3 }), anything),
	}),
	anything,
);
const record = fc.oneof(
	fc.record({
		logType: fc.oneof(fc.constantFrom('Error', 'Warning', 'Success'), anything),
		message: text,
	}),
	anything,
);
const job = fc.record(
	{
		name: text,
		status,
		lastStatus: status,
		failureMessage: text,
		lastStatusDetails: text,
		lastSessionTasks: fc.oneof(fc.array(task, { maxLength: 8 }), anything),
		lastErrorLogRecords: fc.oneof(fc.array(record, { maxLength: 8 }), anything),
		lastRun: fc.oneof(fc.constant('2026-01-31T22:00:00+01:00'), anything),
		lastEndTime: fc.oneof(fc.constant('2026-01-31T23:00:00+01:00'), anything),
		lastDuration: anything,
		type: text,
		instanceUid: fc.constant(UID),
		backupServerUid: fc.constant(UID),
		backupAgentUid: fc.constant(UID),
		systemType: fc.constant('Windows'),
		vb365ServerUid: fc.constant(UID),
		jobType: fc.constant('BackupJob'),
	},
	{ requiredKeys: [] },
) as fc.Arbitrary<IDataObject>;
const event = fc.option(
	fc.record({
		name: fc.constantFrom(...EVENTS),
		failuresInRow: fc.oneof(fc.integer({ min: 1, max: 9 }), anything),
		failingSinceUtc: fc.oneof(fc.constant('2026-01-29T22:00:00Z'), anything),
		recoveredBy: fc.oneof(fc.constantFrom('success', 'deleted'), anything),
	}),
	{ nil: undefined },
);

test('a ticket is whole or null, its title one line, its counts those of its objects, and its lines its own', () => {
	fc.assert(
		fc.property(fc.constantFrom(...KINDS), job, text, event, (kind, row, companyName, about) => {
			const known = { companyName: companyName as string, serverName: companyName as string };
			const ticket = ticketOf(kind, row, known, about);
			const { ticketTitle, ticketText, failedObjects, failedCount, objectCount } = ticket;
			if (ticketTitle === null) {
				expect(new Set(Object.values(ticket))).toEqual(new Set([null]));
				return;
			}
			expect(ticketTitle.length).toBeLessThanOrEqual(100);
			expect(ticketTitle).not.toMatch(/[\r\n\u2028]/);
			expect(ticket.suggestedUrgency).toMatch(/^(high|medium|low)$/);
			for (const label of ['Company', 'Message', 'Job key', 'Probable cause', 'Where to look']) {
				const lines = ticketText!.split('\n').filter((line) => line.startsWith(`${label}: `));
				expect(lines.length).toBeLessThanOrEqual(1);
			}
			if (failedCount === null) expect(objectCount).toBeNull();
			else expect(failedCount).toBeLessThanOrEqual(failedObjects!.length);
			if (objectCount !== null) expect(failedCount).toBeLessThanOrEqual(objectCount);
			for (const { status: own } of failedObjects ?? []) expect(own).toMatch(/^(Failed|Warning)$/);
		}),
		{ numRuns: cases(2000) },
	);
});

test('each object that failed is one item with a key of its own, and a job that failed has one at least', () => {
	fc.assert(
		fc.property(fc.constantFrom(...KINDS), job, (kind, row) => {
			const items = failedObjectsOf(kind, row, { kindName: 'job' });
			const keys = items.map(({ objectKey }) => objectKey).filter((key) => key !== null);
			expect(new Set(keys).size).toBe(keys.length);
			for (const { objectKey, jobKey } of items) {
				if (objectKey !== null) expect(objectKey.startsWith(jobKey!)).toBe(true);
			}
			const isFailed = /^(failed|warning)$/i.test(String(row[kind.properties.status]));
			if (isFailed) expect(items.length).toBeGreaterThan(0);
		}),
		{ numRuns: cases(2000) },
	);
});

const failed = (fields: IDataObject = {}) => ({
	name: 'Daily',
	status: 'Failed',
	failureMessage: 'Error: There is not enough space on the disk.',
	...fields,
});
const urgency = (row: IDataObject, name?: string, failuresInRow?: number) =>
	ticketOf(
		backupServerJob as unknown as JobKind,
		row,
		{},
		name ? { name, failuresInRow } : undefined,
	).suggestedUrgency;

test('urgent is what is overdue, escalated, fails again and again, or will keep other jobs from succeeding', () => {
	const odd = failed({ failureMessage: 'odd' });
	expect(urgency(odd)).toBe('medium');
	expect(urgency(failed())).toBe('high');
	expect(urgency(failed({ failureMessage: 'Stopped by user admin' }))).toBe('low');
	expect(urgency(failed({ status: 'Warning' }))).toBe('low');
	expect(urgency(odd, 'failed', 2)).toBe('medium');
	expect(urgency(odd, 'failed', 3)).toBe('high');
	expect(urgency(odd, 'escalated', 3)).toBe('high');
	expect(urgency({ status: 'Success' }, 'overdue')).toBe('high');
	expect(urgency({ status: 'Success' }, 'recovered')).toBe('low');
});

test('how often and since when stands in the text where it is known', () => {
	const about = { name: 'escalated', failuresInRow: 3, failingSinceUtc: '2026-01-29T22:00:00Z' };
	const { ticketTitle, ticketText } = ticketOf(
		backupServerJob as unknown as JobKind,
		failed(),
		{},
		about,
	);
	expect(ticketTitle).toBe('Backup job keeps failing: Daily');
	expect(ticketText).toContain('Failures in a row: 3, since 2026-01-29 22:00 UTC');
});

test('the cause that the job itself gives counts before that of its objects', () => {
	const tasks = [
		{ objectName: 'a', status: 'Failed', failureMessages: ['Connection refused'] },
		{ objectName: 'b', status: 'Failed', failureMessages: ['No route to host'] },
	];
	const causeOf = (row: IDataObject) =>
		ticketOf(backupServerJob as unknown as JobKind, row).probableCause;
	expect(causeOf(failed({ lastSessionTasks: tasks }))).toBe('repositoryFull');
	expect(causeOf(failed({ failureMessage: null, lastSessionTasks: tasks }))).toBe('network');
});

test('of the records of a Microsoft 365 job that which most of them show is the cause', () => {
	const lastErrorLogRecords = [
		['Error', 'Processing mailbox Ann failed with error: Backup repository is low on free space.'],
		['Error', 'Processing mailbox Bob failed with error: The operation timed out'],
		['Error', 'Processing mailbox Cid failed with error: The operation timed out.'],
	].map(([logType, message]) => ({ logType, message }));
	const row = { lastStatus: 'Failed', lastErrorLogRecords };
	const { probableCause } = ticketOf(microsoft365Job as unknown as JobKind, row);
	expect(probableCause).toBe('timeout');
});

test('a log of thousands of records, and one of a single endless line, become a ticket', () => {
	const messages = [
		...Array.from({ length: 20_000 }, (_, index) => `Something went wrong, number ${index}`),
		`Processing mailbox ${'. '.repeat(100_000)}x`,
		`Processing site ${' '.repeat(200_000)}x`,
	];
	const lastErrorLogRecords = messages.map((message) => ({ logType: 'Error', message }));
	const row = { lastStatus: 'Failed', lastErrorLogRecords };
	const { failedObjects, ticketText } = ticketOf(microsoft365Job as unknown as JobKind, row);
	expect(failedObjects?.flatMap((one) => one.messages)).toEqual(messages);
	expect(ticketText!.length).toBeLessThan(5000);
});

test.each([
	['Processing mailbox ann@contoso.example failed with error: Not allowed.', 'ann@contoso.example'],
	['[Warning] Processing mailbox Ann B completed with warning: Item skipped.', 'Ann B'],
	[
		'Failed to process site https://contoso.example/sites/x: not found',
		'https://contoso.example/sites/x',
	],
	['Processing OneDrive Ann B failed with error: no', 'Ann B'],
	[
		'Failed to process team: <Team Name>. Failed to find Team mailbox owner account.',
		'<Team Name>',
	],
	[
		'Processing site <Name> () finished with warning: Personal site was not found (ID: <ID>, name: <Name>)',
		'<Name>',
	],
	['Failed to find Team mailbox owner account', null],
	['Connected to the organization.', null],
])('the log of a Microsoft 365 job: %s', (message, name) => {
	const row = { lastStatus: 'Failed', lastErrorLogRecords: [{ logType: 'Error', message }] };
	const [object] = ticketOf(microsoft365Job as unknown as JobKind, row).failedObjects!;
	expect(object).toEqual({ name, objectUid: null, status: 'Failed', messages: [message] });
});
