import { backupServerJob, JOBS_PATH } from '../backupServerJob';
import type { JobKind } from '../kind';
import { fetchJob, findInList, scanList } from './backupServerLookup';
import { patchEnabled, postAction, uidOf } from './calls';

export const find: JobKind['find'] = async ({ context, connection, limits }, refs, fields) =>
	await findInList(context, connection, refs, fields, limits);

export const fetch: NonNullable<JobKind['fetch']> = async (
	{ context, connection, limits },
	ref,
	itemIndex,
) => await fetchJob(context, connection, ref, itemIndex, limits);

export const states: JobKind['states'] = async ({ context, connection, limits }, refs) =>
	await scanList(
		context,
		connection,
		new Set(refs),
		[...backupServerJob.keyFields(connection.apiVersion), 'status', 'lastEndTime'],
		limits,
	);

export const act: JobKind['act'] = async (asking, action, job, itemIndex) => {
	const uid = uidOf(asking, job, 'instanceUid');
	const path = [...JOBS_PATH, uid];
	const acted = { noun: 'job', uid, itemIndex };
	if (action === 'enable' || action === 'disable') {
		await patchEnabled(asking, action, path, acted);
	} else {
		await postAction(asking, action, path, acted);
	}
};
