import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import type { SortEntry } from '../shared/list/page';
import { compareWords } from '../shared/words';
import { toOne, toSwitch } from './choice';
import { withToolDefault } from './output';
import { readParameter } from './parameter';

const DEFAULT_LIMIT = 50;

const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** 'Return All' and 'Limit'. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	...withToolDefault({ ...limitField, displayOptions: { show: { returnAll: [false] } } }, 20),
];

/**
 * @returns undefined for all
 * @throws NodeOperationError for a limit that is no whole number above 0
 */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number | undefined {
	const all = readParameter(context, 'returnAll', itemIndex, false);
	if (toSwitch(context, all, "parameter 'Return All'", false, itemIndex)) return undefined;
	const value = readParameter(context, 'limit', itemIndex, DEFAULT_LIMIT);
	const limit = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return limit;
	throw new NodeOperationError(
		context.getNode(),
		`The parameter 'Limit' of item ${itemIndex} is not a whole number above 0`,
		{ description: `It was given: ${String(value).slice(0, 60)}.`, itemIndex },
	);
}

/**
 * 'Sort' by one of the fields.
 *
 * @param first the field that a new node has
 */
export function sortField(fields: string[], first = 'name'): INodeProperties {
	return {
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add sorting',
		default: {},
		options: [
			{
				displayName: 'Direction',
				name: 'direction',
				type: 'options',
				options: [
					{ name: 'Ascending', value: 'ascending' },
					{ name: 'Descending', value: 'descending' },
				],
				default: 'ascending',
			},
			{
				displayName: 'Field',
				name: 'field',
				type: 'options',
				options: [...fields].sort(compareWords).map((field) => ({ name: field, value: field })),
				default: first,
			},
		],
	};
}

/**
 * @param fields those that the form offers: by one that no row has, a limited list would be any rows
 * @param fallback the field when only a direction was chosen
 * @returns undefined without sorting: the server's order
 * @throws NodeOperationError naming field or direction
 */
export function readSort(
	context: IExecuteFunctions,
	itemIndex: number,
	fields: string[],
	fallback = 'name',
): SortEntry[] | undefined {
	const sort = readParameter(context, 'sort', itemIndex, {}) as {
		field?: string;
		direction?: string;
	};
	if (sort.field === undefined && sort.direction === undefined) return undefined;
	const directions = ['ascending', 'descending'] as const;
	return [
		{
			property: toOne(
				context,
				sort.field || fallback,
				"sort field 'Field'",
				[fallback, ...fields.filter((field) => field !== fallback)],
				itemIndex,
			),
			direction: toOne(context, sort.direction, "sort field 'Direction'", directions, itemIndex),
		},
	];
}
