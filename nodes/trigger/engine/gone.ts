import { atMost, elapsed } from '../../util/clock';
import { isNotFound } from '../../vspc/client/explanation';
import type { Vspc } from '../../vspc/vspc';
import type { LastSeen } from './state';

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
