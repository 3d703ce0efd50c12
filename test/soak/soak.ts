import type { IDataObject, INodeType } from 'n8n-workflow';

import { PolledTrigger } from '../engine/harness/poll';
import { apiKey } from '../engine/harness/simulator';
import { startVirtualTime, type VirtualTime } from '../engine/harness/virtualTime';
import { startSimulator, type Settings, type Simulator } from '../simulator';
import { Ledger, type Item } from './ledger';
import { makePlan } from './plan';
import { run, type RunFigures, type Stage } from './run';
import { type ServerCounts, ServerLedger } from './servers';
import { DAY, HOUR } from './times';
import { judge, type Verdict } from './verdict';
import { World } from './world';

export interface SoakSetup {
	seed: number;
	days: number;
	trigger: INodeType;
	/** How many jobs there are, of all kinds; 3,000 when left out. */
	jobs?: number;
	/** How often a poll takes so long that the next one begins meanwhile. */
	longPolls?: number;
	engine?: 'default' | 'durable';
	apiVersion?: string;
	settings?: Partial<Settings>;
	/** Everything is read once an hour, as with 60,000 jobs, and not at each poll. */
	readsAllHourly?: boolean;
	/** VSPC has a session history, and the trigger looks into it. */
	findsMissed?: boolean;
	/** A problem that lasts for so long is escalated; only by failures in a row when left out. */
	escalatesAfterHours?: number;
	/** Whether a running job's tasks are its own already. */
	showsOwnTasks?: boolean;
}

export interface SoakResult extends Verdict {
	ledger: Ledger;
	figures: RunFigures;
	serverCounts: ServerCounts;
}

/** Requests of a poll at the least: six pages of jobs of backup servers, or one of news, and one each of the other kinds. */
const requestsOf = ({ readsAllHourly }: SoakSetup) => (readsAllHourly ? 3 : 8);

/** Most jobs are those of backup servers. */
export function estateOf(jobs: number) {
	const agentJobs = Math.round(jobs / 15);
	const vb365Jobs = Math.round(jobs / 30);
	// One more: the job of the vendor's page is taken out.
	return { jobs: jobs - agentJobs - vb365Jobs + 1, agentJobs, vb365Jobs, companies: 40 };
}

/** When the runs of a seed begin. */
export const startOf = (seed: number) => Date.UTC(2026, 2, 1) + seed * 7 * DAY;

/** Runs the trigger for some days, with everything that can go wrong. */
export async function soak(setup: SoakSetup): Promise<SoakResult> {
	const { seed, jobs = 3000 } = setup;
	const start = startOf(seed);
	// The world changes jobs by the simulator's own calls, so that even its small lists may remember.
	const settings = {
		rememberFrom: 0,
		jobAlarms: false,
		// The world makes the tasks of running jobs itself.
		runningTasks: 'kept' as const,
		...setup.settings,
	};
	const estate = { ...estateOf(jobs), seed, now: new Date(start) };
	const simulator = await startSimulator({ ...estate, settings });
	const time = startVirtualTime(start);
	try {
		return await soakIn(setup, start, simulator, time);
	} finally {
		time.restore();
		await simulator.close();
	}
}

async function soakIn(
	setup: SoakSetup,
	start: number,
	simulator: Simulator,
	time: VirtualTime,
): Promise<SoakResult> {
	const { seed, days, engine, showsOwnTasks = false, findsMissed = false } = setup;
	const { escalatesAfterHours = 0 } = setup;
	const ledger = new Ledger();
	const servers = new ServerLedger();
	const world = new World(simulator, {
		seed,
		start,
		days,
		keepsMessage: simulator.settings.runningMessage === 'kept',
		showsOwnTasks,
		onEnd: (jobKey, ending) => ledger.happened(jobKey, ending),
		hasHistory: findsMissed,
		onServer: (key, isCut) => servers.shows(key, isCut, ledger.polls.length),
	});
	const stage: Stage = {
		simulator,
		time,
		trigger: publishable(setup, simulator),
		engine,
		requests: requestsOf(setup),
		usual: setup.readsAllHourly ? 'slow' : 'all',
		advance: (now) => {
			for (const { jobKey, view } of world.advanceTo(now)) ledger.shows(jobKey, view);
		},
		begin: (facts) => {
			const index = ledger.polls.length;
			const { items } = ledger.poll(facts);
			return (rows) => items.push(...servers.take(rows, index).map(toItem));
		},
		count: () => {
			const { jobs, agentJobs, vb365Jobs } = simulator.estate;
			return jobs.length + agentJobs.length + vb365Jobs.length;
		},
	};
	const unexpected: string[] = [];
	const plan = makePlan({ ...setup, start, requests: requestsOf(setup) });
	const figures = await run(stage, start, plan, unexpected);
	const verdict = judge(
		ledger,
		(jobKey) => world.isDaily(jobKey),
		(jobKey) => (findsMissed ? world.historyOf(jobKey) : 'none'),
		escalatesAfterHours * HOUR,
	);
	verdict.wrong.push(...unexpected);
	const serverCounts = servers.judge(ledger.polls, verdict);
	return { ...verdict, ledger, figures, serverCounts };
}

function publishable(
	{
		trigger,
		engine,
		apiVersion = '3.6.1',
		findsMissed = false,
		escalatesAfterHours = 0,
	}: SoakSetup,
	simulator: Simulator,
): PolledTrigger {
	return new PolledTrigger({
		nodeType: trigger,
		engine,
		credentials: apiKey(simulator, { apiVersion }),
		parameters: {
			jobKinds: ['job', 'agentJob', 'microsoft365Job'],
			events: [
				'failed',
				'warning',
				'success',
				'recovered',
				'overdue',
				'escalated',
				'serverDisconnected',
				'serverReconnected',
			],
			// Names cost half of the requests, and have a test of their own.
			options: {
				includeNames: false,
				findMissedSessions: findsMissed,
				escalateAfterHours: escalatesAfterHours,
			},
		},
	});
}

function toItem(json: IDataObject): Item {
	const { jobKey, event, eventId, recoveredBy, previousStatus, failuresInRow = null } = json;
	const isMicrosoft365 = String(jobKey).startsWith('microsoft365Job:');
	const time = (isMicrosoft365 ? json.lastRun : json.lastEndTime) as string | null;
	const status = String(json.status ?? json.lastStatus);
	const own = { jobKey, event, eventId, recoveredBy, previousStatus, failuresInRow };
	return { ...own, time, status } as Item;
}
