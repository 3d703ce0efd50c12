import type { Connection, VspcContext } from '../../connection';
import { vspcRequest, type VspcCall } from '../../request';
import { READ_JOB_ROLES } from '../../roles';
import type { Limits } from '../../untilAnswered';
import { JOBS_PATH } from './backupServerLookup';

/** A job and the n8n item that it is acted on for. */
export interface Acted {
	uid: string;
	itemIndex: number;
}

const ADVICE = {
	start: 'A job that is running cannot be started: read its status with Get first.',
	stop: 'Only a job that is running can be stopped: read its status with Get first.',
	retry:
		"Only backup and replication jobs and those for files and object storage can be retried, after a session that failed. Use 'Start' for others.",
};

/**
 * `POST …/jobs/{jobUid}/start`, `/stop` or `/retry` (vendor's API description). VSPC answers when the action
 * is in its queue, not when it is carried out.
 *
 * @throws as vspcRequest does
 */
export async function sendAction(
	context: VspcContext,
	connection: Connection,
	action: 'start' | 'stop' | 'retry',
	acted: Acted,
	limits?: Limits,
): Promise<void> {
	await vspcRequest(
		context,
		connection,
		{
			...about(
				acted,
				`${{ start: 'starting', stop: 'stopping', retry: 'retrying' }[action]} the job`,
			),
			method: 'POST',
			path: [...JOBS_PATH, acted.uid, action],
			advice: ADVICE[action],
		},
		limits,
	);
}

/**
 * Turns a job's schedule on or off: JSON Patch on `isEnabled` (vendor's API description). The path is
 * written with and without a slash in the vendor's own pages, so the second spelling is tried where VSPC
 * rejects the first; the outcome is the same however often it is sent.
 *
 * @throws as vspcRequest does, with VSPC's word on the first spelling
 */
export async function setEnabled(
	context: VspcContext,
	connection: Connection,
	value: boolean,
	acted: Acted,
	limits?: Limits,
): Promise<void> {
	const patch = async (path: string) =>
		await vspcRequest(
			context,
			connection,
			{
				...about(acted, `${value ? 'enabling' : 'disabling'} the job`),
				method: 'PATCH',
				path: [...JOBS_PATH, acted.uid],
				body: [{ op: 'replace', path, value }],
			},
			limits,
		);
	const first = await outcomeOf(patch('/isEnabled'));
	if (!first) return;
	// Rights, a missing job or throttling have nothing to do with the spelling.
	if (first.httpCode !== '400' && first.httpCode !== '520') throw first;
	if (await outcomeOf(patch('isEnabled'))) throw first;
}

type Failure = Error & { httpCode?: string | null };

async function outcomeOf(call: Promise<unknown>): Promise<Failure | undefined> {
	try {
		await call;
		return undefined;
	} catch (error) {
		return error as Failure;
	}
}

function about({ uid, itemIndex }: Acted, doing: string): Omit<VspcCall, 'method' | 'path'> {
	return { doing, noun: 'job', uid, roles: READ_JOB_ROLES, itemIndex };
}
