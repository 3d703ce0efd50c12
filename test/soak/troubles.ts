import type { Fault, Settings, Simulator } from '../simulator';
import type { Dice } from '../simulator/estate/dice';
import type { Grade } from './ledger';

/** A list of jobs of any kind, of alarms, or of workloads. */
const LISTS =
	'/(jobs(/backup|/copy)?|alarms/active|protectedWorkloads/(publicCloud/)?[A-Za-z0-9]+)$';

/** How a server behaves for a day. */
export interface DayMode {
	name: string;
	settings?: Partial<Settings>;
	faults?: Fault[];
	/** How much a poll notices then. */
	grade?: Grade;
}

/** Everything that is no trouble, and what makes a trigger slower, never wrong. */
export const dayModes: DayMode[] = [
	{ name: 'usual' },
	{ name: 'sort ignored', faults: [{ kind: 'ignoreSort', path: LISTS }] },
	{ name: 'sort rejected', settings: { rejectSort: true } },
	{ name: 'filter ignored', faults: [{ kind: 'ignoreFilter', path: LISTS }] },
	{ name: 'times in filters rejected', settings: { filterDates: 'rejected' } },
	{ name: 'alternatives in filters rejected', settings: { rejectFilter: { operations: ['or'] } } },
	{ name: 'select rejected', settings: { rejectSelect: true } },
	{ name: 'small pages', settings: { maxPageSize: 150 }, grade: 'slow' },
];

/** Something that goes wrong once, at one of the requests of a poll; the trigger gets over it. */
const passing: Array<(skip: number) => Fault> = [
	(skip) => ({ kind: 'throttle', retryAfter: 1, times: 2, skip }),
	(skip) => ({
		kind: 'error',
		status: 520,
		errors: [{ message: 'Try again.', type: 'transport', code: 520 }],
		times: 2,
		skip,
	}),
	(skip) => ({ kind: 'drop', times: 1, skip }),
	(skip) => ({ kind: 'dropAfter', times: 1, skip }),
	(skip) => ({ kind: 'truncate', mode: 'broken', times: 1, skip }),
	(skip) => ({ kind: 'repeatPage', path: LISTS, times: 1, skip }),
	(skip) => ({ kind: 'total', change: 3, path: LISTS, times: 1, skip }),
	(skip) => ({ kind: 'total', change: -2, path: LISTS, times: 1, skip }),
	(skip) => ({ kind: 'shortPage', rows: 40, path: LISTS, times: 1, skip }),
	(skip) => ({ kind: 'emptyPage', path: LISTS, times: 1, skip }),
];

/** Something that lasts for a whole poll: VSPC can't be read, not even halfway for sure. */
const lasting: Array<(skip: number) => Fault> = [
	() => ({ kind: 'error', status: 520, errors: [{ message: 'Broken.', type: 'unspecified' }] }),
	(skip) => ({
		kind: 'error',
		status: 520,
		errors: [{ message: 'Try again.', type: 'transport', code: 520 }],
		skip,
	}),
	(skip) => ({ kind: 'drop', skip }),
	(skip) => ({ kind: 'truncate', mode: 'broken', skip }),
	() => ({ kind: 'html' }),
	(skip) => ({ kind: 'repeatPage', path: LISTS, skip }),
	(skip) => ({ kind: 'ignoreOffset', path: LISTS, skip }),
	() => ({ kind: 'emptyPage', path: LISTS }),
	(skip) => ({ kind: 'error', status: 403, path: LISTS, skip }),
];

/** @param requests that a poll makes: one of them is the first that is hit */
export const passingFault = (dice: Dice, requests: number): Fault =>
	dice.pick(passing)(dice.int(0, requests - 1));
export const lastingFault = (dice: Dice, requests: number): Fault =>
	dice.pick(lasting)(dice.int(0, Math.min(4, requests - 1)));

/** VSPC is down. */
export const outage: Fault = {
	kind: 'error',
	status: 520,
	errors: [{ message: 'VSPC is being updated.', type: 'unspecified' }],
};

const usual: Partial<Settings> = {
	rejectSort: false,
	rejectSelect: false,
	filterDates: 'rfc3339',
	rejectFilter: {},
	maxPageSize: 500,
};

/** Arms the simulator for one poll. */
export function arm({ settings, faults }: Simulator, mode: DayMode, more: Fault[]): void {
	Object.assign(settings, usual, mode.settings);
	faults.clear();
	// What is going on that day comes last: the first fault that answers instead of the API counts.
	for (const fault of [...more, ...(mode.faults ?? [])]) faults.add(fault);
}
