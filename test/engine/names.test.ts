import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { runJobNode } from './harness/run';
import { apiKey, ONE_JOB, useSimulator, VENDOR_JOB } from './harness/simulator';

/** What a person sees first of a result: fields in the order of use, and names without asking for them. */
const simulator = useSimulator({ jobs: 600, agentJobs: 30, vb365Jobs: 30, alarms: 30 });

const run = async (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	items: IDataObject[] = [{}],
	nodeType: INodeType = new VspcJob(),
) => {
	const { outputs, hints, error } = await runJobNode({
		nodeType,
		parameters: { authentication: 'apiKey', resource, operation, ...parameters },
		credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		items,
	});
	expect(error).toBeUndefined();
	return { items: outputs[0].map(({ json }) => json), hints };
};

const paths = () => simulator().requests.map(({ path }) => path.replace('/api/v3', ''));
const requestsTo = (path: string) => paths().filter((one) => new RegExp(path).test(one));
const byUid = (name: string) =>
	({ [name]: { __rl: true, mode: 'id', value: '={{ $json.uid }}' } }) as unknown as INodeParameters;
const jobs = () => simulator().estate.jobs;
const uidsOf = (count: number) =>
	jobs()
		.slice(0, count)
		.map(({ instanceUid }) => ({ uid: instanceUid }));
const companyOf = ({ mappedOrganizationUid, organizationUid }: ReturnType<typeof jobs>[number]) => {
	const isMapped = mappedOrganizationUid && !/^0{8}/.test(mappedOrganizationUid);
	const uid = isMapped ? mappedOrganizationUid : organizationUid;
	return simulator().estate.organizations.find(({ instanceUid }) => instanceUid === uid)?.name;
};
const deny = (path: string, status = 403) => {
	const errors = [{ message: 'Access denied.', type: 'security', code: status }];
	simulator().faults.add({ kind: 'error', status, errors, path });
};

describe('the order of use', () => {
	test.each([
		['job', ['name', 'status', 'failureMessage', 'companyName', 'backupServerName', 'lastRun']],
		['agentJob', ['name', 'status', 'failureMessage', 'companyName', 'backupServerName']],
		['microsoft365Job', ['name', 'lastStatus', 'failureMessage', 'companyName']],
	])('%s: Get and Get Many begin with %j', async (resource, first) => {
		const list = await run(resource, 'getAll', { returnAll: true });
		for (const json of list.items) expect(Object.keys(json).slice(0, first.length)).toEqual(first);
		const [{ instanceUid }] = list.items;
		const one = await run(resource, 'get', byUid('jobUid'), [{ uid: instanceUid }]);
		expect(Object.keys(one.items[0])).toEqual(Object.keys(list.items[0]));
		expect(one.items[0]).toEqual(list.items[0]);
	});

	test('fields of a newer VSPC come behind the known ones, and no value is touched', async () => {
		const data = {
			ofTomorrow: { a: [1, null] },
			lastRun: '2019-02-20T10:45:52.3600000+00:00',
			instanceUid: VENDOR_JOB,
			__proto__x: 1,
			status: 'Quantum',
			name: 'Web',
		};
		simulator().faults.add({ kind: 'notJson', path: ONE_JOB, body: JSON.stringify({ data }) });
		const { items } = await run('job', 'get', byUid('jobUid'), [{ uid: VENDOR_JOB }]);
		expect(items[0]).toMatchObject(data);
		expect(Object.keys(items[0])).toEqual([
			...['name', 'status', 'companyName', 'backupServerName', 'lastRun'],
			...['locationName', 'siteName', 'companyUid', 'instanceUid'],
			...['ofTomorrow', '__proto__x', 'jobKey'],
		]);
	});

	test('alarms begin with their name, what happened, what it is about and whose it is', async () => {
		const { items } = await run('alarm', 'getAll', { returnAll: true }, [{}], new VspcAlarm());
		for (const json of items) {
			const first = ['alarmName', 'lastActivation', 'object', 'companyName'];
			expect(Object.keys(json).slice(0, 4)).toEqual(first);
		}
	});

	test('companies begin with name, status and e-mail', async () => {
		const { items } = await run('company', 'getAll', { returnAll: true }, [{}], new VspcCompany());
		for (const json of items) {
			expect(Object.keys(json).slice(0, 3)).toEqual(['name', 'status', 'email']);
		}
	});
});

describe('names without asking for them', () => {
	test('Get: whose job it is, with one request for each name', async () => {
		const job = jobs().find(({ siteUid }) => siteUid)!;
		const { items } = await run('job', 'get', byUid('jobUid'), [{ uid: job.instanceUid }]);
		const { backupServers, locations, sites } = simulator().estate;
		expect(items[0]).toMatchObject({
			companyName: companyOf(job),
			backupServerName: backupServers.find((one) => one.instanceUid === job.backupServerUid)!.name,
			locationName: locations.find((one) => one.instanceUid === job.locationUid)!.name,
			siteName: sites.find((one) => one.siteUid === job.siteUid)!.siteName,
		});
		expect(paths()).toHaveLength(5);
		expect(requestsTo('/(organizations|backupServers|locations|sites)$')).toEqual([]);
	});

	test('few jobs of one company: its name is asked for once', async () => {
		const [first] = jobs();
		const own = jobs().filter((job) => companyOf(job) === companyOf(first));
		const items = own.slice(0, 3).map(({ instanceUid }) => ({ uid: instanceUid }));
		expect(items).toHaveLength(3);
		const got = await run('job', 'get', byUid('jobUid'), items);
		expect(got.items.every(({ companyName }) => companyName === companyOf(first))).toBe(true);
		expect(requestsTo('^/organizations/[^/]+$')).toHaveLength(1);
	});

	test('many jobs: one list in place of a request for each name', async () => {
		const { items } = await run('job', 'getAll', { returnAll: true });
		expect(items.map(({ companyName }) => companyName)).toEqual(
			jobs().map((job) => companyOf(job) ?? null),
		);
		expect(requestsTo('^/organizations$')).toHaveLength(1);
		expect(requestsTo('^/infrastructure/backupServers$')).toHaveLength(1);
		expect(requestsTo('^/organizations/[^/]+$').filter((path) => !/locations/.test(path))).toEqual(
			[],
		);
	});

	test('many items of Get: a few names, then the list', async () => {
		const { items } = await run('job', 'get', byUid('jobUid'), uidsOf(60));
		expect(items.map(({ companyName }) => companyName)).toEqual(
			jobs()
				.slice(0, 60)
				.map((job) => companyOf(job) ?? null),
		);
		expect(requestsTo('^/organizations(/(?!locations)[^/]+)?$').length).toBeLessThanOrEqual(5);
	});

	test('Simplified has the company and the server, and asks for no other names', async () => {
		const output = { output: 'simplified' };
		const { items } = await run('job', 'getAll', { returnAll: true, ...output });
		expect(Object.keys(items[0]).slice(3, 5)).toEqual(['companyName', 'backupServerName']);
		expect(items[0]).not.toHaveProperty('locationName');
		expect(requestsTo('locations|sites')).toEqual([]);
	});

	test('Selected Fields has the names that are chosen', async () => {
		const selected = (fields: string[]) => ({ returnAll: true, output: 'selected', fields });
		const { items, hints } = await run('job', 'getAll', selected(['companyName', 'name']));
		expect(Object.keys(items[0])).toEqual(['companyName', 'name', 'instanceUid', 'jobKey']);
		expect(items.map(({ companyName }) => companyName)).toEqual(
			jobs().map((job) => companyOf(job) ?? null),
		);
		expect(hints).toEqual([]);
		expect(simulator().requests[0].query.select).not.toContain('companyName');
		simulator().reset();
		await run('job', 'getAll', selected(['name']));
		expect(requestsTo('organizations')).toEqual([]);
	});

	test.each(['all', 'simplified', 'selected'])(
		'Include Names on: all names, whatever is output (%s)',
		async (output) => {
			const options = { includeNames: true };
			const { items } = await run('job', 'getAll', { output, fields: ['name'], options });
			const names = ['companyUid', 'companyName', 'backupServerName', 'locationName', 'siteName'];
			for (const name of names) expect(items[0]).toHaveProperty(name);
		},
	);

	test.each(['all', 'simplified'])(
		'Include Names off: none, and no requests (%s)',
		async (output) => {
			const options = { includeNames: false };
			const { items } = await run('job', 'getAll', { returnAll: true, output, options });
			expect(items[0]).not.toHaveProperty('companyName');
			expect(requestsTo('organizations')).toEqual([]);
		},
	);

	test('alarms: the company too, few by UID, with no names on request', async () => {
		const alarm = new VspcAlarm();
		const { instanceUid } = simulator().estate.alarms[0];
		const uid = [{ uid: instanceUid }];
		const { items } = await run('alarm', 'get', byUid('alarmUid'), uid, alarm);
		expect(items[0].companyName).toEqual(expect.any(String));
		expect(requestsTo('^/organizations$')).toEqual([]);
		simulator().reset();
		const off = { ...byUid('alarmUid'), options: { includeNames: false } };
		const plain = await run('alarm', 'get', off, uid, alarm);
		expect(plain.items[0]).not.toHaveProperty('companyName');
		expect(requestsTo('organizations')).toEqual([]);
	});
});

describe('names that the account may not see', () => {
	test.each([403, 404])('are null, with one hint, and the jobs are there (%i)', async (status) => {
		deny('/organizations', status);
		const few = await run('job', 'get', byUid('jobUid'), uidsOf(4));
		expect(few.items.map(({ companyName }) => companyName)).toEqual([null, null, null, null]);
		expect(few.items.every(({ backupServerName }) => backupServerName !== null)).toBe(true);
		expect(few.hints.filter((hint) => /Names are missing/.test(hint))).toHaveLength(
			// Of companies and of locations.
			2,
		);
		const many = await run('job', 'getAll', { returnAll: true });
		expect(many.items).toHaveLength(jobs().length);
		expect(many.items.every(({ companyName }) => companyName === null)).toBe(true);
	});

	test('are not asked for again', async () => {
		deny('/organizations');
		await run('job', 'get', byUid('jobUid'), uidsOf(60));
		expect(requestsTo('^/organizations(/(?!locations)[^/]+)?$').length).toBeLessThanOrEqual(5);
	});
});
