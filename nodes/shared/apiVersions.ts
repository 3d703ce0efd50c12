import type { INodePropertyOptions } from 'n8n-workflow';

/** Works on VSPC 8.1 to 9.x, so that one credential outlives an upgrade of the server. */
export const DEFAULT_API_VERSION = '3.5.1';

/**
 * Every version that can be asked for in `X-Client-Version`, with the product that brought it.
 * Source: vendor's REST guide, "Backward Compatibility", and the vendor's API descriptions.
 * An empty value means: send no version header at all.
 */
export const API_VERSION_OPTIONS: INodePropertyOptions[] = [
	{
		name: '3.4 (VSPC 8.0)',
		value: '3.4',
		description: 'Deprecated by the vendor since VSPC 9.0',
	},
	{
		name: '3.5 (VSPC 8.1)',
		value: '3.5',
		description: 'Shows other job UIDs than all other versions',
	},
	{ name: '3.5.1 (VSPC 8.1 to 9.x)', value: '3.5.1', description: 'Recommended' },
	{ name: '3.6 (VSPC 9.0)', value: '3.6' },
	{ name: '3.6.1 (VSPC 9.1)', value: '3.6.1' },
	{ name: '3.6.2 (VSPC 9.2)', value: '3.6.2' },
	{ name: '3.7 (Newer Than VSPC 9.2)', value: '3.7' },
	{
		name: 'Server Default',
		value: '',
		description: "Send no version: the answer's form then changes with every upgrade of VSPC",
	},
];
