import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../time';
import type { Mark } from './events';

interface Task {
	status?: unknown;
	endTime?: unknown;
}

/**
 * How the session ended whose end a running job still shows, where VSPC tells that at all: by the tasks of
 * that session, else by its failure message.
 *
 * @param after the end that was known before, seconds since 1970: older tasks are of an older session
 * @param end the end that is shown, seconds since 1970
 * @returns undefined without proof; then nothing is guessed
 */
export function provenEnd(
	job: IDataObject,
	after: number | undefined,
	end: number,
): Mark | undefined {
	const { lastSessionTasks, failureMessage } = job;
	const tasks = (Array.isArray(lastSessionTasks) ? lastSessionTasks : []) as Task[];
	const message = byMessage(failureMessage);
	if (tasks.length === 0) return message === 'S' ? undefined : message;
	const outcome = byTasks(tasks, after, end);
	// A session can fail though its tasks did not. Where the two don't go together, nothing is proven.
	return outcome === 'F' || outcome === message ? outcome : undefined;
}

const GOING_ON = new Set(['pending', 'running', 'inprogress']);

function byTasks(tasks: Task[], after: number | undefined, end: number): Mark | undefined {
	const statuses = tasks.map(({ status }) => String(status).toLowerCase());
	// Of the session that goes on: seen live with an end of now, which is none.
	if (statuses.some((status) => GOING_ON.has(status))) return undefined;
	const ends = tasks.map(({ endTime }) => parseTime(endTime));
	const isOfSession = ends.every(
		(time) =>
			time !== undefined && time / 1000 <= end + 1 && (after === undefined || time / 1000 > after),
	);
	if (!isOfSession) return undefined;
	if (statuses.includes('failed')) return 'F';
	if (statuses.includes('warning')) return 'W';
	return statuses.every((status) => status === 'success') ? 'S' : undefined;
}

/** S for none; undefined for one that can be read either way. */
function byMessage(message: unknown): Mark | undefined {
	const text = String(message ?? '').trim();
	if (text === '') return 'S';
	const isError = /\b(error|fail(ed|ure)?)\b/i.test(text);
	const isWarning = /\bwarning\b/i.test(text);
	if (isError === isWarning) return undefined;
	return isError ? 'F' : 'W';
}
