import type { Dice } from '../simulator/estate/dice';
import type { JsonObject } from '../simulator/types';
import { backupTime } from './server';
import { DAY, HOUR, MINUTE } from './times';

/** When a job runs and for how long. */
export interface Rhythm {
	/** As VSPC calls the schedule. */
	scheduleType: string;
	/** What VSPC tells of it from API version 3.6.1 on. */
	schedule: JsonObject | null;
	/** Whether it runs daily or more often. */
	isDaily: boolean;
	/** When it is planned next; nothing without a schedule. */
	planned(after: number): number | undefined;
	/** When it runs next. */
	next(after: number): number;
	duration(): number;
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function duration(dice: Dice, longest: number): number {
	const usual = dice.int(1, Math.min(40, longest)) * MINUTE + dice.int(0, 59_999);
	return dice.chance(0.1) ? dice.int(1, longest) * MINUTE : usual;
}

function daily(dice: Dice): Rhythm {
	const time = backupTime(dice);
	const planned = (after: number) => {
		const today = Math.floor(after / DAY) * DAY + time;
		return today > after ? today : today + DAY;
	};
	const dailyScheduleOptions = { kind: 'Everyday', days, time: '20:00', timeUtc: '20:00' };
	return {
		scheduleType: 'Daily',
		schedule: { dailyScheduleOptions },
		isDaily: true,
		planned,
		next: (after) => planned(after) + dice.int(0, 2 * MINUTE),
		duration: () => duration(dice, 180),
	};
}

function every(dice: Dice, hours: number): Rhythm {
	const period = hours * HOUR;
	const phase = dice.int(0, period);
	const planned = (after: number) => (Math.floor((after - phase) / period) + 1) * period + phase;
	return {
		scheduleType: 'Periodically',
		schedule: { periodicallyScheduleOptions: { kind: 'Hours', fullPeriod: hours } },
		isDaily: true,
		planned,
		next: planned,
		duration: () => duration(dice, hours * 50),
	};
}

/** One session right after the other. */
function backToBack(dice: Dice): Rhythm {
	return {
		scheduleType: 'Continuously',
		schedule: { continuousScheduleEnabled: true },
		isDaily: true,
		planned: (after) => after,
		next: (after) => after + dice.int(0, 20_000),
		duration: () => dice.int(4, 70) * MINUTE,
	};
}

function rare(dice: Dice, scheduleType: string): Rhythm {
	return {
		scheduleType,
		schedule: null,
		isDaily: false,
		planned: (after) => (scheduleType === 'Monthly' ? after + 30 * DAY : undefined),
		next: (after) => after + dice.int(2 * DAY, 7 * DAY),
		duration: () => duration(dice, 300),
	};
}

/** The rhythm of a made-up job: most run once a day. */
export function makeRhythm(dice: Dice): Rhythm {
	const roll = dice.int(1, 1000);
	if (roll <= 900) return daily(dice);
	if (roll <= 930) return every(dice, 4);
	if (roll <= 938) return every(dice, 1);
	if (roll <= 942) return backToBack(dice);
	return rare(dice, dice.pick(['Monthly', 'NotScheduled']));
}
