import type { IPollFunctions } from 'n8n-workflow';

import { FailureLog } from './failures';

/**
 * What this process remembers of a trigger. n8n may end at any time without saving a thing, so nothing here
 * decides which events there are, only how soon and with how many requests.
 */
export interface TriggerMemory {
	/** A poll is under way */
	isPolling: boolean;
	/** The state that this process wrote last; another one means that something was lost in between */
	written?: string;
	/** A person has published the workflow after it was inactive, and no poll has been through since */
	isAfterPause: boolean;
	failures: FailureLog;
	/** For the trigger's own use, by topic */
	notes: Map<string, unknown>;
}

const memories = new Map<string, TriggerMemory>();

/** The memory of a node, by workflow and node. */
export function memoryOf(context: IPollFunctions): TriggerMemory {
	const { id, name } = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, id, name]);
	let memory = memories.get(key);
	if (!memory) {
		memory = {
			isPolling: false,
			isAfterPause: false,
			failures: new FailureLog(),
			notes: new Map(),
		};
		memories.set(key, memory);
	}
	return memory;
}
