import type { IConnections, IDataObject, INodeParameters } from 'n8n-workflow';

export interface CredentialReference {
	id: string;
	name: string;
}

export interface WorkflowNode {
	/** Made up when missing; n8n needs a unique one. */
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position?: [number, number];
	parameters?: INodeParameters;
	credentials?: Record<string, CredentialReference>;
	[setting: string]: unknown;
}

export interface WorkflowDefinition {
	name: string;
	nodes: WorkflowNode[];
	connections: IConnections;
	settings?: IDataObject;
	[setting: string]: unknown;
}

export interface StoredWorkflow extends WorkflowDefinition {
	id: string;
	versionId: string;
	active: boolean;
	/** What triggers remember, by "node:<name>", as saved in the database. */
	staticData?: IDataObject | null;
}

export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

export interface PublicationStatus {
	status: 'in_progress' | 'published' | 'failed' | 'not_published';
	triggers?: Array<{ nodeId: string; status: string; errorMessage?: string | null }>;
}

export interface ExecutionSummary {
	id: string;
	status: string;
	mode: string;
	startedAt?: string;
	stoppedAt?: string;
	workflowId?: string;
}

/** What the editor sends when it asks a node for the choices of a parameter. */
export interface DynamicParameterRequest {
	/** e.g. `n8n-nodes-vspc.vspcJob` */
	nodeType: string;
	typeVersion?: number;
	/** The parameter's path, e.g. `parameters.jobUid`. */
	path: string;
	methodName: string;
	parameters: INodeParameters;
	credentials?: Record<string, CredentialReference>;
}
