import type { INodeParameters } from 'n8n-workflow';

import { runJobNode } from './harness/run';
import { apiKey, useSimulator } from './harness/simulator';

/** A server that answers as API 3.5 where it is asked for no version: there jobs have other UIDs. */
const simulator = useSimulator({ jobs: 1200 });

beforeEach(() => {
	simulator().settings.serverVersion = '3.5';
});

const run = async (apiVersion: string, parameters: INodeParameters, items = [{}]) =>
	(
		await runJobNode({
			parameters: { authentication: 'apiKey', resource: 'job', ...parameters },
			credentials: apiKey(simulator(), { apiVersion }),
			items,
		})
	).outputs[0].map(({ json }) => json);

const keys = () =>
	simulator()
		.estate.jobs.map((job) => `job:${job.backupServerUid}:${job.instanceUid}`)
		.sort();

const VERSIONS = ['3.5', ''];

describe.each(VERSIONS)('asked for the version "%s"', (apiVersion) => {
	test.each<[string, INodeParameters]>([
		['all fields', {}],
		['simplified', { output: 'simplified' }],
		['selected fields', { output: 'selected', fields: ['name'] }],
	])('Get Many, %s: the key is the one of all versions', async (_case, parameters) => {
		const items = await run(apiVersion, { operation: 'getAll', returnAll: true, ...parameters });
		expect(items.map(({ jobKey }) => jobKey).sort()).toEqual(keys());
	});

	test.each([3, 30])('Get of %i jobs by the key', async (count) => {
		const some = keys().slice(0, count);
		const jobUid = { __rl: true, mode: 'id', value: '={{ $json.key }}' } as never;
		const items = some.map((key) => ({ key }));
		const options = { includeNames: false };
		const jobs = await run(apiVersion, { operation: 'get', jobUid, options }, items);
		expect(jobs.map(({ jobKey }) => jobKey)).toEqual(some);
		// The vendor's job is shown as printed, whatever the version.
		expect(simulator().requests.length).toBeLessThan(8);
	});

	test('Create Report', async () => {
		const [item] = await run(apiVersion, {
			resource: 'report',
			operation: 'create',
			jobKinds: ['job'],
			period: 'last30Days',
		});
		const rows = item.jobs as Array<{ jobKey: string }>;
		expect(rows.length).toBeGreaterThan(500);
		for (const { jobKey } of rows) expect(keys()).toContain(jobKey);
	});
});

test('a newer server that refuses the field of API 3.5 is asked without it, for no more than is needed', async () => {
	simulator().settings.serverVersion = '3.6.1';
	const items = await run('', { operation: 'getAll', returnAll: true, output: 'simplified' });
	expect(items.map(({ jobKey }) => jobKey).sort()).toEqual(keys());
	const selects = simulator().requests.map(({ query }) => query.select ?? 'all');
	expect(selects.filter((select) => select.includes('originalUid'))).toHaveLength(1);
	expect(selects).not.toContain('all');
});
