import { limitFields, sortField } from '../../fields/list';
import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { outputFields } from '../../fields/output';
import { companyFiltersField, companyOutput, sortableCompanyFields } from '../fields';

/** `GET /organizations/companies` with `expand=Organization` (API description 3.4 to 3.7). */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many companies',
		description: 'Retrieve a list of companies (customers), filtered and sorted; only reads',
	},
	fields: [
		...limitFields,
		companyFiltersField,
		sortField(sortableCompanyFields),
		...outputFields(companyOutput),
		optionsField(),
	],
	async execute(context, itemCount, keepGoing) {
		const { getManyCompanies } = await import('../run/getMany');
		return await getManyCompanies(context, itemCount, keepGoing);
	},
};
