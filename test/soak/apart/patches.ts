/* eslint-disable @typescript-eslint/no-require-imports -- an ES import would be a copy, and what is put there would not count */
import overlap = require('../../../nodes/trigger/engine/memory');
import fullRead = require('../../../nodes/trigger/engine/fullRead');
import pauses = require('../../../nodes/util/clock');
import type { Without } from './order';

/** Built files call each other by way of these objects, so what is put there counts. */
function replace<Module extends object>(module: Module, functions: Partial<Module>): void {
	Object.assign(module, functions);
}

/** The simulator's troubles go by counts, not by time: a twentieth of each pause is enough. */
export function shortenPauses(): void {
	const { pause } = pauses;
	replace(pauses, {
		pause: async (context, milliseconds) => await pause(context, milliseconds / 20),
	});
}

/** With so few jobs everything is read at each poll; with many, most polls look for recent sessions only. */
export function readAllHourly(): void {
	const { isFullReadDue } = fullRead;
	const size = 60_000;
	replace(fullRead, {
		isFullReadDue: (progress, now, ...more) => isFullReadDue({ ...progress, size }, now, ...more),
	});
}

/** Takes a safeguard of the trigger away, to show that the soak finds out. */
export function switchOff(without: Without): void {
	if (without === 'fullRead') {
		// After the first poll nothing but the newest ends is read.
		replace(fullRead, { isFullReadDue: () => false });
		return;
	}
	// Polls aren't kept apart, and each takes its own state over whatever happened meanwhile.
	replace(overlap, {
		enter: () => true,
		leave: () => {},
		assign: (data, _before, after) => {
			data.state = after;
			return true;
		},
	});
}
