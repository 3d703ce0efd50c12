import type { Run } from '../report/history';
import type { ReportFrame } from '../report/report';
import type { ReadJob } from '../report/row';
import { asError } from '../util/clock';
import { spelled } from '../util/text';
import { HISTORY_NEEDS, isHistoryAbsent } from '../vspc/sessions/history';
import { mayBeOfKind, readJobsOf } from '../vspc/sessions/jobs';
import type { Vspc } from '../vspc/vspc';

const DAY = 24 * 3_600_000;

/** So far back, at least, it is looked for how long a job has been failing. */
const LOOK_BACK = 7 * DAY;

/** VSPC keeps 30 days, and its dashboard has the current and the previous month; clocks may differ. */
const LONGEST = 63 * DAY;

/**
 * The jobs of a report with all of their sessions that VSPC still has. A job has none, not even 0, where it is not known which sessions
 * are its own: another job has its name, or the history does not show what the job itself shows.
 *
 * @returns undefined, with a hint, where VSPC does not show every session
 * @throws as the reading of sessions and lists does
 */
export async function withSessions(
	vspc: Vspc,
	jobs: ReadJob[],
	{ period: { from, to }, now }: ReportFrame,
): Promise<ReadJob[] | undefined> {
	const earliest = Math.max(Math.min(from, to - LOOK_BACK), now - LONGEST);
	if (earliest >= to) return undefined;
	try {
		const kinds = new Set(jobs.map(({ kindName }) => kindName));
		const all = await vspc.sessions.read({ from: earliest, to });
		const sessions = all.filter((session) => mayBeOfKind(session, kinds));
		const index = await readJobsOf(vspc, sessions);
		const runs = new Map<string, Run[]>();
		const unsure = new Set<string>();
		for (const session of sessions) {
			const keys = index.keysOf(session);
			const { jobKey } = index.match(session);
			if (jobKey === null) for (const key of keys) unsure.add(key);
			else (runs.get(jobKey) ?? runs.set(jobKey, []).get(jobKey)!).push(session);
		}
		return jobs.map((read) => {
			const key = read.kind.keyOf(read.job);
			const own = key === undefined || unsure.has(key) ? null : (runs.get(key) ?? []);
			return { ...read, runs: own?.length === 0 && hasEndedSince(read, from) ? null : own };
		});
	} catch (error) {
		if (!isHistoryAbsent(error)) throw asError(error);
		const { message } = asError(error);
		vspc.hint(`The report is on the latest sessions only. ${message}. ${HISTORY_NEEDS}`);
		return undefined;
	}
}

/** Whether a job itself shows a session of the period: then a history without any is not that of the job. */
function hasEndedSince({ kind: { properties }, job }: ReadJob, from: number): boolean {
	const { lastRun, lastEnd } = properties;
	const end = Date.parse(spelled(job[lastEnd ?? lastRun]));
	return end >= from;
}
