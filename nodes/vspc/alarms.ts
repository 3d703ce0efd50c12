import { parseUid, spelled, wellFormed } from '../util/text';
import { parseTime } from '../util/time';
import type { Fields, Row, Sent } from './fields';
import { containing, oneOf, type Rule, type SetFilter, timeIs, valueAt } from './list/filter';
import { companyUidOf, type Placement } from './placement';
import type { Vspc } from './vspc';

/** `GET /alarms/active`: alarms that are on, schema ActiveAlarm, API 3.4 to 3.7. */
export const ALARMS_PATH = ['alarms', 'active'];

/** Schema AlarmActivation: one change of an alarm's status. */
export const activationFields = {
	/** UID of the activation */
	instanceUid: { type: 'uid' },
	/** When it came */
	time: { type: 'time', simplified: 3 },
	/** Error, Warning, Info, Acknowledged, Resolved or Unknown */
	status: { type: 'word', simplified: 1 },
	/** What happened */
	message: { type: 'text', null: true, simplified: 2 },
	/** What somebody wrote about it */
	remark: { type: 'text', null: true, simplified: 4 },
} as const satisfies Fields;

/** Schema ActiveAlarm, API 3.6.1; the vendor's example has `object.companyUid`. */
export const alarmFields = {
	/** The latest change of its status */
	lastActivation: {
		type: 'object',
		parts: activationFields,
	},
	/** What the alarm is about */
	object: {
		type: 'object',
		parts: {
			/** UID of the object in VSPC */
			instanceUid: { type: 'uid' },
			/** Type of the object, e.g. BackupServer */
			type: { type: 'word', simplified: 5 },
			/** UID of the company */
			organizationUid: { type: 'uid' },
			/** UID of the company, where VSPC names it so */
			companyUid: { type: 'uid' },
			/** UID of the location */
			locationUid: { type: 'uid', null: true },
			/** UID of the management agent */
			managementAgentUid: { type: 'uid', null: true },
			/** Name of the computer */
			computerName: { type: 'text', null: true, simplified: 7 },
			/** UID of the object where it is */
			objectUid: { type: 'uid', null: true },
			/** Name of the object */
			objectName: { type: 'text', null: true, simplified: 6 },
		},
	},
	/** How often its status changed */
	repeatCount: { type: 'integer', simplified: 9 },
	/** vspc, or vone for alarms of Veeam ONE */
	area: { type: 'word' },
	/** UID of the alarm */
	instanceUid: { type: 'uid', simplified: 10 },
	/** UID of the template, which has the name */
	alarmTemplateUid: { type: 'uid' },
} as const satisfies Fields;

/** An alarm as VSPC sent it. */
export type Alarm = Sent<typeof alarmFields>;

/** The alarm key, see alarmKeyOf. */
export const alarmKeyField = {
	/** Names the alarm for life, from raised to resolved */
	alarmKey: { type: 'text' },
} as const satisfies Fields;

/** What 'Include Names' adds to an alarm; null where there is none. */
export const placeFields = {
	/** UID of the company */
	companyUid: { type: 'uid', null: true, isAdded: true },
	/** Name of the company */
	companyName: { type: 'text', null: true, simplified: 8, isAdded: true },
	/** Name of the location */
	locationName: { type: 'text', null: true, isAdded: true },
} as const satisfies Fields;

export type AlarmPlace = Row<typeof placeFields>;

/** The fields that come first. */
const first = {
	lastActivation: alarmFields.lastActivation,
	object: alarmFields.object,
	companyName: placeFields.companyName,
};

/** What can be chosen for the output of an alarm, in the order of use. */
export const alarmChoiceFields = {
	...first,
	...alarmFields,
	...placeFields,
} as const satisfies Fields;

/** What an item may have of an alarm; its own name and key it always has. */
export const alarmItemFields = {
	/** Name of the template */
	alarmName: { type: 'text', null: true, simplified: 0 },
	...alarmChoiceFields,
	alarmKey: { ...alarmKeyField.alarmKey, simplified: 11 },
} as const satisfies Fields;

/** Some servers show resolved alarms on, others don't: the vendor's documentation leaves it open. */
export const MAY_BE_RESOLVED =
	'VSPC may also have taken it off the list of active alarms because it was resolved.';

/** The statuses that a severity filter knows, by rising severity (enum AlarmActivationStatus). */
export const SEVERITIES = ['Info', 'Warning', 'Error'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** An alarm's name for life, from raised to resolved: tickets are matched by it. `alarm:<instanceUid>` */
export function alarmKeyOf(alarm: Alarm): string {
	return `alarm:${parseUid(alarm.instanceUid) ?? ''}`;
}

/** The UID in a key as above; undefined when it is none. */
export function uidInAlarmKey(key: string): string | undefined {
	const [kind, uid, ...rest] = key.trim().split(':');
	return kind === 'alarm' && rest.length === 0 ? parseUid(uid) : undefined;
}

/** The status of the latest activation, in small letters: its case differs between versions. */
export function statusOf(alarm: Alarm): string {
	return spelled(valueAt(alarm, 'lastActivation.status')).toLowerCase();
}

/** The vendor's schema says `organizationUid`, the vendor's example `companyUid`. */
export function placementOf(alarm: Alarm): Placement {
	return {
		companyUid: companyUidOf([
			valueAt(alarm, 'object.organizationUid'),
			valueAt(alarm, 'object.companyUid'),
		]),
		locationUid: parseUid(valueAt(alarm, 'object.locationUid')),
	};
}

/** What an alarm is about, for people: the object, else the computer it is on. */
export function objectNameOf(alarm: Alarm): string {
	const names = [valueAt(alarm, 'object.objectName'), valueAt(alarm, 'object.computerName')];
	return spelled(names.find((name) => typeof name === 'string' && name !== ''));
}

export type AlarmAction = 'acknowledge' | 'resolve';

const DOING: Record<AlarmAction, string> = {
	acknowledge: 'acknowledging the alarm',
	resolve: 'resolving the alarm',
};

export interface AlarmRemark {
	/** Not empty */
	comment: string;
	/** Also on the servers that the alarm comes from */
	resolveOnClients: boolean;
}

/**
 * `POST /alarms/active/{activeAlarmUid}/acknowledge` or `/resolve`; both query parameters are required (API
 * description 3.4 to 3.7).
 *
 * @throws as vspc.request does
 */
export async function actOnAlarm(
	vspc: Vspc,
	action: AlarmAction,
	uid: string,
	{ comment, resolveOnClients }: AlarmRemark,
): Promise<void> {
	await vspc.request({
		method: 'POST',
		path: [...ALARMS_PATH, uid, action],
		qs: { comment: wellFormed(comment), resolveOnClients },
		activity: DOING[action],
		noun: 'alarm',
		uid,
		rejectionHint:
			"An alarm that is resolved cannot be acknowledged or resolved again. Read it with 'Get' to see how it stands.",
		notFoundHint: MAY_BE_RESOLVED,
	});
}

/** `GET /alarms/active/{activeAlarmUid}`, once in an execution. Throws as vspc.request does. */
export async function fetchAlarm(vspc: Vspc, uid: string): Promise<Alarm> {
	return await vspc.once(`alarm ${uid}`, async () =>
		vspc.fetchOne<Alarm>({
			path: [...ALARMS_PATH, uid],
			activity: 'reading the alarm',
			noun: 'alarm',
			uid,
			notFoundHint: MAY_BE_RESOLVED,
		}),
	);
}

/** `GET /alarms/templates`: what alarms can be raised for, schema Alarm, API 3.4 to 3.7. */
export const TEMPLATES_PATH = ['alarms', 'templates'];

/** Values of the enum AlarmActivationStatus, API 3.4 to 3.7; it has `Unknown`, too. */
export const ALARM_STATUSES = ['Acknowledged', 'Error', 'Info', 'Resolved', 'Warning'];

/** Values of the enum AlarmObjectType, API 3.6.1. */
export const ALARM_OBJECT_TYPES = [
	'BackupAgent',
	'BackupMicrosoft365Server',
	'BackupProxy',
	'BackupRepository',
	'BackupServer',
	'BackupServerJob',
	'BackupWanAccelerator',
	'CloudGateway',
	'CloudRepository',
	'Company',
	'DiscoveryRule',
	'EnterpriseManagerServer',
	'FailoverPlan',
	'Integrator',
	'Internal',
	'Location',
	'ManagementAgent',
	'ObjectEntity',
	'Reseller',
	'ResellerCloudRepository',
	'Site',
	'Unknown',
	'User',
	'VbAppliance',
	'VOneServer',
];

/** Which alarms are wanted: they match all filters. */
export type AlarmFilters = SetFilter[];

/** Alarms of a company. Only checked here: it is one of two properties, and a server may take the unknown one for "none". */
export function ofCompany(companyUid: string): Rule {
	return {
		keep: (alarm: Alarm) => placementOf(alarm).companyUid === companyUid,
		fields: ['object'],
	};
}

/** Alarms about a type of object. Only checked here, since servers differ in how they take upper and lower case. */
export function aboutTypes(types: string[]): Rule {
	const { keep, fields } = oneOf('object.type', types);
	return { keep, fields };
}

/**
 * Alarms that are resolved, or those that are not. Negated for unresolved ones: also one whose status is missing or new is not resolved.
 */
export function resolvedIs(isResolved: boolean): Rule {
	const resolved = oneOf('lastActivation.status', ['Resolved']);
	if (isResolved) return resolved;
	return {
		expression: resolved.expression && { operation: 'not', items: [resolved.expression] },
		keep: (alarm) => !resolved.keep(alarm),
		fields: resolved.fields,
	};
}

/** Alarms with this in the name of the computer or of the object on it; checked here as aboutTypes is. */
export function onComputer(part: string): Rule {
	const rules = ['object.computerName', 'object.objectName'].map((name) => containing(name, part));
	return { keep: (alarm) => rules.some(({ keep }) => keep(alarm)), fields: ['object'] };
}

/** Alarms whose latest activation came then or later; milliseconds since 1970. */
export function activatedSince(time: number): Rule {
	return {
		expression: timeIs('lastActivation.time', 'greaterThanOrEqual', time),
		keep: (alarm) => (parseTime(valueAt(alarm, 'lastActivation.time')) ?? -Infinity) >= time,
		fields: ['lastActivation'],
	};
}
