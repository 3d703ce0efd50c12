import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import { readFilters } from '../../fields/jobFilters';
import type { Outcome } from '../../fields/operation';
import { addHints } from '../../fields/run/hints';
import { forEachItem } from '../../fields/run/items';
import { LISTS_UNDER_WAY, readRows } from '../../fields/run/readRows';
import { toSieve } from '../../shared/jobs/filters';
import { READ_JOB_ROLES } from '../../shared/roles';
import type { JobResource } from '../builders/jobResource';
import { fieldsFor, JobAdditions, readAdditions } from './additions';

/** Runs Get Many, see builders/getMany.ts. */
export async function getManyJobs(
	resource: JobResource,
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const { kind, output } = resource;
	const connection = connectOnce(context);
	const additions = new JobAdditions(kind, context, connection);
	const hints: string[] = [];
	const getJobs = async (itemIndex: number): Promise<IDataObject[]> => {
		const { filters, customFilter } = readFilters(context, resource.filters, itemIndex);
		const choice = readAdditions(context, itemIndex);
		const { rows, pick } = await readRows(
			context,
			connection,
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
