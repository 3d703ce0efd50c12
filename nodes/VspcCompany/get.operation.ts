import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { type Output, readOutput } from '../form/output';
import { uidField } from '../form/uid';
import { fetchCompany, joinedFields } from '../vspc/companies';
import { companyOutput, companyUid } from './companyFields';

interface GetCompany {
	uid: string;
	output: Output;
}

/**
 * `GET /organizations/companies/{companyUid}` and `GET /organizations/{organizationUid}` (API description 3.4
 * to 3.7), each company once.
 */
export const get: Operation<GetCompany> = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get company',
		description: 'Retrieve a company (a customer) by its UID; only reads',
	},
	itemFields: joinedFields,
	fields: [uidField(companyUid), ...companyOutput.form, optionsField()],
	read: (p) => ({ uid: p.uid(companyUid), output: readOutput(p, companyOutput) }),
	run: async ({ uid, output }, vspc) => output.pick(await fetchCompany(vspc, uid)),
};
