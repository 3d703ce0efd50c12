import type { IDataObject } from 'n8n-workflow';

import { asError, atMost, elapsed, inParallel, withTimeout } from '../../util/clock';
import { ALARMS_PATH, uidInAlarmKey } from '../../vspc/alarms';
import { type VspcClient } from '../../vspc/client/client';
import { isNotFound } from '../../vspc/client/explanation';
import type { KindState, Problem } from '../engine/state';
import { noteMissing } from '../engine/watch';

/** A list may lack an alarm for a moment; seconds. */
const GONE_AFTER = 5 * 60;

/** It may lack many of them, or all, while VSPC starts: no ticket is closed for that. */
const MANY_GONE_AFTER = 3600;
const MANY = 5;
const LARGE_PART = 0.25;

/** That one cannot be read singly may pass; then it is an error, and at last it is gone: lists were read without it. */
const FAILS_AFTER = 2 * 3600;
const SURELY_GONE_AFTER = 24 * 3600;

const AT_ONCE = 5;

/** One that hangs must not keep the others from being read; seconds. */
const LONGEST_READ = 20;

/** What the absence of alarms means. */
export interface AlarmAbsences {
	/** Alarms that are there, though not in the list */
	elsewhere: IDataObject[];
	/** Told alarms that are gone, still in the state */
	gone: Problem[];
	/** Why others could not be read */
	failure?: Error;
}

/**
 * Notes which alarms a complete read lacked, and asks for those that were told: servers may take resolved ones
 * out of the list.
 *
 * @param state `known` is changed in place
 * @param seen alarm keys
 * @param now seconds since 1970
 * @param hasGap whether one may have been there since the state was saved
 * @param until when all must have been read, by the clock `elapsed`; what was not is left for the next poll
 */
export async function noticeAbsences(
	vspc: VspcClient,
	state: KindState,
	seen: Set<string>,
	now: number,
	hasGap: boolean,
	until: number,
): Promise<AlarmAbsences> {
	const { known } = state;
	const { problems: missing, goneFor, isMissing } = noteMissing(state, seen, now);
	for (const [id, entry] of known) {
		if (!isMissing(id)) continue;
		if (hasGap && state.problems.has(id)) entry.goneSince = now;
		// One that was waited for has not stayed: should it come back, it has to last as long again.
		if (entry.pendingSince !== undefined) known.delete(id);
	}
	const isMany = missing.length >= MANY && missing.length > state.problems.size * LARGE_PART;
	const goneAfter = seen.size === 0 || isMany ? MANY_GONE_AFTER : GONE_AFTER;
	const asked = rotated(
		missing.filter(([id]) => goneFor(id) >= goneAfter),
		now,
	);
	const absences: AlarmAbsences = { elsewhere: [], gone: [] };
	const read = async ([id, problem]: [string, Problem]) => {
		const alarm = await readOne(vspc, problem.key).catch(asError);
		if (alarm === undefined) absences.gone.push(problem);
		else if (!(alarm instanceof Error)) absences.elsewhere.push(alarm);
		else if (seen.size > 0 && goneFor(id) >= SURELY_GONE_AFTER) absences.gone.push(problem);
		else if (goneFor(id) >= FAILS_AFTER) absences.failure ??= alarm;
	};
	const left = () => Math.max(0, (until - elapsed()) / 1000);
	if (asked.length === 0 || left() === 0) return absences;
	try {
		await withTimeout(
			inParallel(asked, AT_ONCE, read, () => left() === 0),
			left(),
		);
	} catch {
		// What was not read is still a problem at the next poll.
	}
	return { ...absences, elsewhere: [...absences.elsewhere], gone: [...absences.gone] };
}

/** Each poll begins with another one: where the first ones hang, the others have their turn. */
function rotated<One>(list: One[], now: number): One[] {
	const start = list.length === 0 ? 0 : Math.floor(now / 60) % list.length;
	return [...list.slice(start), ...list.slice(0, start)];
}

/** Undefined for an alarm that VSPC doesn't know. */
async function readOne(vspc: VspcClient, key: string): Promise<IDataObject | undefined> {
	const uid = uidInAlarmKey(key);
	if (uid === undefined) return undefined;
	const call = { path: [...ALARMS_PATH, uid], doing: 'reading the alarm', noun: 'alarm', uid };
	try {
		return await vspc.within(atMost(LONGEST_READ, vspc.limits)).fetchOne(call);
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw asError(error);
	}
}
