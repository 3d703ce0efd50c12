/** The simulator's own time, which tests can push on. */
export interface Clock {
	/** Milliseconds since 1970: real time plus what was advanced. */
	now(): number;
	advance(ms: number): void;
}

/** A clock, and how to set it back to real time. */
export function makeClock(): Clock & { reset(): void } {
	let ahead = 0;
	return {
		now: () => Date.now() + ahead,
		advance: (ms) => {
			ahead += ms;
		},
		reset: () => {
			ahead = 0;
		},
	};
}
