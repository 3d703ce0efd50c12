import { type Alarm, uidInAlarmKey } from '../../vspc/alarms';
import type { VspcContext } from '../../vspc/client/connection';
import type { Vspc } from '../../vspc/vspc';
import { type FullReadProgress, type FullReadSource, startProgress } from '../engine/fullRead';
import { shortId } from '../engine/state';
import { decideAlarm, endAlarm } from './decide';
import {
	type AlarmObservation,
	type AlarmRules,
	type EmittedAlarmEvent,
	fieldsOf,
	isSeverity,
	observeAlarms,
} from './events';
import {
	type AlarmListState,
	type AlarmProblem,
	forgetResolved,
	isOfUse,
	latestOf,
	NOTHING,
	withEnd,
} from './memory';
import { type AlarmReads, noticeAbsences, readAlarms, UNSORTED_FOR } from './reads';

/** So few alarms may always have come up in an estate that had none. */
const FEW = 5;

/** VSPC hears of what happens with some delay; seconds. */
const DELAY = 3600;

/** The alarms to watch. */
export interface AlarmSource extends FullReadSource {
	vspc: Vspc;
	/** Other filters have another one */
	scope: string;
	/** The VSPC in short: the alarms of another one are others */
	host: string;
	/** Matches all filters */
	isWanted: (alarm: Alarm) => boolean;
}

/** What this process remembers. */
export interface AlarmNotes {
	progress?: FullReadProgress;
	/** When VSPC was found not to sort its alarms, milliseconds since 1970; the log says so once */
	unsortedAt?: number;
}

/** What a poll found out about alarms. */
export interface AlarmFindings {
	state: AlarmListState;
	emitted: EmittedAlarmEvent[];
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
 * @throws what vspc.request throws; IncompleteListError
 */
export async function watchAlarms(
	source: AlarmSource,
	old: AlarmListState | undefined,
	notes: AlarmNotes,
	conditions: AlarmWatchConditions,
): Promise<AlarmFindings> {
	const isFirst = old?.scope !== source.scope;
	const state: AlarmListState = isFirst ? stateOf(source, old) : old;
	// Another state than the one that this process wrote: how far it had come does not go with it.
	const isKept = !isFirst && !conditions.hasGap && notes.progress?.scope === source.scope;
	const progress = isKept && notes.progress ? notes.progress : startProgress(source.scope);
	const { unsortedAt } = notes;
	const reads = await readAlarms(source, state, { ...conditions, progress, unsortedAt });
	if (isAnother(source, old, reads.rows)) {
		// None of the open problems has ended: they are those of another VSPC.
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
			progress: reads.fullRead?.progress ?? progress,
			unsortedAt: isUnsorted ? latestTry(unsortedAt, conditions.now) : unsortedAt,
		},
	};
}

/** Tried again after an hour. */
function latestTry(unsortedAt: number | undefined, now: number): number {
	const isTried = unsortedAt === undefined || now < unsortedAt || now - unsortedAt >= UNSORTED_FOR;
	return isTried ? now : unsortedAt;
}

function stateOf({ scope }: AlarmSource, old: AlarmListState | undefined): AlarmListState {
	const { baseline, lastSeen = new Map(), problems = new Map() } = old ?? {};
	return { scope, isComplete: false, baseline, lastSeen, problems, waiting: new Map() };
}

/** Whether the credential is for another VSPC now: one that has none of the alarms that are known, not only another name. */
function isAnother({ host }: AlarmSource, old: AlarmListState | undefined, rows: Alarm[]): boolean {
	if (old?.host === undefined || old.host === host) return false;
	return !observeAlarms(rows).some(({ id }) => old.lastSeen.has(id));
}

function logUnsorted(context: VspcContext): void {
	context.logger?.warn(
		`${context.getNode().name}: VSPC does not sort alarms by the latest activation. A new alarm is found when the whole list is read, which takes longer the longer the list is.`,
	);
}

/** Takes what was read into the state, and makes events of it. */
class AlarmWatch {
	private readonly emitted: EmittedAlarmEvent[] = [];
	private readonly seconds: number;
	/** There was nothing to compare with */
	private readonly isFirst: boolean;
	private readonly wasComplete: boolean;
	constructor(
		private readonly source: AlarmSource,
		private readonly state: AlarmListState,
		private readonly conditions: AlarmWatchConditions,
		old: AlarmListState | undefined,
	) {
		this.seconds = Math.floor(conditions.now / 1000);
		this.isFirst = old === undefined;
		this.wasComplete = state.isComplete;
	}

	async take({
		rows,
		fullRead,
		failure,
		lacksNewest,
	}: AlarmReads): Promise<Pick<AlarmFindings, 'emitted' | 'failure'>> {
		const { state, emitted } = this;
		const observations = observeAlarms(rows);
		const { baseline } = state;
		state.baseline = latestOf(observations, this.isFirst ? NOTHING : baseline);
		const isBaseline = this.baselineBy(baseline, observations);
		for (const observation of observations) this.decide(observation, isBaseline(observation));
		if (lacksNewest) delete state.baseline;
		if (!fullRead?.isComplete) return { emitted, failure };
		const unread = await this.noticeAbsences(fullRead.seen);
		state.isComplete = true;
		if (fullRead.seen.size > 0) delete state.emptyAt;
		else state.emptyAt = this.seconds;
		forgetResolved(state, this.seconds);
		return { emitted, failure: failure ?? unread };
	}

	/**
	 * Whether an unknown alarm is existing. Once all were seen, none is, whatever time it shows; while they are seen for
	 * the first time, or with other filters, those are new that are younger than all that were seen until then, all by
	 * VSPC's own clock.
	 */
	private baselineBy(
		baseline: number | undefined,
		observations: AlarmObservation[],
	): (seen: AlarmObservation) => boolean {
		if (this.wasComplete) {
			const areOld = this.areThoseOfAStart(observations);
			if (areOld) {
				// They may take several polls to read: till then, what is no younger than these is existing, too.
				this.state.isComplete = false;
				delete this.state.emptyAt;
			}
			return () => areOld;
		}
		if (this.isFirst) return () => true;
		return ({ time }) => time === undefined || time <= (baseline ?? Infinity);
	}

	/**
	 * Whether the alarms that follow an empty list are existing: a VSPC that starts, or an account without
	 * rights, shows none and then all. What came up since lies no further apart than the time since then.
	 */
	private areThoseOfAStart(observations: AlarmObservation[]): boolean {
		const { emptyAt } = this.state;
		if (emptyAt === undefined || this.state.lastSeen.size > 0) return false;
		const times = observations.flatMap(({ status, time }) =>
			isSeverity(status) && time !== undefined ? [time] : [],
		);
		if (times.length <= FEW) return false;
		const apart = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b));
		return apart > Math.max(0, this.seconds - emptyAt) + DELAY;
	}

	private decide(seen: AlarmObservation, isBaseline: boolean): void {
		const { state, source, conditions, seconds } = this;
		const { id, key, row } = seen;
		const { lastSeen, problems } = state;
		const isWanted = source.isWanted(row);
		const old = lastSeen.get(id);
		// What nobody wants to hear of, or what was over long ago, needs no place in the database.
		if (!old && (!isWanted || !isOfUse(seen, state))) return;
		const { memory, events } = decideAlarm({ lastSeen: old, problem: problems.get(id) }, seen, {
			now: seconds,
			rules: conditions.rules,
			isWanted,
			isBaseline,
		});
		// What was over before any poll saw it goes by its age, or it would push out what was emitted.
		const age = old ? 0 : Math.max(0, (state.baseline ?? 0) - (seen.time ?? 0));
		lastSeen.set(id, withEnd(memory.lastSeen, old, seconds - age));
		if (memory.problem) problems.set(id, memory.problem);
		else problems.delete(id);
		this.emitted.push(...events.map((event) => ({ key, alarm: row, event })));
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
		for (const observation of observeAlarms(elsewhere)) this.decide(observation, false);
		for (const problem of gone) this.end(problem);
		return failure;
	}

	private end(problem: AlarmProblem): void {
		const { state, seconds, conditions } = this;
		const { key } = problem;
		const id = shortId(key);
		const lastSeen = state.lastSeen.get(id);
		const alarm = { instanceUid: uidInAlarmKey(key), ...fieldsOf(problem) };
		for (const event of endAlarm(problem, lastSeen?.status, seconds, conditions.rules)) {
			this.emitted.push({ key, alarm, event });
		}
		state.problems.delete(id);
		// Should VSPC have hidden it for a while only, it is raised again when it is back.
		if (!lastSeen) return;
		const ended = {
			...lastSeen,
			status: 'resolved' as const,
			previous: undefined,
			goneSince: seconds,
			seenAt: seconds,
			wasClosed: true,
		};
		state.lastSeen.set(id, ended);
	}
}
