import { actionOperation } from '../../builders/action';
import { microsoft365Jobs } from './fields';

/** `POST /infrastructure/vb365Servers/{serverUid}/organizations/jobs/{jobUid}/stop`. */
export const stop = actionOperation(microsoft365Jobs, 'stop');
