import { parseUsedUid } from '../../util/text';
import type { Vspc } from '../../vspc/vspc';
import { manyTogether, visibility } from '../engine/gone';
import { FORGOTTEN_AFTER, noteMissing } from '../engine/watch';
import { CONFIRMED_AFTER, endWorkload, type EventRules, type WorkloadEvent } from './decide';
import type { WorkloadLastSeen, WorkloadListState, WorkloadProblem } from './memory';

/** Lists may lack workloads for a while, as when VSPC itself restarts; seconds. */
const GONE_AFTER = 24 * 3600;

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
	const sees = visibility(vspc, until, 'workload');
	const isVisible = async ({ key, companyUid }: WorkloadLastSeen) =>
		await sees({ server: serverPathOf(key), companyUid });
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
		const isBelieved = (seen.size > 0 || seesOthers) && !isMany(one.goneSince);
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

/** The server that a key names; computers of the console and some appliances have none. */
function serverPathOf(key: string): string[] | undefined {
	const [kind, server, ...ids] = key.split(':');
	const uid = ids.length > 0 ? parseUsedUid(server) : undefined;
	if (uid === undefined) return undefined;
	return kind === 'microsoft365Object'
		? ['infrastructure', 'vb365Servers', uid]
		: ['infrastructure', 'backupServers', uid];
}
