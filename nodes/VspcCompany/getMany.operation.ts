import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { clientOf } from '../form/authentication';
import {
	limitFields,
	LISTS_UNDER_WAY,
	type Narrowed,
	readRows,
	type Rows,
	sortField,
} from '../form/list';
import { addHints, forEachItem, type Operation, type Outcome } from '../form/operation';
import { optionsField, readLimits } from '../form/options';
import { outputFields } from '../form/output';
import { asError } from '../util/clock';
import { isRejectionOf } from '../vspc/client/explanation';
import {
	COMPANIES_PATH,
	companyFields,
	joinedFields,
	Organizations,
	toCompanySieve,
} from '../vspc/companies';
import type { Sieve } from '../vspc/list/filter';
import type { ListCall } from '../vspc/list/page';
import {
	companyFiltersField,
	companyOutput,
	readCompanyFilters,
	sortableCompanyFields,
} from './companyFields';

/** `GET /organizations/companies` with `expand=Organization` (API description 3.4 to 3.7). */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many companies',
		description: 'Retrieve a list of companies (customers), filtered and sorted; only reads',
	},
	itemFields: joinedFields,
	fields: [
		...limitFields,
		companyFiltersField,
		sortField(sortableCompanyFields),
		...outputFields(companyOutput),
		optionsField(),
	],
	execute: getManyCompanies,
};

/** Runs Get Many for all items. */
async function getManyCompanies(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const vspc = await clientOf(context);
	const organizations = new Organizations();
	const hints: string[] = [];
	const read = async (sieve: Sieve, itemIndex: number, expand?: string): Promise<Rows> =>
		await readRows(
			context,
			vspc,
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
		return (await organizations.joinAll(vspc.within(limits), rows)).map(pick);
	};
	const outcomes = await forEachItem(context, itemCount, keepGoing, getCompanies, LISTS_UNDER_WAY);
	addHints(context, [...hints, ...organizations.hints]);
	return outcomes;
}

/** With a selection servers may leave out what is expanded: so either the one or the other. */
function narrow(call: ListCall, fields: string[] | undefined): Narrowed {
	return areOwn(fields) ? { call: { ...call, expand: undefined }, select: fields } : { call };
}

const OWN_FIELDS = Object.keys(companyFields);

/** Whether the organization isn't needed. */
function areOwn(fields: string[] | undefined): boolean {
	return fields?.every((field) => OWN_FIELDS.includes(field)) === true;
}
