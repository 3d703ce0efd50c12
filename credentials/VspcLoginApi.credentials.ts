import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { connectionFields, hostField } from '../nodes/fields/credential';
import type { RawAnswer } from '../nodes/shared/answer';

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

	/** n8n calls this when there is no session token yet and after VSPC answered 401. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<{ sessionToken: string }> {
		const { renewSessionToken } = await import('../nodes/shared/login');
		const sessionToken = await renewSessionToken(async (options) => {
			const { statusCode, headers, body } = (await this.helpers.httpRequest({
				...options,
				encoding: 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			})) as { statusCode: number; headers: RawAnswer['headers']; body: string };
			return { status: statusCode, headers, body };
		}, credentials);
		return { sessionToken };
	}

	/** An own property, as in VspcApi: n8n would not offer the credential in HTTP Request otherwise. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authenticateRequest, toConnection } = await import('../nodes/shared/connection');
		const connection = toConnection('vspcLoginApi', credentials);
		return authenticateRequest(connection, String(credentials.sessionToken ?? ''), requestOptions);
	};
}
