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
	expect(results[0].name).toBe(
		`Backup Job 2 - 2 VMs · ${owner?.name} · VM backup · ${server?.name}`,
	);
});

test('searches on the server by part of the name, upper and lower case alike', async () => {
	const [first] = await searchAll('JOB 2 - 2 vms');
	expect(String(first.value).split(':').at(-1)).toBe(simulator().estate.vendorJobUid);
	expect(listRequests()).toHaveLength(1);
});

test('shows no other job when the server ignores the filter', async () => {
	simulator().faults.add({ kind: 'ignoreFilter' });
	const results = await searchAll('Job 2 - 2 VMs');
	expect(results.length).toBeGreaterThan(0);
	expect(results.every(({ name }) => name.includes('Job 2 - 2 VMs'))).toBe(true);
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
