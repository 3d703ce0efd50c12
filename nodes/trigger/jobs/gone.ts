import type { VspcJob } from '../../vspc/jobs/kind';
import { parseUid } from '../../util/text';
import { manyTogether, visibility } from '../engine/gone';
import { FORGOTTEN_AFTER, noteMissing } from '../engine/watch';
import { readWhole } from './details';
import {
	endProblem,
	isGood,
	type JobEvent,
	type Reason,
	type RecoveredBy,
	type WatchRules,
} from './events';
import type { JobListState, JobProblem } from './memory';
import type { JobSource } from './observation';

/** A list may lack a job for a while, as when VSPC itself restarts: no ticket is closed for that. */
const GONE_AFTER = 3600;

/** The same where the list is all there is to go by, or is empty: an account that lost its rights sees none. */
const SURELY_GONE_AFTER = 24 * 3600;

/** A job that VSPC hides is asked for again then; seconds. */
const ASKED_AGAIN_AFTER = 3600;

/** What the absence of jobs means. */
export interface Absences {
	/** Jobs that are there, though not in the list: another customer's now */
	elsewhere: VspcJob[];
	/** Problems that ended with their jobs, to be taken out of the state */
	ended: Array<{ id: string; problem: JobProblem; events: JobEvent[] }>;
	/** Names of jobs that cannot be seen, and that are not known to be deleted; each once */
	hidden: string[];
	/** Problems that stay open, by short ID */
	open: Array<{ id: string; problem: JobProblem; reason: Reason }>;
}

/**
 * Notes which jobs a complete read lacked, and finds out about those with a problem. A job counts as deleted only
 * if the account still sees its company and its server: else the account has lost rights, and the job may go on
 * failing.
 *
 * @param seen job keys
 * @param state changed in place
 * @param now seconds since 1970
 * @param hidden by short ID when a job was last found hidden; changed in place
 */
export async function noticeAbsences(
	source: JobSource,
	state: JobListState,
	seen: Set<string>,
	rules: WatchRules,
	now: number,
	hidden: Map<string, number>,
): Promise<Absences> {
	const goneAfter = seen.size > 0 && source.kind.fetch ? GONE_AFTER : SURELY_GONE_AFTER;
	const { problems, goneFor } = noteMissing(state, seen, now);
	const absences: Absences = { elsewhere: [], ended: [], hidden: [], open: [] };
	const missing = problems.filter(([id]) => {
		const asked = hidden.get(id);
		const isAsked = asked !== undefined && now >= asked && now - asked < ASKED_AGAIN_AFTER;
		return goneFor(id) >= GONE_AFTER && !isAsked;
	});
	const keys = missing.map(([, { key }]) => key);
	// Where the list is all there is, it has just been read.
	const isList = !source.kind.isQueryable && !source.kind.fetch;
	const jobs = isList ? new Map(keys.map((key) => [key, null])) : await readWhole(source, keys);
	const isMany = manyTogether(state.lastSeen);
	const sees = visibility(source.vspc, source.until, 'job');
	const isVisible = async ({ key, company }: JobProblem) => {
		const server = source.kind.serverPath(key);
		return await sees({
			server: parseUid(server.at(-1)) ? server : undefined,
			companyUid: company,
		});
	};
	const end = (id: string, problem: JobProblem, by: RecoveredBy) => {
		const events = endProblem(state.lastSeen.get(id)?.outcome, by, now, rules);
		absences.ended.push({ id, problem, events });
	};
	for (const [id, problem] of missing) {
		const job = jobs.get(problem.key);
		if (job) absences.elsewhere.push(job);
		if (job || goneFor(id) < goneAfter) continue;
		if (goneFor(id) > FORGOTTEN_AFTER) {
			end(id, problem, 'notVisible');
			continue;
		}
		// Of a job that VSPC refuses to show, as of one that cannot be read now, nothing is certain.
		const isDeleted =
			job === null && !isMany(state.lastSeen.get(id)?.goneSince) && (await isVisible(problem));
		if (isDeleted) {
			end(id, problem, 'deleted');
			continue;
		}
		if (!hidden.has(id)) absences.hidden.push(problem.name);
		hidden.set(id, job === null && isDeleted === false ? now : 0);
	}
	for (const { id } of absences.ended) close(state, id, rules, now);
	for (const [id, problem] of problems) {
		if (!state.problems.has(id) || jobs.get(problem.key)) continue;
		absences.open.push({ id, problem, reason: hidden.has(id) ? 'notVisible' : 'missing' });
	}
	return absences;
}

/** Should the job come back as it was, its problem is opened again: until then it is remembered. */
function close(
	{ lastSeen, problems }: JobListState,
	id: string,
	rules: WatchRules,
	now: number,
): void {
	problems.delete(id);
	const entry = lastSeen.get(id);
	if (!entry) return;
	entry.wasClosed = true;
	entry.goneSince = now;
	delete entry.problemSince;
	if (!isGood(entry.outcome, rules)) return;
	delete entry.isOverdue;
	delete entry.isEscalated;
}
