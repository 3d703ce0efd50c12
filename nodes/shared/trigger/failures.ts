const HOUR_MS = 3_600_000;

/** Every error that a poll throws starts the user's error workflow: each cause once, then hourly. */
export class FailureLog {
	private readonly told = new Map<string, number>();
	private latest?: Error;

	/**
	 * Whether a failure should be thrown now; then it counts as told.
	 *
	 * @param now milliseconds since 1970
	 */
	isDue(error: Error, now: number): boolean {
		if (error === this.latest) return true;
		const cause = causeOf(error);
		const last = this.told.get(cause);
		// A clock that was set back must not silence it for longer.
		if (last !== undefined && now >= last && now < last + HOUR_MS) return false;
		for (const [other, at] of this.told) if (now >= at + HOUR_MS) this.told.delete(other);
		this.told.set(cause, now);
		this.latest = error;
		return true;
	}
}

/** Numbers in a message change from poll to poll while the cause stays. */
function causeOf(error: Error & { httpCode?: string | null }): string {
	return error.httpCode ? `HTTP ${error.httpCode}` : error.message.replace(/\d+/g, '#');
}
