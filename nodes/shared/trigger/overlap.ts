import type { IDataObject } from 'n8n-workflow';

import type { TriggerMemory } from './memory';

/**
 * Marks a poll as begun. n8n starts a poll while the one before still runs, both on the same state.
 *
 * @returns false when there is another one under way
 */
export function enter(memory: TriggerMemory): boolean {
	if (memory.isPolling) return false;
	memory.isPolling = true;
	return true;
}

export function leave(memory: TriggerMemory): void {
	memory.isPolling = false;
}

/**
 * Takes a new state over as a whole, unless someone else changed the state that it was made of.
 *
 * @returns whether it was taken over
 */
export function assign(data: IDataObject, before: unknown, after: string): boolean {
	if (data.state !== before) return false;
	if (after !== before) data.state = after;
	return true;
}
