import { randomUUID } from 'node:crypto';

import { instant } from './edit';
import type { SessionEnd } from './edit';
import { RESOLUTIONS } from './estate/alarms';
import type { ActiveAlarm, AlarmObject } from './estate/types';
import type { State } from './state';

/** An alarm as a test wants it. */
export interface AlarmInput {
	/** Name or UID of the template; repository free space when left out. */
	template?: string;
	/** Error when left out. */
	status?: string;
	message?: string | null;
	remark?: string | null;
	/** As in `SessionEnd`. */
	at?: SessionEnd['at'];
	/** UID of the alarm: that of one which is there changes it. */
	instanceUid?: string;
	area?: ActiveAlarm['area'];
	/** A repository of the first backup server, with UIDs of its own, except for what is given. */
	object?: Partial<AlarmObject>;
}

/** Changes of alarms that no client asked for. All but raising throw for an alarm not there. */
export interface AlarmEditor {
	/** Raises an alarm; one of the same template about the same `objectUid` is raised again. */
	raiseAlarm(input?: AlarmInput): ActiveAlarm;
	/** What was wrong is over. */
	resolveAlarm(alarmUid: string, how?: Pick<AlarmInput, 'at' | 'message' | 'remark'>): void;
	/** The alarm is gone, whatever became of it. */
	removeAlarm(alarmUid: string): void;
	/** Nothing shows the alarm until the function is called that this returns. */
	hideAlarm(alarmUid: string): () => void;
}

const statuses = ['Unknown', 'Resolved', 'Info', 'Warning', 'Error', 'Acknowledged'];

function templateUidOf(name: string, { estate }: State): string {
	const found = estate.alarmTemplates.find((one) => one.name === name || one.instanceUid === name);
	if (!found) throw new Error(`There is no alarm template '${name}'`);
	return found.instanceUid;
}

function objectOf(fields: Partial<AlarmObject>, { estate }: State): AlarmObject {
	const [server] = estate.backupServers;
	return {
		instanceUid: randomUUID(),
		type: 'BackupRepository',
		organizationUid: server.organizationUid,
		locationUid: server.locationUid,
		managementAgentUid: server.managementAgentUid,
		computerName: server.name,
		objectUid: randomUUID(),
		objectName: 'Default Backup Repository',
		...fields,
	};
}

function find(uid: string, { estate, sessions }: State): ActiveAlarm {
	sessions.settle();
	const alarm = estate.alarms.find((one) => one.instanceUid === uid);
	if (!alarm) throw new Error(`There is no alarm '${uid}'`);
	return alarm;
}

/** Makes the editor of an estate's alarms. */
export function makeAlarmEditor(state: State): AlarmEditor {
	const { alarms, clock, sessions } = state;
	return {
		raiseAlarm({ template, status = 'Error', object = {}, at, ...input } = {}) {
			if (!statuses.includes(status)) throw new Error(`'${status}' is no status of an alarm`);
			sessions.settle();
			const { instanceUid, area, message, remark } = input;
			const templateUid = templateUidOf(template ?? 'Repository free space', state);
			const subject = { templateUid, object: objectOf(object, state), instanceUid, area };
			return alarms.raise(subject, { status, at: instant(at, clock.now()), message, remark });
		},
		resolveAlarm(alarmUid, { at, message = RESOLUTIONS[0], remark } = {}) {
			const when = instant(at, clock.now());
			alarms.change(find(alarmUid, state), { status: 'Resolved', at: when, message, remark });
		},
		removeAlarm(alarmUid) {
			alarms.remove(find(alarmUid, state));
		},
		hideAlarm(alarmUid) {
			const alarm = find(alarmUid, state);
			alarms.remove(alarm);
			return () => alarms.putBack(alarm);
		},
	};
}
