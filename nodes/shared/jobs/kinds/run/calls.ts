import type { IDataObject } from 'n8n-workflow';

import { toNodeError } from '../../../nodeError';
import { vspcRequest } from '../../../request';
import { READ_JOB_ROLES } from '../../../roles';
import { parseUid } from '../../../uid';
import type { Asking } from '../../../asking';
import type { JobActionName } from '../kind';

/** The job that is acted on, for messages. */
export interface Acted {
	noun: string;
	uid: string;
	itemIndex: number;
}

export const DOING: Record<JobActionName, string> = {
	start: 'starting',
	stop: 'stopping',
	retry: 'retrying',
	enable: 'enabling',
	disable: 'disabling',
};

const ADVICE: Partial<Record<JobActionName, string>> = {
	start: 'A job that is running cannot be started: read its status with Get first.',
	stop: 'Only a job that is running can be stopped: read its status with Get first.',
	retry:
		"Only backup and replication jobs and those for files and object storage can be retried, after a session that failed. Use 'Start' for others.",
};

/**
 * Acts on a job by `POST …/{action}` (vendor's API description). VSPC answers when the action is in its queue,
 * not when it is carried out.
 *
 * @throws as vspcRequest does
 */
export async function postAction(
	{ context, connection, limits }: Asking,
	action: JobActionName,
	jobPath: string[],
	acted: Acted,
	qs?: IDataObject,
): Promise<void> {
	await vspcRequest(
		context,
		connection,
		{
			...about(action, acted),
			method: 'POST',
			path: [...jobPath, action],
			qs,
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
export async function patchEnabled(
	{ context, connection, limits }: Asking,
	action: 'enable' | 'disable',
	jobPath: string[],
	acted: Acted,
): Promise<void> {
	const patch = async (path: string) => {
		const body = [{ op: 'replace', path, value: action === 'enable' }];
		const call = { ...about(action, acted), method: 'PATCH' as const, path: jobPath, body };
		return await outcomeOf(vspcRequest(context, connection, call, limits));
	};
	const first = await patch('/isEnabled');
	if (!first) return;
	// Rights, a missing job or throttling have nothing to do with the spelling.
	if (first.httpCode !== '400' && first.httpCode !== '520') throw first;
	if (await patch('isEnabled')) throw first;
}

/**
 * A UID that VSPC told and that becomes part of an address.
 *
 * @throws NodeOperationError where VSPC sent something else
 */
export function uidOf({ context, connection }: Asking, job: IDataObject, field: string): string {
	const uid = parseUid(job[field]);
	if (uid) return uid;
	const message = `VSPC sent no UID in the field ${field} of the job`;
	throw toNodeError(context, { message, description: 'So the job has no address.' }, connection);
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

function about(action: JobActionName, acted: Acted) {
	const { noun } = acted;
	return {
		...acted,
		doing: `${DOING[action]} the ${noun}`,
		roles: READ_JOB_ROLES,
		absence: otherUids(noun),
	};
}

/** Why VSPC may not know a job. */
export function otherUids(noun: string): string {
	return `The same ${noun} has another UID under API version 3.5 than under all others ('API Version' in the credential).`;
}
