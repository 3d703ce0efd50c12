import { spelled } from '../../util/text';
import type { JobSession } from '../../vspc/sessions/fields';
import type { LateEnd } from './missed';
import { isClose, type SeenSession } from './session';

/** A session of a job as the session history has it; times are seconds since 1970, as they are shown there. */
export interface HistoryEnd extends LateEnd {
	/** Names the session */
	key: string;
	/** How far its times may be off */
	slack: number;
	/** timeShiftMinutes, in seconds */
	shift: number;
	/** The machine that it ran on */
	agent: string;
}

/** One job: the ends that polls know of it, and its sessions. */
export interface ComparedJob {
	known: SeenSession[];
	history: HistoryEnd[];
}

/** How the times of sessions are those of the job lists: as they are, off by their own shift, or by quarter hours. */
type Reading = 'equal' | 'ahead' | 'behind' | 'quarters';

/** What is known of how sessions and the job lists of one kind go together. */
export interface LineUp {
	/** Undefined as long as nothing proves one */
	reading?: Reading;
	/** With quarter hours: how far the sessions of a machine are off, in seconds */
	offsets: Map<string, number>;
	/** How often in a row they did not line up */
	failures: number;
	/** They do not: nothing is taken from them */
	isOff: boolean;
}

export function newLineUp(): LineUp {
	return { offsets: new Map(), failures: 0, isOff: false };
}

/** So many jobs have to line up. */
const MOST = 0.6;

/** So many known ends say by how many quarter hours a machine is off, and so many of them have to fit. */
const ENOUGH = 3;
const NEARLY_ALL = 0.8;

/** So many jobs, compared so often, without a sign that they line up. */
const FEW_JOBS = 3;
const FAILURES = 3;

const QUARTER = 900;
const LONGEST_SHIFT = 14 * 3600;

/** A success, a warning or a failure: sessions know no others. */
function resultOf({ outcome }: SeenSession): string {
	return outcome === 'stopped' ? 'failed' : outcome;
}

function isSame(one: SeenSession, other: HistoryEnd): boolean {
	return resultOf(one) === resultOf(other) && isClose(one.time, other.time, other.slack);
}

/**
 * Finds out how sessions and ends that polls have seen go together.
 *
 * @param jobs of one kind, with sessions and known ends
 */
export function compare(old: LineUp, jobs: ComparedJob[]): LineUp {
	const compared = jobs.filter(({ known, history }) => known.length > 0 && history.length > 0);
	if (old.isOff || compared.length === 0) return old;
	const readings: Reading[] = ['equal', 'ahead', 'behind'];
	const fresh = { offsets: old.offsets, failures: 0, isOff: false };
	for (const reading of readings) {
		const fitting = compared.filter(({ known, history }) =>
			history.some((end) => {
				const read = inTime(end, { ...fresh, reading });
				return read && known.some((one) => isSame(one, read));
			}),
		);
		if (fitting.length >= compared.length * MOST) return { ...fresh, reading };
	}
	const { offsets, evident, fitting } = byMachine(compared);
	if (evident === 0) return { ...old, reading: undefined };
	if (fitting >= evident * MOST) return { ...fresh, reading: 'quarters', offsets };
	const failures = evident < FEW_JOBS ? old.failures : old.failures + 1;
	return { offsets: new Map(), failures, isOff: failures >= FAILURES };
}

/** By how many quarter hours the sessions of each machine are off, where enough ends say so and one offset fits. */
function byMachine(jobs: ComparedJob[]) {
	const machines = new Map<string, ComparedJob[]>();
	for (const job of jobs) {
		const { agent } = job.history[0];
		machines.set(agent, [...(machines.get(agent) ?? []), job]);
	}
	const offsets = new Map<string, number>();
	let [evident, fitting] = [0, 0];
	for (const [agent, own] of machines) {
		// Ends from before the sessions that were read say nothing.
		const pairs = own.map(({ known, history }) => ({
			known: known.filter(({ time }) => time >= history[0].time - LONGEST_SHIFT),
			history,
		}));
		const total = pairs.reduce((sum, { known }) => sum + known.length, 0);
		if (total < ENOUGH) continue;
		evident += own.length;
		const offset = offsetOf(pairs, total * NEARLY_ALL);
		if (offset === undefined) continue;
		fitting += own.length;
		offsets.set(agent, offset);
	}
	return { offsets, evident, fitting };
}

function offsetOf(pairs: ComparedJob[], least: number): number | undefined {
	let best: number | undefined;
	let most = 0;
	let isUnsure = false;
	for (let offset = -LONGEST_SHIFT; offset <= LONGEST_SHIFT; offset += QUARTER) {
		const fits = (one: SeenSession, end: HistoryEnd) =>
			isSame(one, { ...end, time: end.time + offset });
		const count = pairs
			.map(
				({ known, history }) => known.filter((one) => history.some((end) => fits(one, end))).length,
			)
			.reduce((sum, own) => sum + own, 0);
		if (count > most) [best, most, isUnsure] = [offset, count, false];
		else if (count === most) isUnsure = true;
	}
	return most >= least && !isUnsure ? best : undefined;
}

/** A session by the times of the job lists; undefined where nobody knows how to read it. */
export function inTime(end: HistoryEnd, { reading, offsets }: LineUp): HistoryEnd | undefined {
	const offset = {
		equal: 0,
		ahead: -end.shift,
		behind: end.shift,
		quarters: offsets.get(end.agent),
	}[reading ?? 'quarters'];
	if (reading === undefined || offset === undefined) return undefined;
	const start = end.start === undefined ? undefined : end.start + offset;
	return { ...end, time: end.time + offset, start };
}

/**
 * The sessions of a job that no poll saw the end of.
 *
 * @param after those that ended earlier may have been seen and forgotten
 * @param latest the latest end that polls saw
 */
export function lateEnds(
	{ known, history }: ComparedJob,
	lineUp: LineUp,
	after: number,
	latest: number,
): HistoryEnd[] {
	const read = history.flatMap((end) => inTime(end, lineUp) ?? []);
	return read.filter((end) => {
		const { time, slack, outcome } = end;
		if (outcome === 'none' || time <= after + slack || time >= latest - 1) return false;
		// The same end with another result: nobody knows which one it is.
		const isSameEnd = (one: SeenSession) => isClose(one.time, time, slack > CORRECTION ? slack : 1);
		return !known.some((one) => isSame(one, end) || isSameStart(one, end) || isSameEnd(one));
	});
}

/** Sessions whose times are whole minutes may be cut to them. */
const CORRECTION = 30;
const MINUTE = 60;

function slackOf(...times: Array<number | undefined>): number {
	const isCut = times.every((time) => time === undefined || time % MINUTE === 0);
	return isCut ? MINUTE : CORRECTION;
}

/** An end that was corrected is that of the same session. */
function isSameStart(one: SeenSession, end: HistoryEnd): boolean {
	return resultOf(one) === resultOf(end) && isClose(one.start, end.start, end.slack);
}

/** A session as an end of its job: by when it ended, or with Microsoft 365 by when it began. */
export function toHistoryEnd(
	{ key, result, startedAt, endedAt, row }: JobSession,
	isByStart: boolean,
): HistoryEnd | undefined {
	const seconds = (time: number) => Math.floor(time / 1000);
	const start = startedAt === undefined ? undefined : seconds(startedAt);
	const time = isByStart ? start : seconds(endedAt);
	if (time === undefined || result === 'running') return undefined;
	const message = spelled(row.failureMessage).trim();
	return {
		key,
		outcome: result,
		time,
		start: isByStart ? undefined : start,
		slack: slackOf(start, seconds(endedAt)),
		shift: (Number(spelled(row.timeShiftMinutes)) || 0) * 60,
		agent: spelled(row.managementAgentUid).toLowerCase(),
		...(message === '' ? {} : { message }),
	};
}
