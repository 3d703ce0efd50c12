import { actionOperation } from '../../builders/action';
import { jobs } from './fields';

/** `PATCH /infrastructure/backupServers/jobs/{jobUid}` on `isEnabled` (API description 3.4 to 3.7). */
export const enable = actionOperation(jobs, 'enable');
