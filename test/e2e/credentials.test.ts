import { useStage } from './harness';

/** 'Test' in the credential, in a real n8n: stored and not yet stored credentials. */
const stage = useStage();

test.each(['vspcApi', 'vspcLoginApi'])('%s that works', async (type) => {
	const { client } = stage().n8n;
	const unsaved = await client.testCredential(type, stage().data(type));
	expect(unsaved).toMatchObject({ status: 'OK' });
	const { id } = await stage().credential(type);
	expect(await client.testCredential(type, undefined, id)).toMatchObject({ status: 'OK' });
});

test.each<[string, string, object, string]>([
	['a wrong key', 'vspcApi', { accessToken: 'made-up' }, 'VSPC rejected the token'],
	['a self-signed certificate', 'vspcApi', { allowUnauthorizedCerts: false }, 'is self-signed'],
	['an unknown host', 'vspcApi', { host: 'no-such-host.invalid' }, 'cannot be found'],
	['http', 'vspcApi', { host: 'http://vspc.example.com' }, 'in clear text'],
	['a wrong password', 'vspcLoginApi', { password: 'wrong' }, 'rejected the user name or password'],
	[
		'a self-signed certificate at login',
		'vspcLoginApi',
		{ allowUnauthorizedCerts: false },
		'is self-signed',
	],
])('%s: the cause in words', async (_case, type, change, words) => {
	const { status, message } = await stage().n8n.client.testCredential(
		type,
		stage().data(type, { ...change }),
	);
	expect(status).toBe('Error');
	expect(message).toContain(words);
});

test('no VSPC there', async () => {
	stage().simulator.faults.add({ kind: 'html' });
	const { message } = await stage().n8n.client.testCredential('vspcApi', stage().data('vspcApi'));
	expect(message).toContain('does not answer like VSPC');
});
