import type { IDataObject } from 'n8n-workflow';

import type { FilterExpression } from '../list/filter';
import { valueAt } from '../list/valueAt';
import { parseTime } from '../time';
import { parseUid } from '../uid';
import { statusOf, whereaboutsOf } from './alarm';

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
}

interface Rule {
	/** For the server, where its documentation settles how to say it */
	expression?: FilterExpression;
	/** The same for one alarm: a server that ignores a filter can't give wrong ones */
	keep: (alarm: IDataObject) => boolean;
	/** The field that `keep` looks into */
	field: string;
}

/** What to send and what to check. */
export interface AlarmSieve {
	expressions: FilterExpression[];
	keep: (alarm: IDataObject) => boolean;
	fields: string[];
}

/**
 * The company is only checked here: it is one of two properties, and a server may take the unknown one for
 * "none". Text is, too, since servers differ in how they take upper and lower case.
 */
export function toAlarmSieve(filters: AlarmFilters): AlarmSieve {
	const { severity, companyUid, computerNameContains, alarmTemplateUid, since, objectType } =
		filters;
	const rules: Array<Rule | undefined> = [
		severity?.length ? bySeverity(severity) : undefined,
		companyUid === undefined
			? undefined
			: { keep: (alarm) => whereaboutsOf(alarm).companyUid === companyUid, field: 'object' },
		computerNameContains ? byComputer(computerNameContains) : undefined,
		alarmTemplateUid === undefined ? undefined : byTemplate(alarmTemplateUid),
		since === undefined ? undefined : bySince(since),
		objectType?.length ? byType(objectType) : undefined,
	];
	const set = rules.filter((rule): rule is Rule => rule !== undefined);
	return {
		expressions: set.flatMap(({ expression }) => expression ?? []),
		keep: (alarm) => set.every(({ keep }) => keep(alarm)),
		fields: [...new Set(set.map(({ field }) => field))],
	};
}

function bySeverity(values: string[]): Rule {
	const wanted = new Set(values.map((value) => value.toLowerCase()));
	return {
		expression: {
			operation: 'or',
			items: values
				.flatMap((value) => spellingsOf(value))
				.map((value) => ({
					property: 'lastActivation.status',
					operation: 'equals',
					collation: 'ignorecase',
					value,
				})),
		},
		keep: (alarm) => wanted.has(statusOf(alarm)),
		field: 'lastActivation',
	};
}

/** Servers write enums as `Error` or `error`: an alarm must not hang on whether ignorecase works. */
function spellingsOf(value: string): string[] {
	const [first, rest] = [value.charAt(0), value.slice(1)];
	return [first.toUpperCase() + rest, first.toLowerCase() + rest];
}

function byComputer(part: string): Rule {
	const wanted = part.toLowerCase();
	return {
		keep: (alarm) =>
			['object.computerName', 'object.objectName'].some((property) =>
				String(valueAt(alarm, property) ?? '')
					.toLowerCase()
					.includes(wanted),
			),
		field: 'object',
	};
}

function byTemplate(uid: string): Rule {
	return {
		expression: {
			property: 'alarmTemplateUid',
			operation: 'equals',
			collation: 'ignorecase',
			value: uid,
		},
		keep: (alarm) => parseUid(alarm.alarmTemplateUid) === uid,
		field: 'alarmTemplateUid',
	};
}

function bySince(time: number): Rule {
	return {
		expression: {
			property: 'lastActivation.time',
			operation: 'greaterThanOrEqual',
			value: new Date(time).toISOString(),
		},
		keep: (alarm) => (parseTime(valueAt(alarm, 'lastActivation.time')) ?? -Infinity) >= time,
		field: 'lastActivation',
	};
}

function byType(values: string[]): Rule {
	const wanted = new Set(values.map((value) => value.toLowerCase()));
	return {
		keep: (alarm) => wanted.has(String(valueAt(alarm, 'object.type') ?? '').toLowerCase()),
		field: 'object',
	};
}
