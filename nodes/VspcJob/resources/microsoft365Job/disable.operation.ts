import { actionOperation } from '../../builders/action';
import { microsoft365Jobs } from './fields';

/** `POST /infrastructure/vb365Servers/{serverUid}/organizations/jobs/{jobUid}/disable`. */
export const disable = actionOperation(microsoft365Jobs, 'disable');
