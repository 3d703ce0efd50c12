import type { IDataObject } from 'n8n-workflow';

import {
	choicesInWords,
	type Filter,
	filter,
	filtersField,
	readChoices,
	readFilters,
	readText,
	valueOf,
} from '../form/filters';
import { ANY_JOB } from '../form/jobKinds';
import {
	limitFields,
	type ListInput,
	LISTS_AT_ONCE,
	missingFields,
	readListInput,
	sortField,
} from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { outputOf, withForm } from '../form/output';
import { type Period, periodFields, readPeriod } from '../form/period';
import { COMPANY, uidField } from '../form/uid';
import { durationText } from '../vspc/jobs/computed';
import { compareRows, containing, oneOf, referringTo, toRowFilter } from '../vspc/list/filter';
import {
	type JobSession,
	sessionFields,
	SESSION_JOB_TYPES,
	SESSION_PLATFORMS,
} from '../vspc/sessions/fields';
import { type JobIndex, readJobsOf } from '../vspc/sessions/jobs';
import type { Vspc } from '../vspc/vspc';

const choices = withForm({
	...outputOf(
		sessionFields,
		'Job, result, failure message, company, server, times, duration, and the keys of job and session',
	),
	id: 'sessionKey',
});

/** Not jobUid: n8n would check the parameter of that name of other operations by the rules of this one. */
const JOB = { ...ANY_JOB, name: 'jobKey' };

/** A new filter of sessions is a row here; each looks at the item. */
const sessionFilters: Filter[] = [
	filter({
		field: { ...uidField(COMPANY), required: false },
		read: (filters) => filters.uid(COMPANY),
		rule: (uid) => referringTo('companyUid', uid),
	}),
	filter({
		field: {
			...uidField(JOB),
			required: false,
			description:
				'Which job: choose it from the list, or enter its jobKey. Sessions whose name fits several jobs of the server are left out.',
		},
		read: (filters) => filters.uid(JOB),
		rule: (key) => ({ keep: (item) => item.jobKey === key, fields: ['jobKey'] }),
	}),
	filter({
		field: {
			displayName: 'Job Type',
			name: 'type',
			type: 'multiOptions',
			options: choicesInWords(SESSION_JOB_TYPES, { FfileToTape: 'File to tape' }),
			default: [],
			description: 'What the job does, any of these',
		},
		read: readChoices,
		rule: (types: string[]) => oneOf('jobType', types),
	}),
	filter({
		field: {
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. SQL',
			description: 'Part of the job name, not case-sensitive',
		},
		read: readText,
		rule: (part) => containing('jobName', part),
	}),
	filter({
		field: {
			displayName: 'Platform',
			name: 'platform',
			type: 'multiOptions',
			options: choicesInWords(SESSION_PLATFORMS, {
				Microsoft365: 'Microsoft 365',
				VSphere: 'vSphere',
			}),
			default: [],
			description: 'Platform of what is protected, any of these',
		},
		read: readChoices,
		rule: (platforms: string[]) => oneOf('platformType', platforms),
	}),
	filter({
		field: {
			displayName: 'Result',
			name: 'result',
			type: 'multiOptions',
			options: choicesInWords(['failed', 'none', 'success', 'warning'], {
				none: 'None (VSPC does not know)',
			}),
			default: ['failed'],
			description: 'How the session ended, any of these',
		},
		read: readChoices,
		rule: (results: string[]) => oneOf('result', results),
	}),
];

/** Nobody sorts by texts whose order means nothing. */
const sortable = Object.keys(sessionFields).filter(
	(name) => !/Uid$|Key$|^failureMessage$|Text$|Utc$/.test(name),
);

/** VSPC keeps 30 days, and its dashboard has the current and the previous month; clocks may differ. */
const DAY_MS = 24 * 3_600_000;
const LONGEST_MS = 63 * DAY_MS;
const KEPT_MS = 30 * DAY_MS;

/** The period Last 30 Days was read from the clock some time ago. */
const TOLERANCE_MS = 3_600_000;

interface GetSessions extends ListInput {
	period: Period;
	filters: ReturnType<typeof readFilters<void>>;
}

/** Get Many: every session that VSPC still has, not the latest of each job only. */
export const getSessions: Operation<GetSessions> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many sessions',
		description:
			'Retrieve the sessions of all jobs in a time, the newest first; only reads. Needs VSPC 9 or newer.',
	},
	itemFields: sessionFields,
	fields: [
		...periodFields(
			'Which sessions to output: those that ended within this time. VSPC keeps the sessions of the last 30 days.',
			"the workflow's time zone",
		),
		...limitFields,
		filtersField(sessionFilters, 'Only sessions that match all of these filters'),
		sortField(sortable, 'endTime'),
		...choices.form,
		optionsField(),
	],
	atOnce: LISTS_AT_ONCE,
	read: (p) => ({
		...readListInput(p, choices, 'endTime'),
		period: readPeriod(p, Date.now()),
		filters: readFilters(p, sessionFilters),
	}),
	run: async (input, vspc) => await listSessions(input, vspc),
};

async function listSessions(input: GetSessions, vspc: Vspc): Promise<IDataObject[]> {
	const { period, filters, limit, sort, output } = input;
	const wanted = valueOf<string>(filters, 'jobKey');
	const uses = (name: string) =>
		output.chosen?.includes(name) !== false || sort?.[0].property === name;
	const sessions = await vspc.sessions.read(spanOf(period, vspc));
	const needsJobs = wanted !== undefined || uses('jobKey') || uses('jobMatch');
	const jobs = needsJobs ? await readJobsOf(vspc, sessions) : undefined;
	if (jobs && wanted !== undefined) vspc.hint(...leftOut(sessions, jobs, wanted));
	const { keep } = toRowFilter(filters.map(({ rule }) => rule()));
	// The newest first, unless something else is asked for.
	const items = sessions
		.reverse()
		.map((session) => toItem(vspc, session, jobs))
		.filter(keep);
	const isNameNeeded = uses('companyName');
	if (isNameNeeded) await addNames(items, vspc);
	if (sort) items.sort(compareRows(sort));
	const shown = items.slice(0, limit);
	vspc.hint(...missingFields(output.undocumented, shown));
	return shown.map((item) => output.pick(item));
}

/** The part of a period of which VSPC can have sessions. */
function spanOf({ from, to }: Period, vspc: Vspc) {
	const now = Date.now();
	if (from < now - KEPT_MS - TOLERANCE_MS) {
		vspc.hint('VSPC keeps the sessions of the last 30 days: older ones may be missing.');
	}
	const earliest = now - LONGEST_MS;
	return { from: Math.max(from, earliest), to: Math.max(to, earliest) };
}

function leftOut(sessions: JobSession[], jobs: JobIndex, wanted: string): string[] {
	const unsure = sessions.filter(
		(session) => jobs.mayBelong(session, wanted) && jobs.match(session).jobKey !== wanted,
	);
	if (unsure.length === 0) return [];
	return [
		`${unsure.length} sessions are left out: their name fits this job and another one of the same server.`,
	];
}

function toItem(vspc: Vspc, session: JobSession, jobs: JobIndex | undefined): IDataObject {
	const { row, key, result, startedAt, endedAt } = session;
	return {
		...row,
		result,
		...vspc.sessions.companyOf(row),
		startTimeUtc: startedAt === undefined ? null : new Date(startedAt).toISOString(),
		endTimeUtc: new Date(endedAt).toISOString(),
		durationText: durationText(row.duration),
		status: row.result ?? null,
		...jobs?.match(session),
		sessionKey: key,
	};
}

/** VSPC sends the names along; one that is missing is looked up. */
async function addNames(items: IDataObject[], vspc: Vspc): Promise<void> {
	const unnamed = items.filter(
		({ companyUid, companyName }) => companyUid !== null && companyName === null,
	);
	if (unnamed.length === 0) return;
	const places = unnamed.map(({ companyUid }) => ({ companyUid: companyUid as string }));
	const names = await vspc.names.namesOfAll(places, ['companyName']);
	unnamed.forEach((item, index) => Object.assign(item, names[index]));
}
