import { getManyOperation } from '../../builders/getMany';
import { microsoft365Jobs } from './fields';

/** `GET /infrastructure/vb365Servers/organizations/jobs` (API description 3.4 to 3.7). */
export const getAll = getManyOperation(microsoft365Jobs);
