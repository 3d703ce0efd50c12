import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	limitFields,
	type ListInput,
	LISTS_AT_ONCE,
	missingFields,
	readListInput,
	sortField,
} from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import type { Output } from '../form/output';
import type { Parameters } from '../form/parameters';
import {
	readWorkloadFilters,
	workloadFiltersField,
	type WorkloadsInput,
} from '../form/workloadFilters';
import { sortableWorkloadFields, type WorkloadResource } from '../form/workloads';
import { nameFields } from '../vspc/placement';
import type { WorkloadNeeds } from '../vspc/workloads/details';
import { WorkloadLists } from '../vspc/workloads/read';

/** Names take requests of their own. */
const includeNames: INodeProperties = {
	displayName: 'Include Names',
	name: 'includeNames',
	type: 'boolean',
	// Whoever adds the option wants them away; without it there are names.
	default: false,
	description:
		'Whether to add companyUid, companyName, backupServerName, locationName and siteName. Without this option, All Fields and Simplified have names, and Selected Fields those that you choose.',
};

/** What protects databases and file shares of public clouds. */
const snapshotsCount: INodeProperties = {
	displayName: 'Snapshots Count',
	name: 'snapshotsCount',
	type: 'boolean',
	default: true,
	description:
		'Whether the filter No Point for Hours takes snapshots of databases and file shares in public clouds for restore points. Without this option, only backups count.',
};

/** The options of what outputs workloads. */
export const workloadOptions = optionsField([includeNames]);

const optionsWithSnapshots = optionsField([includeNames, snapshotsCount]);

const sort = sortField(sortableWorkloadFields);

export type WorkloadNames = WorkloadNeeds['names'];

const NAMES = Object.keys(nameFields) as WorkloadNames;

/** The names that an item asks for. */
export function readNames({ options }: Parameters, { chosen }: Output): WorkloadNames {
	if (!options.boolean('includeNames', true)) return [];
	return NAMES.filter((name) => chosen?.includes(name) ?? true);
}

/** What has to be read for an output. */
export function needsOf({ chosen, undocumented }: Output, names: WorkloadNames): WorkloadNeeds {
	return { fields: chosen, undocumented, names };
}

interface GetWorkloads extends ListInput {
	workloads: WorkloadsInput;
	names: WorkloadNames;
	snapshotsCount: boolean;
}

/** Get Many: the workloads of the lists that belong to a resource, in one shape. */
export function getManyOperation(resource: WorkloadResource): Operation<GetWorkloads> {
	const { kinds, plural, output, itemFields } = resource;
	const hasSnapshots = kinds.some(({ snapshotFields }) => snapshotFields.length > 0);
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${plural}`,
			description: `Retrieve a list of ${plural} with their latest restore points, filtered and sorted; only reads`,
		},
		itemFields,
		fields: [
			...limitFields,
			workloadFiltersField(kinds),
			sort,
			...output.form,
			hasSnapshots ? optionsWithSnapshots : workloadOptions,
		],
		atOnce: LISTS_AT_ONCE,
		read(p) {
			const input = readListInput(p, output);
			return {
				...input,
				workloads: readWorkloadFilters(p, kinds),
				names: readNames(p, input.output),
				snapshotsCount: p.options.boolean('snapshotsCount', false),
			};
		},
		async run({ workloads, names, output: chosen, ...request }, vspc) {
			const needs = needsOf(chosen, names);
			const items = await new WorkloadLists(vspc).list({ ...request, ...workloads, needs });
			vspc.hint(...missingFields(chosen.undocumented, items));
			return items.map((item): IDataObject => chosen.pick(item));
		},
	};
}
