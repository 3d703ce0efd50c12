import { actionOperation } from '../../builders/action';
import { microsoft365Jobs } from './fields';

/** `POST /infrastructure/vb365Servers/{serverUid}/organizations/jobs/{jobUid}/enable`. */
export const enable = actionOperation(microsoft365Jobs, 'enable');
