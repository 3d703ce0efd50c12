import { filtersField, readFilters } from '../form/filters';
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
import { asError } from '../util/clock';
import { isRejectionOf } from '../vspc/client/explanation';
import { COMPANIES_PATH, companyFields, joinedFields, organizationsOf } from '../vspc/companies';
import { type SetFilter, toRowFilter } from '../vspc/list/filter';
import type { ListCall } from '../vspc/list/pages';
import type { Vspc } from '../vspc/vspc';
import { companyFilters, companyOutput, sortableCompanyFields } from './companyFields';

interface GetCompanies extends ListInput {
	filters: SetFilter[];
}

/** `GET /organizations/companies` with `expand=Organization` (API description 3.4 to 3.7). */
export const getAll: Operation<GetCompanies> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many companies',
		description: 'Retrieve a list of companies (customers), filtered and sorted; only reads',
	},
	itemFields: joinedFields,
	fields: [
		...limitFields,
		filtersField(companyFilters, 'Only companies that match all of these filters'),
		sortField(sortableCompanyFields),
		...companyOutput.form,
		optionsField(),
	],
	atOnce: LISTS_AT_ONCE,
	read: (p) => ({
		...readListInput(p, companyOutput),
		filters: readFilters(p, companyFilters),
	}),
	async run(input, vspc) {
		const { rows, fields } = await readCompanies(vspc, input, 'Organization').catch(
			async (error) => {
				if (!isRejectionOf(error, 'expand')) throw asError(error);
				return await readCompanies(vspc, input);
			},
		);
		const companies = areOwn(fields) ? rows : await organizationsOf(vspc).joinAll(vspc, rows);
		return companies.map((company) => input.output.pick(company));
	},
};

async function readCompanies(vspc: Vspc, input: GetCompanies, expand?: string) {
	return await readRows(vspc, input, {
		call: { path: COMPANIES_PATH, activity: 'listing the companies', expand },
		rowFilter: toRowFilter(input.filters.map(({ rule }) => rule())),
		// With a selection servers may leave out what is expanded: so either the one or the other.
		narrow: (call: ListCall, fields) =>
			areOwn(fields) ? { call: { ...call, expand: undefined }, select: fields } : { call },
	});
}

const OWN_FIELDS = Object.keys(companyFields);

/** Whether the organization isn't needed. */
function areOwn(fields: string[] | undefined): boolean {
	return fields?.every((field) => OWN_FIELDS.includes(field)) === true;
}
