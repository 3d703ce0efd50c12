import { declaredFailure } from '../failure';

const HOUR_MS = 3_600_000;

/** What could not be read; `list` is empty when it concerns all that is watched. */
export interface ListFailure {
	list: string;
	error: Error;
}

interface Known {
	/** Milliseconds since 1970 */
	since: number;
	isThrown: boolean;
}

/**
 * Every error that a poll throws starts the user's error workflow: each kind of failure of a list once, then
 * hourly, whatever its words. They may hold a number that is another one each time.
 */
export class FailureLog {
	private readonly known = new Map<string, Known>();

	/**
	 * The failure that should be thrown now; then it counts as thrown. Events go first: a failure that comes
	 * along with some is thrown by the next poll that has it.
	 *
	 * @param hasEvents the poll has events
	 * @param mustEmit they were held up by a failure before, so that none is thrown
	 * @param now milliseconds since 1970
	 */
	take(
		failures: ListFailure[],
		{ hasEvents, mustEmit }: { hasEvents: boolean; mustEmit: boolean },
		now: number,
	): Error | undefined {
		this.forget(now);
		for (const { list, error } of failures) {
			if (this.known.get(keyOf('', error))?.isThrown) continue;
			const key = keyOf(list, error);
			const known = this.known.get(key);
			if (known?.isThrown) continue;
			const isNew = known === undefined;
			const entry = known ?? { since: now, isThrown: false };
			this.known.set(key, entry);
			if (mustEmit || (hasEvents && isNew)) continue;
			entry.isThrown = true;
			return error;
		}
		return undefined;
	}

	private forget(now: number): void {
		for (const [key, { since }] of this.known) {
			// A clock that was set back must not silence it for longer.
			if (now < since || now >= since + HOUR_MS) this.known.delete(key);
		}
	}
}

function keyOf(list: string, error: Error & { httpCode?: string | null }): string {
	return `${list} ${error.httpCode ?? declaredFailure(error)?.cause ?? ''}`;
}
