import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../../asking';
import { asError, inParallel } from '../../parallel';
import { vspcRequest } from '../../request';
import { shortId } from '../../trigger/known';
import {
	isPassDue,
	readPass,
	startProgress,
	type Pass,
	type PassProgress,
	type PassSource,
} from '../../trigger/pass';
import type { KindState } from '../../trigger/state';
import { ALARMS_PATH, uidInAlarmKey } from '../alarm';
import type { AlarmHappening, AlarmRules } from './events';
import { fieldsOf, sightAlarm, type AlarmSighting } from './sighting';
import { endAlarm, stepAlarm } from './step';

/** The alarms to watch. */
export interface AlarmSource extends PassSource {
	asking: Asking;
	/** Tells one host from another */
	scope: string;
	/** All filters hold */
	isWanted: (alarm: IDataObject) => boolean;
}

/** What this process remembers. */
export interface AlarmNotes {
	progress?: PassProgress;
}

/** An event, the alarm's key, and the alarm as it was seen, or what is known of one that is gone. */
export interface ToldAlarm {
	key: string;
	alarm: IDataObject;
	happening: AlarmHappening;
}

/** What a poll found out about alarms. */
export interface AlarmFindings {
	state: KindState;
	told: ToldAlarm[];
	notes: AlarmNotes;
}

/** What a poll goes by. */
export interface AlarmWatchConditions {
	rules: AlarmRules;
	/** Milliseconds since 1970 */
	now: number;
	hasGap: boolean;
	isTimeUp: (ahead?: number) => boolean;
}

/** An alarm that is gone is not kept for longer than a list may lack it by mistake; seconds. */
const FORGOTTEN_AFTER = 24 * 3600;

const AT_ONCE = 5;

/**
 * One poll of the active alarms: all of them, so far as that takes two requests a minute at the most.
 *
 * @param old changed in place: the caller's own copy
 * @throws what vspcRequest throws; IncompleteListError
 */
export async function watchAlarms(
	source: AlarmSource,
	old: KindState | undefined,
	notes: AlarmNotes,
	conditions: AlarmWatchConditions,
): Promise<AlarmFindings> {
	const isFirst = old?.scope !== source.scope;
	const state: KindState = !isFirst
		? old
		: {
				scope: source.scope,
				isComplete: false,
				known: old?.known ?? new Map(),
				problems: old?.problems ?? new Map(),
				waiting: new Map(),
			};
	const { now, hasGap, isTimeUp } = conditions;
	// Another state than the one that this process wrote: how far it had come does not go with it.
	const isKept = !isFirst && !hasGap && notes.progress?.scope === source.scope;
	const progress = isKept && notes.progress ? notes.progress : startProgress(source.scope);
	const isDue = hasGap || !state.isComplete || isPassDue(progress, now);
	const pass = isDue ? await readPass(source, progress, isTimeUp, now) : undefined;
	const told = pass
		? await new AlarmWatch(source, state, { ...conditions, isFirst }).take(pass)
		: [];
	return { state, told, notes: { progress: pass?.progress ?? progress } };
}

class AlarmWatch {
	private readonly told: ToldAlarm[] = [];
	private readonly seconds: number;

	constructor(
		private readonly source: AlarmSource,
		private readonly state: KindState,
		private readonly conditions: AlarmWatchConditions & { isFirst: boolean },
	) {
		this.seconds = Math.floor(conditions.now / 1000);
	}

	async take({ rows, isComplete, seen }: Pass): Promise<ToldAlarm[]> {
		const { state } = this;
		const sightings = rows.map(sightAlarm);
		if (this.conditions.isFirst) {
			const latest = sightings.reduce((most, { time }) => Math.max(most, time), 0);
			state.baseline = sightings.length === 0 ? this.seconds : Math.min(latest, this.seconds);
		}
		for (const sighting of sightings) this.step(sighting);
		if (isComplete) {
			await this.noticeAbsences(seen);
			state.isComplete = true;
		}
		return this.told;
	}

	private step(seen: AlarmSighting): void {
		const { state, source, conditions, seconds } = this;
		const { id, key, row } = seen;
		const { known, problems, baseline = -Infinity } = state;
		const isWanted = source.isWanted(row);
		// What nobody wants to hear of needs no place in the database.
		if (!isWanted && !known.has(id)) return;
		const { track, happenings } = stepAlarm(
			{ known: known.get(id), problem: problems.get(id) },
			seen,
			{
				now: seconds,
				rules: conditions.rules,
				isWanted,
				isBaseline: conditions.isFirst || seen.time <= baseline,
			},
		);
		known.set(id, track.known);
		if (track.problem) problems.set(id, track.problem);
		else problems.delete(id);
		this.told.push(...happenings.map((happening) => ({ key, alarm: row, happening })));
	}

	/** Servers may take resolved alarms out of the list; that one is gone for good is asked for by itself. */
	private async noticeAbsences(seen: Set<string>): Promise<void> {
		const { state, seconds, source, conditions } = this;
		const present = new Set([...seen].map(shortId));
		for (const [id, known] of state.known) {
			if (present.has(id) || state.problems.has(id)) continue;
			known.goneSince ??= seconds;
			const isLongGone = seconds - known.goneSince > FORGOTTEN_AFTER;
			// One that was waited for has not stayed: should it come back, it has to last as long again.
			if (isLongGone || known.pendingSince !== undefined) state.known.delete(id);
		}
		const missing = [...state.problems].filter(([id]) => !present.has(id));
		await inParallel(missing, AT_ONCE, async ([id, problem]) => {
			const alarm = await readOne(source.asking, problem.key);
			if (alarm) {
				this.step(sightAlarm(alarm));
				return;
			}
			if (alarm === undefined) return;
			const known = state.known.get(id);
			const gone = {
				instanceUid: uidInAlarmKey(problem.key),
				...fieldsOf(problem.name),
			};
			for (const happening of endAlarm(problem, known?.mark, seconds, conditions.rules)) {
				this.told.push({ key: problem.key, alarm: gone, happening });
			}
			state.problems.delete(id);
			// Should VSPC have hidden it for a while only, it is raised again when it is back.
			if (known)
				state.known.set(id, { ...known, mark: 'R', before: undefined, goneSince: seconds });
		});
	}
}

/** Null for an alarm that VSPC doesn't know; undefined when it can't be told now. */
async function readOne(
	{ context, connection, limits }: Asking,
	key: string,
): Promise<IDataObject | null | undefined> {
	const uid = uidInAlarmKey(key);
	if (uid === undefined) return null;
	const call = { method: 'GET' as const, path: [...ALARMS_PATH, uid], doing: 'reading the alarm' };
	try {
		const { data } = await vspcRequest(context, connection, call, limits);
		return data as IDataObject;
	} catch (error) {
		return (asError(error) as { httpCode?: string }).httpCode === '404' ? null : undefined;
	}
}
