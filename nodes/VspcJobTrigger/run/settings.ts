import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { toOne, toSwitch } from '../../fields/choice';
import { readContinuity } from '../../fields/continuity';
import { readGivenFilters } from '../../fields/jobFilters';
import { readChoice, readNumber } from '../../fields/triggerParameters';
import type { EventName, WatchRules } from '../../shared/jobs/watch/events';
import type { WatchSettings } from '../../shared/jobs/watch';
import { filtersOf, KINDS, type KindName } from '../../VspcJob/jobKinds';
import { fitFilters } from '../../VspcJob/run/fittingFilters';

const EVENTS: EventName[] = ['failed', 'warning', 'success', 'recovered', 'overdue'];
const PROBLEMS: EventName[] = ['failed', 'warning', 'overdue'];

/** What the trigger is set to. */
export interface JobTriggerSettings extends WatchSettings {
	/** A sentence on each kind of jobs that was chosen and that the filters leave nothing of */
	notWatched: string[];
}

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(context: IPollFunctions): JobTriggerSettings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const events = readChoice(context, 'events', 'Events', EVENTS);
	const kinds = readChoice(context, 'jobKinds', 'Job Kinds', Object.keys(KINDS) as KindName[]);
	const given = context.getNodeParameter('filters', {}) as IDataObject;
	const jobs = readGivenFilters(context, filtersOf(kinds), given);
	checkEvents(context, events);
	const named = kinds.map((name) => ({ name, ...KINDS[name] }));
	const { fitting, notes } = fitFilters(context, named, jobs);
	return {
		kinds: fitting.map(({ name, kind }) => ({ name, kind })),
		notWatched: notes,
		jobs,
		rules: readRules(context, events, options),
		includeNames: toSwitch(context, options.includeNames, "option 'Include Names'", true),
		...readContinuity(context, options),
	};
}

function readRules(context: IPollFunctions, events: EventName[], options: IDataObject): WatchRules {
	const warning = "option 'Warning Counts As'";
	const overdue = 'Overdue After (Hours)';
	const still = 'Only if Still so After (Minutes)';
	return {
		events: new Set(events),
		warningIsProblem:
			toOne(context, options.warningCountsAs, warning, ['success', 'problem']) === 'problem',
		stillAfter: readNumber(context, still, options.stillAfterMinutes ?? 0, 0) * 60,
		overdueAfter: readNumber(context, overdue, options.overdueHours ?? 24, 1) * 3600,
		emitExisting: toSwitch(context, options.emitExisting, "option 'Emit Existing Problems'", false),
	};
}

/** Settings that make no sense with each other would make a trigger that never tells anything. */
function checkEvents(context: IPollFunctions, events: EventName[]): void {
	if (!events.includes('recovered') || PROBLEMS.some((event) => events.includes(event))) return;
	throw new NodeOperationError(
		context.getNode(),
		"The event 'Recovered' needs 'Failed', 'Warning' or 'Overdue' among the events",
		{ description: 'A job recovers from a problem that this trigger has told.' },
	);
}
