import type { Fault } from '../simulator';
import { makeDice } from '../simulator/estate/dice';
import { DAY, MINUTE } from './times';
import { dayModes, lastingFault, outage, passingFault, type DayMode } from './troubles';

const INTERVAL_MS = 10 * MINUTE;

/** What befalls one poll of the schedule. */
export interface Tick {
	at: number;
	mode: DayMode;
	faults: Fault[];
	/** VSPC can't be read. */
	isBroken: boolean;
	/** It isn't over when the next one begins. */
	isLong: boolean;
	/** n8n is killed while it runs. */
	isKilled: boolean;
	/** So long before the poll n8n is started again, or the workflow published again. */
	before?: { what: 'restart' | 'republish' | 'unpublish'; lead: number };
}

interface PlanSetup {
	seed: number;
	start: number;
	days: number;
	/** How often a poll is long. */
	longPolls?: number;
	/** Requests that a poll makes at the least. */
	requests: number;
}

/** What goes wrong when, by chance. */
export function makePlan({ seed, start, days, longPolls = 0.02, requests }: PlanSetup): Tick[] {
	const dice = makeDice(seed + 77_777, new Date(start));
	const special = dice.faker.helpers.shuffle(dayModes.slice(1));
	const ticks: Tick[] = [];
	const perDay = DAY / INTERVAL_MS;
	for (let day = 0; day < days; day++) {
		// Every other day is as usual.
		const mode = day % 2 === 0 ? dayModes[0] : special[((day - 1) / 2) % special.length];
		for (let slot = 0; slot < perDay; slot++) {
			const at = start + (day * perDay + slot + 1) * INTERVAL_MS;
			const isBroken = dice.chance(0.006);
			const hasTrouble = !isBroken && dice.chance(0.08);
			const faults = isBroken
				? [lastingFault(dice, requests)]
				: hasTrouble
					? [passingFault(dice, requests)]
					: [];
			const isLong = faults.length === 0 && dice.chance(longPolls);
			const isKilled = faults.length === 0 && !isLong && dice.chance(0.001);
			const happens = dice.chance(0.005);
			const what = dice.pick(['restart', 'restart', 'restart', 'republish', 'unpublish'] as const);
			const lead = dice.int(2, 9) * MINUTE;
			const before = happens && !isBroken ? { what, lead } : undefined;
			ticks.push({ at, mode, faults, isBroken, isLong, isKilled, before });
		}
	}
	addOutages(ticks, dice.int(2, 3), (longest) => dice.int(0, longest));
	return ticks;
}

/** VSPC is down for up to one and a half hours; n8n may be started meanwhile. */
function addOutages(ticks: Tick[], count: number, upTo: (most: number) => number): void {
	for (let i = 0; i < count; i++) {
		const from = 12 + upTo(ticks.length - 30);
		const length = 2 + upTo(7);
		for (const tick of ticks.slice(from, from + length)) {
			Object.assign(tick, { faults: [outage], isBroken: true, isLong: false, isKilled: false });
			// Nobody publishes a workflow while it cannot work.
			if (tick.before?.what !== 'restart') tick.before = undefined;
		}
		if (i === 0) ticks[from + 1].before = { what: 'restart', lead: 4 * MINUTE };
	}
}
