import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../../fields/authentication';
import { addHints } from '../../../fields/hints';
import { filtersField, readFilters } from '../../../fields/jobFilters';
import { limitFields, readLimit, readSort, sortField } from '../../../fields/list';
import { forEachItem, type Operation } from '../../../fields/operation';
import { optionsField, readLimits } from '../../../fields/options';
import { outputFields, readOutput } from '../../../fields/output';
import type { Connection } from '../../../shared/connection';
import { toSieve } from '../../../shared/jobs/filters';
import { jobKeyOf } from '../../../shared/jobs/jobKey';
import { JOBS_PATH } from '../../../shared/jobs/lookup';
import { readList } from '../../../shared/list/query';
import { READ_JOB_ROLES } from '../../../shared/roles';
import { additionOptions, fieldsFor, JobAdditions, readAdditions } from './additions';
import { JOB_FILTERS, JOB_OUTPUT, SORTABLE } from './fields';

/** The pages of a list go side by side already. */
const LISTS_UNDER_WAY = 1;

/**
 * Jobs of backup servers: `GET /infrastructure/backupServers/jobs` (vendor's REST guide, "Get All Jobs"),
 * filtered on the server and once more here.
 */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many backup server jobs',
		description: 'Retrieve a list of jobs of backup servers',
	},
	fields: [
		...limitFields,
		filtersField(JOB_FILTERS),
		sortField(SORTABLE),
		...outputFields(JOB_OUTPUT),
		optionsField(additionOptions),
	],
	async execute(context, itemCount, keepGoing) {
		const connection = connectOnce(
			context,
			context.getNodeParameter('authentication', 0, 'apiKey'),
		);
		const additions = new JobAdditions(context, connection);
		const hints: string[] = [];
		const outcomes = await forEachItem(
			context,
			itemCount,
			keepGoing,
			async (itemIndex) => await getJobs(context, connection, additions, hints, itemIndex),
			LISTS_UNDER_WAY,
		);
		addHints(context, [...hints, ...additions.hints]);
		return outcomes;
	},
};

async function getJobs(
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
	const output = readOutput(context, JOB_OUTPUT, itemIndex);
	const limits = readLimits(context, itemIndex);
	const sieve = toSieve(filters, additions.now);
	const needed = [...sieve.fields, ...(sort ?? []).map(({ property }) => property)];
	const connected = await connection();

	const result = await readList(
		context,
		connected,
		{
			call: {
				path: JOBS_PATH,
				doing: 'listing the jobs',
				roles: READ_JOB_ROLES,
				itemIndex,
			},
			keyOf: jobKeyOf,
			filter: sieve.expressions,
			customFilter,
			keep: sieve.keep,
			sort: sort && [...sort, { property: 'instanceUid', direction: 'ascending' }],
			select:
				output.fields &&
				knownFields([...output.fields, ...needed, ...fieldsFor(choice)], connected.apiVersion),
			limit,
		},
		limits,
	);
	hints.push(...result.hints);
	return await Promise.all(
		result.rows.map(async (job) => await additions.addTo(output.pick(job), job, choice)),
	);
}

/** Only API 3.5 has originalUid: to ask for a field that a version lacks may be an error. */
function knownFields(fields: string[], apiVersion: string): string[] {
	return [...new Set(fields)].filter((field) => field !== 'originalUid' || apiVersion === '3.5');
}
