import { actionOperation } from '../../builders/action';
import { jobs } from './fields';

/** `POST /infrastructure/backupServers/jobs/{jobUid}/stop` (API description 3.4 to 3.7). */
export const stop = actionOperation(jobs, 'stop');
