import { getManyOperation } from '../../builders/getMany';
import { agentJobs } from './fields';

/** `GET /infrastructure/backupAgents/jobs` (API description 3.4 to 3.7). */
export const getAll = getManyOperation(agentJobs);
