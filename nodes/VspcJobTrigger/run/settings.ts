import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { readContinuity } from '../../fields/continuity';
import { readGivenFilters, type ReadFilters } from '../../fields/jobFilters';
import { readChoice, readNumber } from '../../fields/triggerParameters';
import type { EventName, WatchRules } from '../../shared/jobs/watch/events';
import type { WatchSettings } from '../../shared/jobs/watch';
import { KINDS } from '../fields';

type KindName = keyof typeof KINDS;

const EVENTS: EventName[] = ['failed', 'warning', 'success', 'recovered', 'overdue'];
const PROBLEMS: EventName[] = ['failed', 'warning', 'overdue'];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(context: IPollFunctions): WatchSettings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const events = readChoice(context, 'events', 'Events', EVENTS);
	const kinds = readChoice(context, 'jobKinds', 'Job Kinds', Object.keys(KINDS) as KindName[]);
	const filters = readGivenFilters(context, context.getNodeParameter('filters', {}) as IDataObject);
	checkTogether(context, events, kinds, filters);
	return {
		kinds: kinds.map((name) => ({ name, kind: KINDS[name].kind })),
		jobs: filters,
		rules: readRules(context, events, options),
		includeNames: options.includeNames !== false,
		...readContinuity(options),
	};
}

function readRules(context: IPollFunctions, events: EventName[], options: IDataObject): WatchRules {
	const overdue = 'Overdue After (Hours)';
	const still = 'Only if Still so After (Minutes)';
	return {
		events: new Set(events),
		warningIsProblem: options.warningCountsAs === 'problem',
		stillAfter: readNumber(context, still, options.stillAfterMinutes ?? 0, 0) * 60,
		overdueAfter: readNumber(context, overdue, options.overdueHours ?? 24, 1) * 3600,
		emitExisting: options.emitExisting === true,
	};
}

/** Settings that make no sense with each other would make a trigger that never tells anything. */
function checkTogether(
	context: IPollFunctions,
	events: EventName[],
	kinds: KindName[],
	{ filters, customFilter }: ReadFilters,
): void {
	const refuse = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	if (events.includes('recovered') && !PROBLEMS.some((event) => events.includes(event))) {
		throw refuse(
			"The event 'Recovered' needs 'Failed', 'Warning' or 'Overdue' among the events",
			'A job recovers from a problem that this trigger has told.',
		);
	}
	const others = kinds.filter((kind) => kind !== 'job');
	if (filters.backupServerUid !== undefined && others.length > 0) {
		throw refuse(
			"The filter 'Backup Server' is for backup server jobs only",
			"Remove the filter, or the other kinds from 'Job Kinds' and watch those with a trigger of their own.",
		);
	}
	if (customFilter.length > 0 && kinds.includes('microsoft365Job')) {
		throw refuse(
			"The filter 'Custom Filter' is not for Microsoft 365 jobs",
			"VSPC's list of Microsoft 365 jobs does not take one. Remove the filter, or watch these jobs with a trigger of their own.",
		);
	}
}
