import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { VspcContext } from '../shared/connection';
import type { JobFilters } from '../shared/jobs/filters';
import { parseFilter, type FilterExpression } from '../shared/list/filter';
import { filterReader, readFiltersField, toBoolean, toHours, toTexts, toTime } from './filters';
import { COMPANY, uidField, type UidField } from './uid';

const BACKUP_SERVER: UidField = {
	displayName: 'Backup Server',
	name: 'backupServerUid',
	noun: 'backup server',
	searchMethod: 'searchBackupServers',
};

/** What tells one kind of jobs from another in the filters. */
export interface FilterChoices {
	/** Values of VSPC */
	statuses: string[];
	types?: string[];
	/** Whether jobs belong to backup servers */
	backupServer?: boolean;
	/** Whether VSPC documents its filter grammar for the list */
	custom?: boolean;
}

/** The collection 'Filters'; all that are set must hold. */
export function filtersField(choices: FilterChoices): INodeProperties {
	const { statuses, types = [] } = choices;
	const left = new Set([
		...(choices.backupServer ? [] : ['backupServerUid']),
		...(choices.custom ? [] : ['customFilter']),
		...(types.length > 0 ? [] : ['type']),
	]);
	const field: INodeProperties = {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description: 'Only jobs for which all of these hold',
		options: [
			{ ...uidField(BACKUP_SERVER), required: false },
			{ ...uidField(COMPANY), required: false },
			{
				displayName: 'Custom Filter',
				name: 'customFilter',
				type: 'json',
				default: '[]',
				description:
					'A filter in the grammar of the VSPC REST API, e.g. [{"property": "bottleneck", "operation": "equals", "value": "Network"}]',
			},
			{
				displayName: 'Enabled',
				name: 'enabled',
				type: 'boolean',
				default: true,
				description: 'Whether the schedule of the job is enabled',
			},
			{
				displayName: 'Failure Message Contains',
				name: 'failureMessageContains',
				type: 'string',
				default: '',
				description: 'Part of the failure message, upper and lower case alike',
			},
			{
				displayName: 'Last Run Before',
				name: 'lastRunBefore',
				type: 'dateTime',
				default: '',
				description: 'Jobs whose latest session started before this time',
			},
			{
				displayName: 'Last Run Since',
				name: 'lastRunAfter',
				type: 'dateTime',
				default: '',
				description: 'Jobs whose latest session started at this time or later',
			},
			{
				displayName: 'Name Contains',
				name: 'nameContains',
				type: 'string',
				default: '',
				description: 'Part of the job name, upper and lower case alike',
			},
			{
				displayName: 'No Success for Hours',
				name: 'noSuccessForHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 24,
				description:
					'Leaves out jobs whose latest session is a success that ended within these hours. VSPC shows only the latest session: a job that failed now and succeeded before is kept.',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'multiOptions',
				options: statuses.map((value) => ({ name: value, value })),
				default: ['Failed'],
				description: 'Status of the latest session, any of these',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'multiOptions',
				options: types.map((value) => ({ name: value, value })),
				default: [],
				description: 'Kind of job, any of these',
			},
		],
	};
	const options = (field.options as INodeProperties[]).filter(({ name }) => !left.has(name));
	return { ...field, options };
}

/** Filters as they are checked. */
export interface ReadFilters {
	filters: JobFilters;
	customFilter: FilterExpression[];
}

/**
 * Reads and checks the filters of an item.
 *
 * @throws NodeOperationError naming the filter, before any request
 */
export function readFilters(context: IExecuteFunctions, itemIndex: number): ReadFilters {
	return readGivenFilters(context, readFiltersField(context, itemIndex), itemIndex);
}

/** The same for values that were read already; a trigger has no items. */
export function readGivenFilters(
	context: VspcContext,
	given: IDataObject,
	itemIndex?: number,
): ReadFilters {
	const { read, uid } = filterReader(context, given, itemIndex);
	const filters: JobFilters = {
		companyUid: uid(COMPANY),
		backupServerUid: uid(BACKUP_SERVER),
		status: read('status', 'Status', toTexts),
		type: read('type', 'Type', toTexts),
		nameContains: read('nameContains', 'Name Contains', String),
		failureMessageContains: read('failureMessageContains', 'Failure Message Contains', String),
		enabled: read('enabled', 'Enabled', toBoolean),
		lastRunAfter: read('lastRunAfter', 'Last Run Since', toTime),
		lastRunBefore: read('lastRunBefore', 'Last Run Before', toTime),
		noSuccessForHours: read('noSuccessForHours', 'No Success for Hours', toHours),
	};
	return { filters, customFilter: read('customFilter', 'Custom Filter', parseFilter) ?? [] };
}
