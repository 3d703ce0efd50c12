import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../../asking';
import { shortId } from '../../trigger/known';
import {
	isPassDue,
	readPass,
	startProgress,
	type Pass,
	type PassProgress,
	type PassSource,
} from '../../trigger/pass';
import type { KindState, Problem } from '../../trigger/state';
import { uidInAlarmKey } from '../alarm';
import type { AlarmHappening, AlarmRules } from './events';
import { noticeAbsences } from './gone';
import { fieldsOf, sightAlarms, type AlarmSighting } from './sighting';
import { endAlarm, stepAlarm } from './step';

/** The alarms to watch. */
export interface AlarmSource extends PassSource {
	asking: Asking;
	/** Tells what is watched from what was */
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
	/** What could not be read of single alarms */
	failure?: Error;
}

/** What a poll goes by. */
export interface AlarmWatchConditions {
	rules: AlarmRules;
	/** Milliseconds since 1970 */
	now: number;
	hasGap: boolean;
	isTimeUp: (ahead?: number) => boolean;
	/** When single alarms must have been read, by the clock `elapsed` */
	until: number;
}

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
				baseline: old?.baseline,
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
	const found = pass && (await new AlarmWatch(source, state, conditions, old).take(pass));
	return { state, told: [], ...found, notes: { progress: pass?.progress ?? progress } };
}

class AlarmWatch {
	private readonly told: ToldAlarm[] = [];
	private readonly seconds: number;
	/** There was nothing to compare with */
	private readonly isFirst: boolean;
	private readonly wasComplete: boolean;

	constructor(
		private readonly source: AlarmSource,
		private readonly state: KindState,
		private readonly conditions: AlarmWatchConditions,
		old: KindState | undefined,
	) {
		this.seconds = Math.floor(conditions.now / 1000);
		this.isFirst = old === undefined;
		this.wasComplete = state.isComplete;
	}

	async take({ rows, isComplete, seen }: Pass): Promise<Pick<AlarmFindings, 'told' | 'failure'>> {
		const { state, told } = this;
		const sightings = sightAlarms(rows);
		if (this.isFirst) state.baseline = this.latestOf(sightings) ?? this.seconds;
		for (const sighting of sightings) this.step(sighting);
		if (!isComplete) return { told };
		const failure = await this.noticeAbsences(seen);
		// An empty list may be that of a VSPC that has just started.
		if (seen.size > 0) state.isComplete = true;
		state.baseline = Math.max(state.baseline ?? 0, this.latestOf(sightings) ?? 0);
		return { told, failure };
	}

	/** The latest activation; a clock that is ahead doesn't count. */
	private latestOf(sightings: AlarmSighting[]): number | undefined {
		const times = sightings.flatMap(({ time }) =>
			time === undefined ? [] : Math.min(time, this.seconds),
		);
		return times.length === 0 ? undefined : times.reduce((latest, time) => Math.max(latest, time));
	}

	/**
	 * Whether an unknown alarm was there before. Once all were seen, none was, whatever time it tells; after a
	 * change of the filters, those that are younger than all that was seen before it were not.
	 */
	private wasBefore({ time }: AlarmSighting): boolean {
		if (this.wasComplete) return false;
		return this.isFirst || time === undefined || time <= (this.state.baseline ?? Infinity);
	}

	private step(seen: AlarmSighting): void {
		const { state, source, conditions, seconds } = this;
		const { id, key, row } = seen;
		const { known, problems } = state;
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
				isBaseline: this.wasBefore(seen),
			},
		);
		known.set(id, track.known);
		if (track.problem) problems.set(id, track.problem);
		else problems.delete(id);
		this.told.push(...happenings.map((happening) => ({ key, alarm: row, happening })));
	}

	/** @returns what could not be read */
	private async noticeAbsences(seen: Set<string>): Promise<Error | undefined> {
		const { state, seconds, source, conditions } = this;
		const { elsewhere, gone, failure } = await noticeAbsences(
			source.asking,
			state,
			seen,
			seconds,
			conditions.hasGap,
			conditions.until,
		);
		for (const sighting of sightAlarms(elsewhere)) this.step(sighting);
		for (const problem of gone) this.end(problem);
		return failure;
	}

	private end(problem: Problem): void {
		const { state, seconds, conditions } = this;
		const { key, name } = problem;
		const id = shortId(key);
		const known = state.known.get(id);
		const alarm = { instanceUid: uidInAlarmKey(key), ...fieldsOf(name) };
		for (const happening of endAlarm(problem, known?.mark, seconds, conditions.rules)) {
			this.told.push({ key, alarm, happening });
		}
		state.problems.delete(id);
		// Should VSPC have hidden it for a while only, it is raised again when it is back.
		if (known) state.known.set(id, { ...known, mark: 'R', before: undefined, goneSince: seconds });
	}
}
