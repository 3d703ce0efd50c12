import { NodeOperationError } from 'n8n-workflow';

import type { FilterChoices, ReadFilters } from '../../fields/jobFilters';
import type { VspcContext } from '../../shared/connection';

/** A kind of jobs as far as its filters matter. */
interface Filtered {
	/** In words, e.g. `agent job` */
	action: string;
	filters: FilterChoices;
}

interface PartialFilter {
	label: string;
	isSet: (given: ReadFilters) => boolean;
	fits: (choices: FilterChoices) => boolean;
	/** Why it doesn't fit, behind `agent jobs` */
	reason: string;
}

/** Filters by what some kinds of jobs don't have. */
const PARTIAL: PartialFilter[] = [
	{
		label: 'Backup Server',
		isSet: ({ filters }) => filters.backupServerUid !== undefined,
		fits: ({ backupServer }) => backupServer === true,
		reason: 'belong to no backup server',
	},
	{
		label: 'Type',
		isSet: ({ filters }) => filters.type !== undefined,
		fits: ({ types = [] }) => types.length > 0,
		reason: 'have no type',
	},
	{
		label: 'Custom Filter',
		isSet: ({ customFilter }) => customFilter.length > 0,
		fits: ({ custom }) => custom === true,
		reason: 'are in a list of VSPC that takes no such filter',
	},
];

/**
 * Leaves out the kinds of jobs that have nothing of what a filter asks for: none of their jobs can pass it.
 *
 * @param itemIndex a trigger has no items
 * @returns the other kinds, and a sentence on each that is left out
 * @throws NodeOperationError naming filters and kinds, when no kind is left
 */
export function fitFilters<Kind extends Filtered>(
	context: VspcContext,
	kinds: Kind[],
	given: ReadFilters,
	itemIndex?: number,
): { fitting: Kind[]; notes: string[] } {
	const set = PARTIAL.filter(({ isSet }) => isSet(given));
	const left = kinds.flatMap((kind) => {
		const filter = set.find(({ fits }) => !fits(kind.filters));
		return filter ? [{ kind, filter }] : [];
	});
	if (left.length === kinds.length) throw allLeftOut(context, left, itemIndex);
	return {
		fitting: kinds.filter((kind) => left.every((one) => one.kind !== kind)),
		notes: left.map(
			({ kind, filter: { label, reason } }) =>
				`The filter '${label}' leaves out all ${kind.action}s: they ${reason}.`,
		),
	};
}

function allLeftOut(
	context: VspcContext,
	left: Array<{ kind: Filtered; filter: PartialFilter }>,
	itemIndex?: number,
): NodeOperationError {
	const labels = [...new Set(left.map(({ filter }) => `'${filter.label}'`))];
	const reasons = left.map(({ kind, filter }) => `${kind.action}s ${filter.reason}`);
	const where = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	const one = labels.length === 1;
	return new NodeOperationError(
		context.getNode(),
		`The filter${one ? '' : 's'} ${labels.join(' and ')}${where} leave${one ? 's' : ''} out all jobs: ${reasons.join(', ')}`,
		{
			description: `Remove the filter${one ? '' : 's'}, or choose kinds of jobs that have what ${one ? 'it asks' : 'they ask'} for.`,
			itemIndex,
		},
	);
}
