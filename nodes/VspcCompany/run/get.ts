import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { readOutput } from '../../fields/output';
import { addHints } from '../../fields/run/hints';
import { forEachItem, isRead, readAllItems } from '../../fields/run/items';
import { readUid } from '../../fields/uid';
import type { Asking } from '../../shared/asking';
import { COMPANIES_PATH } from '../../shared/companies/company';
import { Organizations } from '../../shared/companies/organizations';
import { fetchOne } from '../../shared/fetchOne';
import { companyOutput, companyUid } from '../fields';

/** Runs Get, see operations/get.operation.ts. */
export async function getCompanies(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, companyUid, itemIndex),
		output: readOutput(context, companyOutput, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const connection = connectOnce(context);
	const organizations = new Organizations();
	const fetchCompany = async (asking: Asking, uid: string, itemIndex: number) => {
		const company = await fetchOne(asking, {
			path: [...COMPANIES_PATH, uid],
			doing: 'reading the company',
			noun: 'company',
			uid,
			absence: 'The organizations of the provider and of resellers are no companies.',
			itemIndex,
		});
		return await organizations.joinOne(asking, company, uid, itemIndex);
	};
	// A company that several items name is asked for once.
	const asked = new Map<string, Promise<IDataObject>>();
	const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const { uid, output, limits } = wish;
		const asking = { context, connection: await connection(), limits };
		const company = asked.get(uid) ?? fetchCompany(asking, uid, itemIndex);
		asked.set(uid, company);
		return [output.pick(await company)];
	});
	addHints(context, organizations.hints);
	return outcomes;
}
