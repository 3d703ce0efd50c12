import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { clientOf } from '../form/authentication';
import {
	addHints,
	forEachItem,
	isRead,
	type Operation,
	type Outcome,
	readAllItems,
} from '../form/operation';
import { optionsField, readLimits } from '../form/options';
import { outputFields, readOutput } from '../form/output';
import { readUid, uidField } from '../form/uid';
import type { VspcClient } from '../vspc/client/client';
import { COMPANIES_PATH, joinedFields, Organizations } from '../vspc/companies';
import { companyOutput, companyUid } from './companyFields';

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
	itemFields: joinedFields,
	fields: [uidField(companyUid), ...outputFields(companyOutput), optionsField()],
	execute: getCompanies,
};

/** Runs Get for all items. */
async function getCompanies(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, companyUid, itemIndex),
		output: readOutput(context, companyOutput, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const vspc = await clientOf(context);
	const organizations = new Organizations();
	const fetchCompany = async (vspc: VspcClient, uid: string, itemIndex: number) => {
		const company = await vspc.fetchOne({
			path: [...COMPANIES_PATH, uid],
			doing: 'reading the company',
			noun: 'company',
			uid,
			absence: 'The organizations of the provider and of resellers are no companies.',
			itemIndex,
		});
		return await organizations.joinOne(vspc, company, uid, itemIndex);
	};
	// A company that several items name is asked for once.
	const asked = new Map<string, Promise<IDataObject>>();
	const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const { uid, output, limits } = wish;
		const company = asked.get(uid) ?? fetchCompany(vspc.within(limits), uid, itemIndex);
		asked.set(uid, company);
		return [output.pick(await company)];
	});
	addHints(context, organizations.hints);
	return outcomes;
}
