import type { Stage } from './stage';

/**
 * A server that is slow without any waiting: for the node, each request takes as long as a test says. A file
 * that uses it begins with `jest.mock('../../../nodes/util/clock', () => slowClock())`, where slowClock is
 * got by jest.requireActual.
 */
interface Slowness {
	/** From now on; milliseconds */
	perRequest(ms: number): void;
}

interface Pace {
	stage?: Stage;
	perRequest: number;
	spent: number;
	/** Requests that have been paid for */
	counted: number;
}

const pace: Pace = { perRequest: 0, spent: 0, counted: 0 };

/** What is spent so far; tests empty the list of requests now and then. */
function spent(): number {
	const count = pace.stage?.simulator?.requests.length ?? 0;
	pace.spent += Math.max(0, count - pace.counted) * pace.perRequest;
	pace.counted = count;
	return pace.spent;
}

/** To mock nodes/util/clock with. */
export function slowClock(): object {
	return {
		...jest.requireActual<object>('../../../nodes/util/clock'),
		elapsed: () => performance.now() + spent(),
	};
}

export function useSlowness(stage: Stage): Slowness {
	const perRequest = (ms: number) => {
		spent();
		pace.perRequest = ms;
	};
	beforeEach(() => {
		pace.stage = stage;
		perRequest(0);
	});
	return { perRequest };
}
