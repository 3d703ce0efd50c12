import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { getJobNode, httpRequestNode } from '../e2e/harness';
import type { CredentialReference, WorkflowNode } from '../n8n';
import type { Estate } from './estate';

type Credentials = Record<string, CredentialReference>;

const PAGE = 500;

/** The newest one of n8n 2.41.1. */
const HTTP_REQUEST_VERSION = 4.5;

/** Where the list of jobs is. */
export const jobsUrl = ({ url }: Estate) => `${url}/api/v3/infrastructure/backupServers/jobs`;

/** What n8n's node outputs has no names, so ours has none either where the two are compared. */
const WITHOUT_NAMES: INodeParameters = { options: { includeNames: false } };

/** For ours as a new node has it. */
export const WITH_NAMES: INodeParameters = { options: {} };

/** Our node: the job of each item. */
export function getNode(credentials: Credentials, more: INodeParameters = {}): WorkflowNode {
	return getJobNode('={{ $json.uid }}', credentials, { parameters: { ...WITHOUT_NAMES, ...more } });
}

/** Our node: all jobs. */
export function getManyNode(credentials: Credentials, more: INodeParameters = {}): WorkflowNode {
	const parameters = { operation: 'getAll', returnAll: true, ...WITHOUT_NAMES, ...more };
	return getJobNode('', credentials, { parameters });
}

/** Our node: all jobs of a kind, or of all. */
export function getManyOfKindNode(resource: string, credentials: Credentials): WorkflowNode {
	return getManyNode(credentials, { resource });
}

/** n8n's node: the job of each item. */
export function httpGetNode(
	estate: Estate,
	credentials: Credentials,
	options: INodeParameters,
): WorkflowNode {
	const url = `=${jobsUrl(estate)}/{{ $json.uid }}`;
	const node = httpRequestNode(url, credentials, { options });
	return { ...node, typeVersion: HTTP_REQUEST_VERSION };
}

/** n8n's node: all jobs, one page after the other, as it pages. */
export function httpGetManyNode(
	estate: Estate,
	credentials: Credentials,
	options: INodeParameters,
): WorkflowNode {
	const pagination = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: {
			parameters: [{ type: 'qs', name: 'offset', value: `={{ $pageCount * ${PAGE} }}` }],
		},
		paginationCompleteWhen: 'other',
		completeExpression: `={{ $pageCount * ${PAGE} >= $response.body.meta.pagingInfo.total }}`,
		limitPagesFetched: false,
	};
	const url = `${jobsUrl(estate)}?limit=${PAGE}`;
	const parameters: IDataObject = { options: { ...options, pagination: { pagination } } };
	const node = httpRequestNode(url, credentials, parameters as INodeParameters);
	return { ...node, typeVersion: HTTP_REQUEST_VERSION };
}

/** Settings of n8n's node that could make it faster. */
export const HTTP_SETTINGS: Record<string, INodeParameters> = {
	'no batching': {},
	'batching 50/0 ms': { batching: { batch: { batchSize: 50, batchInterval: 0 } } },
	'batching 100/0 ms': { batching: { batch: { batchSize: 100, batchInterval: 0 } } },
	// n8n takes an interval of 0 for no batching at all.
	'batching 50/1 ms': { batching: { batch: { batchSize: 50, batchInterval: 1 } } },
	'response format JSON': { response: { response: { responseFormat: 'json' } } },
};
