import { type JobResource, type KindName, kindsByLabel } from '../form/jobKinds';
import type { Operation, Resource } from '../form/operation';
import { alphabetical } from '../util/text';
import { actionOperation } from './action.operation';
import { anyJobOperations } from './anyJob.operation';
import { createReport } from './createReport.operation';
import { failedObjectsOperation } from './failedObjects.operation';
import { getOperation } from './get.operation';
import { getManyOperation } from './getMany.operation';
import { getSessions } from './session.operation';

/**
 * Which resource has which operations. Each kind of jobs is a resource, see `form/jobKinds.ts`; what its operations call
 * is in `vspc/jobs`, a file a kind.
 */
export const resources: Resource[] = alphabetical(
	[
		...kindsByLabel.map((resource) => ({
			option: {
				name: resource.label,
				value: resource.name,
				description: resource.one,
			},
			defaultOperation: 'get',
			operations: operationsOf(resource),
			...(resource.name === 'job'
				? { moved: { createReport: "the operation 'Create' of the resource 'Report'" } }
				: {}),
		})),
		{
			option: { name: 'Any Job', value: 'anyJob', description: 'A job of any kind' },
			defaultOperation: 'getAll',
			operations: anyJobOperations,
		},
		{
			option: { name: 'Report', value: 'report', description: 'A report on jobs of all kinds' },
			defaultOperation: 'create',
			operations: [createReport],
		},
		{
			option: { name: 'Session', value: 'session', description: 'A session of a job of any kind' },
			defaultOperation: 'getAll',
			operations: [getSessions],
		},
	],
	({ option }) => option.name,
);

/** In the order of their names, as n8n lists them. */
function operationsOf(resource: JobResource & { name: KindName }): Operation[] {
	const operations = [
		getOperation(resource),
		getManyOperation(resource),
		failedObjectsOperation(resource.name),
		...resource.actions.map((action) => actionOperation(resource, action)),
	];
	return alphabetical(operations, ({ option }) => option.name);
}
