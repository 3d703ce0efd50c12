import type { WatchEvent } from '../engine/watch';
import type { WorkloadLastSeen, WorkloadMemory, WorkloadProblem } from './memory';

/** What the workload trigger emits, by name. */
export type WorkloadEventName =
	| 'unprotected'
	| 'protected'
	| 'appeared'
	| 'disappeared'
	| 'suspicious'
	| 'cleared';

/** How a problem ended. */
export type EndedBy =
	/** A restore point that is young enough */
	| 'restorePoint'
	/** The same restore point is young enough for the RPO that applies now */
	| 'rpo'
	/** VSPC shows the workload as clean */
	| 'clean'
	/** The workload is gone */
	| 'disappeared'
	/** The account has not seen the workload for 30 days */
	| 'notVisible';

export interface WorkloadEvent extends WatchEvent<WorkloadEventName, never> {
	endedBy?: EndedBy;
}

/** Which events are wanted, and of what is there at the start. */
export interface EventRules {
	events: ReadonlySet<WorkloadEventName>;
	/** Emit the problems that are there at the beginning */
	emitExisting: boolean;
}

/** What one read shows of a workload; times are seconds since 1970. */
export interface WorkloadObservation {
	/** The workload key in short */
	id: string;
	key: string;
	name: string;
	companyUid?: string;
	/** What counts as its latest restore point; undefined for none */
	time?: number;
	/** The hours of the RPO that apply to it */
	rpoHours: number;
	/** VSPC's word in small letters; undefined where it says nothing */
	malware?: string;
	/** It passes the filters */
	isWanted: boolean;
	/** When it was read */
	at: number;
}

export interface DecideConditions {
	rules: EventRules;
	/** What an unknown workload shows is existing */
	isBaseline: boolean;
}

/** Why what a read shows leads to no event. */
export const REASONS = {
	existing:
		'It was so when the trigger first saw it. Emit Existing Problems includes what is there at the start.',
	filtered: 'It does not pass the filters of the trigger.',
	alreadyReported: 'It was reported before, and that has not ended.',
	notChosen: 'The event is not among those that were chosen.',
	olderOnce:
		'VSPC shows an older restore point than before, or none any more. A read an hour later has to show the same.',
	cleanOnce: 'VSPC shows it as clean again. A read an hour later has to show the same.',
	hidden:
		'It is not listed any more, and the account does not see its company or server either, or many are gone at once: that is no reason to believe that it is gone.',
	missing: 'It is not listed. That has to last for a day.',
	manyAppeared: 'So many are new at once that they were hidden before.',
} as const;

export type WorkloadReason = keyof typeof REASONS;

export interface WorkloadDecision {
	memory: WorkloadMemory & { lastSeen: WorkloadLastSeen };
	events: WorkloadEvent[];
	reasons: WorkloadReason[];
}

/** Reads come once an hour: what a second one has to show as well has then lasted for so long; seconds. */
export const CONFIRMED_AFTER = 50 * 60;

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/** What an observation of a workload means: the events, and what to keep of it. Depends on nothing but its arguments. */
export function decideWorkload(
	old: WorkloadMemory,
	seen: WorkloadObservation,
	{ rules, isBaseline }: DecideConditions,
): WorkloadDecision {
	return new Decision(old, seen, rules, isBaseline).make();
}

class Decision {
	private readonly events: WorkloadEvent[] = [];
	private readonly reasons: WorkloadReason[] = [];
	private readonly lastSeen: WorkloadLastSeen;
	private readonly problem: Partial<Pick<WorkloadProblem, 'unprotected' | 'suspicious'>>;
	/** What it shows now was so before the trigger looked at it */
	private readonly isExisting: boolean;
	/** Its latest restore point was taken back */
	private wentBack = false;

	constructor(
		private readonly old: WorkloadMemory,
		private readonly seen: WorkloadObservation,
		private readonly rules: EventRules,
		private readonly isBaseline: boolean,
	) {
		const { lastSeen, problem } = old;
		const { key, name, companyUid } = seen;
		const { isMissedBefore, isSuspiciousBefore, wasClosed, cleanSince } = lastSeen ?? {};
		this.lastSeen = { key, name, companyUid };
		if (isMissedBefore) this.lastSeen.isMissedBefore = true;
		if (isSuspiciousBefore) this.lastSeen.isSuspiciousBefore = true;
		if (wasClosed) this.lastSeen.wasClosed = true;
		if (cleanSince !== undefined) this.lastSeen.cleanSince = cleanSince;
		if (!seen.isWanted) this.lastSeen.isUnwanted = true;
		this.problem = { unprotected: problem?.unprotected, suspicious: problem?.suspicious };
		this.isExisting = isBaseline && (lastSeen === undefined || lastSeen.isUnwanted === true);
	}

	make(): WorkloadDecision {
		const { seen, old, rules, lastSeen, events, reasons } = this;
		const { key, name, isWanted, at } = seen;
		this.setTime();
		const isNew = old.lastSeen === undefined && !this.isBaseline;
		if (isNew && isWanted && rules.events.has('appeared')) {
			events.push({ name: 'appeared', of: at, at });
		}
		const { time } = lastSeen;
		if (time !== undefined && at - time <= seen.rpoHours * 3600) this.isProtected();
		else this.isUnprotected(isNew);
		this.decideMalware();
		const { unprotected, suspicious } = this.problem;
		const of = unprotected ?? suspicious;
		const problem: WorkloadProblem | undefined =
			of === undefined ? undefined : { key, of, name, unprotected, suspicious };
		return { memory: { lastSeen, problem }, events, reasons };
	}

	/**
	 * One of two servers behind one address may be late: that a restore point is gone counts when a later read shows it
	 * as well.
	 */
	private setTime(): void {
		const { old, seen, lastSeen } = this;
		const before = old.lastSeen?.time;
		// What made a newer one was protected meanwhile, whether a read saw it or not.
		if (before !== undefined && (seen.time ?? 0) > before + SLACK) delete lastSeen.isMissedBefore;
		const isLess = before !== undefined && (seen.time === undefined || seen.time < before - SLACK);
		if (!isLess) {
			lastSeen.time = seen.time;
			return;
		}
		const since = Math.min(old.lastSeen?.lessSince ?? seen.at, seen.at);
		if (seen.at - since >= CONFIRMED_AFTER) {
			lastSeen.time = seen.time;
			this.wentBack = true;
			return;
		}
		lastSeen.time = before;
		lastSeen.lessSince = since;
		this.reasons.push('olderOnce');
	}

	private isProtected(): void {
		const { problem, lastSeen, old, seen, rules } = this;
		delete lastSeen.isMissedBefore;
		const { time = 0 } = lastSeen;
		const isNewer = time > (old.lastSeen?.time ?? -Infinity);
		if (isNewer) delete lastSeen.wasClosed;
		if (problem.unprotected === undefined) return;
		if (rules.events.has('protected')) {
			const endedBy = isNewer ? 'restorePoint' : 'rpo';
			this.events.push({ name: 'protected', of: problem.unprotected, at: seen.at, endedBy });
		}
		problem.unprotected = undefined;
		if (!isNewer) lastSeen.wasClosed = true;
	}

	private isUnprotected(isNew: boolean): void {
		const { problem, lastSeen, seen, wentBack } = this;
		const { time, wasClosed } = lastSeen;
		if (problem.unprotected !== undefined) {
			this.reasons.push('alreadyReported');
			return;
		}
		// What a late server shows says nothing of restore points that have been made since.
		if (lastSeen.lessSince !== undefined) return;
		const isOpened = this.opens('unprotected', lastSeen.isMissedBefore === true);
		if (isOpened === 'before') lastSeen.isMissedBefore = true;
		if (isOpened !== 'now') return;
		// The same restore point may have been missed before: that was another event.
		const isOther = isNew || wentBack || wasClosed === true || time === undefined;
		const of = isOther ? seen.at : time;
		const missedAt = time === undefined ? seen.at : time + seen.rpoHours * 3600;
		this.events.push({ name: 'unprotected', of, at: Math.min(missedAt, seen.at) });
		problem.unprotected = of;
		delete lastSeen.wasClosed;
	}

	/** Unverified, unknown and new words change nothing. */
	private decideMalware(): void {
		const { problem, lastSeen, seen } = this;
		const { malware, at } = seen;
		if (malware === 'suspicious' || malware === 'infected') {
			delete lastSeen.cleanSince;
			if (problem.suspicious !== undefined) {
				this.reasons.push('alreadyReported');
				return;
			}
			const isOpened = this.opens('suspicious', lastSeen.isSuspiciousBefore === true);
			if (isOpened === 'before') lastSeen.isSuspiciousBefore = true;
			if (isOpened !== 'now') return;
			this.events.push({ name: 'suspicious', of: at, at });
			problem.suspicious = at;
			return;
		}
		if (malware !== 'clean') return;
		if (problem.suspicious === undefined && !lastSeen.isSuspiciousBefore) return;
		const since = Math.min(lastSeen.cleanSince ?? at, at);
		if (at - since < CONFIRMED_AFTER) {
			lastSeen.cleanSince = since;
			this.reasons.push('cleanOnce');
			return;
		}
		delete lastSeen.cleanSince;
		delete lastSeen.isSuspiciousBefore;
		if (problem.suspicious === undefined) return;
		if (this.rules.events.has('cleared')) {
			this.events.push({ name: 'cleared', of: problem.suspicious, at, endedBy: 'clean' });
		}
		problem.suspicious = undefined;
	}

	/** Whether a problem that is not open is an event now, was so before anybody wanted to know, or is to be looked at later. */
	private opens(
		name: 'unprotected' | 'suspicious',
		wasBefore: boolean,
	): 'now' | 'before' | 'later' {
		const { rules, seen, reasons } = this;
		if (!rules.events.has(name)) {
			reasons.push('notChosen');
			return 'before';
		}
		if (wasBefore || (this.isExisting && !rules.emitExisting && seen.isWanted)) {
			reasons.push('existing');
			return 'before';
		}
		if (seen.isWanted) return 'now';
		// Should it pass the filters later, it is an event.
		reasons.push('filtered');
		return 'later';
	}
}

/**
 * The end of the problems of a workload that is gone, or was not visible for long.
 *
 * @param at seconds since 1970
 */
export function endWorkload(
	{ unprotected, suspicious }: WorkloadProblem,
	endedBy: EndedBy,
	at: number,
	{ events }: EventRules,
): WorkloadEvent[] {
	return [
		...(unprotected !== undefined && events.has('protected')
			? [{ name: 'protected' as const, of: unprotected, at, endedBy }]
			: []),
		...(suspicious !== undefined && events.has('cleared')
			? [{ name: 'cleared' as const, of: suspicious, at, endedBy }]
			: []),
	];
}
