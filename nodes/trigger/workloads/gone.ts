import { atMost, elapsed } from '../../util/clock';
import { parseUsedUid } from '../../util/text';
import { isNotFound } from '../../vspc/client/explanation';
import type { Vspc } from '../../vspc/vspc';
import { FORGOTTEN_AFTER, noteMissing } from '../engine/watch';
import { CONFIRMED_AFTER, endWorkload, type EventRules, type WorkloadEvent } from './decide';
import type { WorkloadLastSeen, WorkloadListState, WorkloadProblem } from './memory';

/** Lists may lack workloads for a while, as when VSPC itself restarts; seconds. */
const GONE_AFTER = 24 * 3600;

/** Workloads that vanish within this time of each other vanish together; seconds. */
const TOGETHER = 3600;

/** More than so many, and more than so large a part, were not removed: rights were lost. */
const FEW = 3;
const SMALL_PART = 0.1;

/** In one read; the rest is asked for after the next ones. */
const MOST_REQUESTS = 20;
const LONGEST_READ = 20;

/** A workload that is gone, with its events. */
export interface GoneWorkload {
	lastSeen: WorkloadLastSeen;
	problem?: WorkloadProblem;
	events: WorkloadEvent[];
}

/** What the absence of workloads means. */
export interface WorkloadAbsences {
	/** Already taken out of the state */
	gone: GoneWorkload[];
	/** Open problems of workloads that cannot be seen, and that are not known to be gone */
	hidden: WorkloadLastSeen[];
	/** Open problems of workloads that have not been missing for long enough */
	missing: WorkloadLastSeen[];
	/** Since when reads of this process have lacked workloads, by short ID; seconds since 1970 */
	lacked: Map<string, number>;
}

/** What noticeAbsences goes by. */
export interface AbsenceConditions {
	rules: EventRules;
	/** Seconds since 1970 */
	now: number;
	/** When all must have been read, by the clock `elapsed` */
	until: number;
	/** What the read before left: see WorkloadAbsences */
	lacked: ReadonlyMap<string, number>;
	/** Whether other lists show workloads: an account that has lost its rights sees none at all */
	seesOthers: boolean;
}

/**
 * Notes which workloads a complete read lacked, and finds out about those that have been missing for a day. One counts
 * as gone only if the account still sees its company and its server, and not where many went at once: else the account
 * has lost rights.
 *
 * @param state changed in place
 * @param seen workload keys
 */
export async function noticeAbsences(
	vspc: Vspc,
	state: WorkloadListState,
	seen: Set<string>,
	{ rules, now, until, lacked, seesOthers }: AbsenceConditions,
): Promise<WorkloadAbsences> {
	const { lastSeen, problems } = state;
	const { isMissing, goneFor } = noteMissing(state, seen, now);
	const absences: WorkloadAbsences = { gone: [], hidden: [], missing: [], lacked: new Map() };
	const isMany = manyTogether(lastSeen);
	const isVisible = visibility(vspc, until);
	const end = (id: string, one: WorkloadLastSeen, events: WorkloadEvent[]) => {
		absences.gone.push({ lastSeen: one, problem: problems.get(id), events });
		problems.delete(id);
		lastSeen.delete(id);
	};
	for (const [id, one] of [...lastSeen]) {
		if (!isMissing(id)) continue;
		const problem = problems.get(id);
		const since = Math.min(lacked.get(id) ?? now, now);
		absences.lacked.set(id, since);
		const isNews = rules.events.has('disappeared') && !one.isUnwanted;
		if (!problem && !isNews) continue;
		const age = goneFor(id);
		// The saved state may be older than the last time that this workload was seen.
		if (age < GONE_AFTER || now - since < CONFIRMED_AFTER) {
			if (problem) absences.missing.push(one);
			continue;
		}
		if (problem && age > FORGOTTEN_AFTER) {
			end(id, one, endWorkload(problem, 'notVisible', now, rules));
			continue;
		}
		const isBelieved = (seen.size > 0 || seesOthers) && !isMany(one);
		if (!isBelieved || (await isVisible(one)) !== true) {
			if (problem) absences.hidden.push(one);
			continue;
		}
		const own = problem ? endWorkload(problem, 'disappeared', now, rules) : [];
		const event = { name: 'disappeared' as const, of: now, at: now };
		end(id, one, isNews ? [...own, event] : own);
	}
	return absences;
}

/** Whether too many workloads vanished together with one to have been removed by somebody. */
function manyTogether(lastSeen: ReadonlyMap<string, WorkloadLastSeen>) {
	const times = [...lastSeen.values()].flatMap(({ goneSince }) => goneSince ?? []);
	times.sort((a, b) => a - b);
	const limit = Math.max(FEW, lastSeen.size * SMALL_PART);
	const counts = new Map<number, number>();
	return ({ goneSince: since = 0 }: WorkloadLastSeen): boolean => {
		let count = counts.get(since);
		if (count === undefined) {
			count = times.filter((time) => Math.abs(time - since) <= TOGETHER).length;
			counts.set(since, count);
		}
		return count > limit;
	};
}

/**
 * Whether the account still sees the company and the server of a workload.
 *
 * @returns undefined when that cannot be found out now
 */
function visibility(
	vspc: Vspc,
	until: number,
): (one: WorkloadLastSeen) => Promise<boolean | undefined> {
	const asked = new Map<string, Promise<boolean | undefined>>();
	const ask = async (path: string[]) => {
		const name = path.join('/');
		let answer = asked.get(name);
		if (!answer) {
			if (asked.size >= MOST_REQUESTS || elapsed() > until) return undefined;
			answer = isSeen(vspc, path);
			asked.set(name, answer);
		}
		return await answer;
	};
	return async ({ key, companyUid }) => {
		const server = serverPathOf(key);
		const answers = [
			server ? await ask(server) : true,
			companyUid ? await ask(['organizations', companyUid]) : true,
		];
		if (answers.includes(false)) return false;
		return answers.includes(undefined) ? undefined : true;
	};
}

/** The server that a key names; computers of the console and some appliances have none. */
function serverPathOf(key: string): string[] | undefined {
	const [kind, server, ...ids] = key.split(':');
	const uid = ids.length > 0 ? parseUsedUid(server) : undefined;
	if (uid === undefined) return undefined;
	return kind === 'microsoft365Object'
		? ['infrastructure', 'vb365Servers', uid]
		: ['infrastructure', 'backupServers', uid];
}

async function isSeen(vspc: Vspc, path: string[]): Promise<boolean | undefined> {
	const uid = path.at(-1)!;
	const call = { path, activity: 'looking for a workload that is gone', noun: 'resource', uid };
	try {
		await vspc.within(atMost(LONGEST_READ, vspc.timeouts)).fetchOne(call);
		return true;
	} catch (error) {
		const isForbidden = (error as { httpCode?: string }).httpCode === '403';
		return isForbidden || isNotFound(error) ? false : undefined;
	}
}

/** More unknown workloads than this, and than this part of those that are known, were hidden before. */
export function areTooMany(unknown: number, known: number): boolean {
	return unknown > Math.max(FEW, known * SMALL_PART);
}
