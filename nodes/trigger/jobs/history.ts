import { asError, atMost, elapsed } from '../../util/clock';
import { parseUsedUid } from '../../util/text';
import { isListAbsent } from '../../vspc/client/explanation';
import { redact } from '../../vspc/client/redact';
import type { JobKind, VspcJob } from '../../vspc/jobs/kind';
import { PAGE_SIZE } from '../../vspc/list/pages';
import type { JobSession } from '../../vspc/sessions/fields';
import { isHistoryAbsent, type Span } from '../../vspc/sessions/history';
import { jobKinds, type JobKindName as KindName } from '../../vspc/jobs/kinds';
import { JobIndex } from '../../vspc/sessions/jobs';
import type { Vspc } from '../../vspc/vspc';
import type { JobSource } from './observation';
import { type LineUp, newLineUp } from './lineUp';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often what is new is asked for, and how often the last days are looked through for what came late. */
const READ_EVERY_MS = 600_000;
const LOOK_BACK_EVERY_MS = HOUR_MS;
const DAYS_BACK = 3;

/** Polls are not on the second. */
const EARLY_MS = 30_000;
/** Requests of each kind in one poll. */
const SPANS = 2;
const PAGES = 4;

/** Backup servers are few; agents may be thousands. */
const FEW_PAGES = 2;

/** A poll has more to do. */
const PART_OF_TIME = 0.5;

interface JobName {
	kind: KindName;
	name: string;
	/** The server or agent that it runs on; left out where the job names the machine itself */
	host?: string;
	agentUid?: string;
	jobKey: string;
}

interface Machines {
	agents: Map<string, string>;
	/** Where the read under way goes on */
	offset: number;
	readAt?: number;
	pages: number;
}

/** What this process remembers of the session history; times are milliseconds since 1970. */
interface HistoryNotes {
	/** Names that jobs have, or have had */
	names: Map<string, JobName>;
	machines: Map<KindName, Machines>;
	/** When it was asked for what is new, and for the last days */
	readAt?: number;
	lookedBackAt?: number;
	/** Still to be read */
	owed: Span[];
	/** Whether VSPC sends what ended in a time, or whole days, as far as answers show it */
	selects: 'unknown' | 'end' | 'days';
	/** VSPC has no history, or not for this account */
	absentAt?: number;
	/** Sessions that were read and not looked at yet */
	unread: Map<KindName, JobSession[]>;
	lineUps: Map<KindName, LineUp>;
	/** By short ID the end before the session that polls first saw going on */
	floors: Map<string, number>;
}

/** What a poll read of one kind of jobs. */
export interface Listened {
	kind: KindName;
	byKey: Map<string, VspcJob>;
}

/** Reads the sessions of the jobs that are watched, and says which job each belongs to. */
export class SessionReads {
	private readonly kept: HistoryNotes;
	private reading?: Promise<void>;

	/**
	 * @param notes what this process remembers
	 * @param now milliseconds since 1970
	 */
	constructor(
		private readonly vspc: Vspc,
		notes: Map<string, unknown>,
		private readonly now: number,
		private readonly kinds: KindName[],
		private readonly conditions: { isTimeUp: (ahead?: number) => boolean; until: number },
	) {
		const topic = `session history of ${vspc.connection.host}`;
		this.kept = (notes.get(topic) as HistoryNotes | undefined) ?? newNotes();
		notes.set(topic, this.kept);
	}

	get floors(): Map<string, number> {
		return this.kept.floors;
	}

	lineUpOf(kind: KindName): LineUp {
		return this.kept.lineUps.get(kind) ?? newLineUp();
	}

	setLineUp(kind: KindName, lineUp: LineUp): void {
		this.kept.lineUps.set(kind, lineUp);
	}

	/**
	 * Listens to what a poll reads of a kind of jobs.
	 *
	 * @param source changed: its rows are noted
	 * @returns the rows of the poll, by job key, as they come
	 */
	listenTo(source: JobSource, kind: KindName): Listened {
		const byKey = new Map<string, VspcJob>();
		source.noteRows = (rows) => {
			this.noteRows(kind, source.kind, rows);
			for (const row of rows) byKey.set(source.kind.keyOf(row)!, row);
		};
		return { kind, byKey };
	}

	/** Learns the names of jobs: sessions have nothing else. Those of renamed jobs keep the old one. */
	private noteRows(kindName: KindName, kind: JobKind, rows: VspcJob[]): void {
		const field = jobKinds[kindName].hosts?.field;
		for (const row of rows) {
			const jobKey = kind.keyOf(row);
			const { name } = row;
			if (jobKey === undefined || typeof name !== 'string' || name === '') continue;
			const id = `${jobKey} ${name}`;
			if (this.kept.names.has(id)) continue;
			const own = { kind: kindName, name, jobKey };
			this.kept.names.set(
				id,
				field
					? { ...own, host: String(row[field]).toLowerCase() }
					: { ...own, agentUid: parseUsedUid(row.managementAgentUid) },
			);
		}
	}

	/**
	 * The sessions that were read since the last time that somebody asked, by the key of the job. What cannot be read
	 * is read later.
	 */
	async take(kind: KindName): Promise<Map<string, JobSession[]>> {
		this.reading ??= this.read().catch((thrown: unknown) => this.failed(asError(thrown)));
		await this.reading;
		const sessions = this.kept.unread.get(kind) ?? [];
		this.kept.unread.delete(kind);
		const byJob = new Map<string, Map<string, JobSession>>();
		if (sessions.length === 0) return new Map();
		const index = this.index();
		for (const session of sessions) {
			const { jobKey } = index.match(session);
			if (jobKey === null) continue;
			const own = byJob.get(jobKey) ?? new Map<string, JobSession>();
			byJob.set(jobKey, own.set(session.key, session));
		}
		return new Map([...byJob].map(([key, own]) => [key, [...own.values()]]));
	}

	/** Sessions that there was no time for: for the next poll. */
	putBack(kind: KindName, sessions: JobSession[]): void {
		const { unread } = this.kept;
		unread.set(kind, [...(unread.get(kind) ?? []), ...sessions]);
	}

	private async read(): Promise<void> {
		const { kept, now, conditions, kinds } = this;
		const { absentAt } = kept;
		if (absentAt !== undefined && now >= absentAt && now - absentAt < HOUR_MS) return;
		if (kinds.every((kind) => this.lineUpOf(kind).isOff)) return;
		if (conditions.isTimeUp()) return;
		if ((await this.readMachines()) > FEW_PAGES) return;
		this.plan();
		for (let count = 0; count < SPANS && !conditions.isTimeUp(); count++) {
			const span = kept.owed.shift();
			if (!span) return;
			await this.readSpan(span);
		}
	}

	/** What is to be read now: the time since the last read, and once an hour the last days. */
	private plan(): void {
		const { kept, now } = this;
		const { readAt, lookedBackAt, selects } = kept;
		const isDue = (at: number | undefined, every: number) =>
			at === undefined || now < at || now - at >= every - EARLY_MS;
		// Whatever the zone or the clock of a server: nothing has ended later.
		const to = now + DAY_MS;
		// Where VSPC may select by start, a session of up to a day has to be within.
		const back = selects === 'end' ? 0 : DAY_MS;
		if (isDue(lookedBackAt, LOOK_BACK_EVERY_MS)) {
			kept.owed = Array.from({ length: DAYS_BACK }, (_, day) => ({
				from: now - (day + 1) * DAY_MS - back,
				to: day === 0 ? to : now - day * DAY_MS,
			}));
			kept.lookedBackAt = now;
		} else if (selects !== 'days' && isDue(readAt, READ_EVERY_MS)) {
			const isExact = this.kinds.every((kind) => this.lineUpOf(kind).reading === 'equal');
			const before = back > 0 || !isExact ? DAY_MS : HOUR_MS;
			kept.owed.unshift({ from: Math.min(readAt ?? now, now) - before, to });
		} else return;
		kept.readAt = now;
	}

	private async readSpan(span: Span): Promise<void> {
		const { vspc, kept, conditions, kinds } = this;
		const seconds = Math.max(1, ((conditions.until - elapsed()) / 1000) * PART_OF_TIME);
		const sessions = await vspc.within(atMost(seconds, vspc.timeouts)).sessions.readOnce(span);
		kept.absentAt = undefined;
		if (sessions.some(({ endedAt }) => endedAt < span.from)) kept.selects = 'days';
		else if (sessions.some(({ startedAt = span.from }) => startedAt < span.from)) {
			if (kept.selects === 'unknown') kept.selects = 'end';
		}
		for (const kind of kinds) this.putBack(kind, sessions);
	}

	private failed(error: Error): void {
		const { vspc, kept, now } = this;
		const { context } = vspc;
		const name = context.getNode().name;
		const text = redact(error.message, []);
		if (!isHistoryAbsent(error)) {
			context.logger?.debug(`${name}: the session history could not be read: ${text}`);
			return;
		}
		if (kept.absentAt === undefined) {
			context.logger?.info(
				`${name}: sessions that end between two polls cannot be found afterwards: ${text}.`,
			);
		}
		kept.absentAt = now;
		kept.owed = [];
		kept.lookedBackAt = undefined;
	}

	/** @returns how many pages it took */
	private async readMachines(): Promise<number> {
		let count = 0;
		for (const kind of this.kinds) {
			const { hosts } = jobKinds[kind];
			if (!hosts) continue;
			const known = this.kept.machines.get(kind);
			const machines = known ?? { agents: new Map<string, string>(), offset: 0, pages: 0 };
			this.kept.machines.set(kind, machines);
			if (!this.areDue(machines)) continue;
			const pages = this.vspc.pages({
				call: { path: hosts.path, activity: `listing the ${hosts.noun}s` },
				select: ['instanceUid', 'managementAgentUid'],
			});
			const sort = [{ property: 'instanceUid', direction: 'ascending' as const }];
			try {
				while (count < PAGES && this.areDue(machines) && !this.conditions.isTimeUp()) {
					const { rows, total } = await pages.read(machines.offset, PAGE_SIZE, sort);
					count++;
					for (const { instanceUid, managementAgentUid } of rows) {
						const agent = parseUsedUid(managementAgentUid);
						if (agent) machines.agents.set(String(instanceUid).toLowerCase(), agent);
					}
					machines.offset += rows.length;
					const isAll = total === undefined ? rows.length < PAGE_SIZE : machines.offset >= total;
					if (rows.length === 0 || isAll) this.completed(machines);
				}
			} catch (error) {
				if (!isListAbsent(error)) throw asError(error);
				this.completed(machines);
			}
		}
		return count;
	}

	private areDue({ offset, readAt, pages }: Machines): boolean {
		if (offset > 0 || readAt === undefined || this.now < readAt) return true;
		return this.now - readAt >= (pages <= FEW_PAGES ? HOUR_MS : DAY_MS);
	}

	private completed(machines: Machines): void {
		machines.pages = Math.ceil(machines.offset / PAGE_SIZE);
		machines.offset = 0;
		machines.readAt = this.now;
	}

	private index(): JobIndex {
		const index = new JobIndex();
		const { names, machines } = this.kept;
		const byKind = new Map<KindName, JobName[]>(
			// A kind that is not watched has no jobs that a session could belong to.
			(Object.keys(jobKinds) as KindName[]).map((kind) => [kind, []]),
		);
		for (const one of names.values()) byKind.get(one.kind)!.push(one);
		for (const [kind, jobs] of byKind) {
			const agents = machines.get(kind)?.agents;
			const named = jobs.map(({ name, jobKey, host, agentUid }) => ({
				name,
				jobKey,
				agentUid: host === undefined ? agentUid : agents?.get(host),
			}));
			index.add(kind, named);
		}
		return index;
	}
}

function newNotes(): HistoryNotes {
	return {
		names: new Map(),
		machines: new Map(),
		owed: [],
		selects: 'unknown',
		unread: new Map(),
		lineUps: new Map(),
		floors: new Map(),
	};
}
