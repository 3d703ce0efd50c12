import type { JobKind } from '../kind';
import { microsoft365Job, SERVERS_PATH } from '../microsoft365Job';
import { postAction, uidOf } from './calls';
import { findByList } from './listed';

const find: JobKind['find'] = async (asking, refs) =>
	await findByList(microsoft365Job, asking, refs);

const states: JobKind['states'] = async (asking, refs) =>
	await findByList(microsoft365Job, asking, refs);

const act: JobKind['act'] = async (asking, action, job, itemIndex) => {
	const server = uidOf(asking, job, 'vb365ServerUid');
	const uid = uidOf(asking, job, 'instanceUid');
	const path = [...SERVERS_PATH, server, 'organizations', 'jobs', uid];
	await postAction(asking, action, path, { noun: 'Microsoft 365 job', uid, itemIndex });
};
