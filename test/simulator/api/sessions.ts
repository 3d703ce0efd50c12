import type { Identity } from '../accounts';
import { ZERO_UID } from '../estate/dice';
import { DAY, MINUTE, NEVER, stamp } from '../estate/times';
import type { AnyJob, Estate } from '../estate/types';
import { instantOf } from '../query/compare';
import { renderRow } from '../schema/render';
import { sessionFields } from '../schema/sessions';
import type { PlayedSession } from '../sessions/ledger';
import { KEPT_MS, sessionUidOf } from '../sessions/ledger';
import { isActiveStatus, pascal } from '../sessions/runnable';
import type { SessionHistorySettings } from '../settings';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { badParameter, errorAnswer, portalPage, Refusal, single } from './answers';
import type { Call, Handler } from './call';
import { compareVersions, unsupported } from './versions';

/** It ends in a slash: endpoint list of API 3.6.1. */
const PATH = '/infrastructure/jobSessionHeatmap/';

/** The first version that has it. */
const SINCE = '3.6';

/** Where a session ran, and whose it is. */
interface Place {
	serverName: string;
	managementAgentUid: string;
	locationUid: string;
	organizationUid: string;
	/** Minutes */
	clock: number;
}

/** Types of jobs by the first pattern that fits, in the words of the three enums of a session. */
const KINDS: Array<[type: RegExp, jobType: string, workloadType: string, platformType: string]> = [
	[/^CdpReplicationVM$|^ReplicationVM$/, 'Replication', 'Vm', 'VSphere'],
	[/^CopyVm$/, 'Copy', 'Vm', 'VSphere'],
	[/^CopyFile$/, 'Copy', 'File', 'Unknown'],
	// The enum is spelled so.
	[/^FileToTape$/, 'FfileToTape', 'File', 'Unknown'],
	[/^BackupToTape$/, 'BackupToTape', 'Unknown', 'Unknown'],
	[/^ObjectStorageBackupCopy$/, 'BackupCopy', 'ObjectStorage', 'Unknown'],
	[/Copy$/, 'BackupCopy', 'Vm', 'Unknown'],
	[/^SureBackup$/, 'SureBackup', 'Vm', 'VSphere'],
	[/^Ahv/, 'Snapshot', 'Vm', 'AHV'],
	[/^SobrMaintenance$/, 'Archive', 'Unknown', 'Unknown'],
	[/^Azure/, 'Backup', 'CloudVM', 'Azure'],
	[/^Aws/, 'Backup', 'CloudVM', 'Aws'],
	[/^Google/, 'Backup', 'CloudVM', 'Google'],
	[/^Agent/, 'Backup', 'Computer', 'Physical'],
	[/LogBackup$/, 'Backup', 'Logs', 'Unknown'],
	[/^BackupFile$/, 'Backup', 'FileShare', 'Unknown'],
	[/^ObjectStorageBackup$/, 'Backup', 'ObjectStorage', 'Unknown'],
	[/^BackupVm$/, 'Backup', 'Vm', 'VSphere'],
];

function kindOf(session: PlayedSession) {
	const { job } = session;
	if (job && 'jobType' in job) {
		const jobType = job.jobType === 'CopyJob' ? 'BackupCopy' : 'Backup';
		return { jobType, workloadType: 'User', platformType: 'Microsoft365' };
	}
	const type = job && 'backupAgentUid' in job ? 'AgentBackupJob' : (job?.type ?? session.type);
	const [, jobType, workloadType, platformType] = KINDS.find(([pattern]) =>
		pattern.test(pascal(String(type))),
	) ?? [type, 'Unknown', 'Unknown', 'Unknown'];
	return { jobType, workloadType, platformType };
}

/** Minutes that the clock of a job's server is ahead of UTC. */
function clockOf(job: AnyJob | undefined): number {
	const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(job?.lastRun ?? '') ?? [];
	const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
	return sign === '-' ? -size : size;
}

/** Finds where sessions ran. */
function makePlaces(estate: Estate): (session: PlayedSession) => Place {
	const byUid = <T extends { instanceUid: string }>(rows: T[]) =>
		new Map(rows.map((row) => [row.instanceUid, row]));
	const servers = byUid(estate.backupServers);
	const agents = byUid(estate.backupAgents);
	const vb365 = byUid(estate.vb365Servers);
	const used = (...uids: Array<string | null | undefined>) =>
		uids.find((uid) => uid && uid !== ZERO_UID) ?? ZERO_UID;
	return ({ job, backupServerUid = '' }) => {
		const clock = clockOf(job);
		if (job && 'jobType' in job) {
			const server = vb365.get(job.vb365ServerUid);
			return {
				serverName: job.vb365ServerName,
				managementAgentUid: job.managementAgentUid,
				locationUid: used(server?.locationUid),
				organizationUid: used(job.vspcOrganizationUid, server?.organizationUid),
				clock,
			};
		}
		if (job && 'backupAgentUid' in job) {
			const agent = agents.get(job.backupAgentUid);
			return {
				serverName: agent?.name ?? '',
				managementAgentUid: used(agent?.managementAgentUid),
				locationUid: ZERO_UID,
				organizationUid: used(job.organizationUid),
				clock,
			};
		}
		const server = servers.get(job?.backupServerUid ?? backupServerUid);
		return {
			serverName: server?.name ?? '',
			managementAgentUid: used(server?.managementAgentUid),
			locationUid: used(server?.locationUid),
			organizationUid: used(job?.mappedOrganizationUid, server?.organizationUid),
			clock,
		};
	};
}

/** No setting shows times that are farther off, days that are cut included. */
const FARTHEST_OFF_MS = 2 * DAY;

/** How many minutes the times of a session are off. */
function shiftOf(
	session: PlayedSession,
	{ clock }: Place,
	{ times }: SessionHistorySettings,
): number {
	const noise = Number.parseInt(session.sessionUid.slice(0, 6), 16);
	if (times === 'shifted') return clock;
	if (times === 'quarterHours') return ((clock / 15) % 8) * 15 + 15;
	return times === 'useless' ? (noise % 1440) - 720 : 0;
}

/** A session with its times as they are shown. */
interface Shown extends PlayedSession {
	place: Place;
}

function shownTimes(session: PlayedSession, place: Place, settings: SessionHistorySettings): Shown {
	const shift = shiftOf(session, place, settings) * MINUTE;
	const round = (time: number) =>
		settings.times === 'rounded' ? Math.floor(time / MINUTE) * MINUTE : time;
	const [start, end] = [session.start, session.end].map((time) => round(time) + shift);
	return { ...session, place, start, end };
}

/** Sessions that go on. */
function runningOf({ jobs }: Estate, now: number): PlayedSession[] {
	return jobs
		.filter(({ status, lastRun }) => isActiveStatus(pascal(status)) && lastRun !== null)
		.map((job) => ({
			sessionUid: sessionUidOf('running', job.instanceUid, job.lastRun ?? ''),
			job,
			jobName: job.name,
			start: Math.floor(instantOf(job.lastRun ?? '')),
			end: now - 1,
			status: 'Unknown',
			failureMessage: null,
		}));
}

const dayOf = (time: number) => Math.floor(time / DAY) * DAY;

/** Whether a session is within from and to, in the sense of a setting. */
function isWithin({ start, end }: Shown, from: number, to: number, by: SessionHistorySettings) {
	switch (by.window) {
		case 'start':
			return start >= from && start < to;
		case 'inside':
			return start >= from && end <= to;
		case 'days':
			return dayOf(end) >= dayOf(from) && dayOf(end) < dayOf(to);
		default:
			return end >= from && end < to;
	}
}

function readTime({ request }: Call, name: 'from' | 'to'): number {
	const text = request.query[name];
	if (text === undefined) badParameter(name, `The parameter '${name}' is required.`);
	const time = instantOf(text);
	return Number.isNaN(time) ? badParameter(name, `The value '${text}' is not valid.`) : time;
}

/** GET /infrastructure/jobSessionHeatmap/ */
function heatmap(call: Call, identity: Identity): Answer {
	const { state, version, request } = call;
	const { estate, settings, clock, ledger } = state;
	const { sessionHistory: own, enumCase } = settings;
	if (own.server === 'missing') {
		throw new Refusal(
			errorAnswer(404, `No HTTP resource was found that matches '${request.path}'.`),
		);
	}
	if (own.server === 'portalPage') return portalPage;
	if (own.server === 'unsupported' || compareVersions(version, SINCE) < 0) {
		return unsupported(request, request.headers['x-client-version'] ?? version);
	}
	if (!identity.hasPortalRole) {
		throw new Refusal(
			errorAnswer(403, 'You do not have permission to perform this operation.', 'security'),
		);
	}
	const [from, to] = [readTime(call, 'from'), readTime(call, 'to')];
	const now = clock.now();
	const placeOf = makePlaces(estate);
	const organizations = new Map(estate.organizations.map((one) => [one.instanceUid, one.name]));
	const locations = new Map(estate.locations.map((one) => [one.instanceUid, one.name]));
	const view = { version, enumCase };
	const counts = { Success: 0, Warning: 0, Failed: 0, Unknown: 0 };
	const days = new Map<number, JsonObject[]>();
	const ended = ledger.all().filter(
		({ start, end }) =>
			// Collected with a delay, and kept for a while.
			end + own.delaySeconds * 1000 <= now &&
			end > now - KEPT_MS &&
			// Where and how a session is shown takes longer to find out: only of those that may be meant.
			end >= from - FARTHEST_OFF_MS &&
			start <= to + FARTHEST_OFF_MS,
	);
	const running = own.running === 'withoutEnd' ? runningOf(estate, now) : [];
	for (const session of [...ended, ...running]) {
		const shown = shownTimes(session, placeOf(session), own);
		if (!isWithin(shown, from, to, own)) continue;
		const { place, start, end, job } = shown;
		const status = pascal(session.status);
		const result = status === 'Stopped' ? 'Failed' : status in counts ? status : 'Unknown';
		counts[result as keyof typeof counts]++;
		const { locationUid, organizationUid } = place;
		const row: JsonObject = {
			jobName: own.names === 'now' ? (job?.name ?? session.jobName) : session.jobName,
			serverName: place.serverName,
			managementAgentUid: place.managementAgentUid,
			locationName: locations.get(locationUid) ?? '',
			locationUid,
			organizationName: organizations.get(organizationUid) ?? '',
			organizationUid,
			startTime: stamp(start, 0, 7),
			endTime: running.includes(session) ? NEVER : stamp(end, 0, 7),
			duration: Math.round((session.end - session.start) / 1000),
			sessionUid: own.uids === 'zero' ? ZERO_UID : session.sessionUid,
			failureMessage: session.failureMessage,
			timeShiftMinutes: own.times === 'quarterHours' ? 0 : place.clock,
			result,
			...kindOf(session),
		};
		const day = dayOf(start);
		const rows = days.get(day) ?? [];
		days.set(day, rows);
		rows.push(renderRow(row, sessionFields, view));
	}
	const sorted = [...days].sort(([a], [b]) => a - b);
	return single({
		successJobsCount: counts.Success,
		warningJobsCount: counts.Warning,
		failJobsCount: counts.Failed,
		dataPerDays: sorted.map(([day, sessions]) => ({
			date: new Date(day).toISOString().slice(0, 10),
			sessions,
		})),
	});
}

/** The handler of the session history. */
export function sessionRoute(method: string, path: string): Handler | undefined {
	return method === 'GET' && path === PATH ? heatmap : undefined;
}
