import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import type { CredentialStore } from './harness/credentials';
import { apiKey, loginCredential, useSimulator } from './harness/simulator';

/** What 'Test' in the credential says, through n8n's own context for it. */
const simulator = useSimulator();

async function testCredential(store: CredentialStore) {
	const [[type, data]] = Object.entries(store);
	const context = new CredentialTestContext({} as IWorkflowExecuteAdditionalData);
	return await new VspcJob().methods.credentialTest.testVspcCredential.call(
		context as unknown as ICredentialTestFunctions,
		{ id: '1', name: 'Test', type, data: data as ICredentialDataDecryptedObject },
	);
}

describe('a credential that works', () => {
	test.each([
		['API key', () => apiKey(simulator())],
		[
			'API key of a read-only account',
			() => apiKey(simulator(), { accessToken: simulator().accounts.readOnlyApiKey }),
		],
		['user name and password', () => loginCredential(simulator())],
		['domain user', () => loginCredential(simulator(), simulator().accounts.domainUser)],
		['pasted address', () => apiKey(simulator(), { host: ` ${simulator().url}/api/v3/ ` })],
	])('%s', async (_case, store) => {
		expect(await testCredential(store())).toEqual({
			status: 'OK',
			message: 'VSPC accepted the credential',
		});
	});
});

test('proves the token also on a server that sends /about to everybody', async () => {
	const { status } = await testCredential(apiKey(simulator(), { accessToken: 'made-up' }));
	expect(status).toBe('Error');
	expect(simulator().requests.map(({ path }) => path)).toEqual(['/api/v3/users/me']);
});

test('proves the password, not a token that is still valid', async () => {
	const store = loginCredential(simulator());
	await testCredential(store);
	store.vspcLoginApi.password = 'wrong';
	expect((await testCredential(store)).status).toBe('Error');
});

describe('a credential that does not work: the cause in words', () => {
	test.each<[string, () => CredentialStore, string]>([
		['wrong key', () => apiKey(simulator(), { accessToken: 'made-up' }), 'VSPC rejected the token'],
		[
			'disabled key',
			() => apiKey(simulator(), { accessToken: simulator().accounts.disabledApiKey }),
			'disabled or deleted',
		],
		['no key', () => apiKey(simulator(), { accessToken: '' }), 'has no access token'],
		[
			'self-signed certificate',
			() => apiKey(simulator(), { allowUnauthorizedCerts: false }),
			"self-signed or from an authority that n8n does not know. VSPC comes with a self-signed certificate. Turn on 'Ignore SSL Issues",
		],
		[
			'unknown host',
			() => apiKey(simulator(), { host: 'no-such-host.invalid' }),
			'cannot be found',
		],
		[
			'nothing listens',
			() => apiKey(simulator(), { host: '127.0.0.1:1' }),
			'refused the connection on port 1',
		],
		['http', () => apiKey(simulator(), { host: 'http://vspc.example.com' }), 'in clear text'],
		[
			'a version that the server does not know',
			() => apiKey(simulator(), { apiVersion: '3.7' }),
			'does not know the API version 3.7',
		],
		[
			'wrong password',
			() => loginCredential(simulator(), { password: 'wrong' }),
			'rejected the user name or password',
		],
		['MFA', () => loginCredential(simulator(), simulator().accounts.mfaUser), 'REST API key'],
		[
			'REST access disabled',
			() => loginCredential(simulator(), simulator().accounts.restDisabledUser),
			'REST access is disabled',
		],
		[
			'login with self-signed certificate',
			() => loginCredential(simulator(), { allowUnauthorizedCerts: false }),
			'is self-signed',
		],
	])('%s', async (_case, store, words) => {
		const credential = store();
		const { status, message } = await testCredential(credential);
		expect(status).toBe('Error');
		expect(message).toContain(words);
		const { accessToken, password } = Object.values(credential)[0];
		for (const secret of [accessToken, password].filter(Boolean)) {
			expect(message).not.toContain(secret);
		}
	});

	test('no VSPC there', async () => {
		simulator().faults.add({ kind: 'html' });
		const { message } = await testCredential(apiKey(simulator()));
		expect(message).toContain('does not answer like VSPC (HTTP 200)');
	});

	test('another service that answers JSON', async () => {
		simulator().faults.add({ kind: 'notJson', body: '{"ok":true}' });
		const { message } = await testCredential(apiKey(simulator()));
		expect(message).toContain('does not answer like VSPC');
	});

	test('redirect', async () => {
		simulator().faults.add({ kind: 'redirect', location: 'https://new.example.com/' });
		const { message } = await testCredential(apiKey(simulator()));
		expect(message).toContain('redirects to new.example.com:443');
		expect(simulator().requests).toHaveLength(1);
	});
});
