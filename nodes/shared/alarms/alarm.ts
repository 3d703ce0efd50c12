import type { IDataObject } from 'n8n-workflow';

import { companyUidOf } from '../names/whereabouts';
import type { Whereabouts } from '../names/whereabouts';
import { valueAt } from '../list/valueAt';
import { parseUid } from '../uid';

/** `GET /alarms/active`: alarms that are on, schema ActiveAlarm, API 3.4 to 3.7. */
export const ALARMS_PATH = ['alarms', 'active'];

/** Some servers show resolved alarms on, others don't: the vendor's documentation leaves it open. */
export const MAY_BE_RESOLVED =
	'VSPC may also have taken it off the list of active alarms because it was resolved.';

/** The statuses that a severity filter knows, by rising severity (enum AlarmActivationStatus). */
export const SEVERITIES = ['Info', 'Warning', 'Error'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** An alarm's name for life, from raised to resolved: tickets are matched by it. `alarm:<instanceUid>` */
export function alarmKeyOf(alarm: IDataObject): string {
	return `alarm:${parseUid(alarm.instanceUid) ?? ''}`;
}

/** The UID in a key as above; undefined when it is none. */
export function uidInAlarmKey(key: string): string | undefined {
	const [kind, uid, ...rest] = key.trim().split(':');
	return kind === 'alarm' && rest.length === 0 ? parseUid(uid) : undefined;
}

/** The status of the latest activation, in small letters: its case differs between versions. */
export function statusOf(alarm: IDataObject): string {
	return String(valueAt(alarm, 'lastActivation.status') ?? '').toLowerCase();
}

/** 0 for Info, 1 for Warning, 2 for Error; undefined for Acknowledged, Resolved and what is unknown. */
export function severityRank(status: unknown): number | undefined {
	const rank = SEVERITIES.findIndex(
		(severity) => severity.toLowerCase() === String(status).toLowerCase(),
	);
	return rank < 0 ? undefined : rank;
}

/** The vendor's schema says `organizationUid`, the vendor's example `companyUid`. */
export function whereaboutsOf(alarm: IDataObject): Whereabouts {
	return {
		companyUid: companyUidOf([
			valueAt(alarm, 'object.organizationUid'),
			valueAt(alarm, 'object.companyUid'),
		]),
		locationUid: parseUid(valueAt(alarm, 'object.locationUid')),
	};
}

/** What an alarm is about, for people: the object, else the computer it is on. */
export function objectNameOf(alarm: IDataObject): string {
	const names = [valueAt(alarm, 'object.objectName'), valueAt(alarm, 'object.computerName')];
	return String(names.find((name) => typeof name === 'string' && name !== '') ?? '');
}
