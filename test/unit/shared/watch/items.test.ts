import type { IDataObject } from 'n8n-workflow';

import { elapsed } from '../../../../nodes/util/clock';
import { rowOf, sampleItems, toItems } from '../../../../nodes/trigger/jobs/items';
import type { JobSource } from '../../../../nodes/trigger/jobs/observation';
import { agentJob } from '../../../../nodes/vspc/jobs/agentJob';
import { backupServerJob } from '../../../../nodes/vspc/jobs/backupServerJob';

/** The item of an event is about the session that the poll saw, whatever the job does meanwhile. */
const KEY = 'job:11111111-1111-4111-8111-111111111111:22222222-2222-4222-8222-222222222222';
const END = 1_800_000_000;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const row: IDataObject = {
	status: 'Failed',
	lastRun: iso(END - 600),
	lastEndTime: iso(END),
	failureMessage: 'Error: no space left',
};

async function itemFor(fetch: () => IDataObject, more: object = {}): Promise<IDataObject> {
	const source = {
		kind: {
			...more,
			isQueryable: true,
			properties: {
				status: 'status',
				lastRun: 'lastRun',
				lastEnd: 'lastEndTime',
				failure: 'failureMessage',
			},
			parseKey: (key: string) => key,
			fetch: async () => fetch(),
		},
		vspc: { within: () => ({}) },
		until: elapsed() + 10_000,
		withTickets: 'objectsOf' in more,
	} as unknown as JobSource;
	const event = { name: 'failed' as const, of: END, at: END, previous: 'success' as const };
	const [{ item }] = await toItems(source, [{ key: KEY, name: 'SQL', row, event }], undefined);
	return item;
}

const own = {
	event: 'failed',
	eventId: `${KEY}:failed:${iso(END).replace('.000Z', 'Z')}`,
	jobKey: KEY,
	previousStatus: 'Success',
};
const whole = { ...row, description: 'nightly', lastSessionTasks: [{ status: 'Failed' }] };

test('a job that stands as it was seen is emitted with all its fields', async () => {
	expect(await itemFor(() => whole)).toEqual({ ...whole, ...own });
});

test('the same end in another spelling is the same session', async () => {
	const spelled = { ...whole, lastEndTime: iso(END).replace('.000Z', '.0000000+00:00') };
	expect(await itemFor(() => spelled)).toEqual({ ...spelled, ...own });
});

test.each([
	['runs again', { status: 'Running', lastRun: iso(END + 5), failureMessage: null }],
	[
		'has succeeded meanwhile',
		{ status: 'Success', lastRun: iso(END + 5), lastEndTime: iso(END + 60), failureMessage: null },
	],
])('a job that %s is emitted with the session that failed', async (_, later) => {
	const item = await itemFor(() => ({ ...whole, ...later }));
	expect(item).toEqual({ ...row, description: 'nightly', ...own });
	expect(item).not.toHaveProperty('lastSessionTasks');
});

test('a job that VSPC cannot show is emitted with what was seen', async () => {
	const item = await itemFor(() => {
		throw new Error('not now');
	});
	expect(item).toEqual({ ...row, ...own });
});

test('a ticket has no objects of the session that came after the one that it is about', async () => {
	const { objectsOf, failureTexts, placement, keyOf, fields } = backupServerJob;
	const kind = { objectsOf, failureTexts, placement, keyOf, fields };
	const tasks = [{ objectName: 'vm', status: 'Failed', failureMessages: ['no'] }];
	const now = { ...whole, lastSessionTasks: tasks };
	expect(await itemFor(() => now, kind)).toMatchObject({ failedCount: 1, objectCount: 1 });
	const later = { ...now, lastRun: iso(END + 5), lastEndTime: iso(END + 60) };
	expect(await itemFor(() => later, kind)).toMatchObject({
		failedObjects: null,
		failedCount: null,
		objectCount: null,
		probableCause: 'repositoryFull',
	});
});

test('fields that a poll does not read of a kind of jobs are those of the job as it is now', async () => {
	const item = await itemFor(() => ({ ...whole, lastEndTime: iso(END + 60), problem: 'of now' }), {
		properties: { ...backupServerJob.properties, failure: 'problem' },
	});
	expect(item).toMatchObject({ lastEndTime: iso(END), problem: 'of now' });
});

const UID = KEY.slice(-36);

test.each<[string, string, string, IDataObject]>([
	[
		'a job of a backup server',
		KEY,
		'SQL',
		{ name: 'SQL', instanceUid: UID, backupServerUid: KEY.slice(4, 40) },
	],
	['one whose name is not known', `agentJob:linux:x:${UID}`, '', { instanceUid: UID }],
	['one with a key that names no UID', 'job:1:2', 'SQL', { name: 'SQL' }],
])('what is known of %s that is gone', async (_, key, name, known) => {
	const source = { kind: backupServerJob, until: elapsed() + 10_000 } as unknown as JobSource;
	const event = { name: 'recovered' as const, of: END, at: END, recoveredBy: 'deleted' as const };
	const [{ item }] = await toItems(source, [{ key, name, event }], undefined);
	expect(item).toEqual({
		...known,
		...{ event: 'recovered', recoveredBy: 'deleted', previousStatus: null, jobKey: key },
		eventId: `${key}:recovered:${iso(END).replace('.000Z', 'Z')}`,
	});
});

test.each([
	['the company that the job names stays', { organizationUid: UID }, UID],
	['without any, there is none', {}, null],
])('names that VSPC is slow to send are null: %s', async (_, more, companyUid) => {
	const source = {
		kind: { ...backupServerJob, isQueryable: false },
		until: elapsed() + 10_000,
	} as unknown as JobSource;
	const names = { namesOf: async () => Promise.reject(new Error('503')) };
	const event = { name: 'failed' as const, of: END, at: END };
	const emitted = [{ key: KEY, name: 'SQL', row: { ...row, ...more }, event }];
	const [{ item }] = await toItems(source, emitted, names as never);
	expect(item).toMatchObject({ companyUid, companyName: null, siteName: null, event: 'failed' });
});

describe('a session whose row is no longer there', () => {
	const gone = { ...row, lastDuration: 5, lastSessionTasks: [], lastErrorLogRecords: [] };

	test('has its own status, times and message, and nothing of the session after it', () => {
		const session = { outcome: 'warning' as const, time: END, lastRun: END - 60, message: 'slow' };
		expect(rowOf(backupServerJob, gone, session)).toEqual({
			...{ status: 'Warning', failureMessage: 'slow' },
			...{ lastRun: '2027-01-15T07:59:00Z', lastEndTime: '2027-01-15T08:00:00Z' },
		});
	});

	test('of unknown start and message: both are null', () => {
		const session = { outcome: 'failed' as const, time: END };
		expect(rowOf(backupServerJob, gone, session)).toMatchObject({
			...{ status: 'Failed', lastRun: null, failureMessage: null },
		});
	});

	test('of a kind that shows no ends: the time is that of the start', () => {
		const properties = { ...backupServerJob.properties, lastEnd: undefined };
		const kind = { ...backupServerJob, properties };
		const session = { outcome: 'failed' as const, time: END };
		expect(rowOf(kind, {}, session)).toMatchObject({ lastRun: '2027-01-15T08:00:00Z' });
	});
});

describe('an item to build a workflow with', () => {
	const rules = { events: new Set(['failed', 'recovered']), escalateAfterFailures: 3 } as never;
	const sourceOf = (kind: object, read: () => Promise<object>) =>
		({
			...{ kind: { ...kind, isQueryable: false }, pages: { read }, vspc: { names: undefined } },
			...{
				isInScope: () => true,
				isWanted: () => true,
				noteNameless: () => undefined,
				until: elapsed() + 10_000,
			},
		}) as unknown as JobSource;
	const jobOf = (status: string, lastEndTime: string | null) => ({
		...{ instanceUid: UID, backupServerUid: KEY.slice(4, 40), status, lastEndTime, lastRun: null },
	});
	const rowsOf = (...rows: IDataObject[]) =>
		sourceOf(backupServerJob, async () => ({ rows, total: rows.length }));
	const refused = (httpCode: string) =>
		sourceOf(agentJob, async () => Promise.reject(Object.assign(new Error('no'), { httpCode })));

	test('a job that never ran stands in where nothing has failed', async () => {
		const { items } = await sampleItems([rowsOf(jobOf('None', null))], rules, false);
		expect(items).toMatchObject([{ event: 'failed', isSample: true, failingSinceUtc: null }]);
	});

	test('kinds that VSPC does not show are left out, and named', async () => {
		const { items, absent } = await sampleItems(
			[refused('403'), rowsOf(jobOf('Failed', iso(END)))],
			rules,
			false,
		);
		expect(items).toMatchObject([{ event: 'failed', failuresInRow: 1 }]);
		expect(items[0]).not.toHaveProperty('isSample');
		expect(absent.map(({ kind }) => kind.noun)).toEqual([agentJob.noun]);
	});

	test('without any other kind, VSPC says why', async () => {
		await expect(sampleItems([refused('403')], rules, false)).rejects.toThrow('no');
	});

	test('any other error of VSPC is shown, whatever other kinds have', async () => {
		const sources = [rowsOf(jobOf('Failed', iso(END))), refused('500')];
		await expect(sampleItems(sources, rules, false)).rejects.toThrow('no');
	});

	test('without any job there is none', async () => {
		expect((await sampleItems([rowsOf()], rules, false)).items).toEqual([]);
	});
});
