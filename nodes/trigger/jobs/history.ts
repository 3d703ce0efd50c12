import { asError, atMost, elapsed } from '../../util/clock';
import { redact } from '../../vspc/client/redact';
import type { VspcJob } from '../../vspc/jobs/kind';
import type { JobKindName as KindName } from '../../vspc/jobs/kinds';
import type { JobSession } from '../../vspc/sessions/fields';
import { isHistoryAbsent } from '../../vspc/sessions/history';
import type { Vspc } from '../../vspc/vspc';
import {
	beforeOf,
	DAYS_BACK,
	endPast,
	isReadDue,
	newPlan,
	noteNotRead,
	type Owed,
	planReads,
	type Purpose,
	type ReadPlan,
	SPANS,
} from './historyPlan';
import { JobNames, type NameNotes } from './jobNames';
import { type LineUp, newLineUp } from './lineUp';
import type { JobSource } from './observation';
import { newPastRows, type PastRows } from './pastFailures';

const HOUR_MS = 3_600_000;

/** A poll has more to do. */
const PART_OF_TIME = 0.5;

/** Sessions that were read together. */
interface Batch {
	sessions: JobSession[];
	purpose: Purpose;
	/** Of those that ended later none is missing; milliseconds since 1970 */
	completeFrom: number;
}

/** What this process remembers of the session history; times are milliseconds since 1970. */
interface HistoryNotes extends NameNotes, ReadPlan {
	/** VSPC has no history, or not for this account */
	absentAt?: number;
	/** Sessions that were read and not looked at yet */
	unread: Map<KindName, Batch[]>;
	/** Kinds that the last poll could look at */
	looked: Set<KindName>;
	lineUps: Map<KindName, LineUp>;
	/** By short ID the end before the session that polls first saw going on */
	floors: Map<string, number>;
	pastRows: Map<KindName, PastRows>;
}

/** What a poll read of one kind of jobs. */
export interface Listened {
	kind: KindName;
	byKey: Map<string, VspcJob>;
}

/** What reads go by. */
export interface ReadConditions {
	isTimeUp: (ahead?: number) => boolean;
	/** When all must have been read, by the clock `elapsed` */
	until: number;
	/** At the most in this poll */
	requests: number;
}

/** Sessions of one job. */
export interface JobSessions {
	sessions: JobSession[];
	/** Those of the last days are among them */
	hasLastDays: boolean;
	/** They are of days that polls know nothing of */
	isPast: boolean;
	/** See Batch; seconds since 1970 */
	completeFrom: number;
}

/** Reads the sessions of the jobs that are watched, and says which job each belongs to. */
export class SessionReads {
	private readonly kept: HistoryNotes;
	private readonly names: JobNames;
	private readonly couldLook: Set<KindName>;
	private reading?: Promise<void>;
	/** Requests that this poll may still send */
	left: number;

	/**
	 * @param notes what this process remembers
	 * @param now milliseconds since 1970
	 */
	constructor(
		private readonly vspc: Vspc,
		notes: Map<string, unknown>,
		private readonly now: number,
		private readonly kinds: KindName[],
		private readonly conditions: ReadConditions,
	) {
		const topic = `session history of ${vspc.connection.host}`;
		this.kept = (notes.get(topic) as HistoryNotes | undefined) ?? newNotes();
		notes.set(topic, this.kept);
		this.names = new JobNames(vspc, this.kept, now, conditions.isTimeUp);
		this.left = conditions.requests;
		this.couldLook = this.kept.looked;
		this.kept.looked = new Set();
	}

	/** Whether this poll is going to ask for sessions, or looks at some that were read before. */
	get isDue(): boolean {
		const { kept, now, isAbsent, areOff, names, kinds, hasPast, couldLook } = this;
		if (isAbsent || areOff || this.left <= 0) return false;
		// Those of a list that is absent, empty or fails wait for nothing.
		const hasUnread = [...kept.unread.keys()].some((kind) => couldLook.has(kind));
		return hasUnread || isReadDue(kept, now, hasPast) || names.areDue(kinds);
	}

	/** Some jobs failed as far back as sessions were read. */
	private get hasPast(): boolean {
		return [...this.kept.pastRows.values()].some(({ open }) => open.size > 0);
	}

	/** The times of no kind line up, so that there is nothing to read. */
	private get areOff(): boolean {
		return this.kinds.every((kind) => this.lineUpOf(kind).isOff);
	}

	private get isAbsent(): boolean {
		const { now, kept } = this;
		const { absentAt } = kept;
		return absentAt !== undefined && now >= absentAt && now - absentAt < HOUR_MS;
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
			this.names.note(kind, source.kind, rows);
			for (const row of rows) byKey.set(source.kind.keyOf(row)!, row);
		};
		return { kind, byKey };
	}

	/**
	 * The sessions that were read since the last time that somebody asked, by the key of the job. What cannot be read
	 * is read later.
	 */
	async take(kind: KindName): Promise<Map<string, JobSessions>> {
		this.reading ??= this.read().catch((thrown: unknown) => this.failed(asError(thrown)));
		await this.reading;
		const { unread, looked } = this.kept;
		looked.add(kind);
		const batches = unread.get(kind) ?? [];
		unread.delete(kind);
		const byJob = new Map<string, Map<string, JobSession>>();
		const facts = new Map<string, Omit<JobSessions, 'sessions'>>();
		const noFacts = { hasLastDays: false, isPast: true, completeFrom: Infinity };
		const index = batches.length > 0 ? this.names.index() : undefined;
		for (const { sessions, purpose, completeFrom } of batches) {
			for (const session of sessions) {
				const { jobKey } = index!.match(session);
				if (jobKey === null) continue;
				const own = byJob.get(jobKey) ?? new Map<string, JobSession>();
				byJob.set(jobKey, own.set(session.key, session));
				const before = facts.get(jobKey) ?? noFacts;
				facts.set(jobKey, {
					hasLastDays: before.hasLastDays || purpose === 'lastDays',
					isPast: before.isPast && purpose === 'past',
					completeFrom: Math.min(before.completeFrom, completeFrom / 1000),
				});
			}
		}
		return new Map(
			[...byJob].map(([key, own]) => [key, { ...facts.get(key)!, sessions: [...own.values()] }]),
		);
	}

	/** The keys of jobs of a kind that have, or had, the name of another one. */
	twins(kind: KindName): string[] {
		return this.names.twins(kind);
	}

	/** Sessions that there was no time for: for the next poll. */
	putBack(kind: KindName, { sessions, hasLastDays, isPast, completeFrom }: JobSessions): void {
		const purpose = hasLastDays ? 'lastDays' : isPast ? 'past' : 'new';
		this.add(kind, { sessions, purpose, completeFrom: completeFrom * 1000 });
	}

	private add(kind: KindName, batch: Batch): void {
		const { unread } = this.kept;
		unread.set(kind, [...(unread.get(kind) ?? []), batch]);
	}

	private async read(): Promise<void> {
		const { kept, now, conditions, kinds, names, hasPast } = this;
		if (this.isAbsent || this.left <= 0) return;
		if (this.areOff) return;
		if (conditions.isTimeUp()) return;
		this.left -= await names.readMachines(kinds, Math.max(1, this.left - SPANS));
		const isExact = kinds.every((kind) => this.lineUpOf(kind).reading === 'equal');
		planReads(kept, now, { hasPast, isExact });
		for (let count = 0; count < SPANS && this.left > 0 && !conditions.isTimeUp(); count++) {
			const span = kept.owed.shift();
			if (!span) return;
			this.left--;
			try {
				await this.readSpan(span);
			} catch (error) {
				noteNotRead(kept, span);
				throw asError(error);
			}
		}
	}

	/** What is known of failures in a row from before the process began; those of the days before have to be read. */
	pastRowsOf(kind: KindName): PastRows {
		const { pastRows, past } = this.kept;
		const own = pastRows.get(kind) ?? newPastRows();
		pastRows.set(kind, own);
		own.canOpen = past.days === DAYS_BACK;
		return own;
	}

	private async readSpan(span: Owed): Promise<void> {
		const { vspc, kept, conditions } = this;
		const before = beforeOf(kept);
		const { from, purpose } = span;
		const seconds = Math.max(1, ((conditions.until - elapsed()) / 1000) * PART_OF_TIME);
		const sessions = await vspc.within(atMost(seconds, vspc.timeouts)).sessions.readOnce(span);
		kept.absentAt = undefined;
		if (sessions.some(({ endedAt }) => endedAt < from)) kept.selects = 'days';
		else if (sessions.some(({ startedAt = from }) => startedAt < from)) {
			if (kept.selects === 'unknown') kept.selects = 'end';
		}
		if (purpose === 'lastDays') {
			for (const session of sessions) kept.parts.push(session);
			if (kept.owed.some((one) => one.purpose === 'lastDays')) return;
			this.handOut({ sessions: kept.parts, purpose, completeFrom: -Infinity });
			kept.parts = [];
		} else if (purpose === 'past') {
			if (sessions.length === 0) endPast(kept);
			this.handOut({ sessions, purpose, completeFrom: -Infinity });
		} else this.handOut({ sessions, purpose, completeFrom: from + before });
		if (purpose !== 'past') kept.readAt = kept.askedAt;
	}

	private handOut(batch: Batch): void {
		for (const kind of this.kinds) {
			// A list that cannot be read takes none: what was read before the last days is in them.
			if (batch.purpose === 'lastDays') this.kept.unread.delete(kind);
			this.add(kind, batch);
		}
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
		kept.parts = [];
		kept.lookedBackAt = undefined;
	}
}

function newNotes(): HistoryNotes {
	return {
		...newPlan(),
		names: new Map(),
		machines: new Map(),
		unread: new Map(),
		looked: new Set(),
		lineUps: new Map(),
		floors: new Map(),
		pastRows: new Map(),
	};
}
