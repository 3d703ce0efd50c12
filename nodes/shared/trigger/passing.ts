import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { declare, declaredFailure, declareSettings } from '../failure';
import type { TriggerMemory } from './memory';
import { isDurable } from './start';

/** A rejected token or a refusal is believed only after so long: VSPC answers so while it starts. */
const BELIEVED_AFTER_MS = 3_600_000;

/** The saved time may be so much too old: saving it writes the whole state to n8n's database. */
const SAVED_EVERY_MS = 600_000;

/**
 * Notes that VSPC could be read. Only n8n's durable pollers ask how long that has been, and there any n8n of
 * several may run the next poll: so it is kept in the state.
 *
 * @param now milliseconds since 1970, as all times here
 */
export function noteRead(
	context: IPollFunctions,
	memory: TriggerMemory,
	data: IDataObject,
	now: number,
): void {
	memory.readAt = now;
	if (!isDurable(context)) return;
	const saved = savedTime(data);
	if (saved === undefined || now < saved || now - saved >= SAVED_EVERY_MS) data.readAt = now;
}

function savedTime({ readAt }: IDataObject): number | undefined {
	return typeof readAt === 'number' ? readAt : undefined;
}

/**
 * Has the error of a poll say how long n8n's durable pollers should pause. They do without polls for 30 minutes
 * when somebody has to act, so a failure passes for one that comes to an end by itself, unless it has lasted.
 * It is counted from the last poll that could read, or from the start of n8n, during which none failed.
 *
 * @param isPartial something could be read: nothing may keep n8n from polling
 */
export function declareForPoll(
	error: Error,
	isPartial: boolean,
	memory: TriggerMemory,
	data: IDataObject,
	now: number,
): void {
	declareSettings(error);
	const cause = declaredFailure(error)?.cause;
	const passing = { cause: 'temporarily-unavailable' } as const;
	if (isPartial) return declare(error, passing);
	if (cause === 'rate-limited') return;
	const wasRead = memory.readAt !== undefined || typeof data.state === 'string';
	if (!wasRead && cause === 'credential-invalid') return;
	const since = Math.max(memory.since, memory.readAt ?? 0, savedTime(data) ?? 0);
	if (now - since < BELIEVED_AFTER_MS) declare(error, passing);
}
