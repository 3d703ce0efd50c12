import type { INodeExecutionData } from 'n8n-workflow';

import { longTest } from '../../longTest';
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

longTest('reads recent sessions with one request, and reads only what it needs', async () => {
	const trigger = await published();
	expect(await trigger.poll()).toEqual([]);
	expect(listRequests()).toHaveLength(1);
	const [{ query }] = listRequests();
	expect(selected(query)).toContain('lastEndTime');
	expect(selected(query)).not.toContain('lastSessionTasks');
});

longTest('reads everything again after a while, and then sees what came late', async () => {
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

longTest('reads on while there are new sessions', async () => {
	const trigger = await published({ events: ['success'] });
	time.advance(MINUTE / 2);
	for (let index = 0; index < 900; index++) stage.end(index, 'Success');
	expect(await trigger.poll()).toHaveLength(900);
	expect(await trigger.poll()).toEqual([]);
});

longTest.each([
	['ignores sorting', { kind: 'ignoreSort' }],
	['ignores filters', { kind: 'ignoreFilter' }],
	['sends no totals', { kind: 'noMeta' }],
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

longTest('a server with smaller pages than asked for is read completely', async () => {
	stage.simulator.settings.maxPageSize = 60;
	const trigger = await published();
	time.advance(HOUR);
	stage.end(1200, 'Failed', Date.now() - 50 * MINUTE);
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(1200).name}`]);
});

// 119 is where two pages of 60 end that overlap by one row. 60 alone is what every list of 60 rows says.
longTest.each([null, 0, -1, 30, 119, 1299])(
	'a total of %s on a server with smaller pages is not taken for the whole list',
	async (total) => {
		stage.simulator.settings.maxPageSize = 60;
		stage.simulator.faults.add({ kind: 'totalIs', total, path: LIST });
		const trigger = await published();
		time.advance(HOUR);
		stage.end(1200, 'Failed', Date.now() - 50 * MINUTE);
		expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(1200).name}`]);
		stage.simulator.removeJob(stage.job(1).instanceUid);
		expect(await trigger.poll()).toEqual([]);
	},
);

longTest(
	'an error in the middle of a full read leaves the state as it was, and new sessions still come',
	async () => {
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
		// Events come first; the failure is thrown by the next poll that has it.
		const news = brief(await trigger.poll());
		expect(news).toContain(`failed ${stage.job(0).name}`);
		stage.simulator.faults.clear();
		stage.simulator.faults.add(fault as never);
		await expect(trigger.poll()).rejects.toThrow('VSPC answered: x');
		const rest = brief(await trigger.poll());
		expect([...news, ...rest].sort()).toEqual(
			[`failed ${stage.job(0).name}`, `failed ${stage.job(700).name}`].sort(),
		);
	},
);

longTest.each(['repeatPage', 'emptyPage'] as const)(
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

longTest('jobs deleted and made while everything is read lose nothing', async () => {
	const trigger = await published();
	time.advance(2 * HOUR);
	stage.end(900, 'Failed', Date.now() - 100 * MINUTE);
	const { name } = stage.job(900);
	stage.simulator.faults.add({ kind: 'shrink', rows: 3, path: LIST, times: 2 });
	const items = [...(await trigger.poll().catch(() => [])), ...(await trigger.poll())];
	expect(brief(items)).toEqual([`failed ${name}`]);
});

longTest(
	'a read that does not fit into one poll goes on in the next ones',
	async () => {
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
	},
	120_000,
);

/** A job that reading recent sessions does not come to: many others ended later. */
async function withLateJob() {
	const trigger = await published();
	time.advance(DAY);
	for (let index = 100; index < 700; index++) stage.end(index, 'Success');
	await trigger.poll();
	stage.end(0, 'Failed', Date.now() - 20 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	return trigger;
}

longTest('after a kill late sessions are looked for at once', async () => {
	const trigger = await withLateJob();
	expect(brief(await trigger.restart())).toEqual([`failed ${stage.job(0).name}`]);
	expect(await trigger.poll()).toEqual([]);
});

longTest('with a state that was put back late sessions are looked for at once', async () => {
	const trigger = await withLateJob();
	const { state } = trigger.state;
	trigger.unpublish();
	// Another text, though it means the same: this process did not write it.
	trigger.savedState = { state: String(state).replace('"v":2', '"v": 2') };
	expect(brief(await trigger.restart({ keepMemory: true }))).toEqual([
		`failed ${stage.job(0).name}`,
	]);
	expect(await trigger.poll()).toEqual([]);
});

longTest(
	'what a server refused is tried again after an hour: it may have been upgraded',
	async () => {
		Object.assign(stage.simulator.settings, { rejectSelect: true, rejectSort: true });
		const trigger = await published();
		await trigger.poll();
		Object.assign(stage.simulator.settings, { rejectSelect: false, rejectSort: false });
		const asks = async () => {
			stage.simulator.requests.length = 0;
			expect(await trigger.poll()).toEqual([]);
			const [{ query }] = listRequests();
			return { select: query.select !== undefined, sort: query.sort !== undefined };
		};
		time.advance(30 * MINUTE);
		expect(await asks()).toEqual({ select: false, sort: false });
		time.advance(40 * MINUTE);
		expect(await asks()).toEqual({ select: true, sort: true });
	},
);

describe('many failures at once, while VSPC', () => {
	const COUNT = 150;

	/** A poll that comes too late on a busy machine is made up for by the next one. */
	async function told(budgetMs: number, fault: object) {
		stage.simulator.settings.listOmits = ['lastSessionTasks'];
		const trigger = stage.trigger({}, { budgetMs });
		await trigger.publish();
		time.advance(MINUTE);
		for (let index = 0; index < COUNT; index++) stage.end(index, 'Failed');
		stage.simulator.faults.add(fault as never);
		const items: INodeExecutionData[] = [];
		for (let polls = 0; polls < 3 && items.length === 0; polls++) {
			items.push(...(await trigger.poll().catch(() => [])));
		}
		stage.simulator.faults.clear();
		expect(await trigger.poll()).toEqual([]);
		return items;
	}

	longTest.each([
		['is slow to send their details', { kind: 'latency', ms: 400, path: '/jobs/[^/]+$' }],
		['sends no details at all', { kind: 'hang', path: '/jobs/[^/]+$' }],
		['sends no names', { kind: 'hang', path: '/organizations$' }],
		['sends some names late', { kind: 'hang', path: '/locations$' }],
	])(
		'%s: all are emitted',
		async (_, fault) => {
			expect(await told(8000, fault)).toHaveLength(COUNT);
		},
		60_000,
	);
});

longTest(
	'hundreds of jobs that run again unseen do not delay a failure',
	async () => {
		stage.simulator.settings.listOmits = ['lastSessionTasks'];
		const trigger = stage.trigger({}, { budgetMs: 8000 });
		await trigger.publish();
		time.advance(MINUTE);
		const lastRun = new Date(Date.now() + 1000).toISOString();
		for (let index = 0; index < 300; index++) {
			stage.end(index, 'Success');
			stage.simulator.setJob(stage.job(index).instanceUid, {
				status: 'Running',
				lastRun,
				lastSessionTasks: [],
				failureMessage: null,
			});
		}
		stage.end(400, 'Failed');
		stage.simulator.faults.add({ kind: 'latency', ms: 200, path: '/jobs/[^/]+$' });
		const items: INodeExecutionData[] = [];
		for (let polls = 0; polls < 3 && items.length === 0; polls++) {
			items.push(...(await trigger.poll().catch(() => [])));
		}
		expect(brief(items)).toEqual([`failed ${stage.job(400).name}`]);
	},
	60_000,
);

test('an empty page instead of the new sessions is not believed: the session may be gone at the next poll', async () => {
	const trigger = await published();
	stage.end(3, 'Failed');
	stage.simulator.faults.add({ kind: 'emptyPage', path: LIST, times: 1 });
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(3).name}`]);
});

describe.each(['ignoreOffset', 'repeatPage'] as const)('a server with the fault %s', (kind) => {
	const ignoring = (more: Array<'ignoreSort' | 'ignoreFilter' | 'noMeta'> = []) => {
		for (const fault of [kind, ...more]) stage.simulator.faults.add({ kind: fault, path: LIST });
	};

	longTest.each([
		['else does what it should', []],
		['does not filter either', ['ignoreFilter']],
		['does not sort either', ['ignoreSort']],
		['does not say how long the list is', ['noMeta']],
	] as const)(
		'and that %s is read neither on and on nor by halves: it says so, emits what is new, and nothing else',
		async (_, more) => {
			const trigger = await published();
			time.advance(10 * MINUTE);
			stage.simulator.removeJob(stage.job(1250).instanceUid);
			for (let index = 0; index < 690; index++) stage.end(index, 'Success');
			ignoring([...more]);
			stage.simulator.requests.length = 0;
			await expect(trigger.poll()).rejects.toThrow(/could not be read completely/);
			expect(stage.simulator.requests.length).toBeLessThan(30);
			time.advance(2 * HOUR);
			stage.simulator.faults.clear();
			for (let polls = 0; polls < 5; polls++) expect(await trigger.poll()).toEqual([]);
		},
	);
});
