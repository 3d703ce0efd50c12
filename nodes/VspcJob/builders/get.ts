import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { outputFields } from '../../fields/output';
import { uidField } from '../../fields/uid';
import { withArticle } from '../../shared/words';
import { additionOptions } from './additions';
import type { JobResource } from './jobResource';

const lookupOption: INodeProperties = {
	displayName: 'Lookup',
	name: 'lookup',
	type: 'options',
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'Reads the list of jobs when that takes fewer requests; the output is the same',
		},
		{ name: 'One Request per Job', value: 'single' },
	],
	default: 'auto',
	description: 'How to read the jobs of many items',
};

/**
 * Get: jobs by their UIDs or keys. Outputs what VSPC sends and the job key. Each job is asked for once,
 * however many items name it.
 */
export function getOperation(resource: JobResource): Operation {
	const { kind, action, uid } = resource;
	return {
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${action}`,
			description: `Retrieve ${withArticle(kind.noun)} by its UID`,
		},
		fields: [
			uidField(uid),
			...outputFields(resource.output),
			// Kinds without single answers have but one way.
			optionsField(kind.fetch ? [...additionOptions, lookupOption] : additionOptions),
		],
		async execute(context, itemCount, keepGoing) {
			const { getJobs } = await import('../run/get');
			return await getJobs(resource, context, itemCount, keepGoing);
		},
	};
}
