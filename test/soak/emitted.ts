import { sessionKey, type Item, type JobHistory, type Poll } from './ledger';

/** Events that say how a session ended, and the statuses they stand for. */
const statuses: Record<string, string[]> = {
	success: ['Success'],
	warning: ['Warning'],
	failed: ['Failed', 'Stopped'],
};

export const isSessionEvent = ({ event }: Item) => Object.hasOwn(statuses, event);

/** The session that an item of a job is about, as `sessionKey`; undefined when there was none. */
export function sessionOf({ event, time }: Item, { happened }: JobHistory): string | undefined {
	if (time === null) return undefined;
	return statuses[event]
		?.map((status) => sessionKey({ status, time }))
		.find((key) => happened.has(key));
}

/** An item and the poll that emitted it. */
export interface Emission {
	item: Item;
	index: number;
}

const memory = new WeakMap<Poll[], Map<string, Emission[]>>();

/** All items of a job, in the order in which they were emitted. */
export function emissionsOf({ jobKey }: JobHistory, polls: Poll[]): Emission[] {
	let byJob = memory.get(polls);
	if (!byJob) {
		byJob = new Map();
		for (const [index, { items }] of polls.entries()) {
			for (const item of items) {
				const list = byJob.get(item.jobKey) ?? [];
				list.push({ item, index });
				byJob.set(item.jobKey, list);
			}
		}
		memory.set(polls, byJob);
	}
	return byJob.get(jobKey) ?? [];
}
