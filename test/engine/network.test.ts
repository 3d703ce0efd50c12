/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer, type Server } from 'net';

import { longTest } from '../longTest';
import { startSimulator } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, getJob, ONE_JOB, useSimulator, VENDOR_JOB } from './harness/simulator';

const simulator = useSimulator();

const get = async (credential = {}, options = {}) =>
	await runJobNode({
		parameters: getJob(VENDOR_JOB, { options }),
		credentials: apiKey(simulator(), credential),
	});

/** A TCP server that talks, but not TLS. */
async function plainServer(): Promise<{ port: number; server: Server }> {
	const server = createServer((socket) => {
		socket.on('error', () => {});
		socket.write('SSH-2.0-OpenSSH\r\n', () => socket.destroySoon());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { port: (server.address() as { port: number }).port, server };
}

test('self-signed certificate: says so, names the host and the switch', async () => {
	const { error } = await get({ allowUnauthorizedCerts: false });
	expect(error?.message).toBe(
		`The certificate of ${simulator().host} is self-signed or from an authority that n8n does not know`,
	);
	expect(error?.description).toContain("'Ignore SSL Issues (Insecure)'");
	expect(simulator().requests).toHaveLength(0);
});

test('refused: names host and port, and the port that portals often have', async () => {
	const { port, server } = await plainServer();
	await new Promise((resolve) => server.close(resolve));
	const { error } = await get({ host: `127.0.0.1:${port}` });
	expect(error?.message).toBe(`127.0.0.1 refused the connection on port ${port}`);
	expect(error?.description).toContain(':443');
});

test('unknown name: says that it cannot be found', async () => {
	const { error } = await get({ host: 'no-such-host.invalid' });
	expect(error?.message).toBe('The host name no-such-host.invalid cannot be found');
});

longTest('no answer: after how long, and where to change that', async () => {
	simulator().faults.add({ kind: 'hang', path: ONE_JOB });
	const { error } = await get({}, { timeoutSeconds: 1 });
	expect(error?.message).toBe(`${simulator().host} did not answer within 1 second`);
	expect(error?.description).toContain("'Timeout (Seconds)'");
	expect(simulator().requests).toHaveLength(1);
});

test('another service on the port: does not speak HTTPS', async () => {
	const { port, server } = await plainServer();
	const { error } = await get({ host: `127.0.0.1:${port}` });
	await new Promise((resolve) => server.close(resolve));
	expect(error?.message).toBe(`127.0.0.1:${port} does not speak HTTPS`);
});

test('reaches a server on an IPv6 address', async () => {
	const ipv6 = await startSimulator({ host: '::1', jobs: 1, companies: 1 });
	try {
		const { status } = await get({ host: `[::1]:${ipv6.port}` });
		expect(status).toBe('success');
	} finally {
		await ipv6.close();
	}
});
