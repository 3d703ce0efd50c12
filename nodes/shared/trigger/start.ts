import type { IPollFunctions } from 'n8n-workflow';

/** Why n8n polls. */
export type Occasion =
	/** A person publishes the workflow and sees what goes wrong */
	| 'publish'
	/** n8n starts, or takes over: a poll that throws now is the last one for ever */
	| 'restart'
	/** The interval is over */
	| 'tick';

/** n8n's engines (2.41) by the time that they give a poll: 300 s, or 36 s with durable pollers. */
const DEFAULT_BUDGET_MS = 300_000;
const DURABLE_BUDGET_MS = 60_000;

/** In the default engine one object serves all polls from activation on. */
const seen = new WeakSet<IPollFunctions>();

/** How long a poll may take, in milliseconds; n8n 1 has no such limit. */
export function budgetOf(context: IPollFunctions): number {
	return typeof context.getPollBudgetMs === 'function'
		? context.getPollBudgetMs()
		: DEFAULT_BUDGET_MS;
}

/** n8n's durable pollers keep state from poll to poll and survive a poll that throws while they start. */
export function isDurable(context: IPollFunctions): boolean {
	return budgetOf(context) < DURABLE_BUDGET_MS;
}

/**
 * The activation mode stays what it was for all polls of a registration, so the first poll is told by the
 * context being new. Durable pollers make a new one for every poll; there, no poll is special.
 */
export function occasionOf(context: IPollFunctions): Occasion {
	const isFirst = !seen.has(context);
	seen.add(context);
	if (!isFirst || isDurable(context)) return 'tick';
	return ['activate', 'update'].includes(context.getActivationMode()) ? 'publish' : 'restart';
}

/** Whether this process has come up since the state was written, not a person who publishes. */
export function isAfterRestart(context: IPollFunctions, written: string | undefined): boolean {
	if (written !== undefined) return false;
	return isDurable(context) || !['activate', 'update'].includes(context.getActivationMode());
}
