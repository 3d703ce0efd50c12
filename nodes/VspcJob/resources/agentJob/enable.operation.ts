import { actionOperation } from '../../builders/action';
import { agentJobs } from './fields';

/** `PATCH /infrastructure/backupAgents/windows/{agentUid}/jobs/{jobUid}` on `isEnabled`; Windows only. */
export const enable = actionOperation(agentJobs, 'enable');
