import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { FailureLog } from './failures';

/** Events of a poll that threw a failure instead, and the state that goes with them. */
export interface Held {
	/** The state that they were made of */
	before: unknown;
	state: string;
	items: IDataObject[];
}

/**
 * What this process remembers of a trigger. n8n may end at any time without saving a thing, so nothing here
 * decides which events there are, only how soon and with how many requests.
 */
export interface TriggerMemory {
	/** A poll is under way */
	isPolling: boolean;
	/** The state that this process made last; another one means that something was lost in between */
	written?: string;
	/** For the next poll to emit: what n8n is given with an error is lost */
	held?: Held;
	/** A person has published the workflow after it was inactive, and no poll has been through since */
	isAfterPause: boolean;
	/** Since when this process knows the trigger, milliseconds since 1970 */
	since: number;
	/** When VSPC could be read last, milliseconds since 1970 */
	readAt?: number;
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
			since: Date.now(),
			failures: new FailureLog(),
			notes: new Map(),
		};
		memories.set(key, memory);
	}
	return memory;
}
