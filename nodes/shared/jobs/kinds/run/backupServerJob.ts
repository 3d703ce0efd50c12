import { JOBS_PATH } from '../../jobKey';
import { backupServerJob } from '../backupServerJob';
import type { JobKind } from '../kind';
import { fetchJob, findInList, scanList } from './backupServerLookup';
import { patchEnabled, postAction, uidOf } from './calls';
import { TwinGuard } from './twins';

const find: JobKind['find'] = async (asking, refs, fields) =>
	await findInList(asking, refs, fields);

const fetch: NonNullable<JobKind['fetch']> = async (asking, ref, itemIndex) =>
	await fetchJob(asking, ref, itemIndex);

const states: JobKind['states'] = async (asking, refs) => {
	const fields = backupServerJob.keyFields(asking.connection.apiVersion);
	return await scanList(asking, new Set(refs), [...fields, 'status', 'lastEndTime']);
};

const act: JobKind['act'] = async (asking, action, job, itemIndex) => {
	const uid = uidOf(asking, job, 'instanceUid');
	const path = [...JOBS_PATH, uid];
	const acted = { noun: 'job', uid, itemIndex };
	if (action === 'enable' || action === 'disable') {
		await patchEnabled(asking, action, path, acted);
	} else {
		await postAction(asking, action, path, acted);
	}
};

const guardActions: NonNullable<JobKind['guardActions']> = async (asking, refs) => {
	const guard = new TwinGuard(asking, refs);
	return async (...args) => await guard.check(...args);
};
