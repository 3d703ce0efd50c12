import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { outputFields } from '../../fields/output';
import { uidField } from '../../fields/uid';
import { companyOutput, companyUid } from '../fields';

/**
 * `GET /organizations/companies/{companyUid}` and `GET /organizations/{organizationUid}` (API description 3.4
 * to 3.7), each company once.
 */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get company',
		description: 'Retrieve a company (a customer) by its UID; only reads',
	},
	fields: [uidField(companyUid), ...outputFields(companyOutput), optionsField()],
	async execute(context, itemCount, keepGoing) {
		const { getCompanies } = await import('../run/get');
		return await getCompanies(context, itemCount, keepGoing);
	},
};
