import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import { addHints } from '../../fields/hints';
import { filtersField, readFilters } from '../../fields/jobFilters';
import { limitFields, readLimit, readSort, sortField } from '../../fields/list';
import { forEachItem, type Operation } from '../../fields/operation';
import { optionsField, readLimits } from '../../fields/options';
import { outputFields, readOutput } from '../../fields/output';
import type { Connection } from '../../shared/connection';
import { toSieve } from '../../shared/jobs/filters';
import { readList } from '../../shared/list/query';
import { READ_JOB_ROLES } from '../../shared/roles';
import { additionOptions, fieldsFor, JobAdditions, readAdditions } from './additions';
import type { JobResource } from './jobResource';

/** The pages of a list go side by side already. */
const LISTS_UNDER_WAY = 1;

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
			const connection = connectOnce(context);
			const additions = new JobAdditions(resource.kind, context, connection);
			const hints: string[] = [];
			const outcomes = await forEachItem(
				context,
				itemCount,
				keepGoing,
				async (itemIndex) =>
					await getJobs(resource, context, connection, additions, hints, itemIndex),
				LISTS_UNDER_WAY,
			);
			addHints(context, [...hints, ...additions.hints]);
			return outcomes;
		},
	};
}

async function getJobs(
	{ kind, output: choices }: JobResource,
	context: IExecuteFunctions,
	connection: () => Promise<Connection>,
	additions: JobAdditions,
	hints: string[],
	itemIndex: number,
): Promise<IDataObject[]> {
	const { filters, customFilter } = readFilters(context, itemIndex);
	const limit = readLimit(context, itemIndex);
	const sort = readSort(context, itemIndex);
	const choice = readAdditions(context, itemIndex);
	const output = readOutput(context, choices, itemIndex);
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
	return await Promise.all(
		result.rows.map(async (job) => await additions.addTo(output.pick(job), job, choice)),
	);
}
