import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readLimit, readSort } from '../../fields/list';
import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { readOutput } from '../../fields/output';
import { connectOnce } from '../../fields/authentication';
import { addHints } from '../../fields/run/hints';
import { forEachItem } from '../../fields/run/items';
import { readFilters } from '../../fields/jobFilters';
import type { Connection } from '../../shared/connection';
import { toSieve } from '../../shared/jobs/filters';
import { readList } from '../../shared/list/query';
import { READ_JOB_ROLES } from '../../shared/roles';
import type { JobResource } from '../builders/jobResource';
import { fieldsFor, JobAdditions, readAdditions } from './additions';

/** The pages of a list go side by side already. */
const LISTS_UNDER_WAY = 1;

/** Runs Get Many, see builders/getMany.ts. */
export async function getManyJobs(
	resource: JobResource,
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const connection = connectOnce(context);
	const additions = new JobAdditions(resource.kind, context, connection);
	const hints: string[] = [];
	const outcomes = await forEachItem(
		context,
		itemCount,
		keepGoing,
		async (itemIndex) => await getJobs(resource, context, connection, additions, hints, itemIndex),
		LISTS_UNDER_WAY,
	);
	addHints(context, [...hints, ...additions.hints]);
	return outcomes;
}

async function getJobs(
	resource: JobResource,
	context: IExecuteFunctions,
	connection: () => Promise<Connection>,
	additions: JobAdditions,
	hints: string[],
	itemIndex: number,
): Promise<IDataObject[]> {
	const kind = resource.kind;
	const { filters, customFilter } = readFilters(context, itemIndex);
	const limit = readLimit(context, itemIndex);
	const sort = readSort(context, itemIndex);
	const choice = readAdditions(context, itemIndex);
	const output = readOutput(context, resource.output, itemIndex);
	const limits = readLimits(context, itemIndex);
	const sieve = toSieve(kind, filters, additions.now);
	const needed = [...sieve.fields, ...(sort ?? []).map(({ property }) => property)];
	const connected = await connection();
	const select = output.fields && [
		...new Set([...output.fields, ...needed, ...fieldsFor(kind, choice, connected.apiVersion)]),
	];

	const result = await readList(
		context,
		connected,
		{
			call: {
				path: kind.listPath,
				doing: `listing the ${kind.noun}s`,
				roles: READ_JOB_ROLES,
				itemIndex,
			},
			keyOf: kind.keyOf,
			filter: sieve.expressions,
			customFilter,
			keep: sieve.keep,
			sort: sort && [...sort, { property: 'instanceUid', direction: 'ascending' }],
			sortHere: !kind.isQueryable,
			select: kind.isQueryable ? select : undefined,
			limit,
		},
		limits,
	);
	hints.push(...result.hints);
	return await additions.addToAll(result.rows, output.pick, choice);
}
