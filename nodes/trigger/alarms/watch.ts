import type { IDataObject } from 'n8n-workflow';

import { uidInAlarmKey } from '../../vspc/alarms';
import type { VspcClient } from '../../vspc/client/client';
import type { VspcContext } from '../../vspc/client/connection';
import { type PassProgress, type PassSource, startProgress } from '../engine/fullRead';
import { shortId } from '../engine/known';
import type { KindState, Problem } from '../engine/state';
import { endAlarm, stepAlarm } from './decide';
import {
	type AlarmHappening,
	type AlarmRules,
	type AlarmSighting,
	fieldsOf,
	isSeverity,
	sightAlarms,
} from './events';
import { noticeAbsences } from './gone';
import {
	type AlarmReads,
	forgetResolved,
	isOfUse,
	latestOf,
	NOTHING,
	readAlarms,
	UNSORTED_FOR,
	withEnd,
} from './reads';

/** So few alarms may always have come up in an estate that had none. */
const FEW = 5;

/** VSPC hears of what happens with some delay; seconds. */
const DELAY = 3600;

/** The alarms to watch. */
export interface AlarmSource extends PassSource {
	vspc: VspcClient;
	/** Tells what is watched from what was */
	scope: string;
	/** The VSPC in short: the alarms of another one are others */
	host: string;
	/** All filters hold */
	isWanted: (alarm: IDataObject) => boolean;
}

/** What this process remembers. */
export interface AlarmNotes {
	progress?: PassProgress;
	/** When VSPC was found not to sort its alarms, milliseconds since 1970; the log says so once */
	unsortedAt?: number;
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
	/** What could not be read, while the rest could */
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
 * One poll of the alarms. VSPC keeps resolved ones in its list for months, so the newest activations are read,
 * and everything only as often as that takes two requests a minute.
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
	const state: KindState = isFirst ? stateOf(source, old) : old;
	// Another state than the one that this process wrote: how far it had come does not go with it.
	const isKept = !isFirst && !conditions.hasGap && notes.progress?.scope === source.scope;
	const progress = isKept && notes.progress ? notes.progress : startProgress(source.scope);
	const { unsortedAt } = notes;
	const reads = await readAlarms(source, state, { ...conditions, progress, unsortedAt });
	if (isAnother(source, old, reads.rows)) {
		// None of the alarms that were there has ended: they are those of another VSPC.
		return await watchAlarms(source, undefined, {}, conditions);
	}
	state.host = source.host;
	const found = await new AlarmWatch(source, state, conditions, old).take(reads);
	const isUnsorted = reads.isUnsorted === true;
	if (isUnsorted && unsortedAt === undefined) logUnsorted(source.vspc.context);
	return {
		state,
		...found,
		notes: {
			progress: reads.pass?.progress ?? progress,
			unsortedAt: isUnsorted ? latestTry(unsortedAt, conditions.now) : unsortedAt,
		},
	};
}

/** Tried again after an hour. */
function latestTry(unsortedAt: number | undefined, now: number): number {
	const isTried = unsortedAt === undefined || now < unsortedAt || now - unsortedAt >= UNSORTED_FOR;
	return isTried ? now : unsortedAt;
}

function stateOf({ scope }: AlarmSource, old: KindState | undefined): KindState {
	const { baseline, known = new Map(), problems = new Map() } = old ?? {};
	return { scope, isComplete: false, baseline, known, problems, waiting: new Map() };
}

/** Whether the credential is for another VSPC now: one that has none of the alarms that are known, not only another name. */
function isAnother(
	{ host }: AlarmSource,
	old: KindState | undefined,
	rows: IDataObject[],
): boolean {
	if (old?.host === undefined || old.host === host) return false;
	return !sightAlarms(rows).some(({ id }) => old.known.has(id));
}

function logUnsorted(context: VspcContext): void {
	context.logger?.warn(
		`${context.getNode().name}: VSPC does not sort alarms by the latest activation. A new alarm is found when the whole list is read, which takes longer the longer the list is.`,
	);
}

/** Takes what was read into the state, and makes events of it. */
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

	async take({
		rows,
		pass,
		failure,
		lacksNewest,
	}: AlarmReads): Promise<Pick<AlarmFindings, 'told' | 'failure'>> {
		const { state, told } = this;
		const sightings = sightAlarms(rows);
		const before = state.baseline;
		state.baseline = latestOf(sightings, this.isFirst ? NOTHING : before);
		const isBaseline = this.baselineBy(before, sightings);
		for (const sighting of sightings) this.step(sighting, isBaseline(sighting));
		if (lacksNewest) delete state.baseline;
		if (!pass?.isComplete) return { told, failure };
		const unread = await this.noticeAbsences(pass.seen);
		state.isComplete = true;
		if (pass.seen.size > 0) delete state.emptyAt;
		else state.emptyAt = this.seconds;
		forgetResolved(state, this.seconds);
		return { told, failure: failure ?? unread };
	}

	/**
	 * Whether an unknown alarm was there before. Once all were seen, none was, whatever time it shows; while
	 * they are seen for the first time, or with other filters, those are new that are younger than all before,
	 * all by VSPC's own clock.
	 */
	private baselineBy(
		before: number | undefined,
		sightings: AlarmSighting[],
	): (seen: AlarmSighting) => boolean {
		if (this.wasComplete) {
			const areOld = this.areThoseOfAStart(sightings);
			if (areOld) {
				// They may take several polls to read: till then, what is no younger than these was there, too.
				this.state.isComplete = false;
				delete this.state.emptyAt;
			}
			return () => areOld;
		}
		if (this.isFirst) return () => true;
		return ({ time }) => time === undefined || time <= (before ?? Infinity);
	}

	/**
	 * Whether the alarms that follow an empty list were there before: a VSPC that starts, or an account without
	 * rights, shows none and then all. What came up since lies no further apart than the time since then.
	 */
	private areThoseOfAStart(sightings: AlarmSighting[]): boolean {
		const { emptyAt } = this.state;
		if (emptyAt === undefined || this.state.known.size > 0) return false;
		const times = sightings.flatMap(({ mark, time }) =>
			isSeverity(mark) && time !== undefined ? [time] : [],
		);
		if (times.length <= FEW) return false;
		const apart = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b));
		return apart > Math.max(0, this.seconds - emptyAt) + DELAY;
	}

	private step(seen: AlarmSighting, isBaseline: boolean): void {
		const { state, source, conditions, seconds } = this;
		const { id, key, row } = seen;
		const { known, problems } = state;
		const isWanted = source.isWanted(row);
		const before = known.get(id);
		// What nobody wants to hear of, or what was over long ago, needs no place in the database.
		if (!before && (!isWanted || !isOfUse(seen, state))) return;
		const { track, happenings } = stepAlarm({ known: before, problem: problems.get(id) }, seen, {
			now: seconds,
			rules: conditions.rules,
			isWanted,
			isBaseline,
		});
		// What was over before any poll saw it goes by its age, or it would push out what was emitted.
		const age = before ? 0 : Math.max(0, (state.baseline ?? 0) - (seen.time ?? 0));
		known.set(id, withEnd(track.known, before, seconds - age));
		if (track.problem) problems.set(id, track.problem);
		else problems.delete(id);
		this.told.push(...happenings.map((happening) => ({ key, alarm: row, happening })));
	}

	/** @returns what could not be read */
	private async noticeAbsences(seen: Set<string>): Promise<Error | undefined> {
		const { state, seconds, source, conditions } = this;
		const { elsewhere, gone, failure } = await noticeAbsences(
			source.vspc,
			state,
			seen,
			seconds,
			conditions.hasGap,
			conditions.until,
		);
		for (const sighting of sightAlarms(elsewhere)) this.step(sighting, false);
		for (const problem of gone) this.end(problem);
		return failure;
	}

	private end(problem: Problem): void {
		const { state, seconds, conditions } = this;
		const { key } = problem;
		const id = shortId(key);
		const known = state.known.get(id);
		const alarm = { instanceUid: uidInAlarmKey(key), ...fieldsOf(problem) };
		for (const happening of endAlarm(problem, known?.mark, seconds, conditions.rules)) {
			this.told.push({ key, alarm, happening });
		}
		state.problems.delete(id);
		// Should VSPC have hidden it for a while only, it is raised again when it is back.
		if (!known) return;
		const ended = {
			...known,
			mark: 'R',
			before: undefined,
			goneSince: seconds,
			seenAt: seconds,
			wasClosed: true,
		};
		state.known.set(id, ended);
	}
}
