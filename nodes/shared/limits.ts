import type { Limits } from './untilAnswered';

/** Unless the node's options say otherwise. */
export const DEFAULT_LIMITS: Limits = { timeoutSeconds: 60, asyncTimeoutSeconds: 300 };
