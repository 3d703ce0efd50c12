import { getOperation } from '../../builders/get';
import { jobs } from './fields';

/** `GET /infrastructure/backupServers/jobs/{jobUid}` (vendor's REST guide, "Get Job"), or the list for many jobs. */
export const get = getOperation(jobs);
