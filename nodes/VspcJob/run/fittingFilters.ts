import { NodeOperationError } from 'n8n-workflow';

import type { ReadFilters } from '../../fields/jobFilters';
import type { VspcContext } from '../../shared/connection';
import type { KindName } from '../jobKinds';

/**
 * Filters that cannot hold for one of the kinds would quietly leave out its jobs, or keep all of them.
 *
 * @param remedy what to do with the jobs of other kinds, e.g. `watch those with a trigger of their own`
 * @param itemIndex a trigger has no items
 * @throws NodeOperationError naming the filter
 */
export function checkFiltersFit(
	context: VspcContext,
	kinds: KindName[],
	{ filters, customFilter }: ReadFilters,
	remedy: string,
	itemIndex?: number,
): void {
	const refuse = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description, itemIndex });
	const others = kinds.filter((kind) => kind !== 'job');
	if (filters.backupServerUid !== undefined && others.length > 0) {
		throw refuse(
			"The filter 'Backup Server' is for backup server jobs only",
			`Remove the filter, or the other kinds from 'Job Kinds' and ${remedy}.`,
		);
	}
	if (customFilter.length > 0 && kinds.includes('microsoft365Job')) {
		throw refuse(
			"The filter 'Custom Filter' is not for Microsoft 365 jobs",
			`VSPC's list of Microsoft 365 jobs does not take one. Remove the filter, or Microsoft 365 jobs from 'Job Kinds' and ${remedy}.`,
		);
	}
}
