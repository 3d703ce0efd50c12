import type { JobHistory, Ledger, Poll } from './ledger';
import { checkEscalations } from './escalations';
import { checkForm } from './form';
import { checkOverdue } from './overdue';
import { checkRecoveries } from './recoveries';
import { checkSessions } from './sessions';

/** What the trigger did wrong, in words. */
export interface Findings {
	missed: string[];
	doubled: string[];
	wrong: string[];
}

interface Counts {
	/** Sessions that ended after the first poll. */
	sessions: number;
	owed: number;
	/** Items of sessions. */
	emitted: number;
	unobservable: number;
	/** Those of them that the session history shows. */
	foundLate: number;
	lateAndGone: number;
	recovered: number;
	overdue: number;
	escalated: number;
}

export interface Verdict extends Findings {
	counts: Counts;
}

/**
 * Whether the session history has the sessions of a job: under a name that no other job ever had; under one that
 * another job had, so that it depends on time and on what n8n remembers whether they can be told apart; or not.
 */
export type InHistory = 'alone' | 'shared' | 'none';

/** What one check is told. */
export interface Trial {
	job: JobHistory;
	polls: Poll[];
	findings: Findings;
	counts: Counts;
	/** Whether VSPC tells that the job runs daily or more often. */
	isDaily: boolean;
	/** Whether VSPC has a session history, so that an end which no poll saw may be found. */
	isInHistory: boolean;
	/** Whether it has to be: no other job ever had the name of this one. */
	isOwedByHistory: boolean;
	/** A problem that lasts for so long is escalated, milliseconds; 0 for none */
	escalatesAfter: number;
}

/** Compares what was emitted with what was owed. */
export function judge(
	ledger: Ledger,
	isDaily: (jobKey: string) => boolean,
	historyOf: (jobKey: string) => InHistory = () => 'none',
	escalatesAfter = 0,
): Verdict {
	const { polls, jobs } = ledger;
	const findings: Findings = { missed: [], doubled: [], wrong: [] };
	const counts: Counts = {
		sessions: 0,
		owed: 0,
		emitted: 0,
		unobservable: 0,
		foundLate: 0,
		lateAndGone: 0,
		recovered: 0,
		overdue: 0,
		escalated: 0,
	};
	checkForm(ledger, findings);
	for (const job of jobs.values()) {
		const { jobKey } = job;
		const inHistory = historyOf(jobKey);
		const own = {
			isDaily: isDaily(jobKey),
			isInHistory: inHistory !== 'none',
			isOwedByHistory: inHistory === 'alone',
		};
		const trial = { job, polls, findings, counts, escalatesAfter, ...own };
		checkSessions(trial);
		checkRecoveries(trial);
		checkOverdue(trial);
		checkEscalations(trial);
	}
	return { ...findings, counts };
}
