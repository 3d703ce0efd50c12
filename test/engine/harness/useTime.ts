/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { startVirtualTime, type VirtualTime } from './virtualTime';

/** Somebody who waits until then, by the clock of nodes/util/clock. */
interface Sleeper {
	until: number;
	wake: () => void;
}

let time: VirtualTime | undefined;
let ahead = 0;
const sleepers: Sleeper[] = [];
const elapsed = () => performance.now() + ahead;

/** Whoever is due first goes on, and it is as late as that for all. */
function wakeNext(): void {
	sleepers.sort((a, b) => a.until - b.until);
	const { until, wake } = sleepers.shift()!;
	const left = Math.max(0, until - elapsed());
	ahead += left;
	time?.advance(left);
	wake();
}

jest.mock('../../../nodes/util/clock', () => {
	const real = jest.requireActual<typeof import('../../../nodes/util/clock')>(
		'../../../nodes/util/clock',
	);
	const pause: typeof real.pause = async (context, milliseconds) => {
		if (!time) return await real.pause(context, milliseconds);
		real.throwIfCancelled(context);
		await new Promise<void>((wake) => {
			sleepers.push({ until: elapsed() + milliseconds, wake });
			setImmediate(wakeNext);
		});
		real.throwIfCancelled(context);
	};
	return { ...real, elapsed, pause };
});

/**
 * Virtual time for the tests of a file: each begins at this time. The nodes' pauses pass at once, and the time of
 * node, n8n-core and simulator goes on by as much: what is waited for, how long and in which order stays as it
 * is. Requests and their time-outs take the time they take.
 */
export function useVirtualTime(start?: number): VirtualTime {
	beforeEach(() => {
		time = startVirtualTime(start);
	});
	afterEach(() => {
		time?.restore();
		time = undefined;
	});
	return {
		now: () => time?.now() ?? Date.now(),
		advance: (ms) => time?.advance(ms),
		restore: () => time?.restore(),
	};
}
