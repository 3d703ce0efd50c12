import type { Limits } from './untilAnswered';

/** Unless the node's options say otherwise. */
export const DEFAULT_LIMITS: Limits = { timeoutSeconds: 60, asyncTimeoutSeconds: 300 };

/** The same limits for a read that must not hold up others. */
export function atMost(seconds: number, limits = DEFAULT_LIMITS): Limits {
	return {
		...limits,
		timeoutSeconds: Math.min(limits.timeoutSeconds, seconds),
		asyncTimeoutSeconds: Math.min(limits.asyncTimeoutSeconds, seconds),
	};
}
