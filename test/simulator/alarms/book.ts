import { randomUUID } from 'node:crypto';

import { NO_REMARK } from '../estate/alarms';
import type { EstateStore } from '../estate/store';
import { stampLike } from '../estate/times';
import type { ActiveAlarm, AlarmActivation, AlarmObject, Estate } from '../estate/types';
import type { Settings } from '../settings';

/** A new status of an alarm, at a time in milliseconds since 1970. */
interface Change {
	status: string;
	at: number;
	/** That of the status before when left out. */
	message?: string | null;
	remark?: string | null;
}

/** What an alarm is about when there is none yet. */
interface Subject {
	templateUid: string;
	object: AlarmObject;
	area?: ActiveAlarm['area'];
	/** A UID of its own when left out. */
	instanceUid?: string;
	/** A time as the server concerned writes it. */
	timeLike?: string | null;
}

/** The alarms of a template about an object are one and the same. */
const keyOf = (templateUid: string, objectUid: string) => `${templateUid} ${objectUid}`;

/** The triggered alarms, and all ways in which they change. */
export class AlarmBook {
	/** Alarms that have vanished, for when they come back. */
	private readonly gone = new Map<string, ActiveAlarm>();

	constructor(
		private readonly estate: Pick<Estate, 'alarms'>,
		private readonly store: EstateStore,
		private readonly settings: Settings,
	) {}

	/** The alarm of this template about this object that goes on. */
	findActive(templateUid: string, objectUid: string | null): ActiveAlarm | undefined {
		return this.estate.alarms.find(
			(one) =>
				objectUid !== null &&
				one.object.objectUid === objectUid &&
				one.alarmTemplateUid === templateUid &&
				one.lastActivation.status !== 'Resolved',
		);
	}

	/** Raises an alarm, again if it is there already or was before. */
	raise(subject: Subject, change: Change): ActiveAlarm {
		const alarm = this.findAny(subject) ?? this.back(subject);
		if (alarm) {
			this.change(alarm, change);
			return alarm;
		}
		const { templateUid, object, area = 'vspc', instanceUid = randomUUID() } = subject;
		const first = activation(change, null, subject.timeLike ?? null);
		const fresh: ActiveAlarm = {
			instanceUid,
			alarmTemplateUid: templateUid,
			repeatCount: 1,
			object,
			lastActivation: first,
			area,
			history: [first],
		};
		this.insert(fresh);
		return fresh;
	}

	/** Gives an alarm another status. A resolved one may vanish. */
	change(alarm: ActiveAlarm, change: Change): void {
		const { lastActivation: before } = alarm;
		this.add(alarm, activation(change, before.message, before.time));
		this.settle(alarm);
	}

	/** The same, by a user who says something. */
	remark(alarm: ActiveAlarm, status: string, remark: string, at: number): void {
		if (this.settings.remarksActivate) {
			this.change(alarm, { status, remark, at });
			return;
		}
		const lastActivation = { ...alarm.lastActivation, status, remark };
		const history = [...alarm.history.slice(0, -1), lastActivation];
		this.store.change(alarm, { lastActivation, history });
		this.settle(alarm);
	}

	remove(alarm: ActiveAlarm): void {
		this.store.remove(this.estate.alarms, alarm);
	}

	/** Shows an alarm that was removed as it was, unless one like it has come up meanwhile. */
	putBack(alarm: ActiveAlarm): void {
		const { alarmTemplateUid: templateUid, object } = alarm;
		if (!this.findAny({ templateUid, object })) this.insert(alarm);
	}

	/** Forgets what has vanished. */
	clear(): void {
		this.gone.clear();
	}

	private add(alarm: ActiveAlarm, last: AlarmActivation): void {
		// A new list each time: the store remembers the one of the start.
		this.store.change(alarm, {
			repeatCount: alarm.repeatCount + 1,
			lastActivation: last,
			history: [...alarm.history, last],
		});
	}

	private settle(alarm: ActiveAlarm): void {
		const { resolvedAlarms, returningAlarms } = this.settings;
		if (alarm.lastActivation.status !== 'Resolved' || resolvedAlarms === 'stay') return;
		this.remove(alarm);
		const { alarmTemplateUid, object } = alarm;
		if (returningAlarms === 'same' && object.objectUid !== null) {
			this.gone.set(keyOf(alarmTemplateUid, object.objectUid), alarm);
		}
	}

	private insert(alarm: ActiveAlarm): void {
		this.store.insert(this.estate.alarms, alarm, this.estate.alarms.length);
	}

	private findAny({ templateUid, object, instanceUid }: Subject): ActiveAlarm | undefined {
		const { alarms } = this.estate;
		if (instanceUid !== undefined) return alarms.find((one) => one.instanceUid === instanceUid);
		const active = this.findActive(templateUid, object.objectUid);
		if (active || object.objectUid === null || this.settings.returningAlarms === 'new') {
			return active;
		}
		return alarms.find(
			(one) => one.object.objectUid === object.objectUid && one.alarmTemplateUid === templateUid,
		);
	}

	private back({ templateUid, object, instanceUid }: Subject): ActiveAlarm | undefined {
		const isNew = instanceUid !== undefined || this.settings.returningAlarms === 'new';
		if (object.objectUid === null || isNew) return undefined;
		const key = keyOf(templateUid, object.objectUid);
		const alarm = this.gone.get(key);
		if (!alarm) return undefined;
		this.gone.delete(key);
		this.insert(alarm);
		return alarm;
	}
}

function activation(
	{ status, at, message, remark = NO_REMARK }: Change,
	messageBefore: string | null,
	timeLike: string | null,
): AlarmActivation {
	return {
		instanceUid: randomUUID(),
		time: stampLike(at, timeLike),
		status,
		message: message === undefined ? messageBefore : message,
		remark,
	};
}
