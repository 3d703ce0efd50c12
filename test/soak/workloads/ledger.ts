import type { IDataObject } from 'n8n-workflow';

import type { SimulatedWorkload } from '../../simulator';
import type { PollFacts } from '../ledger';
import { HOUR, MINUTE } from '../times';
import type { Findings } from '../verdict';

/** How a workload really is, from one poll on. */
export interface Truth {
	isListed: boolean;
	/** It left the list with many others */
	isTogether?: boolean;
	/** Milliseconds since 1970 */
	latest?: number;
	malware?: string;
}

export interface WorkloadItem {
	event: string;
	eventId: string;
	workloadKey: string;
	endedBy?: string;
}

interface WorkloadPoll extends PollFacts {
	items: WorkloadItem[];
}

interface Span extends Truth {
	from: number;
}

const KINDS: Record<SimulatedWorkload['list'], string> = {
	virtualMachines: 'virtualMachine',
	computersManagedByConsole: 'consoleComputer',
	computersManagedByBackupServer: 'backupServerComputer',
	fileShares: 'fileShare',
	objectStorages: 'objectStorage',
	vb365ProtectedObjects: 'microsoft365Object',
	'publicCloud/virtualMachines': 'cloudVirtualMachine',
	'publicCloud/databases': 'cloudDatabase',
	'publicCloud/fileShares': 'cloudFileShare',
};

export function keyOf({ list, serverUid, uid, more }: SimulatedWorkload): string {
	const server = list === 'computersManagedByConsole' ? [] : [serverUid ?? ''];
	const bucket = list === 'objectStorages' ? [String(more.bucketUid)] : [];
	return [KINDS[list], ...server, uid, ...bucket].join(':');
}

/** A read looks at what polls have collected for a while: what was so within this time may be reported. */
const WINDOW = 100 * MINUTE;
/** What lasts for so long has to be reported: reads come once an hour, and some need a second one. */
const OWED_AFTER = 5 * HOUR;
const OWED_POLLS = 15;
const RPO = 24 * HOUR;
const DAY = 24 * HOUR;

export interface WorkloadCounts {
	workloads: number;
	owed: number;
	emitted: Record<string, number>;
}

export type WorkloadVerdict = Findings & { counts: WorkloadCounts };

/** A condition that events begin and end. */
interface Theme {
	begin: string;
	end: string;
	/** Undefined: it says nothing */
	holds: (truth: Truth, at: number) => boolean | undefined;
}

const THEMES: Theme[] = [
	{
		begin: 'unprotected',
		end: 'protected',
		holds: ({ isListed, latest }, at) =>
			isListed ? latest === undefined || at - latest > RPO : undefined,
	},
	{
		begin: 'suspicious',
		end: 'cleared',
		holds: ({ isListed, malware }) => {
			if (!isListed || malware === undefined || malware === 'Unverified') return undefined;
			return malware !== 'Clean';
		},
	},
];

/** Writes down how workloads are and what the trigger emitted; knows nothing of how the trigger works. */
export class WorkloadLedger {
	readonly polls: WorkloadPoll[] = [];
	readonly spans = new Map<string, Span[]>();

	shows(key: string, truth: Truth): void {
		const from = this.polls.length;
		const spans = this.spans.get(key) ?? [];
		this.spans.set(key, spans);
		if (spans.at(-1)?.from === from) spans.pop();
		spans.push({ from, ...truth });
	}

	begin(facts: PollFacts): (items: IDataObject[]) => void {
		const poll: WorkloadPoll = { ...facts, items: [] };
		this.polls.push(poll);
		return (items) => poll.items.push(...(items as unknown as WorkloadItem[]));
	}

	judge(): WorkloadVerdict {
		const findings: Findings = { missed: [], doubled: [], wrong: [] };
		const counts: WorkloadCounts = { workloads: this.spans.size, owed: 0, emitted: {} };
		const byKey = new Map<string, Array<WorkloadItem & { index: number }>>();
		const ids = new Set<string>();
		for (const [index, { items }] of this.polls.entries()) {
			for (const item of items) {
				const { event, eventId, workloadKey } = item;
				counts.emitted[event] = (counts.emitted[event] ?? 0) + 1;
				if (ids.has(eventId)) findings.doubled.push(`${eventId} came twice`);
				ids.add(eventId);
				if (!this.spans.has(workloadKey)) findings.wrong.push(`${workloadKey}: there is none`);
				byKey.set(workloadKey, [...(byKey.get(workloadKey) ?? []), { ...item, index }]);
			}
		}
		for (const [key, spans] of this.spans) {
			const judge = new Judge(key, spans, this.polls, byKey.get(key) ?? [], findings, counts);
			for (const theme of THEMES) judge.check(theme);
			judge.checkPresence();
		}
		return { ...findings, counts };
	}
}

/** Compares what was emitted of one workload with how it was. */
class Judge {
	/** How it was at each poll */
	private readonly truths: Array<Truth | undefined>;

	constructor(
		private readonly key: string,
		spans: Span[],
		private readonly polls: WorkloadPoll[],
		private readonly items: Array<WorkloadItem & { index: number }>,
		private readonly findings: Findings,
		private readonly counts: WorkloadCounts,
	) {
		let place = -1;
		this.truths = polls.map((_, index) => {
			while (spans[place + 1] && spans[place + 1].from <= index) place++;
			return spans[place];
		});
	}

	check({ begin, end, holds }: Theme): void {
		const { items, findings, key } = this;
		const own = items.filter(({ event }) => event === begin || event === end);
		let isOpen = false;
		for (const { event, index, endedBy } of own) {
			const text = `${key}: ${event} at poll ${index} (${endedBy ?? ''})`;
			if ((event === begin) === isOpen) findings.doubled.push(`${text}: it was so already`);
			isOpen = event === begin;
			const was =
				endedBy === 'disappeared'
					? this.wasAbsent(index)
					: this.wasWithin(index, (truth, at) => holds(truth, at) === (event === begin));
			if (!was) findings.wrong.push(`${text}: it was not so`);
		}
		this.checkOwed(begin, end, holds, own);
	}

	/** Each time that a state lasted, it was reported, unless it was so from the start on. */
	private checkOwed(
		begin: string,
		end: string,
		holds: Theme['holds'],
		own: Array<{ event: string; index: number }>,
	): void {
		let state: boolean | undefined = true;
		let from = 0;
		const isOpenAt = (index: number) => own.findLast((one) => one.index <= index)?.event === begin;
		/** Whether it has been otherwise since the trigger began, so that a beginning is news. */
		let isKnownFine = false;
		for (const index of this.polls.keys()) {
			const truth = this.truths[index];
			const now = truth && holds(truth, this.polls[index].at);
			if (now !== state) {
				state = now;
				from = index;
			}
			// A long poll shows what is so at the next one.
			if (state === undefined || this.polls[index].isLong || !this.isOwed(from, index)) continue;
			if (state === false) isKnownFine = true;
			if (state === true && !isKnownFine) continue;
			if (this.isCounted(from)) this.counts.owed++;
			if (isOpenAt(index) === state) continue;
			const what = state ? begin : end;
			this.findings.missed.push(`${this.key}: ${what}, so from poll ${from} to ${index}`);
			return;
		}
	}

	private counted = -1;

	private isCounted(from: number): boolean {
		if (this.counted === from) return false;
		this.counted = from;
		return true;
	}

	/** Whether so many good polls saw it that the trigger has to know. */
	private isOwed(from: number, index: number): boolean {
		const { polls } = this;
		let start = from;
		for (let one = from; one <= index; one++) if (polls[one].forgets) start = one;
		if (polls[index].at - polls[start].at < OWED_AFTER) return false;
		const good = polls
			.slice(start, index + 1)
			.filter(({ grade, isLong }) => grade !== 'none' && !isLong);
		return good.length >= OWED_POLLS;
	}

	private wasWithin(index: number, is: (truth: Truth, at: number) => boolean): boolean {
		const { polls, truths } = this;
		const until = polls[index].isLong ? index + 1 : index;
		for (let one = Math.min(until, polls.length - 1); one >= 0; one--) {
			const truth = truths[one];
			if (polls[index].at - polls[one].at > WINDOW) return false;
			if (truth && is(truth, polls[one].at)) return true;
		}
		return false;
	}

	/** Whether it was not listed for a day, by itself. */
	private wasAbsent(index: number): boolean {
		const { polls, truths } = this;
		for (let one = index; one >= 0; one--) {
			if (truths[one]?.isListed !== false || truths[one]?.isTogether) return false;
			if (polls[index].at - polls[one].at >= DAY - HOUR) return true;
		}
		return false;
	}

	checkPresence(): void {
		const { items, findings, key, truths, polls } = this;
		const own = items.filter(({ event }) => event === 'appeared' || event === 'disappeared');
		let isKnown = truths[0] !== undefined;
		for (const { event, index } of own) {
			const text = `${key}: ${event} at poll ${index}`;
			if ((event === 'appeared') === isKnown) findings.doubled.push(`${text}: it was so already`);
			isKnown = event === 'appeared';
			const was = isKnown
				? this.wasWithin(index, ({ isListed }) => isListed)
				: this.wasAbsent(index);
			if (!was) findings.wrong.push(`${text}: it was not so`);
		}
		let from = 0;
		let isListed: boolean | undefined;
		for (const index of polls.keys()) {
			const truth = truths[index];
			if (truth?.isListed !== isListed) {
				isListed = truth?.isListed;
				from = index;
			}
			const wasKnown =
				(own.findLast((one) => one.index <= index)?.event ?? (truths[0] ? 'appeared' : '')) ===
				'appeared';
			if (
				isListed === undefined ||
				polls[index].isLong ||
				!this.isOwed(from, index) ||
				wasKnown === isListed
			)
				continue;
			if (!isListed && (truth?.isTogether || !this.isOwedGone(from, index))) continue;
			findings.missed.push(
				`${key}: ${isListed ? 'appeared' : 'disappeared'}, so from poll ${from} to ${index}`,
			);
			return;
		}
	}

	private isOwedGone(from: number, index: number): boolean {
		const { polls } = this;
		let start = from;
		for (let one = from; one <= index; one++) if (polls[one].forgets) start = one;
		return polls[index].at - polls[start].at >= DAY + OWED_AFTER;
	}
}
