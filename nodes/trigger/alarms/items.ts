import type { IDataObject } from 'n8n-workflow';

import { elapsed, withTimeout } from '../../util/clock';
import { alarmItemFields, type AlarmNames, statusOf, whereaboutsOf } from '../../vspc/alarms';
import type { Fields } from '../../vspc/fields';
import { eventIdOf } from '../engine/state';
import type { TimedItem } from '../engine/watch';
import { type AlarmHappening, statusOfMark } from './events';
import type { ToldAlarm } from './watch';

/** What an item may have: the alarm, of which little is known when it is gone, and the event's own fields. */
export const alarmEventFields: Fields = {
	...alarmItemFields,
	alarmTemplateUid: { ...alarmItemFields.alarmTemplateUid, null: true },
	/** raised, changed or resolved */
	event: { type: 'word' },
	/** Tells the event from all others: an item that is repeated has the same */
	eventId: {
		type: 'text',
	},
	/** How the alarm stood before; null where that is not known */
	previousStatus: {
		type: 'word',
		null: true,
	},
	/** Only in the editor, where no alarm has such an event: true */
	isSample: {
		type: 'boolean',
	},
};

/**
 * An item for each event: the alarm as VSPC sent it, its name, and the event's own fields. Names that can't be
 * had at the moment are null: the event itself is what must not be lost.
 *
 * @param until when names must have been read, by the clock `elapsed`
 */
export async function toAlarmItems(
	told: ToldAlarm[],
	names: AlarmNames,
	includeNames: boolean,
	until: number,
): Promise<TimedItem[]> {
	return await Promise.all(
		told.map(async ({ key, alarm, happening }) => {
			const { event, at, previous } = happening;
			const place = includeNames ? await orNulls(names, alarm, until) : {};
			return {
				at,
				item: {
					...alarm,
					alarmName: await before(until, names.nameOf(alarm), null),
					...place,
					event,
					eventId: idOf(key, alarm, happening),
					alarmKey: key,
					previousStatus: statusOfMark(previous),
				},
			};
		}),
	);
}

/** Severities may change without an activation of their own. */
function idOf(key: string, alarm: IDataObject, { event, of }: AlarmHappening): string {
	const id = eventIdOf(key, event, of);
	return event === 'changed' ? `${id}:${statusOf(alarm)}` : id;
}

async function orNulls(names: AlarmNames, alarm: IDataObject, until: number): Promise<IDataObject> {
	const companyUid = whereaboutsOf(alarm).companyUid ?? null;
	const none = { companyUid, companyName: null, locationName: null };
	return await before(until, names.placeOf(alarm), none);
}

async function before<Result, Else>(
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
