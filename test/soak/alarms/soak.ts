import type { IDataObject, INodeType } from 'n8n-workflow';

import { PolledTrigger } from '../../engine/harness/poll';
import { apiKey } from '../../engine/harness/simulator';
import { startVirtualTime, type VirtualTime } from '../../engine/harness/virtualTime';
import { startSimulator, type Settings, type Simulator } from '../../simulator';
import { makePlan } from '../plan';
import { run, type RunFigures, type Stage } from '../run';
import { estateOf, startOf } from '../soak';
import { World } from '../world';
import { Clerk } from './clerk';
import { AlarmLedger, type AlarmItem, type View } from './ledger';
import { People } from './people';
import { judgeAlarms, type AlarmVerdict } from './verdict';

export interface AlarmSoakSetup {
	seed: number;
	days: number;
	trigger: INodeType;
	/** How many jobs there are to raise alarms; 1,500 when left out. */
	jobs?: number;
	longPolls?: number;
	engine?: 'default' | 'durable';
	settings?: Partial<Settings>;
}

export interface AlarmSoakResult extends AlarmVerdict {
	ledger: AlarmLedger;
	figures: RunFigures;
}

/** Two pages of alarms; more when something has happened to them. */
const REQUESTS = 2;

/** Runs the alarm trigger for some days, with everything that can go wrong. */
export async function soakAlarms(setup: AlarmSoakSetup): Promise<AlarmSoakResult> {
	const { seed, jobs = 1500 } = setup;
	const start = startOf(seed);
	// The world changes alarms by the simulator's own calls, so that even its small lists may remember.
	const settings = { rememberFrom: 0, ...setup.settings };
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
	setup: AlarmSoakSetup,
	start: number,
	simulator: Simulator,
	time: VirtualTime,
): Promise<AlarmSoakResult> {
	const { seed, days, engine, trigger: nodeType } = setup;
	const ledger = new AlarmLedger();
	const traits = { keepsMessage: false, showsOwnTasks: false, onEnd: () => {} };
	const world = new World(simulator, { seed, start, days, ...traits });
	const people = new People(simulator, { seed, start, days });
	const clerk = new Clerk(simulator, ledger);
	const trigger = new PolledTrigger({
		nodeType,
		engine,
		nodeName: 'VSPC Alarm Trigger',
		credentials: apiKey(simulator, { apiVersion: '3.6.1' }),
		parameters: {
			events: ['raised', 'changed', 'resolved'],
			minimumSeverity: 'Warning',
			options: { includeNames: false },
		},
	});
	const stage: Stage = {
		simulator,
		time,
		trigger,
		engine,
		requests: REQUESTS,
		advance: async (now) => {
			world.advanceTo(now);
			await people.advanceTo(now);
			clerk.look();
		},
		begin: (facts) => {
			const { items } = ledger.poll(facts);
			return (rows) => items.push(...rows.map(toItem));
		},
		// Those that have left the list are known for 30 days.
		count: () => Math.max(1, ledger.alarms.size),
	};
	const unexpected: string[] = [];
	const plan = makePlan({ ...setup, start, requests: REQUESTS });
	const figures = await run(stage, start, plan, unexpected);
	const verdict = judgeAlarms(ledger);
	verdict.wrong.push(...unexpected);
	return { ...verdict, ledger, figures };
}

function toItem(json: IDataObject): AlarmItem {
	const { alarmKey, event, eventId, previousStatus, lastActivation } = json;
	const view = lastActivation as View | undefined;
	return { alarmKey, event, eventId, previousStatus, view } as AlarmItem;
}
