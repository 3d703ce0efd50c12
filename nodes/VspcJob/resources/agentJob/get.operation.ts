import { getOperation } from '../../builders/get';
import { agentJobs } from './fields';

/** One read of `GET /infrastructure/backupAgents/jobs`: a UID alone is no address of an agent job. */
export const get = getOperation(agentJobs);
