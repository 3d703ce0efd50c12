import { filtersField } from '../../fields/jobFilters';
import { limitFields, sortField } from '../../fields/list';
import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { outputFields } from '../../fields/output';
import { additionOptions } from './additions';
import type { JobResource } from './jobResource';

/** Get Many: the jobs of a list, filtered on the server where it can and once more here. */
export function getManyOperation(resource: JobResource): Operation {
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${resource.action}s`,
			description: `Retrieve a list of ${resource.kind.noun}s`,
		},
		fields: [
			...limitFields,
			filtersField(resource.filters),
			sortField(resource.sortable),
			...outputFields(resource.output),
			optionsField(additionOptions),
		],
		async execute(context, itemCount, keepGoing) {
			const { getManyJobs } = await import('../run/getMany');
			return await getManyJobs(resource, context, itemCount, keepGoing);
		},
	};
}
