import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { filterReader, readFiltersField, toOneOf, toText } from '../form/filters';
import { outputOf } from '../form/output';
import { COMPANY, uidField, type UidField } from '../form/uid';
import { companyFields, type CompanyFilters, joinedFields } from '../vspc/companies';
import { sortableOf } from '../vspc/fields';

/** Which company; VSPC has no companies for the organizations of provider and resellers. */
export const companyUid: UidField = {
	displayName: 'Company',
	name: 'companyUid',
	noun: 'company',
	searchMethod: 'searchManagedCompanies',
	source: COMPANY.source,
};

const RESELLER: UidField = {
	displayName: 'Reseller',
	name: 'resellerUid',
	noun: 'reseller',
	searchMethod: 'searchResellers',
	source: 'It is the field resellerUid of a company',
};

/** What can be output of a company. */
export const companyOutput = outputOf(
	joinedFields,
	'Name, status, email, phone, ID for third-party systems, notes, country, reseller, and the UID',
);

/** Fields of the company itself: VSPC doesn't sort by those of the organization. */
export const sortableCompanyFields = sortableOf(companyFields);

/** Values of the enum CompanyStatus, API 3.6.1; REMOVED is the vendor's word for values of the past. */
const STATUSES = [
	'Active',
	'Disabled',
	'REMOVED_Creating',
	'REMOVED_Deleted',
	'REMOVED_Deleting',
	'REMOVED_Expired',
	'REMOVED_SiteResourceCreating',
	'REMOVED_SiteResourceCreationFailed',
	'REMOVED_SiteResourceUpdateFailed',
	'REMOVED_SiteResourceUpdating',
	'Unknown',
];

/** The collection 'Filters'; all that are set must hold. */
export const companyFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description: 'Only companies for which all of these hold',
	options: [
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			description: 'Part of the name of the company, upper and lower case alike',
		},
		{ ...uidField(RESELLER), required: false },
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			options: STATUSES.map((value) => ({ name: value, value })),
			default: ['Active'],
			description: 'Status of the company, any of these',
		},
	],
};

/**
 * Reads and checks the filters of an item.
 *
 * @throws NodeOperationError naming the filter, before any request
 */
export function readCompanyFilters(context: IExecuteFunctions, itemIndex: number): CompanyFilters {
	const given: IDataObject = readFiltersField(context, itemIndex);
	const { read, uid } = filterReader(context, given, itemIndex);
	return {
		nameContains: read('nameContains', 'Name Contains', toText),
		resellerUid: uid(RESELLER),
		status: read('status', 'Status', toOneOf(STATUSES)),
	};
}
