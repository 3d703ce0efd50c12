import type { Dice } from './dice';
import { failureMessage } from './names';
import { DAY, HOUR, MINUTE, NEVER } from './times';
import type { EstateJob, SessionTask } from './types';

type Clock = (instant: number) => string;
type SessionFields = Pick<
	EstateJob,
	'lastRun' | 'lastEndTime' | 'lastDuration' | 'avgDuration' | 'processingRate'
> &
	Pick<EstateJob, 'transferredData' | 'bottleneck' | 'failureMessage' | 'lastSessionTasks'>;

const neverRan = ['None', 'Unknown'];
const active = ['Running', 'Starting', 'Stopping', 'WaitingTape', 'WaitingRepository'];
const withTasks = ['BackupVm', 'ReplicationVM'];
const bottlenecks = ['Network', 'None', 'Proxy', 'Source', 'SourceWanAccelerator', 'Target'];

/** A session that fails has objects that succeed: every second one. The first is why it fails. */
export const isSpared = (index: number) => index % 2 === 1;

function task(
	dice: Dice,
	clock: Clock,
	status: string,
	start: number,
	seconds: number,
	index: number,
) {
	const worst = status === 'Failed' || status === 'Warning' ? status : 'Success';
	const said = failureMessage(dice, worst);
	const ownStatus = isSpared(index) ? 'Success' : worst;
	const message = isSpared(index) ? null : said;
	const objects = dice.chance(0.8) ? dice.int(1, 4) : null;
	const read = dice.chance(0.9) ? dice.int(0, 50_000_000_000) : null;
	return {
		instanceUid: dice.uid(),
		objectUid: dice.uid(),
		objectName: dice.pick(['dc01', 'sql-01', 'web03', 'Büro-Server', 'exchange "alt"']),
		totalObjects: objects,
		processedObjects: objects,
		readDataSize: read,
		transferredDataSize: read === null ? null : Math.floor(read / 3),
		startTime: clock(start),
		endTime: clock(start + seconds * 1000),
		duration: seconds,
		failureMessages: message ? [message] : [],
		status: ownStatus,
	} satisfies SessionTask;
}

/** Most jobs ran in the last day, some weeks ago. */
function startOf(dice: Dice, isActive: boolean): number {
	const age = isActive
		? dice.int(1, 90) * MINUTE
		: dice.chance(0.9)
			? dice.int(2 * HOUR, DAY)
			: dice.int(2 * DAY, 60 * DAY);
	return dice.now.getTime() - age;
}

function emptySession(dice: Dice): SessionFields {
	const time = dice.chance(0.5) ? null : NEVER;
	return {
		lastRun: time,
		lastEndTime: time,
		lastDuration: time === null ? null : 0,
		processingRate: null,
		avgDuration: null,
		transferredData: null,
		bottleneck: 'Unknown',
		failureMessage: null,
		lastSessionTasks: [],
	};
}

/** What the latest session of a job left behind, in the times of its server's clock. */
export function makeSession(dice: Dice, clock: Clock, type: string, status: string): SessionFields {
	if (neverRan.includes(status)) return emptySession(dice);
	const isActive = active.includes(status);
	const start = startOf(dice, isActive);
	const seconds = dice.int(20, 6000);
	const previousEnd = start - dice.int(12, 24) * HOUR;
	// A running job shows no end, or that of the session before: earlier than its lastRun.
	const end = isActive ? (dice.chance(0.5) ? null : previousEnd) : start + seconds * 1000;
	// Seen live: without an end, the duration is that of a session that ended now.
	const running = end === null ? Math.round((dice.now.getTime() - start) / 1000) : null;
	const taskCount = withTasks.includes(type) ? dice.int(1, 4) : 0;
	return {
		lastRun: clock(start),
		lastEndTime: end === null ? null : clock(end),
		lastDuration: isActive ? running : seconds,
		processingRate: dice.chance(0.1) ? null : dice.int(0, 200_000_000) / 2,
		avgDuration: Math.round(seconds * (0.8 + dice.int(0, 40) / 100)),
		transferredData: dice.chance(0.05) ? null : dice.int(0, 800_000_000_000),
		bottleneck: dice.pick(bottlenecks),
		failureMessage: failureMessage(dice, status),
		lastSessionTasks: Array.from({ length: taskCount }, (_, index) =>
			task(dice, clock, status, start, Math.min(seconds, dice.int(10, 3000)), index),
		),
	};
}
