/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** Time of this process that a test can push on. HTTP and timers stay real. */
export interface VirtualTime {
	now(): number;
	advance(ms: number): void;
	/** Back to the real time. */
	restore(): void;
}

/**
 * Replaces `Date` by one that runs ahead of the real time: for the node, for n8n-core and for the
 * simulator, all of which live in this process.
 *
 * @param start the time it is now; the real one when left out
 */
export function startVirtualTime(start?: number): VirtualTime {
	const RealDate = Date;
	let ahead = start === undefined ? 0 : start - RealDate.now();
	const now = () => RealDate.now() + ahead;
	globalThis.Date = new Proxy(RealDate, {
		construct: (target, given, newTarget) =>
			Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
		apply: () => new RealDate(now()).toString(),
		get: (target, name, receiver) =>
			name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown),
	});
	return {
		now,
		advance: (ms) => {
			ahead += ms;
		},
		restore: () => {
			globalThis.Date = RealDate;
		},
	};
}
