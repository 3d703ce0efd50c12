import { actionOperation } from '../../builders/action';
import { agentJobs } from './fields';

/** `POST /infrastructure/backupAgents/{agentUid}/jobs/{jobUid}/start` (API description 3.4 to 3.7). */
export const start = actionOperation(agentJobs, 'start', true);
