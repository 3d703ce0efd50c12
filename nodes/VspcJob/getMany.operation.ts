import type { IDataObject } from 'n8n-workflow';

import { jobFiltersField, type JobsInput, readJobFilters } from '../form/jobFilters';
import type { JobResource } from '../form/jobKinds';
import {
	limitFields,
	type ListInput,
	LISTS_AT_ONCE,
	readListInput,
	readRows,
	sortField,
} from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { jobRowFilter } from '../vspc/jobs/filters';
import { type JobKind, READ_JOB_ROLES } from '../vspc/jobs/kind';
import type { Vspc } from '../vspc/vspc';
import {
	additionOptions,
	type Additions,
	fieldsFor,
	jobItemFields,
	nowOf,
	readAdditions,
	toJobItems,
} from './jobItems';

/** What a Get Many of jobs asks. */
export interface GetJobs extends ListInput {
	jobs: JobsInput<JobResource>;
	additions: Additions;
}

/** Get Many: the jobs of a list, filtered on the server where it can and once more here. */
export function getManyOperation(resource: JobResource): Operation<GetJobs> {
	const { kind, action, output, sortable } = resource;
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${action}s`,
			description: `Retrieve a list of ${kind.noun}s, filtered and sorted; only reads`,
		},
		itemFields: () => jobItemFields(kind),
		fields: [
			...limitFields,
			jobFiltersField([kind]),
			sortField(sortable),
			...output.form,
			optionsField(additionOptions),
		],
		atOnce: LISTS_AT_ONCE,
		read(p) {
			const input = readListInput(p, output);
			const jobs = readJobFilters(p, [resource]);
			return { ...input, jobs, additions: readAdditions(p, input.output) };
		},
		async run(input, vspc) {
			const { additions } = input;
			const rows = await readJobRows(vspc, kind, input);
			return await toJobItems(vspc, kind, rows, additions, input.output.pick);
		},
	};
}

/** The jobs of one kind that an item asks for, as VSPC sent them. Throws as readRows does. */
export async function readJobRows(
	vspc: Vspc,
	kind: JobKind,
	input: GetJobs,
): Promise<IDataObject[]> {
	const { jobs, additions } = input;
	const { rows } = await readRows(vspc, input, {
		call: { path: kind.listPath, activity: `listing the ${kind.noun}s`, roles: READ_JOB_ROLES },
		keyOf: kind.keyOf,
		rowFilter: jobRowFilter(kind, jobs.filters, nowOf(vspc)),
		customFilter: jobs.customFilter,
		needed: (apiVersion) => fieldsFor(kind, additions, apiVersion),
		unsure: kind.unsureFields,
		isQueryable: kind.isQueryable,
	});
	return rows;
}
