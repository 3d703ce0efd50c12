import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { clientOf } from '../form/authentication';
import { filtersField, readFilters } from '../form/jobFilters';
import type { JobResource } from '../form/jobKinds';
import { limitFields, LISTS_UNDER_WAY, readRows, sortField } from '../form/list';
import { addHints, forEachItem, type Operation, type Outcome } from '../form/operation';
import { optionsField } from '../form/options';
import { outputFields } from '../form/output';
import { toSieve } from '../vspc/jobs/filters';
import { additionOptions, fieldsFor, JobAdditions, jobItemFields, readAdditions } from './jobItems';
import { READ_JOB_ROLES } from '../vspc/jobs/kind';

/** Get Many: the jobs of a list, filtered on the server where it can and once more here. */
export function getManyOperation(resource: JobResource): Operation {
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${resource.action}s`,
			description: `Retrieve a list of ${resource.kind.noun}s`,
		},
		itemFields: jobItemFields(resource.kind),
		fields: [
			...limitFields,
			filtersField(resource.filters),
			sortField(resource.sortable),
			...outputFields(resource.output),
			optionsField(additionOptions),
		],
		async execute(context, itemCount, keepGoing) {
			return await getManyJobs(resource, context, itemCount, keepGoing);
		},
	};
}

/** Runs Get Many for all items. */
export async function getManyJobs(
	resource: JobResource,
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const { kind, output } = resource;
	const vspc = await clientOf(context);
	const additions = new JobAdditions(kind, vspc);
	const hints: string[] = [];
	const getJobs = async (itemIndex: number): Promise<IDataObject[]> => {
		const { filters, customFilter } = readFilters(context, resource.filters, itemIndex);
		const choice = readAdditions(context, itemIndex);
		const { rows, pick } = await readRows(
			context,
			vspc,
			{
				call: {
					path: kind.listPath,
					doing: `listing the ${kind.noun}s`,
					roles: READ_JOB_ROLES,
				},
				keyOf: kind.keyOf,
				sieve: toSieve(kind, filters, additions.now),
				customFilter,
				output,
				sortable: resource.sortable,
				needed: (apiVersion) => fieldsFor(kind, choice, apiVersion),
				unsure: kind.unsureFields,
				isQueryable: kind.isQueryable,
			},
			itemIndex,
			hints,
		);
		return await additions.addToAll(rows, pick, choice);
	};
	const outcomes = await forEachItem(context, itemCount, keepGoing, getJobs, LISTS_UNDER_WAY);
	addHints(context, [...hints, ...additions.hints]);
	return outcomes;
}
