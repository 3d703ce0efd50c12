import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { readGivenAlarmFilters } from '../../fields/alarmFilters';
import { toSwitch } from '../../fields/choice';
import { readContinuity } from '../../fields/continuity';
import { readChoice, readNumber } from '../../fields/triggerParameters';
import { SEVERITIES, type Severity } from '../../shared/alarms/alarm';
import type { AlarmWatchSettings } from '../../shared/alarms/watch';
import type { AlarmEvent } from '../../shared/alarms/watch/events';

const EVENTS: AlarmEvent[] = ['raised', 'changed', 'resolved'];

/**
 * Reads and checks all that the trigger is set to, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readSettings(context: IPollFunctions): AlarmWatchSettings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const events = readChoice(context, 'events', 'Events', EVENTS);
	if (!events.includes('raised')) {
		const others = events.map((event) => `'${event[0].toUpperCase()}${event.slice(1)}'`);
		throw new NodeOperationError(
			context.getNode(),
			`${others.join(' and ')} need${others.length === 1 ? 's' : ''} 'Raised' among the Events`,
			{
				description:
					'Only of alarms that this trigger has told as raised it tells what becomes of them. Add Raised to Events; an IF node behind the trigger can leave it out.',
			},
		);
	}
	const still = 'Only if Still Active After (Minutes)';
	return {
		filters: readGivenAlarmFilters(context, context.getNodeParameter('filters', {}) as IDataObject),
		rules: {
			events: new Set(events),
			minimum: readSeverity(context),
			stillAfter: readNumber(context, still, options.stillAfterMinutes ?? 0, 0) * 60,
			emitExisting: toSwitch(context, options.emitExisting, "option 'Emit Existing Alarms'", false),
		},
		includeNames: toSwitch(context, options.includeNames, "option 'Include Names'", true),
		...readContinuity(context, options),
	};
}

function readSeverity(context: IPollFunctions): Severity {
	const given = String(context.getNodeParameter('minimumSeverity', 'Warning'));
	const severity = SEVERITIES.find((name) => name.toLowerCase() === given.toLowerCase());
	if (severity) return severity;
	throw new NodeOperationError(
		context.getNode(),
		`The parameter 'Minimum Severity' has the value '${given.slice(0, 60)}'`,
		{ description: `Choose one of: ${SEVERITIES.join(', ')}.` },
	);
}
