import type { Json } from '../types';
import type { Dice } from './dice';
import { DAY, HOUR } from './times';
import type { EstateJob } from './types';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const everyHour = Array.from({ length: 24 }, (_, hour) => hour);
const allWeek = days.map((day) => ({ day, hours: everyHour }));

export const scheduleTypes = [
	'Daily',
	'NotScheduled',
	'Monthly',
	'Periodically',
	'Continuously',
	'BackupWindow',
	'Chained',
	'Unknown',
];

function options(dice: Dice, type: string, previous: EstateJob | undefined) {
	const time = `${String(dice.int(18, 23))}:00`;
	switch (type) {
		case 'Daily':
			return { dailyScheduleOptions: { kind: 'Everyday', days, time, timeUtc: '19:00' } };
		case 'Monthly':
			return {
				monthlyScheduleOptions: {
					time,
					timeUtc: '19:00',
					dayNumberInMonth: 'First',
					dayOfWeek: 'Saturday',
					months: ['January', 'July'],
				},
			};
		case 'Periodically':
			return {
				periodicallyScheduleOptions: { kind: 'Hours', fullPeriod: 4, schedule: allWeek },
			};
		case 'BackupWindow':
			return { backupWindowOptions: { timePeriods: allWeek } };
		case 'Chained':
			return {
				chainingOptions: {
					previousJobId: previous?.instanceUid ?? null,
					previousJobName: previous?.name ?? null,
				},
			};
		default:
			return {};
	}
}

/** The schedule object of a job (API 3.6.1); null for jobs that have no schedule. */
export function makeSchedule(
	dice: Dice,
	clock: (instant: number) => string,
	type: string,
	previous: EstateJob | undefined,
): { [name: string]: Json } | null {
	if (type === 'NotScheduled' || type === 'Unknown') return null;
	const isTimed = type === 'Daily' || type === 'Monthly' || type === 'Periodically';
	const next = isTimed ? clock(dice.now.getTime() + dice.int(HOUR, DAY)) : null;
	return {
		startDateTime: next,
		// The vendor's example has the local offset here too, whatever the name says.
		startDateTimeUtc: next,
		dailyScheduleOptions: null,
		monthlyScheduleOptions: null,
		periodicallyScheduleOptions: null,
		backupWindowOptions: null,
		continuousScheduleEnabled: type === 'Continuously',
		chainingOptions: null,
		...options(dice, type, previous),
	};
}
