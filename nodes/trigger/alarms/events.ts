import type { IDataObject } from 'n8n-workflow';

import { parseUid } from '../../util/text';
import { parseTime } from '../../util/time';
import { alarmKeyOf, objectNameOf, SEVERITIES, type Severity, statusOf } from '../../vspc/alarms';
import { valueAt } from '../../vspc/list/filter';
import { shortId } from '../engine/known';
import type { Problem } from '../engine/state';

/** What the alarm trigger tells of. */
export type AlarmEvent = 'raised' | 'changed' | 'resolved';

/** Which events are wanted, and when. */
export interface AlarmRules {
	events: ReadonlySet<AlarmEvent>;
	/** Less severe alarms are not told */
	minimum: Severity;
	/** How long an alarm must stay active before it is told; seconds */
	stillAfter: number;
	/** Tell of the alarms that are there at the beginning */
	emitExisting: boolean;
}

/** One event of an alarm; times are seconds since 1970. */
export interface AlarmHappening {
	event: AlarmEvent;
	/** The activation; of the one that was told last, when resolved */
	of: number;
	/** When it came about, to put events in order */
	at: number;
	/** How the alarm stood before, as a mark */
	previous?: string;
}

/** An alarm as a read shows it. */
export interface AlarmSighting {
	/** The alarm key in short */
	id: string;
	key: string;
	row: IDataObject;
	/** I, W or E by its severity, A for acknowledged, R for resolved, N for what is unknown */
	mark: string;
	/** The latest activation, seconds since 1970; undefined where VSPC does not tell */
	time?: number;
}

const MARKS = new Map([
	['info', 'I'],
	['warning', 'W'],
	['error', 'E'],
	['acknowledged', 'A'],
	['resolved', 'R'],
]);

/** The words of VSPC for marks. */
const STATUSES = new Map(
	['Info', 'Warning', 'Error', 'Acknowledged', 'Resolved'].map((status) => [
		MARKS.get(status.toLowerCase())!,
		status,
	]),
);

/** Alarms with a UID: others could not be told apart. */
export function sightAlarms(rows: IDataObject[]): AlarmSighting[] {
	return rows.filter(({ instanceUid }) => parseUid(instanceUid) !== undefined).map(sightAlarm);
}

function sightAlarm(row: IDataObject): AlarmSighting {
	const key = alarmKeyOf(row);
	const time = parseTime(valueAt(row, 'lastActivation.time'));
	return {
		id: shortId(key),
		key,
		row,
		mark: MARKS.get(statusOf(row)) ?? 'N',
		time: time === undefined ? undefined : Math.floor(time / 1000),
	};
}

/** VSPC's word for a mark; null for none. */
export function statusOfMark(mark: string | undefined): string | null {
	return (mark && STATUSES.get(mark)) ?? null;
}

/** Whether a mark is a severity. */
export function isSeverity(mark: string | undefined): boolean {
	return mark === 'I' || mark === 'W' || mark === 'E';
}

/** Whether a mark is a severity of at least this. */
export function isSevere(mark: string, minimum: Severity): boolean {
	const rank = SEVERITIES.findIndex((severity) => severity.startsWith(mark));
	return isSeverity(mark) && rank >= SEVERITIES.indexOf(minimum);
}

/** Longer names are cut: they only serve to name what is gone. */
const NAME_LENGTH = 200;

/** What is kept of an alarm that was emitted, to name it when it is gone. */
export function describeAlarm(row: IDataObject): { name: string; template?: string } {
	const template = parseUid(row.alarmTemplateUid);
	return { name: objectNameOf(row).slice(0, NAME_LENGTH), ...(template ? { template } : {}) };
}

/** The same as fields of an alarm. */
export function fieldsOf({ name, template }: Pick<Problem, 'name' | 'template'>): IDataObject {
	return { alarmTemplateUid: template ?? null, object: { objectName: name } };
}
