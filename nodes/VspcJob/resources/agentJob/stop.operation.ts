import { actionOperation } from '../../builders/action';
import { agentJobs } from './fields';

/** `POST /infrastructure/backupAgents/{agentUid}/jobs/{jobUid}/stop` (API description 3.4 to 3.7). */
export const stop = actionOperation(agentJobs, 'stop');
