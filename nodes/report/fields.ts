import type { Fields } from '../vspc/fields';

/** How many sessions ended how. */
export const runTotalsFields = {
	/** Sessions that ended in the period */
	runs: { type: 'integer' },
	/** How many of them succeeded */
	success: { type: 'integer' },
	/** How many warned */
	warning: { type: 'integer' },
	/** How many failed */
	failed: { type: 'integer' },
	/** Percent of those that ended with a result, one decimal; null without any */
	successRate: { type: 'number', null: true },
} as const satisfies Fields;

/** The sessions of one day. */
export const dayTotalsFields = {
	/** The day in the time zone of the report, e.g. 2026-11-24 */
	date: { type: 'text' },
	...runTotalsFields,
} as const satisfies Fields;

/** What a job did in the period, by all of its sessions. */
export const historyFields = {
	...runTotalsFields,
	/** A letter for each day, its worst result: F failed, W warning, S success, N no result, . no session */
	days: { type: 'text' },
	/** Failures since the last success, until the end of the period; at least 7 days are looked at */
	failuresInRow: { type: 'integer' },
	/** When the first of them ended */
	failingSinceUtc: { type: 'time', null: true },
	/** Whether there may have been more before: no success was seen */
	failuresAreAtLeast: { type: 'boolean' },
	/** Whether it changed between success and failure at least three times */
	isFlapping: { type: 'boolean' },
	/** Days on which it was scheduled and did not start, after the first session that is known under its name; null where the schedule or any session is not known */
	missedDays: { type: 'texts', null: true },
} as const satisfies Fields;

/** All sessions of a report. */
export const sessionsFields = {
	...runTotalsFields,
	/** Jobs whose sessions are not known, as of two that share a name; theirs are not counted */
	jobsWithoutSessions: { type: 'integer' },
	/** What the sessions of one day add up to */
	byDay: { type: 'objects', parts: dayTotalsFields },
} as const satisfies Fields;

/** A job of a report; the same fields for all kinds of jobs. */
export const reportRowFields = {
	/** How the job stands: success, warning, failed, running, hung, notRun or none */
	result: {
		type: 'word',
	},
	/** Name */
	name: { type: 'text' },
	/** UID of the company */
	companyUid: { type: 'uid', null: true },
	/** Name of the company */
	companyName: { type: 'text', null: true },
	/**
	 * Distinguishes companies: the UID of the company; of a Microsoft 365 organization that belongs to none
	 * organization:<server>:<organization>, since names repeat; empty without either
	 */
	companyKey: {
		type: 'text',
	},
	/** job, agentJob or microsoft365Job */
	jobKind: { type: 'word' },
	/** VSPC's own word */
	type: { type: 'word', null: true },
	/** The same for a reader, in the language of the report */
	typeText: { type: 'text' },
	/** VSPC's own word */
	status: { type: 'word', null: true },
	/** How the latest session stands, also when it is none of the period */
	lastResult: {
		type: 'word',
	},
	/** Whether the schedule is enabled */
	isEnabled: { type: 'boolean' },
	/** When the latest session began */
	lastRunUtc: { type: 'time', null: true },
	/** When it ended; Microsoft 365 jobs have none */
	lastEndTimeUtc: {
		type: 'time',
		null: true,
	},
	/** Of the session in the period; null where VSPC shows none */
	durationSeconds: {
		type: 'number',
		null: true,
	},
	/** The same for a reader, in the language of the report */
	durationText: { type: 'text', null: true },
	/** Bytes; of backup server jobs only */
	transferredBytes: { type: 'number', null: true },
	/** The same for a reader, in the language of the report */
	transferredText: { type: 'text', null: true },
	/** Why the latest session failed or warned */
	failureMessage: { type: 'text', null: true },
	/** All sessions of the period; null where they are not known, missing where only the latest ones are */
	history: { type: 'object', null: true, parts: historyFields },
	/**
	 * Whether VSPC is connected to the server of the job; null where that is not known, and of jobs of agents. Without a
	 * connection, VSPC shows an old state of the job
	 */
	serverConnected: { type: 'boolean', null: true },
	/** Null for a row of VSPC that doesn't say which job it is */
	jobKey: {
		type: 'text',
		null: true,
	},
} as const satisfies Fields;

/** A job that has had no success for long. */
export const withoutSuccessFields = {
	/** Name */
	name: { type: 'text' },
	/** UID of the company */
	companyUid: { type: 'uid', null: true },
	/** Name of the company */
	companyName: { type: 'text', null: true },
	/** How the job stands */
	result: { type: 'word' },
	/** One decimal; null: it has never run, or VSPC shows no time of it */
	hours: {
		type: 'number',
		null: true,
	},
	/** Whether the last success was longer ago: VSPC shows only the latest session */
	isAtLeast: {
		type: 'boolean',
	},
	/** The key of the job */
	jobKey: { type: 'text', null: true },
} as const satisfies Fields;

/** What the rows of a report, or of a part of it, add up to. */
export const totalsFields = {
	/** How many jobs */
	jobs: { type: 'integer' },
	/** How many succeeded */
	success: { type: 'integer' },
	/** How many warned */
	warning: { type: 'integer' },
	/** How many failed */
	failed: { type: 'integer' },
	/** How many are enabled and did not run */
	notRun: { type: 'integer' },
	/** How many are running */
	running: { type: 'integer' },
	/** How many run for longer than a job may be without a success */
	hung: { type: 'integer' },
	/** How many show no result, such as one that waits for new data */
	none: { type: 'integer' },
	/** Percent of the sessions that ended with a result or are hung, one decimal; null without any */
	successRate: {
		type: 'number',
		null: true,
	},
	/** Of backup server jobs, the only ones for which VSPC shows it; null when it showed none */
	transferredBytes: {
		type: 'number',
		null: true,
	},
	/** The same for a reader, in the language of the report */
	transferredText: { type: 'text', null: true },
	/** Of all sessions together; null when VSPC showed none */
	durationSeconds: {
		type: 'number',
		null: true,
	},
	/** The same for a reader, in the language of the report */
	durationText: { type: 'text', null: true },
} as const satisfies Fields;

/** The numbers of a report. */
export const summaryFields = {
	...totalsFields,
	/** What the report is about */
	period: {
		type: 'object',
		parts: {
			/** Its name, e.g. last24Hours */
			name: { type: 'text' },
			/** Beginning */
			from: { type: 'time' },
			/** End */
			to: { type: 'time' },
			/** Time zone of the times in the texts */
			timeZone: { type: 'text' },
		},
	},
	/** everySession, or latestSession where VSPC does not show more, or was not asked for it */
	basis: { type: 'word' },
	/** What all sessions add up to; null where only the latest ones are known */
	sessions: { type: 'object', null: true, parts: sessionsFields },
	/** Disabled jobs without a session in the period: they are no rows */
	disabledWithoutSession: {
		type: 'integer',
	},
	/** Jobs that ran again after the period: VSPC no longer shows how they ended in it, so they have no rows */
	ranLater: {
		type: 'integer',
	},
	/** Jobs that show times in the future: a clock or a time zone is wrong */
	timesInFuture: {
		type: 'integer',
	},
	/** What the jobs of one company add up to */
	byCompany: {
		type: 'objects',
		parts: {
			/** UID of the company */
			companyUid: { type: 'uid', null: true },
			/** Name of the company */
			companyName: { type: 'text', null: true },
			...totalsFields,
			/** All sessions of its jobs; missing where only the latest ones are known */
			sessions: { type: 'object', null: true, parts: runTotalsFields },
		},
	},
	/** What the jobs of one type add up to */
	byType: {
		type: 'objects',
		parts: {
			/** The type */
			typeText: { type: 'text' },
			...totalsFields,
		},
	},
	/** Jobs that have had no success for longest */
	longestWithoutSuccess: {
		type: 'objects',
		parts: withoutSuccessFields,
	},
} as const satisfies Fields;

/** The item of a report; the company's are those of one report for each company. */
export const reportItemFields = {
	/** Subject of an e-mail */
	subject: { type: 'text' },
	/** Body of an e-mail as HTML */
	html: { type: 'text' },
	/** Body of an e-mail as plain text */
	text: { type: 'text' },
	/** UID of the company */
	companyUid: { type: 'uid', null: true },
	/** Name of the company */
	companyName: { type: 'text' },
	/** E-mail addresses of the company, separated by commas */
	companyEmail: {
		type: 'text',
		null: true,
	},
	/** Numbers */
	summary: { type: 'object', parts: summaryFields },
	/** Jobs, worst first */
	jobs: { type: 'objects', parts: reportRowFields },
} as const satisfies Fields;
