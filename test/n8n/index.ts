/** Brings up a real n8n and drives it: for the demo and the e2e tests. */
export { N8nClient } from './client';
export { DemoError, messageOf } from './errors';
export type { ExecutedNode, Execution, ExecutionError } from './execution';
export { startN8n, type N8nInstance, type N8nOptions } from './instance';
export { copyOwned } from './owned';
export { packAndInstall } from './package';
export { freePort } from './ports';
export { startCluster, type Cluster } from './queue/cluster';
export { missingServices } from './queue/services';
export { ensureRuntime, missingN8n, type Runtime } from './runtime';
export type * from './types';
export { until } from './until';
export { TESTED_VERSIONS } from './versions';
