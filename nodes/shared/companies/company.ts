import type { IDataObject } from 'n8n-workflow';

/** `GET /organizations/companies`: what VSPC manages of customers, schema Company, API 3.4 to 3.7. */
export const COMPANIES_PATH = ['organizations', 'companies'];

/** `GET /organizations`: who customers are, schema Organization, API 3.4 to 3.7. */
export const ORGANIZATIONS_PATH = ['organizations'];

/** The properties of Company, of any version. */
export const COMPANY_FIELDS = [
	'companyServices',
	'instanceUid',
	'isAlarmDetectEnabled',
	'isRestAccessEnabled',
	'loginUrl',
	'name',
	'permissions',
	'resellerUid',
	'status',
	'subscriptionPlanUid',
];

/** What `expand=Organization` sends along; undefined when the server doesn't. */
export function embeddedIn(company: IDataObject): IDataObject | undefined {
	const embedded = company._embedded as IDataObject | null | undefined;
	const organization = embedded?.organization;
	return typeof organization === 'object' && organization !== null
		? (organization as IDataObject)
		: undefined;
}

/** Company and organization have the same UID; of what both have, the company's counts. */
export function joined(company: IDataObject, organization: IDataObject | undefined): IDataObject {
	const own = { ...company };
	delete own._embedded;
	return { ...organization, ...own };
}
