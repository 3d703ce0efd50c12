import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { connectionFields, hostField } from '../nodes/form/authentication';

export class VspcApi implements ICredentialType {
	name = 'vspcApi';

	displayName = 'VSPC API';

	icon = { light: 'file:../icons/vspc.svg', dark: 'file:../icons/vspc.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-vspc/n8n-nodes-vspc#credentials';

	properties: INodeProperties[] = [
		hostField,
		{
			displayName: 'API Key or Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'A REST API key of type Simple Key. In VSPC: Configuration > REST API Keys; in VSPC 9.2 under Access Management; for companies Configuration > Security > API Keys.',
		},
		...connectionFields,
	];

	/**
	 * A function, since an expression cannot leave a header out, nor set the SSL switch of HTTP Request. An own
	 * property, since n8n copies credential types by their own properties and offers only those with
	 * `authenticate` in HTTP Request. What it does is loaded at the first request: n8n's start waits for properties
	 * only.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authenticateRequest, cleanToken, toConnection } = await import(
			'../nodes/vspc/client/connection'
		);
		const connection = toConnection('vspcApi', credentials);
		return authenticateRequest(connection, cleanToken(credentials.accessToken), requestOptions);
	};
}
