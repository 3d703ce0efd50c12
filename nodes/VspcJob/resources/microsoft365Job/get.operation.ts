import { getOperation } from '../../builders/get';
import { microsoft365Jobs } from './fields';

/** One read of `GET /infrastructure/vb365Servers/organizations/jobs`: a UID alone is no address of such a job. */
export const get = getOperation(microsoft365Jobs);
