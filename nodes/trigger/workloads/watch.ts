import { isDueAgain } from '../../util/clock';
import type { Vspc } from '../../vspc/vspc';
import type { WorkloadKind } from '../../vspc/workloads/kind';
import type { Workload } from '../../vspc/workloads/workload';
import { areTooMany } from '../engine/gone';
import { type SavedHead, shortId } from '../engine/state';
import { decideWorkload, type WorkloadReason } from './decide';
import { noticeAbsences } from './gone';
import { type EmittedWorkloadEvent, toLine, type UnreportedWorkload } from './items';
import type { WorkloadListState } from './memory';
import {
	noWorkloadNotes,
	type Observed,
	observeWorkloads,
	READ_EVERY_MS,
	readOn,
	warn,
	type WorkloadNotes,
	type WorkloadSource,
} from './reads';

/** What a poll found out about a group of kinds. */
export interface WorkloadFindings {
	state: WorkloadListState;
	emitted: EmittedWorkloadEvent[];
	unreported: UnreportedWorkload[];
	notes: WorkloadNotes;
	isFullRead: boolean;
	/** How many workloads a complete read showed */
	listed: number;
	/** Why one list could not be read, while others were */
	failure?: Error;
}

export interface WorkloadConditions {
	/** Milliseconds since 1970 */
	now: number;
	isTimeUp: (ahead?: number) => boolean;
	/** A person publishes the workflow, and is to see what fails */
	isPublishing: boolean;
}

/**
 * Whether a poll has nothing to read of a group of kinds, and this process has read all of it before.
 *
 * @param given what this process remembers of it
 */
export function isQuiet(
	{ scope, host }: WorkloadSource,
	saved: SavedHead,
	given: WorkloadNotes,
	{ now, isPublishing }: WorkloadConditions,
): boolean {
	const isSame = saved.scope === scope && saved.host === host && given.scope === scope;
	return isSame && saved.isComplete && !isPublishing && !isReadDue(saved, given, now);
}

/**
 * One poll of a group of kinds. Restore points come with hours in between, so all is read once an hour, and nothing in
 * between; what was read is looked at when it is complete.
 *
 * @param old changed in place: the caller's own copy
 * @throws what vspc.request throws; IncompleteListError in words
 */
export async function watchWorkloads(
	source: WorkloadSource,
	old: WorkloadListState | undefined,
	given: WorkloadNotes,
	conditions: WorkloadConditions,
): Promise<WorkloadFindings> {
	const { scope, host, budget } = source;
	const kept = old?.host === host ? old : undefined;
	if (old && !kept) {
		warn(source.vspc, 'the credential leads to another VSPC. What is there now counts as known.');
	}
	const state = kept?.scope === scope ? kept : inScope(kept, source);
	const fits = state === old && given.scope === scope;
	const notes: WorkloadNotes = fits ? given : { ...noWorkloadNotes(), absent: given.absent };
	const findings = { state, emitted: [], unreported: [], notes, isFullRead: false, listed: 0 };
	const isDue = conditions.isPublishing || isReadDue(state, notes, conditions.now);
	// A list that was never read is read at once, or nobody knows what is new.
	if (!isDue || (budget.isSpent && state.isComplete)) return findings;
	const { next, failure } = await readOn(source, state, notes, conditions);
	if (failure) return { ...findings, notes: next, failure };
	const isComplete = [...next.reads.values()].every((one) => one.isComplete);
	if (!isComplete) return { ...findings, notes: next };
	return await new WorkloadWatch(source, state, next, conditions).take();
}

function inScope(
	old: WorkloadListState | undefined,
	{ scope, host }: WorkloadSource,
): WorkloadListState {
	const { lastSeen = new Map(), problems = new Map() } = old ?? {};
	return { scope, host, isComplete: false, lastSeen, problems, waiting: new Map() };
}

/** The state says when all was read last, since any of several n8n may have done it. */
function isReadDue(
	{ baseline }: Pick<SavedHead, 'baseline'>,
	{ startedAt }: WorkloadNotes,
	now: number,
): boolean {
	if (startedAt !== undefined || baseline === undefined) return true;
	return isDueAgain(now, baseline * 1000, READ_EVERY_MS);
}

/** Takes what was read into the state, and makes events of it. */
class WorkloadWatch {
	private readonly emitted: EmittedWorkloadEvent[] = [];
	private readonly unreported: UnreportedWorkload[] = [];

	constructor(
		private readonly source: WorkloadSource,
		private readonly state: WorkloadListState,
		private readonly notes: WorkloadNotes,
		private readonly conditions: WorkloadConditions,
	) {}

	async take(): Promise<WorkloadFindings> {
		const { source, state, notes, emitted, unreported } = this;
		const rows = [...source.kinds, ...source.joined].map((kind) => ({
			kind,
			rows: [...(notes.reads.get(kind.name)?.rows.values() ?? [])],
		}));
		const nameless = new Map<WorkloadKind, number>();
		const observed = await observeWorkloads(source, rows, this.keys(), (kind) => {
			nameless.set(kind, (nameless.get(kind) ?? 0) + 1);
		});
		for (const [kind, count] of nameless) warnOfNameless(source.vspc, kind, count);
		const unknown = observed.filter(({ seen }) => !state.lastSeen.has(seen.id));
		const areMany = areTooMany(unknown.length, state.lastSeen.size);
		for (const one of observed) this.decide(one, areMany);
		const hidden = await this.noticeAbsences(new Set(observed.map(({ seen }) => seen.key)));
		// An empty list may be that of an account without rights.
		if (observed.length > 0) state.isComplete = true;
		state.baseline = Math.floor((notes.startedAt ?? this.conditions.now) / 1000);
		const next = { ...notes, ...hidden, startedAt: undefined, reads: new Map() };
		return { state, emitted, unreported, notes: next, isFullRead: true, listed: observed.length };
	}

	/**
	 * A computer that the console and a backup server both have, under the same UID, keeps the key that it was first seen
	 * with, whichever of the lists shows it.
	 */
	private keys(): (workload: Workload) => string | undefined {
		const { lastSeen } = this.state;
		const keys = [...lastSeen.values()].map(({ key }) => key);
		const known = new Map(keys.filter(isOfComputer).map((key) => [uidIn(key), key]));
		return ({ key }) => {
			if (key === undefined || lastSeen.has(shortId(key)) || !isOfComputer(key)) return key;
			const other = known.get(uidIn(key));
			const isOther = other !== undefined && other.split(':', 1)[0] !== key.split(':', 1)[0];
			// One of two servers that were cloned takes it over, the other one has its own.
			if (isOther) known.delete(uidIn(key));
			return isOther ? other : key;
		};
	}

	private decide({ seen, workload }: Observed, areMany: boolean): void {
		const { state, source, emitted } = this;
		const { id, key, name, companyUid } = seen;
		const isUnknown = !state.lastSeen.has(id);
		const old = { lastSeen: state.lastSeen.get(id), problem: state.problems.get(id) };
		const isBaseline = !state.isComplete || (isUnknown && areMany);
		const { memory, events, reasons } = decideWorkload(old, seen, {
			rules: source.rules,
			isBaseline,
		});
		state.lastSeen.set(id, memory.lastSeen);
		if (memory.problem) state.problems.set(id, memory.problem);
		else state.problems.delete(id);
		const known = { key, name, companyUid, time: memory.lastSeen.time };
		for (const event of events) {
			emitted.push({ event, known, workload, rpoHours: seen.rpoHours });
		}
		for (const reason of reasons) this.unreported.push({ key, name, reason });
		if (isUnknown && areMany && state.isComplete) {
			this.unreported.push({ key, name, reason: 'manyAppeared' });
		}
	}

	private async noticeAbsences(
		seen: Set<string>,
	): Promise<Pick<WorkloadNotes, 'lacked' | 'hidden'>> {
		const { source, state, notes, emitted, conditions } = this;
		const { vspc, rules, until } = source;
		const now = Math.floor(conditions.now / 1000);
		const absences = await noticeAbsences(vspc, state, seen, {
			rules,
			now,
			until,
			lacked: notes.lacked,
			seesOthers: source.seesOthers(),
		});
		for (const { lastSeen, problem, events } of absences.gone) {
			const known = { ...lastSeen, name: problem?.name ?? lastSeen.name };
			for (const event of events) emitted.push({ event, known, rpoHours: null });
		}
		this.log(absences.missing, 'missing');
		this.log(absences.hidden, 'hidden');
		const hidden = new Set(absences.hidden.map(({ key }) => key));
		const [first, ...others] = absences.hidden.filter(({ key }) => !notes.hidden.has(key));
		if (first) {
			const who = toLine(vspc, first.name);
			const all =
				others.length > 0 ? `${who} and ${others.length} other workloads are` : `${who} is`;
			const text = 'no longer visible. Their problems stay open: nothing says that they ended.';
			warn(source.vspc, `${all} ${text}`);
		}
		return { lacked: absences.lacked, hidden };
	}

	private log(some: Array<{ key: string; name: string }>, reason: WorkloadReason): void {
		for (const { key, name } of some) this.unreported.push({ key, name, reason });
	}
}

/** Says in n8n's log that workloads are not watched: once a full read, and that comes once an hour. */
function warnOfNameless(vspc: Vspc, { noun, plural }: WorkloadKind, count: number): void {
	const [what, them] = count === 1 ? [noun, 'it'] : [plural, 'them'];
	warn(
		vspc,
		`VSPC lists ${count} ${what} without the UID that names a workload; nothing is reported about ${them}.`,
	);
}

function isOfComputer(key: string): boolean {
	return /^(console|backupServer)Computer:/.test(key);
}

function uidIn(key: string): string {
	return key.slice(key.lastIndexOf(':') + 1);
}
