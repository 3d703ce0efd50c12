import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { connectionFields, hostField } from '../nodes/fields/credential';
import { authenticateRequest, cleanToken, toConnection } from '../nodes/shared/connection';

export class VspcApi implements ICredentialType {
	name = 'vspcApi';

	displayName = 'VSPC API';

	icon = { light: 'file:../icons/vspc.svg', dark: 'file:../icons/vspc.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-vspc/n8n-nodes-vspc#credentials';

	properties: INodeProperties[] = [
		hostField,
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'A REST API key of type Simple Key (in VSPC: Configuration > REST API Keys), or an access token',
		},
		...connectionFields,
	];

	/** A function, since an expression cannot leave a header out, nor set the SSL switch of HTTP Request. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const connection = toConnection('vspcApi', credentials);
		return authenticateRequest(connection, cleanToken(credentials.accessToken), requestOptions);
	}
}
