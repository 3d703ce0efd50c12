import type { Company } from '../estate/types';
import { page } from '../query/page';
import { renderRow } from '../schema/render';
import { companyFields, organizationFields } from '../schema/resources';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { badParameter, single } from './answers';
import type { Call, Handler } from './call';
import { findRow } from './find';
import { selector } from './select';

const viewOf = ({ version, state }: Call) => ({ version, enumCase: state.settings.enumCase });

/** A company as a client of this version sees it. */
function render(company: Company, call: Call, only?: ReadonlySet<string>): JsonObject {
	// Until 3.6 a list said what isRestAccessEnabled says now.
	const permissions = company.isRestAccessEnabled ? ['REST'] : [];
	return renderRow({ ...company, permissions }, companyFields, viewOf(call), only);
}

/** Whether the request wants companies with their organizations. Ends it when expand is bad. */
function expands({ request }: Call): boolean {
	const wanted = request.search.getAll('expand');
	const unknown = wanted.find((name) => name.toLowerCase() !== 'organization');
	if (unknown === undefined) return wanted.length > 0;
	return badParameter('expand', `The value '${unknown}' is not valid.`);
}

/** GET /organizations/companies */
function listCompanies(call: Call): Answer {
	const { companies, organizations } = call.state.estate;
	const isExpanded = expands(call);
	const shown = (company: Company, only?: ReadonlySet<string>) => {
		const row = render(company, call, only);
		if (!isExpanded || only) return row;
		const own = organizations.find((one) => one.instanceUid === company.instanceUid);
		const organization = own ? renderRow(own, organizationFields, viewOf(call)) : null;
		return { ...row, _embedded: { organization } };
	};
	return page({ rows: companies, render: shown }, call, companyFields);
}

/** GET /organizations/companies/{companyUid}, which has no expand */
function getCompany(call: Call, uid: string): Answer {
	const wanted = { what: 'Company', parameter: 'companyUid', uid };
	const company = findRow(call.state.estate.companies, wanted);
	return single(selector(call, companyFields)(render(company, call)));
}

/** GET /organizations/{organizationUid} */
function getOrganization(call: Call, uid: string): Answer {
	const wanted = { what: 'Organization', parameter: 'organizationUid', uid };
	const organization = findRow(call.state.estate.organizations, wanted);
	const cut = selector(call, organizationFields);
	return single(cut(renderRow(organization, organizationFields, viewOf(call))));
}

/** The handler of a path below /organizations that is no plain list. */
export function companyRoute(method: string, path: string): Handler | undefined {
	if (method !== 'GET') return undefined;
	if (path === '/organizations/companies') return listCompanies;
	const company = /^\/organizations\/companies\/([^/]+)$/.exec(path);
	if (company) return (call) => getCompany(call, company[1]);
	const organization = /^\/organizations\/([^/]+)$/.exec(path);
	return organization ? (call) => getOrganization(call, organization[1]) : undefined;
}
