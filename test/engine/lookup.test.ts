import type { INodeParameters } from 'n8n-workflow';

import { runJobNode } from './harness/run';
import { apiKey, getJob, jobRequests, useSimulator, VENDOR_JOB } from './harness/simulator';

/** Get for many items: the list in place of one request per job. Without names, which take requests of their own. */
// Tasks that end whenever they are asked for would never be the same twice.
const simulator = useSimulator({ jobs: 1200, settings: { runningTasks: 'kept' } });
const LIST = '/backupServers/jobs$';
const UNKNOWN = '00000000-1111-2222-3333-444444444444';

const getMany = async (
	uids: unknown[],
	options: INodeParameters = {},
	more: INodeParameters = {},
) =>
	await runJobNode({
		parameters: getJob('={{ $json.uid }}', {
			options: { includeNames: false, ...options },
			...more,
		}),
		credentials: apiKey(simulator()),
		items: uids.map((uid) => ({ uid })) as never,
		onError: 'continueRegularOutput',
	});

const estateUids = (count: number) =>
	simulator()
		.estate.jobs.slice(0, count)
		.map(({ instanceUid }) => instanceUid);

const json = ({ outputs }: Awaited<ReturnType<typeof getMany>>) =>
	outputs[0].map((item) => [item.json, item.pairedItem]);

test('400 jobs of 1,200: a few requests in place of 400', async () => {
	const { outputs } = await getMany(estateUids(400));
	expect(outputs[0].map(({ json: job }) => job.instanceUid)).toEqual(estateUids(400));
	expect(simulator().requests.length).toBeLessThanOrEqual(4);
});

test('reads no more of the list than needed', async () => {
	await getMany(estateUids(400));
	expect(simulator().requests.filter(({ path }) => new RegExp(LIST).test(path))).toHaveLength(1);
});

test('without a total, pages are read as long as they bring jobs that are wanted', async () => {
	simulator().faults.add({ kind: 'totalIs', total: null, path: LIST });
	const { outputs } = await getMany(estateUids(700));
	expect(outputs[0].map(({ json: job }) => job.instanceUid)).toEqual(estateUids(700));
	expect(simulator().requests.filter(({ path }) => new RegExp(LIST).test(path))).toHaveLength(2);
	// The richest one besides, to compare with.
	expect(simulator().requests).toHaveLength(3);
});

describe('the output is the same as with one request per job', () => {
	test.each<[string, () => void]>([
		['on a server whose list is as rich', () => {}],
		[
			'on a server whose list is poorer',
			() => void (simulator().settings.listOmits = ['lastSessionTasks', 'schedule']),
		],
		[
			'on a server that ignores the offset',
			() => simulator().faults.add({ kind: 'ignoreOffset', path: LIST }),
		],
		[
			'on a server that does not say how many jobs there are',
			() => simulator().faults.add({ kind: 'totalIs', total: null, path: LIST }),
		],
		[
			'on a server that shows no jobs in its list',
			() => simulator().faults.add({ kind: 'emptyPage', path: LIST }),
		],
		[
			'on a server whose list fails',
			() =>
				simulator().faults.add({
					kind: 'error',
					path: LIST,
					status: 520,
					errors: [{ message: 'No list today.', type: 'logical', code: 1 }],
				}),
		],
	])('%s', async (_case, prepare) => {
		const uids = [...estateUids(60), UNKNOWN, 'nonsense', ...estateUids(60).reverse(), VENDOR_JOB];
		const single = await getMany(uids, { lookup: 'single' });
		simulator().reset();
		prepare();
		const auto = await getMany(uids);
		expect(json(auto)).toEqual(json(single));
	});
});

test('a poorer list does when the fields that it leaves out are not asked for', async () => {
	simulator().settings.listOmits = ['lastSessionTasks', 'schedule'];
	await getMany(estateUids(300), {}, { output: 'simplified' });
	expect(simulator().requests.length).toBeLessThanOrEqual(3);
});

test('each UID is asked for once, however often it occurs and however it is spelt', async () => {
	const [first, second] = estateUids(2);
	const { outputs } = await getMany([first, second, first.toUpperCase(), ` ${first}`, second]);
	expect(outputs[0].map(({ json: job }) => job.instanceUid)).toEqual([
		first,
		second,
		first,
		first,
		second,
	]);
	expect(jobRequests(simulator())).toHaveLength(2);
});

test('a failing UID fails its own items only, with one request', async () => {
	const [first] = estateUids(1);
	const { outputs } = await getMany([UNKNOWN, first, UNKNOWN]);
	expect(outputs[0].map(({ json: job }) => 'error' in job)).toEqual([true, false, true]);
	expect(jobRequests(simulator())).toHaveLength(2);
});

test('few jobs are asked for one by one', async () => {
	await getMany(estateUids(8));
	expect(jobRequests(simulator())).toHaveLength(8);
	expect(simulator().requests).toHaveLength(8);
});

test('lookup single: one request per job', async () => {
	await getMany(estateUids(50), { lookup: 'single' });
	expect(jobRequests(simulator())).toHaveLength(50);
	expect(simulator().requests).toHaveLength(50);
});

test('stops at once when an item is no UID and the node is to stop', async () => {
	const { error } = await runJobNode({
		parameters: getJob('={{ $json.uid }}'),
		credentials: apiKey(simulator()),
		items: [...estateUids(20), 'nonsense'].map((uid) => ({ uid })),
	});
	expect(error?.message).toContain('(item 21 of 21)');
	expect(simulator().requests).toHaveLength(0);
});

describe('a job key', () => {
	test('is taken for a job', async () => {
		const [job] = simulator().estate.jobs;
		const { outputs } = await getMany([`job:${job.backupServerUid}:${job.instanceUid}`]);
		expect(outputs[0][0].json.instanceUid).toBe(job.instanceUid);
	});

	test.each([
		`agentJob:windows:${VENDOR_JOB}:${VENDOR_JOB}`,
		`job:${VENDOR_JOB}`,
		`job:x:${VENDOR_JOB}`,
		`job:${VENDOR_JOB}:${VENDOR_JOB}:${VENDOR_JOB}`,
	])('%s is none', async (key) => {
		const { outputs } = await getMany([key]);
		expect(outputs[0][0].json.error).toContain('is not the UID of a job');
		expect(simulator().requests).toHaveLength(0);
	});

	test('is the same under every API version', async () => {
		const keys = [];
		for (const apiVersion of ['3.4', '3.5', '3.5.1', '3.6.1', '']) {
			const { outputs } = await runJobNode({
				parameters: getJob(simulator().estate.jobs[3].instanceUid),
				credentials: apiKey(simulator(), { apiVersion }),
			});
			keys.push(outputs[0][0].json.jobKey);
		}
		expect(new Set(keys).size).toBe(1);
	});
});

test('names and computed fields: lists are loaded once for all items', async () => {
	const { outputs } = await getMany(estateUids(30), {
		includeNames: true,
		addComputedFields: true,
	});
	expect(outputs[0].every(({ json: job }) => typeof job.companyName === 'string')).toBe(true);
	expect(outputs[0].every(({ json: job }) => typeof job.result === 'string')).toBe(true);
	const lists = simulator().requests.filter(({ path }) => /organizations$/.test(path));
	expect(lists).toHaveLength(1);
});
