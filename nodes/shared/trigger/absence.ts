import { shortId } from './known';
import type { KindState, Problem } from './state';

/** What is known of one that is gone is forgotten then; seconds. */
export const FORGOTTEN_AFTER = 30 * 24 * 3600;

/** What a complete read lacked. */
export interface Missing {
	isMissing: (id: string) => boolean;
	/** Those with a problem, by short ID */
	problems: Array<[id: string, problem: Problem]>;
	/** For how long one has been missing; seconds */
	goneFor: (id: string) => number;
}

/**
 * Notes which ones a complete read lacked, and forgets those that have been gone for long.
 *
 * @param state changed in place
 * @param seen keys
 * @param now seconds since 1970
 */
export function noteMissing(state: KindState, seen: Set<string>, now: number): Missing {
	const { known, problems, waiting } = state;
	const present = new Set([...seen].map(shortId));
	for (const [id, entry] of known) {
		if (present.has(id)) continue;
		// A clock that was set back must not make it stay for longer.
		entry.goneSince = Math.min(entry.goneSince ?? now, now);
		const isOld = now - entry.goneSince > FORGOTTEN_AFTER && !problems.has(id);
		// An empty list may be that of an account without rights: when it has them again, nothing is news.
		if (!isOld || seen.size === 0) continue;
		known.delete(id);
		waiting.delete(id);
	}
	return {
		isMissing: (id) => !present.has(id),
		problems: [...problems].filter(([id]) => !present.has(id)),
		goneFor: (id) => now - (known.get(id)?.goneSince ?? now),
	};
}
