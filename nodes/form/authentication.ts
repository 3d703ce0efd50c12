import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

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

/** Where: the first field of both credential types. */
export const hostField: INodeProperties = {
	displayName: 'Host',
	name: 'host',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. vspc.example.com',
	description:
		"Host name of the VSPC portal, with the port if it is not 1280, e.g. vspc.example.com:443; you can also paste the portal's URL",
};

/** Works on VSPC 8.1 to 9.x, so that one credential outlives an upgrade of the server. */
export const DEFAULT_API_VERSION = '3.5.1';

/**
 * Every version that can be asked for in `X-Client-Version`, with the product that brought it.
 * Source: vendor's REST guide, "Backward Compatibility", and the vendor's API descriptions.
 * An empty value means: send no version header at all.
 */
const API_VERSION_OPTIONS: INodePropertyOptions[] = [
	{
		name: '3.4 (VSPC 8.0)',
		value: '3.4',
		description: 'Deprecated by the vendor since VSPC 9.0',
	},
	{
		name: '3.5 (VSPC 8.1)',
		value: '3.5',
		description: 'Shows job UIDs that differ from those of all other versions',
	},
	{ name: '3.5.1 (VSPC 8.1 to 9.x)', value: '3.5.1', description: 'Recommended' },
	{ name: '3.6 (VSPC 9.0)', value: '3.6' },
	{ name: '3.6.1 (VSPC 9.1)', value: '3.6.1' },
	{ name: '3.6.2 (VSPC 9.2)', value: '3.6.2' },
	{ name: '3.7 (Newer Than VSPC 9.2)', value: '3.7' },
	{
		name: 'Server Default',
		value: '',
		description: 'Send no version: the items may then change with every upgrade of VSPC',
	},
];

/** How: the last fields of both credential types. */
export const connectionFields: INodeProperties[] = [
	{
		displayName: 'API Version',
		name: 'apiVersion',
		type: 'options',
		options: API_VERSION_OPTIONS,
		default: DEFAULT_API_VERSION,
		description:
			'Version of the VSPC REST API to use. 3.5.1 fits VSPC 8.1 to 9.x; choose 3.4 for VSPC 8.0. Your items then stay the same when VSPC is upgraded.',
	},
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		default: false,
		description: 'Whether to connect even if SSL certificate validation is not possible',
	},
];
