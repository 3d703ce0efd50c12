import type { INodeExecutionData } from 'n8n-workflow';

import { brief, DAY, HOUR, MINUTE, useStage } from './stage';

/** What a server may do to the reads of the trigger: slower is allowed, wrong is not. */
const stage = useStage({ jobs: 1300 });
const { time } = stage;

const LIST = '/backupServers/jobs$';

async function published(parameters: object = {}) {
	const trigger = stage.trigger(parameters as never);
	await trigger.publish();
	time.advance(MINUTE);
	stage.simulator.requests.length = 0;
	return trigger;
}

const listRequests = () =>
	stage.simulator.requests.filter(({ path }) => new RegExp(LIST).test(path));
const selected = (query: Record<string, string>) =>
	(JSON.parse(query.select) as Array<{ propertyPath: string }>).map((entry) => entry.propertyPath);

test('looks for news with one request, and reads only what it needs', async () => {
	const trigger = await published();
	expect(await trigger.poll()).toEqual([]);
	expect(listRequests()).toHaveLength(1);
	const [{ query }] = listRequests();
	expect(selected(query)).toContain('lastEndTime');
	expect(selected(query)).not.toContain('lastSessionTasks');
});

test('reads everything again after a while, and then sees what came late', async () => {
	const trigger = await published();
	time.advance(DAY);
	for (let index = 100; index < 700; index++) {
		const { instanceUid } = stage.job(index);
		stage.simulator.setJob(instanceUid, { lastEndTime: new Date().toISOString() });
	}
	await trigger.poll();
	stage.end(0, 'Failed', Date.now() - 20 * HOUR);
	time.advance(HOUR);
	expect(brief(await trigger.poll())).toContain(`failed ${stage.job(0).name}`);
});

test('reads on while there is news', async () => {
	const trigger = await published({ events: ['success'] });
	time.advance(MINUTE / 2);
	for (let index = 0; index < 900; index++) stage.end(index, 'Success');
	expect(await trigger.poll()).toHaveLength(900);
	expect(await trigger.poll()).toEqual([]);
});

test.each([
	['ignores sorting', { kind: 'ignoreSort' }],
	['ignores filters', { kind: 'ignoreFilter' }],
	['tells no totals', { kind: 'noMeta' }],
] as const)('a server that %s makes it slower, not wrong', async (_, fault) => {
	stage.simulator.faults.add({ ...fault, path: LIST });
	const trigger = await published();
	for (const index of [0, 650, 1286]) {
		time.advance(MINUTE);
		stage.end(index, 'Failed');
		expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(index).name}`]);
		expect(await trigger.poll()).toEqual([]);
	}
});

test.each([
	['sort', { rejectSort: true }],
	['select', { rejectSelect: true }],
	['filter', { rejectFilter: { properties: ['organizationUid', 'mappedOrganizationUid'] } }],
])('a server that rejects the %s is read without it', async (_, settings) => {
	Object.assign(stage.simulator.settings, settings);
	const company = stage.simulator.estate.companies[0].instanceUid;
	stage.simulator.setJob(stage.job(0).instanceUid, { mappedOrganizationUid: company });
	const trigger = await published({ filters: { companyUid: company } });
	stage.end(0, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
	expect(await trigger.poll()).toEqual([]);
});

test('a server with smaller pages than asked for is read completely', async () => {
	stage.simulator.settings.maxPageSize = 60;
	const trigger = await published();
	time.advance(HOUR);
	stage.end(1200, 'Failed', Date.now() - 50 * MINUTE);
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(1200).name}`]);
});

test('an error in the middle of a full read leaves the state as it was, and news still come', async () => {
	const trigger = await published();
	time.advance(2 * HOUR);
	stage.simulator.removeJob(stage.job(5).instanceUid);
	stage.end(0, 'Failed');
	stage.end(700, 'Failed', Date.now() - 90 * MINUTE);
	const fault = {
		kind: 'error',
		status: 520,
		errors: [{ type: 'logical', code: 1, message: 'x' }],
		path: LIST,
		skip: 1,
		times: 1,
	};
	stage.simulator.faults.add(fault as never);
	// The failure is told first, once an hour; events come with the next poll.
	await expect(trigger.poll()).rejects.toThrow('VSPC answered: x');
	stage.simulator.faults.clear();
	stage.simulator.faults.add(fault as never);
	const news = brief(await trigger.poll());
	expect(news).toContain(`failed ${stage.job(0).name}`);
	const rest = brief(await trigger.poll());
	expect([...news, ...rest].sort()).toEqual(
		[`failed ${stage.job(0).name}`, `failed ${stage.job(700).name}`].sort(),
	);
});

test.each(['repeatPage', 'emptyPage'] as const)(
	'a full read that ends with %s is no full read: jobs are not taken for deleted',
	async (kind) => {
		const trigger = await published();
		stage.end(1250, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		stage.simulator.faults.add({ kind, path: LIST, skip: 1 });
		for (let hour = 0; hour < 4; hour++) {
			time.advance(HOUR);
			expect(await trigger.poll().catch(() => [])).toEqual([]);
		}
	},
);

test('jobs deleted and made while everything is read lose nothing', async () => {
	const trigger = await published();
	time.advance(2 * HOUR);
	stage.end(900, 'Failed', Date.now() - 100 * MINUTE);
	const { name } = stage.job(900);
	stage.simulator.faults.add({ kind: 'shrink', rows: 3, path: LIST, times: 2 });
	const items = [...(await trigger.poll().catch(() => [])), ...(await trigger.poll())];
	expect(brief(items)).toEqual([`failed ${name}`]);
});

test('a read that does not fit into one poll goes on in the next ones', async () => {
	stage.simulator.settings.maxPageSize = 30;
	stage.simulator.faults.add({ kind: 'latency', ms: 120, path: LIST });
	const trigger = stage.trigger({}, { budgetMs: 1500 });
	await trigger.publish().catch(() => []);
	// On a busy machine a poll may come too late to be taken over; the next one makes up for it.
	const poll = async () => await trigger.poll().catch(() => []);
	const offsets = () =>
		listRequests().flatMap(({ query }) =>
			query.sort?.includes('instanceUid') ? Number(query.offset) : [],
		);
	let polls = 0;
	while (Math.max(...offsets()) < 1260 && polls++ < 200) await poll();
	expect(polls).toBeGreaterThan(1);
	// Each part goes on where the one before ended: no place is read again and again.
	expect(new Set(offsets()).size).toBeGreaterThan(offsets().length / 2);
	time.advance(2 * HOUR);
	stage.end(900, 'Failed', Date.now() - 100 * MINUTE);
	const items: INodeExecutionData[] = [];
	for (polls = 0; polls < 200 && items.length === 0; polls++) items.push(...(await poll()));
	expect(brief(items)).toEqual([`failed ${stage.job(900).name}`]);
}, 120_000);
