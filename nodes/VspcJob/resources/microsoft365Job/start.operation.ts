import { actionOperation } from '../../builders/action';
import { microsoft365Jobs } from './fields';

/** `POST /infrastructure/vb365Servers/{serverUid}/organizations/jobs/{jobUid}/start`. */
export const start = actionOperation(microsoft365Jobs, 'start');
