import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import type { CredentialStore } from './harness/credentials';
import { searchList } from './harness/listSearch';
import { apiKey, useSimulator } from './harness/simulator';

/** The drop-down list of jobs. */
const simulator = useSimulator({ jobs: 250 });

const search = async (filter?: string, token?: string, credentials?: CredentialStore) =>
	await searchList(new VspcJob(), 'searchJobs', credentials ?? apiKey(simulator()), filter, token);

async function searchAll(filter?: string) {
	const results = [];
	let token: string | undefined;
	let pages = 0;
	do {
		const page = await search(filter, token);
		results.push(...page.results);
		token = page.paginationToken as string | undefined;
	} while (token !== undefined && ++pages < 20);
	return results;
}

const listRequests = () => simulator().requests.filter(({ path }) => path.endsWith('/jobs'));

const estateKeys = () =>
	simulator().estate.jobs.map((job) => `job:${job.backupServerUid}:${job.instanceUid}`);

test('lists every job once, page by page, sorted by name', async () => {
	const results = await searchAll();
	expect(results.map(({ value }) => value).sort()).toEqual(estateKeys().sort());
	expect(listRequests()).toHaveLength(Math.ceil(estateKeys().length / 100));
});

test('shows name, company, type in words and server: namesakes of different customers differ', async () => {
	const results = await searchAll('Backup Job 2 - 2 VMs');
	const { organizations, backupServers, jobs, vendorJobUid } = simulator().estate;
	const job = jobs.find(({ instanceUid }) => instanceUid === vendorJobUid);
	const server = backupServers.find(({ instanceUid }) => instanceUid === job?.backupServerUid);
	const owner = organizations.find(
		({ instanceUid }) => instanceUid === 'c647bff1-7faf-4672-9e31-e37c3a0c2fd0',
	);
	expect([owner?.name, server?.name]).toEqual([
		'Vendor Page Example AG',
		'vbr.vendor-page.example',
	]);
	expect(results[0].name).toBe('Backup Job 2 - 2 VMs · Vend… AG · VM b…kup · vbr.…ple');
	simulator().setJob(vendorJobUid, { name: 'Zeta' });
	const [short] = await searchAll('Zeta');
	expect(short.name).toBe('Zeta · Vendor P…mple AG · VM backup · vbr.vend…example');
});

/** As much of a line as n8n's editor shows. */
const LINE = 54;

test('no two jobs look the same as far as the editor shows their lines', async () => {
	const lines = (await searchAll()).map(({ name }) => name.slice(0, LINE));
	expect(lines).toHaveLength(estateKeys().length);
	expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
});

test('every part of a long line can be seen', async () => {
	const [job] = simulator().estate.jobs;
	simulator().setJob(job.instanceUid, {
		name: 'Backup of everything that the accountants need, every night',
	});
	const [{ name }] = await searchAll('accountants');
	expect(name.length).toBeLessThanOrEqual(LINE);
	const { backupServers } = simulator().estate;
	const server = backupServers.find(({ instanceUid }) => instanceUid === job.backupServerUid)!;
	const parts = name.split(' · ');
	expect(parts).toHaveLength(4);
	expect(parts[0]).toMatch(/^Backup .*….* night$/);
	expect(parts[3].slice(0, 3)).toBe(server.name.slice(0, 3));
});

test('jobs of which all that is shown is the same also show where their UIDs begin', async () => {
	const [one, other] = simulator().estate.jobs;
	const { backupServerUid, organizationUid, mappedOrganizationUid, type } = one;
	const same = { name: 'Twin', backupServerUid, organizationUid, mappedOrganizationUid, type };
	for (const { instanceUid } of [one, other]) simulator().setJob(instanceUid, same);
	const lines = (await searchAll('Twin')).map(({ name }) => name);
	const marks = [one, other].map(({ instanceUid }) => instanceUid.slice(0, 8)).sort();
	expect(lines.map((name) => name.split(' · ').at(-1)).sort()).toEqual(marks);
	expect(lines.filter((name) => name.length > LINE)).toEqual([]);
});

test('searches on the server by part of the name, upper and lower case alike', async () => {
	const [first] = await searchAll('JOB 2 - 2 vms');
	expect(String(first.value).split(':').at(-1)).toBe(simulator().estate.vendorJobUid);
	expect(listRequests()).toHaveLength(1);
});

test('shows no other job when the server ignores the filter', async () => {
	simulator().faults.add({ kind: 'ignoreFilter' });
	const results = await searchAll('Job 2 - 2 VMs');
	expect(results.map(({ value }) => String(value).split(':').at(-1))).toEqual([
		simulator().estate.vendorJobUid,
	]);
});

test('ends when the server sends the first page again and again', async () => {
	simulator().faults.add({ kind: 'ignoreOffset' });
	const results = await searchAll();
	expect(results).toHaveLength(100);
});

test('an error reaches the person in front of the list', async () => {
	await expect(
		search(undefined, undefined, apiKey(simulator(), { accessToken: 'made-up' })),
	).rejects.toMatchObject({ message: 'VSPC rejected the token of the credential' });
	await expect(
		search(undefined, undefined, apiKey(simulator(), { host: 'http://x' })),
	).rejects.toMatchObject({ message: expect.stringContaining('only contacted over HTTPS') });
});
