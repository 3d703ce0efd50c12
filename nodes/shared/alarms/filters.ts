import {
	containing,
	oneOf,
	referringTo,
	timeIs,
	toSieve,
	type Rule,
	type Sieve,
} from '../list/rules';
import { valueAt } from '../list/valueAt';
import { parseTime } from '../time';
import { whereaboutsOf } from './alarm';

/** Which alarms are wanted; all that are given must hold. */
export interface AlarmFilters {
	/** Statuses of VSPC, in any case */
	severity?: string[];
	companyUid?: string;
	/** Part of the name of the computer, e.g. of the backup server */
	computerNameContains?: string;
	alarmTemplateUid?: string;
	/** Milliseconds since 1970: the latest activation came then or later */
	since?: number;
	/** Values of the enum AlarmObjectType, in any case */
	objectType?: string[];
	/** Whether the alarm is resolved */
	isResolved?: boolean;
}

/**
 * The company is only checked here: it is one of two properties, and a server may take the unknown one for
 * "none". Text is, too, since servers differ in how they take upper and lower case.
 */
export function toAlarmSieve(filters: AlarmFilters): Sieve {
	const { severity, companyUid, computerNameContains, alarmTemplateUid, since, objectType } =
		filters;
	const { isResolved } = filters;
	return toSieve([
		isResolved === undefined ? undefined : resolvedIs(isResolved),
		severity?.length ? oneOf('lastActivation.status', severity) : undefined,
		companyUid === undefined
			? undefined
			: { keep: (alarm) => whereaboutsOf(alarm).companyUid === companyUid, fields: ['object'] },
		computerNameContains ? onComputer(computerNameContains) : undefined,
		alarmTemplateUid === undefined ? undefined : referringTo('alarmTemplateUid', alarmTemplateUid),
		since === undefined ? undefined : activatedSince(since),
		objectType?.length ? onlyHere(oneOf('object.type', objectType)) : undefined,
	]);
}

/** Negated for unresolved ones: also one whose status is missing or new is not resolved. */
function resolvedIs(isResolved: boolean): Rule {
	const resolved = oneOf('lastActivation.status', ['Resolved']);
	if (isResolved) return resolved;
	return {
		expression: resolved.expression && { operation: 'not', items: [resolved.expression] },
		keep: (alarm) => !resolved.keep(alarm),
		fields: resolved.fields,
	};
}

/** The computer or the object on it. */
function onComputer(part: string): Rule {
	const rules = ['object.computerName', 'object.objectName'].map((name) => containing(name, part));
	return { keep: (alarm) => rules.some(({ keep }) => keep(alarm)), fields: ['object'] };
}

function activatedSince(time: number): Rule {
	return {
		expression: timeIs('lastActivation.time', 'greaterThanOrEqual', time),
		keep: (alarm) => (parseTime(valueAt(alarm, 'lastActivation.time')) ?? -Infinity) >= time,
		fields: ['lastActivation'],
	};
}

function onlyHere({ keep, fields }: Rule): Rule {
	return { keep, fields };
}
