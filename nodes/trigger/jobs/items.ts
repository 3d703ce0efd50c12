import type { IDataObject } from 'n8n-workflow';

import { asError, elapsed, withTimeout } from '../../util/clock';
import { parseUid } from '../../util/text';
import { parseTime } from '../../util/time';
import { isListAbsent } from '../../vspc/client/explanation';
import { eitherOf, type Fields, inOrderOf } from '../../vspc/fields';
import { ticketFields } from '../../vspc/jobs/computed';
import type { JobKind } from '../../vspc/jobs/kind';
import { jobKinds } from '../../vspc/jobs/kinds';
import { serverFields } from '../../vspc/servers';
import type { NameResolver } from '../../vspc/names';
import { eventIdOf } from '../engine/state';
import { computersFor, readWhole, ticketFor } from './details';
import {
	type EventName,
	eventOf,
	isEnd,
	type JobEvent,
	type OtherSession,
	statusOf,
	type WatchRules,
} from './events';
import { type JobSource, type Observation, observeAll } from './observation';

/** What an item may have: all fields of the job, as far as they could be had, and the event's own. */
export const jobEventFields: Fields = {
	/** failed, warning, success, recovered, overdue, escalated, serverDisconnected or serverReconnected */
	event: { type: 'word' },
	/** Only in the editor, where no job has such an event: true */
	isSample: { type: 'boolean' },
	name: jobKinds.job.fields.name,
	status: jobKinds.job.fields.status,
	// Microsoft 365 jobs have this one instead.
	lastStatus: jobKinds.microsoft365Job.fields.lastStatus,
	...eitherOf(...Object.values(jobKinds).map(({ fields }) => fields), serverFields),
	/** Identifies the event: a repeated item has the same ID */
	eventId: {
		type: 'text',
	},
	/** Names the job for life, the same under every API version; not of servers */
	jobKey: { type: 'text' },
	/** Of servers: names the server for life */
	serverKey: { type: 'text' },
	/** Of servers: backupServer or microsoft365Server */
	serverType: { type: 'word' },
	/** Of servers: how VSPC is connected to the management agent: Online, Inaccessible, Rejected or Unknown; null where the account may not see it */
	connectionStatus: { type: 'word', null: true },
	/** Of servers: when the management agent sent its latest heartbeat, by the clock of VSPC */
	lastHeartbeatTime: { type: 'time', null: true },
	/** Of servers: when a poll first saw that the server is disconnected */
	disconnectedSinceUtc: { type: 'time' },
	/** Of servers: how many jobs the server has; null where that could not be read in time */
	affectedJobs: { type: 'integer', null: true },
	/** Whether VSPC is connected to the server of the job, as it was at most 10 minutes ago; null where that is not known; not of agent jobs. Without a connection, VSPC shows an old state of the job */
	serverConnected: { type: 'boolean', null: true },
	/** How the session before the latest one ended; null where that is not certain */
	previousStatus: {
		type: 'word',
		null: true,
	},
	/** Of failures and escalations: how many sessions have failed in a row, as far as polls saw them or the session history shows them; a warning counts if Warning Counts As is Problem */
	failuresInRow: { type: 'integer' },
	/** Of failures and escalations: when the first of these sessions ended; null where VSPC shows no time */
	failingSinceUtc: { type: 'time', null: true },
	/** Of recovered: success, warning, deleted, disabled or notVisible */
	recoveredBy: {
		type: 'word',
	},
	...ticketFields,
	/** Only in the editor: which jobs the filters leave out, and which kinds VSPC does not show */
	notWatched: { type: 'text' },
};

const inOrder = inOrderOf(Object.keys(jobEventFields));

/** An event, the job's key, and the job as it was seen; without a row when it is gone. */
export interface EmittedEvent {
	key: string;
	name: string;
	row?: IDataObject;
	event: JobEvent;
}

/**
 * An item for each event: all fields of the job, as they were when the session was seen, and the event's own.
 * What can't be had at the moment is left out: the event itself is what must not be lost.
 */
export async function toItems(
	source: JobSource,
	emitted: EmittedEvent[],
	names: NameResolver | undefined,
	isConnected?: (key: string) => Promise<boolean | null>,
): Promise<Array<{ at: number; item: IDataObject }>> {
	const { kind } = source;
	const keys = [...new Set(emitted.filter(({ row }) => row).map(({ key }) => key))];
	const whole = kind.isQueryable && keys.length > 0 ? await readWhole(source, keys) : new Map();
	const jobs = emitted.map(({ key, name, row }) =>
		row ? asSeen(kind, row, whole.get(key) as IDataObject | null | undefined) : asKnown(key, name),
	);
	const computers = names ? await computersFor(source, emitted, jobs) : undefined;
	return await Promise.all(
		emitted.map(async ({ key, row, event }, index) => {
			const job = jobs[index];
			const added = row ? kind.added?.(job) : undefined;
			const item = {
				...job,
				...added,
				...(names ? await namesOf(names, source, job) : {}),
				event: event.name,
				eventId: eventIdOf(key, event.name, event.of),
				jobKey: key,
				previousStatus: statusOf(event.previous),
				...failureFields(event),
				...(event.recoveredBy ? { recoveredBy: event.recoveredBy } : {}),
				...(isConnected ? { serverConnected: await isConnected(key) } : {}),
			};
			if (source.withTickets) {
				Object.assign(item, ticketFor(kind, job, item, computers));
			}
			return { at: event.at, item: inOrder(item) };
		}),
	);
}

function failureFields({ failures }: JobEvent): IDataObject {
	if (!failures || failures.count === 0) return {};
	const { count, since } = failures;
	return { failuresInRow: count, failingSinceUtc: since === undefined ? null : iso(since) };
}

/**
 * A row as it was when the job showed another session than it shows now, where that row is no longer there: what
 * VSPC said of the session besides its status and times is lost.
 *
 * @param session times are seconds since 1970
 */
export function rowOf(
	{ properties }: JobKind,
	row: IDataObject,
	{ outcome, time, lastRun, message }: OtherSession,
): IDataObject {
	const { status, lastRun: startField, lastEnd, failure } = properties;
	const own: IDataObject = { ...row, [status]: statusOf(outcome), [failure]: message ?? null };
	for (const field of ['lastSessionTasks', 'lastErrorLogRecords', 'lastDuration'])
		delete own[field];
	own[startField] = lastRun === undefined ? null : iso(lastRun);
	own[lastEnd ?? startField] = iso(time);
	return own;
}

/** As VSPC writes times, without a fraction. */
export function iso(seconds: number): string {
	return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A job that was read again may have gone on: its session is the one that the event is about. */
function asSeen(
	{ properties }: JobKind,
	row: IDataObject,
	whole: IDataObject | null | undefined,
): IDataObject {
	if (!whole) return row;
	const { status, lastRun, lastEnd, failure } = properties;
	const time = lastEnd ?? lastRun;
	const isSame = parseTime(whole[time]) === parseTime(row[time]) && whole[status] === row[status];
	if (isSame) return whole;
	const job = { ...whole };
	// They are of the session that came after it.
	delete job.lastSessionTasks;
	delete job.lastDuration;
	for (const field of [status, lastRun, time, failure]) {
		if (field in row) job[field] = row[field];
	}
	return job;
}

/** What a job's key and name say of it. */
function asKnown(key: string, name: string): IDataObject {
	const parts = key.split(':');
	const instanceUid = parseUid(parts.at(-1));
	const backupServerUid = parts[0] === 'job' ? parseUid(parts[1]) : undefined;
	return {
		...(name === '' ? {} : { name }),
		...(instanceUid ? { instanceUid } : {}),
		...(backupServerUid ? { backupServerUid } : {}),
	};
}

export const NO_NAMES = {
	companyUid: null,
	companyName: null,
	backupServerName: null,
	locationName: null,
	siteName: null,
};

async function namesOf(
	names: NameResolver,
	{ kind, until }: JobSource,
	job: IDataObject,
): Promise<IDataObject> {
	try {
		const seconds = Math.max(0, (until - elapsed()) / 1000);
		return await withTimeout(names.namesOf(kind.placement(job)), seconds);
	} catch {
		return { ...NO_NAMES, companyUid: kind.placement(job).companyUid ?? null };
	}
}

/** So many of the newest sessions are looked through for one that would be an event. */
const LOOK_THROUGH = 500;

/**
 * An item to build a workflow with: the latest real event, failures before others; where there is none, the
 * newest job as if it had failed, with `isSample`. Changes nothing.
 *
 * @returns no item when there is no job at all; the kinds that VSPC does not show are left out unless there is no other
 * @throws what vspc.request throws
 */
export async function sampleItems(
	sources: JobSource[],
	rules: WatchRules,
	includeNames: boolean,
): Promise<{ items: IDataObject[]; absent: Array<{ kind: JobKind; error: Error }> }> {
	const found: Array<{ source: JobSource; seen: Observation }> = [];
	const absent: Array<{ kind: JobKind; error: Error }> = [];
	for (const source of sources) {
		try {
			for (const seen of await newest(source)) found.push({ source, seen });
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			absent.push({ kind: source.kind, error: asError(error) });
		}
	}
	if (absent.length > 0 && absent.length === sources.length) throw absent[0].error;
	return { items: await sampleOf(found, rules, includeNames), absent };
}

async function sampleOf(
	found: Array<{ source: JobSource; seen: Observation }>,
	rules: WatchRules,
	includeNames: boolean,
): Promise<IDataObject[]> {
	const wanted = (['failed', 'warning', 'success'] as const).filter((name) =>
		rules.events.has(name),
	);
	for (const event of wanted) {
		const match = found.find(
			({ seen, source }) =>
				isEnd(seen.outcome) && eventOf(seen.outcome) === event && source.isWanted(seen.row),
		);
		if (match) return await toSample(match, event, rules, includeNames, false);
	}
	const [any] = found;
	const [first = 'failed'] = rules.events;
	return any ? await toSample(any, first, rules, includeNames, true) : [];
}

async function newest(source: JobSource): Promise<Observation[]> {
	const { kind, pages } = source;
	const end = kind.properties.lastEnd ?? kind.properties.lastRun;
	const sort = [{ property: end, direction: 'descending' as const }];
	const { rows } = await pages.read(0, LOOK_THROUGH, kind.isQueryable ? sort : undefined);
	return observeAll(source, rows, () => false).sort((a, b) => (b.time ?? 0) - (a.time ?? 0));
}

async function toSample(
	{ source, seen }: { source: JobSource; seen: Observation },
	name: EventName,
	rules: WatchRules,
	includeNames: boolean,
	isSample: boolean,
): Promise<IDataObject[]> {
	const { key, row, time = 0 } = seen;
	const names = includeNames ? source.vspc.names : undefined;
	const count = name === 'escalated' ? rules.escalateAfterFailures : 1;
	const failures =
		name === 'failed' || name === 'escalated' ? { count, since: seen.time } : undefined;
	const event = { name, of: time, at: time, failures };
	const [{ item }] = await toItems(source, [{ key, name: '', row, event }], names);
	const recovered = name === 'recovered' ? { recoveredBy: 'success' } : {};
	const sample = { ...item, ...recovered, ...(isSample ? { isSample } : {}) };
	return [inOrder(sample)];
}
