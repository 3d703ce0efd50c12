import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { connectionFields, hostField } from '../nodes/form/authentication';

export class VspcLoginApi implements ICredentialType {
	name = 'vspcLoginApi';

	displayName = 'VSPC Login API';

	icon = { light: 'file:../icons/vspc.svg', dark: 'file:../icons/vspc.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-vspc/n8n-nodes-vspc#credentials';

	properties: INodeProperties[] = [
		hostField,
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. MSP\\svc-n8n',
			description:
				'A VSPC account without multi-factor authentication; domain users as DOMAIN\\user',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		...connectionFields,
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** n8n calls this when there is no session token yet and after VSPC rejected it. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<{ sessionToken: string }> {
		const { renewSessionToken, sendThrough } = await import('../nodes/vspc/client/login');
		return { sessionToken: await renewSessionToken(sendThrough(this), credentials) };
	}

	/** An own property, as in VspcApi: n8n would not offer the credential in HTTP Request otherwise. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authenticateRequest, toConnection } = await import('../nodes/vspc/client/connection');
		const { refuseRejectedToken } = await import('../nodes/vspc/client/sessions');
		const connection = toConnection('vspcLoginApi', credentials);
		const token = String(credentials.sessionToken ?? '');
		refuseRejectedToken(requestOptions, token);
		return authenticateRequest(connection, token, requestOptions);
	};
}
