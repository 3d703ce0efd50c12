import type { IDataObject } from 'n8n-workflow';

import type { Happening, WatchRules } from './events';
import type { JobSource } from './source';
import { readWhole } from './whole';
import { noteMissing } from '../../trigger/absence';
import type { KindState, Problem } from '../../trigger/state';
import { endProblem } from './step';

/** A list may lack a job for a while, as when VSPC itself restarts: no ticket is closed for that. */
const GONE_AFTER = 3600;

/** The same where the list is all there is to go by, or is empty: an account that lost its rights sees none. */
const SURELY_GONE_AFTER = 24 * 3600;

/** What the absence of jobs means. */
export interface Absences {
	/** Jobs that are there, though not in the list: another customer's now */
	elsewhere: IDataObject[];
	/** Problems that ended with their jobs, to be taken out of the state */
	ended: Array<{ problem: Problem; happenings: Happening[] }>;
}

/**
 * Notes which jobs a complete read lacked, and finds out about those with a problem.
 *
 * @param seen job keys
 * @param state changed in place
 * @param now seconds since 1970
 */
export async function noticeAbsences(
	source: JobSource,
	state: KindState,
	seen: Set<string>,
	rules: WatchRules,
	now: number,
): Promise<Absences> {
	const goneAfter = seen.size > 0 && source.kind.fetch ? GONE_AFTER : SURELY_GONE_AFTER;
	const { problems, goneFor } = noteMissing(state, seen, now);
	const missing = problems.filter(([id]) => goneFor(id) >= GONE_AFTER);
	const keys = missing.map(([, { key }]) => key);
	// Where the list is all there is, it has just been read.
	const isList = !source.kind.isQueryable && !source.kind.fetch;
	const jobs = isList ? new Map(keys.map((key) => [key, null])) : await readWhole(source, keys);
	const absences: Absences = { elsewhere: [], ended: [] };
	for (const [id, problem] of missing) {
		const job = jobs.get(problem.key);
		if (job) absences.elsewhere.push(job);
		if (job !== null || goneFor(id) < goneAfter) continue;
		const happenings = endProblem(state.known.get(id)?.mark, 'deleted', now, rules);
		absences.ended.push({ problem, happenings });
	}
	return absences;
}
