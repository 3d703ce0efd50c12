import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { filterReader, readFiltersField, toOneOf, toText } from '../form/filters';
import type { OutputChoices } from '../form/output';
import { COMPANY, uidField, type UidField } from '../form/uid';
import type { CompanyFilters } from '../vspc/companies';

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

/** The fields of Company and Organization, API 3.4 to 3.7. */
export const companyOutput: OutputChoices = {
	id: 'instanceUid',
	simplified: [
		'name',
		'status',
		'email',
		'phone',
		'companyId',
		'notes',
		'countryName',
		'resellerUid',
		'instanceUid',
	],
	simplifiedHint:
		'Name, status, email, phone, ID for third-party systems, notes, country, reseller, and the UID',
	all: [
		'alias',
		'city',
		'companyId',
		'companyServices',
		'country',
		'countryName',
		'email',
		'instanceUid',
		'isAlarmDetectEnabled',
		'isRestAccessEnabled',
		'locationAdmin0Code',
		'locationAdmin1Code',
		'locationAdmin2Code',
		'loginUrl',
		'name',
		'notes',
		'permissions',
		'phone',
		'regionName',
		'resellerUid',
		'state',
		'status',
		'street',
		'subscriptionPlanUid',
		'taxId',
		'type',
		'veeamTenantId',
		'website',
		'zipCode',
	],
};

/** Fields of the company itself, of one value each: VSPC doesn't sort by those of the organization. */
export const sortableCompanyFields = [
	'instanceUid',
	'isAlarmDetectEnabled',
	'isRestAccessEnabled',
	'loginUrl',
	'name',
	'resellerUid',
	'status',
	'subscriptionPlanUid',
];

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
