import { getManyOperation } from '../../builders/getMany';
import { jobs } from './fields';

/** `GET /infrastructure/backupServers/jobs` (vendor's REST guide, "Get All Jobs"). */
export const getAll = getManyOperation(jobs);
