import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	INodeCredentialTestResult,
	INodeProperties,
} from 'n8n-workflow';

import type { Connection, CredentialName, VspcContext } from '../shared/connection';
import type { InvalidHostError } from '../shared/host';

/** What every node asks first: as whom. */
export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{
			name: 'API Key',
			value: 'apiKey',
			description: 'A REST API key of VSPC (recommended) or an access token',
		},
		{
			name: 'User Name and Password',
			value: 'login',
			description: 'For accounts that cannot have a REST API key',
		},
	],
	default: 'apiKey',
};

/** An expression may give any text, `constructor` too. */
const CREDENTIALS = new Map<unknown, CredentialName>([
	['apiKey', 'vspcApi'],
	['login', 'vspcLoginApi'],
]);

/**
 * Reads the credential that the node's field 'Authentication' names.
 *
 * @throws NodeOperationError when its host cannot be used; what n8n throws when there is no credential
 */
export async function connect(context: VspcContext, authentication: unknown): Promise<Connection> {
	// Loaded at the first call only: n8n's start waits for this file, since forms need it.
	const { toConnection } = await import('../shared/connection');
	const { toNodeError } = await import('../shared/nodeError');
	const name = CREDENTIALS.get(authentication);
	if (!name) {
		throw toNodeError(context, {
			message: "The parameter 'Authentication' is neither apiKey nor login",
			description: `It was given: ${String(authentication).slice(0, 60)}.`,
			cause: 'configuration-invalid',
		});
	}
	const credential = await context.getCredentials<ICredentialDataDecryptedObject>(name);
	try {
		return toConnection(name, credential);
	} catch (error) {
		throw toNodeError(context, {
			message: (error as InvalidHostError).message,
			cause: 'configuration-invalid',
		});
	}
}

/**
 * Reads the credential that the node's field names, at the first call only: all items of an execution share
 * it.
 */
export function connectOnce(context: IExecuteFunctions): () => Promise<Connection> {
	let connection: Promise<Connection> | undefined;
	return async () =>
		await (connection ??= connect(
			context,
			context.getNodeParameter('authentication', 0, 'apiKey'),
		));
}

/** What 'Test' in the credential does, see shared/credentialTest.ts; loaded at the first test only. */
export async function testVspcCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const test = await import('../shared/credentialTest');
	return await test.testVspcCredential.call(this, credential);
}
