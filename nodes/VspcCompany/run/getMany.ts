import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { addHints } from '../../fields/run/hints';
import { forEachItem } from '../../fields/run/items';
import { LISTS_UNDER_WAY, readRows, type Narrowed, type Rows } from '../../fields/run/readRows';
import { COMPANIES_PATH, COMPANY_FIELDS } from '../../shared/companies/company';
import { toCompanySieve } from '../../shared/companies/filters';
import { Organizations } from '../../shared/companies/organizations';
import { isRejectionOf } from '../../shared/explanation';
import type { ListCall } from '../../shared/list/page';
import type { Sieve } from '../../shared/list/rules';
import { asError } from '../../shared/parallel';
import { companyOutput, readCompanyFilters, sortableCompanyFields } from '../fields';

/** Runs Get Many, see operations/getAll.operation.ts. */
export async function getManyCompanies(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const connection = connectOnce(context);
	const organizations = new Organizations();
	const hints: string[] = [];
	const read = async (sieve: Sieve, itemIndex: number, expand?: string): Promise<Rows> =>
		await readRows(
			context,
			connection,
			{
				call: { path: COMPANIES_PATH, doing: 'listing the companies', expand },
				keyOf: (company) => company.instanceUid,
				sieve,
				output: companyOutput,
				sortable: sortableCompanyFields,
				needed: () => ['instanceUid'],
				narrow,
			},
			itemIndex,
			hints,
		);
	const getCompanies = async (itemIndex: number): Promise<IDataObject[]> => {
		const sieve = toCompanySieve(readCompanyFilters(context, itemIndex));
		const limits = readLimits(context, itemIndex);
		const { rows, pick, fields } = await read(sieve, itemIndex, 'Organization').catch(
			async (error) => {
				if (!isRejectionOf(error, 'expand')) throw asError(error);
				return await read(sieve, itemIndex);
			},
		);
		if (areOwn(fields)) return rows.map(pick);
		const asking = { context, connection: await connection(), limits };
		return (await organizations.joinAll(asking, rows)).map(pick);
	};
	const outcomes = await forEachItem(context, itemCount, keepGoing, getCompanies, LISTS_UNDER_WAY);
	addHints(context, [...hints, ...organizations.hints]);
	return outcomes;
}

/** With a selection servers may leave out what is expanded: so either the one or the other. */
function narrow(call: ListCall, fields: string[] | undefined): Narrowed {
	return areOwn(fields) ? { call: { ...call, expand: undefined }, select: fields } : { call };
}

/** Whether the organization isn't needed. */
function areOwn(fields: string[] | undefined): boolean {
	return fields?.every((field) => COMPANY_FIELDS.includes(field)) === true;
}
