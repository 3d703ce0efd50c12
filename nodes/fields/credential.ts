import type { INodeProperties } from 'n8n-workflow';

import { API_VERSION_OPTIONS, DEFAULT_API_VERSION } from '../shared/apiVersions';

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
