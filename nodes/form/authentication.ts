import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
	INodeProperties,
} from 'n8n-workflow';

import * as test from '../vspc/client/credentialTest';
import { VspcClient } from '../vspc/client/client';
import {
	API_VERSION_OPTIONS,
	type Connection,
	type CredentialName,
	DEFAULT_API_VERSION,
	type InvalidHostError,
	toConnection,
	type VspcContext,
} from '../vspc/client/connection';
import { toNodeError } from '../vspc/client/nodeError';

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

/** VSPC as the node's field 'Authentication' names it, for all items of an execution. */
export function clientOf(context: VspcContext): VspcClient {
	return new VspcClient(context, async () => await connect(context, authenticationOf(context)));
}

function authenticationOf(context: VspcContext): unknown {
	return 'getInputData' in context
		? context.getNodeParameter('authentication', 0, 'apiKey')
		: context.getNodeParameter('authentication', 'apiKey');
}

/** What 'Test' in the credential does, see shared/credentialTest.ts; loaded at the first test only. */
export async function testVspcCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	return await test.testVspcCredential.call(this, credential);
}

/** Where: the first field of both credential types. */
export const hostField: INodeProperties = {
	displayName: 'Host',
	name: 'host',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. vspc.example.com',
	description:
		'Host name of the VSPC portal, with the port if it is not 1280, e.g. vspc.example.com:443; a pasted address is understood',
};

/** How: the last fields of both credential types. */
export const connectionFields: INodeProperties[] = [
	{
		displayName: 'API Version',
		name: 'apiVersion',
		type: 'options',
		options: API_VERSION_OPTIONS,
		default: DEFAULT_API_VERSION,
		description:
			'Version of the VSPC REST API to use. 3.5.1 fits VSPC 8.1 to 9.x; choose 3.4 for VSPC 8.0. An upgrade of VSPC then does not change your items.',
	},
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		default: false,
		description: 'Whether to connect even if SSL certificate validation is not possible',
	},
];
