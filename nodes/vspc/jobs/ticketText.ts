import { spelled, wellFormed } from '../../util/text';
import { parseTime } from '../../util/time';
import type { ServerKind } from '../servers';
import type { ProbableCause } from './causes';
import { durationText } from './computed';
import { failureOf, type JobKind, type TroubledObject, type VspcJob } from './kind';

/** What is known of a job besides what VSPC sends of it. */
export interface KnownOfJob {
	companyName?: string | null;
	/** The backup server, the Microsoft 365 server, or the computer of the agent */
	serverName?: string | null;
	/** Where the job itself is gone */
	jobKey?: string;
}

/** What a ticket is about; left out: the latest session of a job that failed or warned. */
export interface TicketEvent {
	/** Of the job trigger, by name */
	name: string;
	/** How often the job failed one after the other */
	failuresInRow?: unknown;
	/** When that began */
	failingSinceUtc?: unknown;
	recoveredBy?: unknown;
}

const CAUSES: Record<ProbableCause, string> = {
	repositoryFull: 'the repository has too little free space, or its quota is used up',
	network: 'a connection in the network failed',
	credentials: 'a user name, password or key was refused, or lacks rights',
	guestProcessing: 'processing inside the guest (VSS, application or agent) failed',
	licence: 'a license has expired or is used up',
	targetUnavailable: 'the repository or another target cannot be reached',
	timeout: 'something took too long',
	stoppedByUser: 'somebody stopped the session',
	unknown: 'unknown, see the messages',
};

/** What ended a problem, in words. */
const ENDS = new Map<unknown, string>([
	['success', 'a session succeeded'],
	['warning', 'a session ended with a warning'],
	['deleted', 'the job was deleted'],
	['disabled', 'the job was disabled'],
	['notVisible', 'the job has not been visible for 30 days'],
]);

/** Fits the summary of common ticket systems, which take 100 to 255 characters. */
const LONGEST_TITLE = 100;

const LONGEST_NAME = 200;

/** Of the message of the job, and of one object. */
const LONGEST_MESSAGE = 1500;
const LONGEST_OF_OBJECT = 300;

/** Objects that the text lists; `failedObjects` has all of them. */
const LISTED = 25;

/** Whether VSPC says which object it is. */
export const isNamed = ({ name, uid }: TroubledObject) => name !== null || uid !== undefined;

/** What a text is about. */
export interface Trouble {
	name: string;
	verb: string;
	cause: ProbableCause | null;
	troubled: TroubledObject[];
	count?: number;
}

/** In one line: what happened to which job, on which computer of which company. */
export function titleOf(happened: string, kind: JobKind, job: VspcJob, known: KnownOfJob): string {
	// Names of agent jobs say little without their computer.
	const computer = 'backupAgentUid' in kind.fields ? known.serverName : null;
	const name = lineOf(job.name) ?? 'a job without a name';
	return headline(happened, name, [computer, known.companyName]);
}

function headline(happened: string, name: string, places: unknown[]): string {
	const place = places.map(lineOf).filter((one) => one !== null);
	const end = place.length === 0 ? '' : ` (${shorten(place.join(', '), LONGEST_TITLE / 2)})`;
	const start = `${happened}: `;
	return `${start}${shorten(name, LONGEST_TITLE - start.length - end.length)}${end}`;
}

/**
 * Plain text in lines, for a person who has to mend it. What VSPC says is in it as data: no line of it can be taken for
 * one of the ticket, and whoever puts it into HTML has to escape it.
 */
export function textOf(
	kind: JobKind,
	job: VspcJob,
	{ companyName, serverName, jobKey = kind.keyOf(job) }: KnownOfJob,
	{ name, verb, cause, troubled, count }: Trouble,
	event?: TicketEvent,
): string {
	const type = kind.properties.type === undefined ? 'systemType' : kind.properties.type;
	const word =
		job[type] === undefined ? undefined : (kind.types?.[spelled(job[type])] ?? job[type]);
	const recovered = name === 'recovered' ? ENDS.get(event?.recoveredBy) : undefined;
	const message = cause === null ? null : failureOf(kind, job);
	const rows: Array<[string, string | null | undefined]> = [
		['Company', lineOf(companyName)],
		[serverWord(kind), lineOf(serverName)],
		[
			'Kind of job',
			[kind.noun === 'job' ? null : kind.noun, lineOf(word)].filter(Boolean).join(', '),
		],
		['Latest session', sessionOf(kind, job)],
		['Failures in a row', rowOf(event)],
		['Ended because', recovered],
		['Probable cause', cause && CAUSES[cause]],
		['Message', message && blockOf(message, LONGEST_MESSAGE)],
	];
	const lines = rows.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
	return [
		`The ${kind.noun} "${lineOf(job.name) ?? 'without a name'}" ${verb}.`,
		'',
		...lines,
		...objectLines(troubled, count),
		'',
		`Where to look: ${whereToLook(kind, lineOf(serverName))}`,
		...(jobKey === undefined ? [] : [`Job key: ${jobKey}`]),
	].join('\n');
}

/** A server that VSPC has lost the connection to, or has it again; what is left out or null is not known. */
export interface ServerOfTicket {
	name?: unknown;
	isConnected: boolean;
	/** `serverKey` */
	key: string;
	companyName?: unknown;
	/** Since when polls saw it disconnected */
	since: unknown;
	/** How many jobs it has */
	jobs: number | null;
	/** As VSPC shows the server, and its management agent */
	status?: unknown;
	connectionStatus?: unknown;
	/** By the clock of VSPC */
	lastHeartbeatTime?: unknown;
}

/** In one line: which server of which company is disconnected, or connected again. */
export function serverTitleOf(
	{ noun }: ServerKind,
	{ name, isConnected, companyName }: ServerOfTicket,
): string {
	const happened = isConnected ? 'connected again' : 'disconnected';
	const what = `${noun[0].toUpperCase()}${noun.slice(1)} ${happened}`;
	return headline(what, lineOf(name) ?? 'a server without a name', [companyName]);
}

/** Plain text in lines, under the same rules as that of a job. */
export function serverTextOf({ noun }: ServerKind, server: ServerOfTicket): string {
	const { isConnected, jobs, key } = server;
	const name = lineOf(server.name);
	const called = `the ${noun} "${name ?? 'without a name'}"`;
	const since = timeText(server.since);
	const [status, agent] = [lineOf(server.status), lineOf(server.connectionStatus)];
	const heartbeat = timeText(server.lastHeartbeatTime);
	const old = 'VSPC shows an old state of them until the server is connected again.';
	const rows: Array<[string, string | null]> = [
		['Company', lineOf(server.companyName)],
		['Disconnected since', since && `${since}, as n8n saw it`],
		['Jobs of the server', `${jobs ?? 'unknown'}${isConnected ? '' : `. ${old}`}`],
		['Status in VSPC', [status, agent && `management agent ${agent}`].filter(Boolean).join(', ')],
		['Latest heartbeat', heartbeat && `${heartbeat}, by the clock of VSPC`],
	];
	const on = name === null ? 'the server' : name;
	return [
		isConnected
			? `VSPC is connected to ${called} again.`
			: `VSPC has lost the connection to ${called}.`,
		'',
		...rows.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])),
		'',
		isConnected
			? 'Where to look: Veeam Service Provider Console > Backup Jobs, at the sessions from the time without a connection'
			: // As VSPC's guide names the menu of a provider, and that of a company.
				`Where to look: Veeam Service Provider Console > Discovery (or Managed Computers) > Discovered Computers, and ${on} itself: whether it is on, its management agent runs, and the network between it and VSPC is up`,
		`Server key: ${key}`,
	].join('\n');
}

function serverWord({ noun }: JobKind): string {
	if (noun === 'agent job') return 'Computer';
	return noun === 'Microsoft 365 job' ? 'Microsoft 365 server' : 'Backup server';
}

/** As VSPC's guide names the menu, and where the session's log is. */
function whereToLook({ noun }: JobKind, server: string | null): string {
	const on = server === null ? '' : ` on ${server}`;
	const places: Record<string, string> = {
		'agent job': `Veeam Service Provider Console > Backup Jobs > Computers, and Veeam Agent${on}`,
		'Microsoft 365 job': `the session of the job in Veeam Backup for Microsoft 365${on}`,
	};
	return (
		places[noun] ??
		`Veeam Service Provider Console > Backup Jobs, and the session of the job in Veeam Backup & Replication${on}`
	);
}

function sessionOf({ properties }: JobKind, job: VspcJob): string | null {
	const began = timeText(job[properties.lastRun]);
	const ended = properties.lastEnd === undefined ? null : timeText(job[properties.lastEnd]);
	const took = ended === null ? null : durationText(job.lastDuration);
	const parts = [
		began && `began ${began}`,
		ended && `ended ${ended}`,
		took !== null && took !== '0 s' && `took ${took}`,
	];
	return parts.filter(Boolean).join(', ') || null;
}

function rowOf({ failuresInRow, failingSinceUtc }: TicketEvent = { name: '' }): string | null {
	if (typeof failuresInRow !== 'number' || failuresInRow < 1) return null;
	const since = timeText(failingSinceUtc);
	return since === null ? `${failuresInRow}` : `${failuresInRow}, since ${since}`;
}

function objectLines(troubled: TroubledObject[], count?: number): string[] {
	const named = troubled.filter(isNamed);
	if (named.length === 0) return [];
	const of = count === undefined ? '' : ` of ${count}`;
	const left = named.length - LISTED;
	return [
		'',
		`Objects that failed or warned: ${named.length}${of}`,
		...named.slice(0, LISTED).map(({ name, uid, status, messages }) => {
			const message =
				messages.length > 0 ? `: ${blockOf(messages.join('\n'), LONGEST_OF_OBJECT)}` : '';
			return `- ${lineOf(name) ?? uid} (${status})${message}`;
		}),
		...(left > 0 ? [`… and ${left} more`] : []),
	];
}

/** In UTC, to the minute. */
function timeText(value: unknown): string | null {
	const time = parseTime(value);
	return time === undefined
		? null
		: `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Anybody may have written it: in one line, and without what cannot be seen. */
function lineOf(value: unknown): string | null {
	const text = typeof value === 'string' ? value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim() : '';
	return text === '' ? null : shorten(text, LONGEST_NAME);
}

/** Lines of a message, those behind the first one indented: none of them can be taken for one of the ticket. */
function blockOf(text: string, longest: number): string {
	const lines = text.split(/\r\n?|\n/).map((line) => line.replace(/[\p{C}\p{Z}]+/gu, ' ').trim());
	return shorten(lines.filter((line) => line !== '').join('\n'), longest).replace(/\n/g, '\n  ');
}

function shorten(text: string, longest: number): string {
	return text.length <= longest ? text : `${wellFormed(text.slice(0, longest - 1)).trimEnd()}…`;
}
