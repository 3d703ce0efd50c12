import type { IDataObject } from 'n8n-workflow';

import { elapsed, withTimeout } from '../../util/clock';
import { parseUid } from '../../util/text';
import { parseTime } from '../../util/time';
import {
	type Alarm,
	alarmItemFields,
	alarmKeyOf,
	objectNameOf,
	placementOf,
	SEVERITIES,
	type Severity,
	statusOf,
} from '../../vspc/alarms';
import { type Fields, inOrderOf } from '../../vspc/fields';
import { valueAt } from '../../vspc/list/filter';
import type { AlarmNames } from '../../vspc/names';
import { eventIdOf, shortId } from '../engine/state';
import type { TimedItem, WatchEvent } from '../engine/watch';
import type { AlarmProblem, AlarmStatus } from './memory';

/** What the alarm trigger emits, by name. */
export type AlarmEvent = 'raised' | 'changed' | 'resolved';

/** Which events are wanted, and when. */
export interface AlarmRules {
	events: ReadonlySet<AlarmEvent>;
	/** Less severe alarms are not emitted */
	minimum: Severity;
	/** How long an alarm must stay active before it is emitted; seconds */
	stillAfter: number;
	/** Emit the alarms that are there at the beginning */
	emitExisting: boolean;
}

/** An event, the alarm's key, and the alarm as it was seen, or what is known of one that is gone. */
export interface EmittedAlarmEvent {
	key: string;
	alarm: Alarm;
	event: WatchEvent<AlarmEvent, AlarmStatus>;
}

/** An alarm as a read shows it. */
export interface AlarmObservation {
	/** The alarm key in short */
	id: string;
	key: string;
	row: Alarm;
	status: AlarmStatus;
	/** The latest activation, seconds since 1970; undefined where VSPC shows none */
	time?: number;
}

/** The words of VSPC, in the spelling of its documentation. */
const STATUSES = new Map<string, string>(
	['Info', 'Warning', 'Error', 'Acknowledged', 'Resolved'].map((word) => [
		word.toLowerCase(),
		word,
	]),
);

/** Alarms with a UID: others could not be distinguished. */
export function observeAlarms(rows: Alarm[]): AlarmObservation[] {
	return rows.filter(({ instanceUid }) => parseUid(instanceUid) !== undefined).map(observeAlarm);
}

function observeAlarm(row: Alarm): AlarmObservation {
	const key = alarmKeyOf(row);
	const status = statusOf(row);
	const time = parseTime(valueAt(row, 'lastActivation.time'));
	return {
		id: shortId(key),
		key,
		row,
		status: STATUSES.has(status) ? (status as AlarmStatus) : 'unknown',
		time: time === undefined ? undefined : Math.floor(time / 1000),
	};
}

/** VSPC's word for a status; null for none. */
function wordOf(status: AlarmStatus | undefined): string | null {
	return STATUSES.get(status ?? '') ?? null;
}

/** Whether a status is a severity. */
export function isSeverity(status: AlarmStatus | undefined): boolean {
	return status === 'info' || status === 'warning' || status === 'error';
}

/** Whether a status is a severity of at least this. */
export function isSevere(status: AlarmStatus, minimum: Severity): boolean {
	const rank = SEVERITIES.findIndex((severity) => severity.toLowerCase() === status);
	return isSeverity(status) && rank >= SEVERITIES.indexOf(minimum);
}

/** What is kept of an alarm that was emitted, to name it when it is gone. */
export function describeAlarm(row: Alarm): Pick<AlarmProblem, 'objectName' | 'templateUid'> {
	const templateUid = parseUid(row.alarmTemplateUid);
	return { objectName: objectNameOf(row), ...(templateUid ? { templateUid } : {}) };
}

/** The same as fields of an alarm. */
export function fieldsOf({ objectName, templateUid }: AlarmProblem): IDataObject {
	return { alarmTemplateUid: templateUid ?? null, object: { objectName } };
}

/** What an item may have: the alarm, of which little is known when it is gone, and the event's own fields. */
export const alarmEventFields: Fields = {
	/** raised, changed or resolved */
	event: { type: 'word' },
	/** Only in the editor, where no alarm has such an event: true */
	isSample: {
		type: 'boolean',
	},
	...alarmItemFields,
	alarmTemplateUid: { ...alarmItemFields.alarmTemplateUid, null: true },
	/** Identifies the event: a repeated item has the same ID */
	eventId: {
		type: 'text',
	},
	/** How the alarm stood before; null where that is not known */
	previousStatus: {
		type: 'word',
		null: true,
	},
};

const inOrder = inOrderOf(Object.keys(alarmEventFields));

/**
 * An item for each event: the alarm as VSPC sent it, its name, and the event's own fields. Names that can't be
 * had at the moment are null: the event itself is what must not be lost.
 *
 * @param until when names must have been read, by the clock `elapsed`
 */
export async function toAlarmItems(
	emitted: EmittedAlarmEvent[],
	names: AlarmNames,
	includeNames: boolean,
	until: number,
): Promise<TimedItem[]> {
	return await Promise.all(
		emitted.map(async ({ key, alarm, event }) => {
			const { name, at, previous } = event;
			// All at once, so that it is known how many there are before the first request.
			const [alarmName, place] = await Promise.all([
				byThen(until, names.nameOf(alarm), null),
				includeNames ? orNulls(names, alarm, until) : {},
			]);
			const item = {
				...alarm,
				alarmName,
				...place,
				event: name,
				eventId: idOf({ key, alarm, event }),
				alarmKey: key,
				previousStatus: wordOf(previous),
			};
			return { at, item: inOrder(item) };
		}),
	);
}

/** Severities may change without an activation of their own. */
function idOf({ key, alarm, event: { name, of } }: EmittedAlarmEvent): string {
	const id = eventIdOf(key, name, of);
	return name === 'changed' ? `${id}:${statusOf(alarm)}` : id;
}

async function orNulls(names: AlarmNames, alarm: Alarm, until: number): Promise<IDataObject> {
	const companyUid = placementOf(alarm).companyUid ?? null;
	const none = { companyUid, companyName: null, locationName: null };
	const all = ['companyUid', 'companyName', 'locationName'] as const;
	return await byThen(until, names.placeOf(alarm, [...all]), none);
}

async function byThen<Result, Else>(
	until: number,
	work: Promise<Result>,
	otherwise: Else,
): Promise<Result | Else> {
	try {
		return await withTimeout(work, Math.max(0, (until - elapsed()) / 1000));
	} catch {
		return otherwise;
	}
}
