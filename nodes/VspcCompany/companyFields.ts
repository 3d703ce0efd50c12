import { choicesInWords, type Filter, filter, readChoices, readText } from '../form/filters';
import { outputOf } from '../form/output';
import { COMPANY, uidField, type UidField } from '../form/uid';
import { COMPANY_STATUSES, companyFields, joinedFields } from '../vspc/companies';
import { sortableOf } from '../vspc/fields';
import { containing, oneOf, referringTo } from '../vspc/list/filter';

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

/** A new filter of companies is a row here. */
export const companyFilters: Filter[] = [
	filter({
		field: {
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. Alpine',
			description: 'Part of the name of the company, not case-sensitive',
		},
		read: readText,
		rule: (part) => containing('name', part),
	}),
	filter({
		field: { ...uidField(RESELLER), required: false },
		read: (filters) => filters.uid(RESELLER),
		rule: (uid) => referringTo('resellerUid', uid),
	}),
	filter({
		field: {
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			options: choicesInWords(COMPANY_STATUSES),
			default: ['Active'],
			description: 'Status of the company, any of these',
		},
		read: readChoices,
		rule: (statuses) => oneOf('status', statuses),
	}),
];
