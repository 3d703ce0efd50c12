import { toNodeError } from '../../../nodeError';
import { agentJob, AGENTS_PATH, systemOf } from '../agentJob';
import type { JobKind } from '../kind';
import { patchEnabled, postAction, uidOf } from './calls';
import { findByList } from './listed';

const find: JobKind['find'] = async (asking, refs) =>
	await findByList(agentJob, asking, refs);

const states: JobKind['states'] = async (asking, refs) =>
	await findByList(agentJob, asking, refs);

const act: JobKind['act'] = async (asking, action, job, itemIndex, activeFull) => {
	const agent = uidOf(asking, job, 'backupAgentUid');
	const uid = uidOf(asking, job, 'instanceUid');
	const acted = { noun: 'agent job', uid, itemIndex };
	if (action === 'start' || action === 'stop') {
		const qs = action === 'start' && activeFull ? { activeFullBackup: true } : undefined;
		await postAction(asking, action, [...AGENTS_PATH, agent, 'jobs', uid], acted, qs);
		return;
	}
	if (action === 'retry' || systemOf(job) !== 'windows') {
		const message = `VSPC cannot ${action} a job of an agent for ${systemOf(job)}`;
		const description = 'Its API does this for agents for Microsoft Windows only.';
		throw toNodeError(asking.context, { message, description }, asking.connection, itemIndex);
	}
	await patchEnabled(asking, action, [...AGENTS_PATH, 'windows', agent, 'jobs', uid], acted);
};
