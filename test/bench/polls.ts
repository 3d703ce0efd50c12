import { Child } from './child';
import { startEstate } from './estate';
import { milliseconds, type Outcome, rowAtMost } from './report';
import { median } from './statistics';

/** Rows of the list that a trigger watches. */
const ROWS = 50_000;
const POLLS = 15;
/** Polls in a row that send few requests: a new trigger has read the session history. */
const QUIET = 2;
const MOST_BEFORE_QUIET = 60;
const MOST_REQUESTS = 2;
const MOST_MS = 500;

const NOTHING = { jobs: 0, agentJobs: 0, vb365Jobs: 0, alarms: 0 };
const NO_WORKLOADS = {
	virtualMachines: 0,
	computers: 0,
	fileShares: 0,
	microsoft365Objects: 0,
	cloud: 0,
};

/** What each trigger watches, and how: one kind of each. */
const TRIGGERS = [
	{
		name: 'VspcJobTrigger',
		estate: { ...NOTHING, jobs: ROWS, workloads: NO_WORKLOADS },
		parameters: { jobKinds: ['job'], events: ['failed', 'warning', 'recovered'] },
	},
	{
		name: 'VspcAlarmTrigger',
		// Most of a real list is resolved.
		estate: { ...NOTHING, jobs: 100, alarms: 5_000, resolvedAlarms: ROWS - 5_000 },
		parameters: { events: ['raised', 'resolved'], minimumSeverity: 'Warning' },
	},
	{
		name: 'VspcWorkloadTrigger',
		estate: {
			...NOTHING,
			jobs: 500,
			workloads: { ...NO_WORKLOADS, virtualMachines: ROWS },
		},
		parameters: {
			workloadKinds: ['virtualMachine'],
			events: ['unprotected', 'protected'],
			rpoHours: 24,
		},
	},
];

/** What a child process says of a poll. */
export interface Poll {
	/** Of the whole process, with n8n's part */
	cpuMs: number;
	items: number;
}

interface Measured extends Poll {
	requests: number;
}

/**
 * What a poll costs that finds nothing new, with n8n-core's own context in a process of its own: the requests and the
 * CPU time of each trigger, and the same of its first poll, which reads all, and of those after it that read history.
 */
export async function measurePolls(): Promise<Outcome> {
	const outcomes = [];
	for (const trigger of TRIGGERS) outcomes.push(await measureTrigger(trigger));
	return {
		rows: outcomes.flatMap(({ rows }) => rows),
		notes: outcomes.map(({ note }) => note),
		raw: Object.fromEntries(outcomes.map(({ name, polls }) => [name, polls])),
	};
}

async function measureTrigger({ name, estate: counts, parameters }: (typeof TRIGGERS)[number]) {
	const estate = await startEstate(counts);
	const { host, apiKey } = estate;
	const child = new Child('pollProcess.ts', [JSON.stringify({ name, parameters, host, apiKey })]);
	try {
		await child.answer('ready');
		await estate.takeRequests();
		const answer = async (what: 'publish' | 'poll'): Promise<Measured> => {
			const poll = await child.answer<Poll>(what);
			return { ...poll, requests: await estate.takeRequests() };
		};
		const first = await answer('publish');
		const early = await untilQuiet(async () => await answer('poll'));
		const polls: Measured[] = [];
		while (polls.length < POLLS) polls.push(await answer('poll'));
		const found = polls.reduce((sum, { items }) => sum + items, 0);
		if (found > 0) throw new Error(`${name}: ${found} items of polls that should find nothing`);
		const requests = Math.max(...polls.map((poll) => poll.requests));
		const cpu = median(polls.map(({ cpuMs }) => cpuMs));
		return {
			name,
			polls: { first, early, quiet: polls },
			rows: [
				rowAtMost(
					`5. ${name}, a quiet poll at ${ROWS} rows: requests`,
					requests,
					MOST_REQUESTS,
					String,
				),
				rowAtMost('   its CPU time', cpu, MOST_MS, milliseconds),
			],
			note: `${name}: its first poll took ${textOf([first])}; ${early.length} polls after it ${textOf(early)}`,
		};
	} finally {
		await child.end();
		await estate.end();
	}
}

async function untilQuiet(poll: () => Promise<Measured>): Promise<Measured[]> {
	const polls: Measured[] = [];
	const isQuiet = ({ requests }: Measured) => requests <= MOST_REQUESTS;
	while (polls.length < QUIET || !polls.slice(-QUIET).every(isQuiet)) {
		if (polls.length === MOST_BEFORE_QUIET) throw new Error('the trigger does not become quiet');
		polls.push(await poll());
	}
	return polls;
}

function textOf(polls: Measured[]): string {
	const sum = (of: (poll: Measured) => number) => polls.reduce((all, one) => all + of(one), 0);
	return `${sum(({ requests }) => requests)} requests and ${milliseconds(sum(({ cpuMs }) => cpuMs))} of CPU`;
}
