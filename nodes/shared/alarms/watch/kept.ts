import type { Known } from '../../trigger/known';
import type { KindState } from '../../trigger/state';
import type { AlarmSighting } from './sighting';

/** The baseline of a list that was empty: whatever comes up is younger. */
export const NOTHING = 0;

/**
 * A resolved alarm is known for a while, since one of two servers behind one address may be late and still show
 * it as active; seconds.
 */
const KNOWN_AFTER_END = 7 * 24 * 3600;

/** One that was resolved before any poll saw it active is known if that was so short before the newest; seconds. */
const RECENT = 24 * 3600;

/** So many resolved ones at the most: VSPC keeps thousands. */
const MOST_RESOLVED = 300;

/** The latest activation, by VSPC's own clock; seconds since 1970. */
export function latestOf(
	sightings: AlarmSighting[],
	before: number | undefined,
): number | undefined {
	return sightings.reduce((latest, { time }) => {
		if (time === undefined) return latest;
		return latest === undefined ? time : Math.max(latest, time);
	}, before);
}

/** Whether an alarm that is not known yet needs to be: all but those that were over long ago. */
export function isOfUse({ mark, time }: AlarmSighting, { baseline }: KindState): boolean {
	if (mark !== 'R') return true;
	return time !== undefined && baseline !== undefined && time >= baseline - RECENT;
}

/**
 * Notes when a poll first saw that an alarm is resolved.
 *
 * @param now seconds since 1970
 */
export function withEnd(known: Known, before: Known | undefined, now: number): Known {
	const noted = { ...known };
	// When it was closed makes the ID of the event, should it be back as it was.
	if (known.mark !== 'R' && known.wasClosed) return noted;
	delete noted.seenAt;
	if (known.mark !== 'R') return noted;
	const since = before?.mark === 'R' ? (before.seenAt ?? now) : now;
	// A clock that was set back must not make it stay for longer.
	return { ...noted, seenAt: Math.min(since, now) };
}

/**
 * Forgets alarms that were resolved long ago, and all but the latest ones where there are very many.
 *
 * @param state changed in place
 * @param now seconds since 1970
 */
export function forgetResolved({ known, problems }: KindState, now: number): void {
	const resolved = [...known]
		.filter(([id, { mark }]) => mark === 'R' && !problems.has(id))
		.sort(([, a], [, b]) => (b.seenAt ?? 0) - (a.seenAt ?? 0));
	for (const [index, [id, { seenAt = 0, goneSince }]] of resolved.entries()) {
		// One that is gone has an event of its own when it is back: that takes knowing it for longer.
		const isOld = goneSince === undefined && now - seenAt > KNOWN_AFTER_END;
		if (isOld || index >= MOST_RESOLVED) known.delete(id);
	}
}
