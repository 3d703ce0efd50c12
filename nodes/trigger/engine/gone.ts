import { atMost, elapsed } from '../../util/clock';
import { isNotFound } from '../../vspc/client/explanation';
import type { Vspc } from '../../vspc/vspc';
import type { FullRead } from './fullRead';
import type { ListFailure } from './memory';
import type { LastSeen, SavedState } from './state';

/** What vanishes within this time of each other vanishes together; seconds. */
const TOGETHER = 3600;

/** More than so many, and more than so large a part, were not removed by anybody: rights were lost, or came back. */
const FEW = 3;
const SMALL_PART = 0.1;

/** In one poll; the rest is asked for in the next ones. */
const MOST_REQUESTS = 20;
const LONGEST_READ = 20;

/** Whether these are more of a list than come or go at once where nobody's rights have changed. */
export function areTooMany(count: number, known: number): boolean {
	return count > Math.max(FEW, known * SMALL_PART);
}

/**
 * A few unknown rows at a time are new. Many come with rights, or with a server that was not connected. A full read that
 * takes several polls shows a part of them in each: there, all that it has shown counts.
 *
 * @param unknown in this poll
 * @param before in the parts of the full read before; undefined when there were none
 */
export function areTooManyNew(
	unknown: number,
	known: number,
	fullRead: FullRead | undefined,
	before: number | undefined,
): boolean {
	const isInParts = fullRead && (fullRead.progress.place !== undefined || before !== undefined);
	const all = unknown + (before ?? 0);
	if (isInParts && areTooMany(all, fullRead.seen.size - all)) return true;
	return areTooMany(unknown, known);
}

/** Whether too many of a list vanished together with one, which went at this time, to have been removed by somebody. */
export function manyTogether(
	lastSeen: ReadonlyMap<string, LastSeen>,
): (goneSince: number | undefined) => boolean {
	const times = [...lastSeen.values()].flatMap(({ goneSince }) => goneSince ?? []);
	const { size } = lastSeen;
	const known = new Map<number, boolean>();
	return (since = 0) => {
		let isMany = known.get(since);
		if (isMany === undefined) {
			isMany = areTooMany(times.filter((time) => Math.abs(time - since) <= TOGETHER).length, size);
			known.set(since, isMany);
		}
		return isMany;
	};
}

/** Where something that is gone was. */
interface Place {
	/** The path of its server or computer; undefined: it has none */
	server?: string[];
	companyUid?: string;
}

/**
 * Whether the account still sees the company and the server of something that is gone. Each is asked for once.
 *
 * @param noun what is gone, e.g. `job`
 * @param until when all must have been read, by the clock `elapsed`
 * @returns undefined when that cannot be found out now
 */
export function visibility(
	vspc: Vspc,
	until: number,
	noun: string,
): (place: Place) => Promise<boolean | undefined> {
	const asked = new Map<string, Promise<boolean | undefined>>();
	const ask = async (path: string[]) => {
		const name = path.join('/');
		let answer = asked.get(name);
		if (!answer) {
			if (asked.size >= MOST_REQUESTS || elapsed() > until) return undefined;
			answer = isSeen(vspc, path, noun);
			asked.set(name, answer);
		}
		return await answer;
	};
	return async ({ server, companyUid }) => {
		const answers = [
			server ? await ask(server) : true,
			companyUid ? await ask(['organizations', companyUid]) : true,
		];
		if (answers.includes(false)) return false;
		return answers.includes(undefined) ? undefined : true;
	};
}

async function isSeen(vspc: Vspc, path: string[], noun: string): Promise<boolean | undefined> {
	const activity = `looking for a ${noun} that is gone`;
	const call = { path, activity, noun: 'resource', uid: path.at(-1)! };
	try {
		await vspc.within(atMost(LONGEST_READ, vspc.timeouts)).fetchOne(call);
		return true;
	} catch (error) {
		const isForbidden = (error as { httpCode?: string }).httpCode === '403';
		return isForbidden || isNotFound(error) ? false : undefined;
	}
}

/** A list that need not be there: an older VSPC does not have it, or the account has no right to it. */
export interface Absence {
	/** The list, VSPC and account in short: once they were read, the list is there and can only fail */
	mark: string;
	/** The VSPC in short, as states of earlier versions have it */
	host: string;
	/** Whether a read that failed so means that the list is not there */
	isAbsent: (error: Error) => boolean;
	/** Called when it turns out in this process */
	note: (error: Error) => void;
}

const absentTopic = (name: string) => `absent ${name}`;

/** Marks of earlier hosts and accounts that are kept. */
const MOST_MARKS = 20;

/** A list by the name that the state keeps it under; without `absence` it is always there. */
interface MayBeAbsent {
	name: string;
	absence?: Absence;
}

/** The lists of a poll that are not there, and those that have been there before. */
export class AbsentLists {
	private readonly errors = new Map<string, Error>();
	private readonly marksRead: string[] = [];

	/** @param saved the state, also where the trigger starts afresh: what was read once has been read */
	constructor(
		private readonly notes: Map<string, unknown>,
		private readonly saved: SavedState | undefined,
	) {}

	/** Those that were not there come behind the others, whose reads say when it is their turn. */
	last<List extends MayBeAbsent>(lists: List[]): List[] {
		const wasAbsent = ({ name }: List) => this.notes.has(absentTopic(name));
		return [...lists.filter((list) => !wasAbsent(list)), ...lists.filter(wasAbsent)];
	}

	/** One that was not there is tried again when another is read in full, or when none can be read. */
	isNotDue({ name }: MayBeAbsent, found: Map<string, { isFullRead?: boolean }>): boolean {
		const isFull = [...found.values()].some(({ isFullRead }) => isFullRead === true);
		return this.notes.has(absentTopic(name)) && found.size > 0 && !isFull;
	}

	noteRead({ name, absence }: MayBeAbsent): void {
		this.notes.delete(absentTopic(name));
		if (absence) this.marksRead.push(absence.mark);
	}

	/** Whether a failure means that the list is not there. */
	take({ name, absence }: MayBeAbsent, error: Error): boolean {
		if (!absence?.isAbsent(error) || this.wasRead(name, absence)) return false;
		if (!this.notes.has(absentTopic(name))) absence.note(error);
		this.notes.set(absentTopic(name), true);
		this.errors.set(name, error);
		return true;
	}

	private wasRead(name: string, { mark, host }: Absence): boolean {
		if (this.saved?.read) return this.saved.read.includes(mark);
		const list = this.saved?.lists[name];
		return list !== undefined && (list.host ?? host) === host;
	}

	/** A trigger that has nothing to watch at all has failed. */
	failures(failures: ListFailure[], lists: MayBeAbsent[]): ListFailure[] {
		const { errors } = this;
		if (errors.size < lists.length) return failures;
		return [...errors].map(([list, error]) => ({ list, error }));
	}

	/** Of all lists that have been read so far. */
	get marks(): string[] {
		const { saved, marksRead } = this;
		const earlier = saved?.read?.filter((mark) => !marksRead.includes(mark)) ?? [];
		return [...earlier, ...[...marksRead].sort()].slice(-MOST_MARKS);
	}
}
