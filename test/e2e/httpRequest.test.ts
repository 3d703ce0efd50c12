import { startSimulator } from '../simulator';
import { httpRequestNode, runChain, useStage } from './harness';

/** Both credentials in n8n's HTTP Request node, for any other VSPC call. */
const stage = useStage({ hasEditor: true });
const TYPES = ['vspcApi', 'vspcLoginApi'];

const request = async (type: string, path: string, change = {}, parameters = {}) => {
	const credential = await stage().credential(type, change);
	const url = path.startsWith('http') ? path : `${stage().simulator.url}${path}`;
	return await runChain(stage(), [httpRequestNode(url, { [type]: credential }, parameters)]);
};

test.each(TYPES)('%s: the editor offers it in HTTP Request', async (type) => {
	const types =
		await stage().n8n.client.rest.load<Array<{ name: string }>>('/types/credentials.json');
	expect(types.find(({ name }) => name === type)).toHaveProperty('authenticate');
});

test.each(TYPES)("%s: any GET, with the credential's SSL switch and version", async (type) => {
	const { nodes } = await request(type, '/api/v3/users/me');
	expect(nodes['HTTP Request'].items[0][0].data).toHaveProperty('userName');
	const { headers } = stage().simulator.requests.at(-1)!;
	expect(headers['x-client-version']).toBe('3.5.1');
});

test.each(TYPES)('%s: any POST', async (type) => {
	const { simulator } = stage();
	const uid = simulator.estate.jobs[0].instanceUid;
	const path = `/api/v3/infrastructure/backupServers/jobs/${uid}/start`;
	const { status } = await request(type, path, {}, { method: 'POST' });
	expect(status).toBe('success');
	expect(simulator.starts.get(uid)).toBe(1);
});

test.each(TYPES)('%s: the self-signed certificate is refused with the switch off', async (type) => {
	const { status, nodes } = await request(type, '/api/v3/users/me', {
		allowUnauthorizedCerts: false,
	});
	expect(status).toBe('error');
	expect(JSON.stringify(nodes['HTTP Request'].error)).toMatch(/self-signed/i);
	expect(stage().simulator.requests).toHaveLength(0);
});

test('vspcLoginApi: a write that n8n sends again carries the same X-Request-id, so it is done once', async () => {
	const { simulator } = stage();
	simulator.settings.actionsCheckState = false;
	const uid = simulator.estate.jobs[1].instanceUid;
	simulator.faults.add({ kind: 'dropAfter', method: 'POST', path: '/start$', times: 1 });
	const path = `/api/v3/infrastructure/backupServers/jobs/${uid}/start`;
	await request('vspcLoginApi', path, {}, { method: 'POST' });
	const posts = simulator.requests.filter((call) => call.path === path);
	expect(posts).toHaveLength(2);
	expect(new Set(posts.map(({ headers }) => headers['x-request-id'])).size).toBe(1);
	expect(simulator.starts.get(uid)).toBe(1);
});

test('vspcLoginApi: an expired token is renewed', async () => {
	const { simulator } = stage();
	// An account of its own: the failures of the other tests have worn out the patience with the first one's.
	const vspcLoginApi = await stage().credential('vspcLoginApi', {
		...simulator.accounts.domainUser,
	});
	const nodes = [httpRequestNode(`${simulator.url}/api/v3/users/me`, { vspcLoginApi })];
	await runChain(stage(), nodes);
	simulator.expireTokens();
	const { status } = await runChain(stage(), nodes);
	expect(status).toBe('success');
});

test.each(TYPES)("%s: the token never goes to another host than the credential's", async (type) => {
	const other = await startSimulator({ jobs: 1, companies: 1 });
	try {
		const { status, nodes } = await request(type, `${other.url}/api/v3/about`);
		expect(status).toBe('error');
		expect(nodes['HTTP Request'].error?.message).toContain('The token is only sent to');
		stage().simulator.faults.add({
			kind: 'redirect',
			path: '/about$',
			location: `${other.url}/api/v3/about`,
		});
		const redirected = await request(type, '/api/v3/about');
		expect(redirected.status).toBe('error');
		expect(other.requests).toHaveLength(0);
	} finally {
		await other.close();
	}
});
