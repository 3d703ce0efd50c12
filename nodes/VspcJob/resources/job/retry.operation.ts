import { actionOperation } from '../../builders/action';
import { jobs } from './fields';

/** `POST /infrastructure/backupServers/jobs/{jobUid}/retry` (API description 3.4 to 3.7). */
export const retry = actionOperation(jobs, 'retry');
