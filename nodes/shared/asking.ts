import type { Connection, VspcContext } from './connection';
import type { Limits } from './untilAnswered';

/** Who asks VSPC, as whom, and how long to wait. */
export interface Asking {
	context: VspcContext;
	connection: Connection;
	limits?: Limits;
}
