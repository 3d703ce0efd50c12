import type { IDataObject } from 'n8n-workflow';

import { elapsed } from '../../../../nodes/util/clock';
import { toItems } from '../../../../nodes/trigger/jobs/items';
import type { JobSource } from '../../../../nodes/trigger/jobs/observation';
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

test('a job that stands as it was seen is told with all its fields', async () => {
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
])('a job that %s is told with the session that failed', async (_, later) => {
	const item = await itemFor(() => ({ ...whole, ...later }));
	expect(item).toEqual({ ...row, description: 'nightly', ...own });
	expect(item).not.toHaveProperty('lastSessionTasks');
});

test('a job that VSPC cannot tell is told with what was seen', async () => {
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
