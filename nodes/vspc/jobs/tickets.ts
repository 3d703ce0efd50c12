import { parseUsedUid, spelled, textOrNull } from '../../util/text';
import type { Row } from '../fields';
import { UIDS_A_FILTER } from '../list/filter';
import { PAGE_SIZE, readPage } from '../list/pages';
import type { ServerKind } from '../servers';
import type { Vspc } from '../vspc';
import { AGENTS_PATH } from './agentJob';
import { causeOfAll, type ProbableCause } from './causes';
import type { failedObjectFields, TicketFields } from './computed';
import { failureOf, type JobKind, toResult, type TroubledObject, type VspcJob } from './kind';
import {
	isNamed,
	type KnownOfJob,
	type ServerOfTicket,
	serverTextOf,
	serverTitleOf,
	textOf,
	type TicketEvent,
	titleOf,
	type Trouble,
} from './ticketText';

/** An object that failed or warned, as an item. */
export type FailedObject = Row<typeof failedObjectFields>;

/** Where there is nothing to say. */
const NOTHING: TicketFields = {
	ticketTitle: null,
	ticketText: null,
	failedObjects: null,
	failedCount: null,
	objectCount: null,
	probableCause: null,
	suggestedUrgency: null,
};

/** What happened, at the beginning of a title and in a sentence. */
const HAPPENED = new Map<string, [title: string, verb: string]>([
	['failed', ['Backup job failed', 'failed']],
	['warning', ['Backup job has a warning', 'ended with a warning']],
	['escalated', ['Backup job keeps failing', 'keeps failing']],
	['overdue', ['Backup job is overdue', 'is overdue: it has had no success for too long']],
	['recovered', ['Backup job is fine again', 'has recovered']],
	['success', ['Backup job succeeded', 'succeeded']],
]);

/** How problems end without a session. */
const GONE = ['Problem of a backup job has ended', 'has no problem any more'] as const;
const GONE_BY = new Set<unknown>(['deleted', 'disabled', 'notVisible']);

/** So often in a row, or more often, is urgent. */
const OFTEN = 3;

/**
 * What a ticket about a job is made of. Makes no request. Everything is null for a job that has neither failed nor
 * warned, unless an event is given.
 *
 * @param job as VSPC sent it
 */
export function ticketOf(
	kind: JobKind,
	job: VspcJob,
	known: KnownOfJob = {},
	event?: TicketEvent,
): TicketFields {
	const isTrouble = hasTrouble(kind, job);
	const name = event?.name ?? (isTrouble ? toResult(job[kind.properties.status]) : undefined);
	const isGone = name === 'recovered' && GONE_BY.has(event?.recoveredBy);
	const happened = isGone ? GONE : HAPPENED.get(name ?? '');
	if (name === undefined || !happened) return NOTHING;
	const isProblem = isTrouble && name !== 'recovered' && name !== 'success';
	const objects = isProblem ? kind.objectsOf?.(job) : undefined;
	const troubled = objects?.troubled ?? [];
	// A session counts its objects; a log names some of them, or none.
	const counted = objects?.count === undefined ? troubled.filter(isNamed) : troubled;
	const isCounted = objects?.count !== undefined || counted.length > 0;
	const cause = isProblem ? causeOfJob(kind, job, troubled) : null;
	const trouble: Trouble = { name, verb: happened[1], cause, troubled, count: objects?.count };
	return {
		ticketTitle: titleOf(happened[0], kind, job, known),
		ticketText: textOf(kind, job, known, trouble, event),
		failedObjects: objects ? troubled.map(toObject) : null,
		failedCount: isCounted ? counted.length : null,
		objectCount: objects?.count ?? null,
		probableCause: cause,
		suggestedUrgency: urgencyOf(name, cause, event),
	};
}

/** What a ticket about the connection of a server is made of. VSPC says nothing of the cause. Makes no request. */
export function serverTicketOf(kind: ServerKind, server: ServerOfTicket): TicketFields {
	return {
		...NOTHING,
		ticketTitle: serverTitleOf(kind, server),
		ticketText: serverTextOf(kind, server),
		probableCause: server.isConnected ? null : 'unknown',
		// No failure of any of its jobs arrives.
		suggestedUrgency: server.isConnected ? 'low' : 'high',
	};
}

/** The latest session failed or warned. */
function hasTrouble({ properties }: JobKind, job: VspcJob): boolean {
	return ['failed', 'warning'].includes(toResult(job[properties.status]));
}

function toObject({ name, uid, status, messages }: TroubledObject) {
	return { name, objectUid: uid ?? null, status, messages };
}

/** What the job says counts before what its objects say. */
function causeOfJob(kind: JobKind, job: VspcJob, troubled: TroubledObject[]): ProbableCause {
	// Microsoft 365 has a status for it.
	if (spelled(job[kind.properties.status]).toLowerCase() === 'stopped') return 'stoppedByUser';
	const own = causeOfAll(kind.failureTexts(job));
	return own === 'unknown' ? causeOfAll(troubled.flatMap(({ messages }) => messages)) : own;
}

function urgencyOf(name: string, cause: ProbableCause | null, event?: TicketEvent): string {
	const { failuresInRow } = event ?? {};
	if (name === 'recovered' || name === 'success') return 'low';
	if (name === 'escalated' || name === 'overdue') return 'high';
	if (typeof failuresInRow === 'number' && failuresInRow >= OFTEN) return 'high';
	if (name === 'warning' || cause === 'stoppedByUser') return 'low';
	// Other jobs will fail for the same reason.
	return cause === 'repositoryFull' || cause === 'licence' || cause === 'targetUnavailable'
		? 'high'
		: 'medium';
}

/**
 * The objects of the latest session of a job that failed or warned, and one without a name for what VSPC says of the
 * job and of no object. Makes no request.
 *
 * @returns empty for a job of which nothing failed or warned
 */
export function failedObjectsOf(
	kind: JobKind,
	job: VspcJob,
	known: KnownOfJob & { companyUid?: string | null; kindName: string },
): FailedObject[] {
	const { status, lastRun, lastEnd } = kind.properties;
	const valueOf = (field?: string) =>
		(field === undefined ? null : (job[field] ?? null)) as string | null;
	const jobKey = kind.keyOf(job) ?? null;
	return troubledOf(kind, job).map((one) => {
		const { name, uid, messages } = one;
		const own = [jobKey, uid ?? name].filter((part) => part !== null);
		return {
			objectName: name,
			objectStatus: one.status,
			message: textOrNull(messages.join('\n')),
			probableCause: isNamed(one) ? causeOfAll(messages) : causeOfJob(kind, job, [one]),
			name: valueOf('name'),
			companyName: known.companyName ?? null,
			serverName: known.serverName ?? null,
			status: valueOf(status),
			lastRun: valueOf(lastRun),
			lastEndTime: valueOf(lastEnd),
			jobKind: known.kindName,
			companyUid: known.companyUid ?? null,
			objectUid: uid ?? null,
			objectKey: jobKey === null ? null : own.join(':'),
			jobUid: valueOf('instanceUid'),
			jobKey,
		};
	});
}

function troubledOf(kind: JobKind, job: VspcJob): TroubledObject[] {
	const { troubled = [] } = kind.objectsOf?.(job) ?? {};
	if (troubled.length > 0 || !hasTrouble(kind, job)) return troubled;
	const message = failureOf(kind, job);
	const status = toResult(job[kind.properties.status]) === 'failed' ? 'Failed' : 'Warning';
	return [{ name: null, status, messages: message === null ? [] : [message] }];
}

/** In one poll: events are not to wait for more, nor is VSPC asked for it every few minutes. */
const MOST_REQUESTS = 8;

/**
 * Names of the computers of a few agents: one request for 15 of them, 8 at the most. Throws nothing: a ticket is of
 * use without them.
 *
 * @returns by the UID of the agent, in small letters; those that are not found in this way are missing
 */
export async function computersOf(vspc: Vspc, agents: string[]): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	const left = [...new Set(agents)];
	const call = { path: AGENTS_PATH, activity: 'reading the names of computers' };
	for (let count = 0; count < MOST_REQUESTS && left.length > 0; count++) {
		const group = left.splice(0, UIDS_A_FILTER);
		const items = group.map((uid) => ({
			property: 'instanceUid',
			operation: 'equals' as const,
			collation: 'ignorecase' as const,
			value: uid,
		}));
		const filter = [{ operation: 'or' as const, items }];
		try {
			const { rows } = await readPage(vspc, call, { filter, limit: PAGE_SIZE, offset: 0 });
			for (const row of rows) {
				const uid = parseUsedUid(row.instanceUid);
				const name = textOrNull(row.name);
				if (uid !== undefined && name !== null) names.set(uid, name);
			}
			// A server that ignores the filter does so with the next one too.
			if (rows.length > group.length) break;
		} catch {
			break;
		}
	}
	return names;
}

/** The UID of the agent that a job runs on; undefined for jobs of servers. */
export function agentOf(kind: JobKind, job: VspcJob): string | undefined {
	return 'backupAgentUid' in kind.fields ? parseUsedUid(job.backupAgentUid) : undefined;
}

/** Tickets and failed objects with the names that belong to them, for operations. */
export class Tickets {
	constructor(private readonly vspc: Vspc) {}

	/**
	 * What tickets about these jobs are made of. Names are read for those alone that failed or warned, each once in an
	 * execution; nothing else takes a request. Throws as NameResolver does.
	 *
	 * @returns in the order of the jobs
	 */
	async ofAll(kind: JobKind, jobs: VspcJob[], withNames: boolean): Promise<TicketFields[]> {
		const inTrouble = jobs.filter((job) => hasTrouble(kind, job));
		const known = await this.knownOf(kind, inTrouble, withNames);
		return jobs.map((job) => ticketOf(kind, job, known.get(job)));
	}

	/** See failedObjectsOf; names as in ofAll. */
	async failedObjects(
		kind: JobKind,
		kindName: string,
		job: VspcJob,
		withNames: boolean,
	): Promise<FailedObject[]> {
		if (troubledOf(kind, job).length === 0) return [];
		const known = await this.knownOf(kind, [job], withNames);
		const { companyUid } = kind.placement(job);
		return failedObjectsOf(kind, job, { ...known.get(job), companyUid, kindName });
	}

	private async knownOf(
		kind: JobKind,
		jobs: VspcJob[],
		withNames: boolean,
	): Promise<Map<VspcJob, KnownOfJob>> {
		const places = jobs.map(kind.placement);
		const names = withNames
			? await this.vspc.names.namesOfAll(places, ['companyName', 'backupServerName'])
			: places;
		const known = await Promise.all(
			jobs.map(async (job, index): Promise<[VspcJob, KnownOfJob]> => {
				const { companyName, backupServerName } = names[index];
				const agent = withNames ? agentOf(kind, job) : undefined;
				const computer = agent && (await this.vspc.computerNames.nameOf(agent));
				return [job, { companyName, serverName: backupServerName ?? computer }];
			}),
		);
		return new Map(known);
	}
}
