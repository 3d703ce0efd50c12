import type { IDataObject, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { readStored, type Execution, type StoredExecution } from './execution';
import { completeDefinition, dynamicBody } from './requests';
import { RestSession } from './rest';
import type {
	CredentialReference,
	CredentialTest,
	DynamicParameterRequest,
	ExecutionSummary,
	PublicationStatus,
	StoredWorkflow,
	WorkflowDefinition,
} from './types';
import { until } from './until';

const RUN_MS = 120_000;
const PUBLISH_MS = 60_000;
const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

/** Does through n8n's internal API what a person does in its editor. */
export class N8nClient {
	/** For calls that have no method here. */
	readonly rest: RestSession;

	constructor(url: string) {
		this.rest = new RestSession(url);
	}

	/** Creates the first account of a fresh n8n and is logged in as it from then on. */
	async setupOwner(email: string, password: string, firstName = 'Demo', lastName = 'User') {
		await this.rest.send('POST', '/owner/setup', { email, password, firstName, lastName });
	}

	async login(email: string, password: string): Promise<void> {
		await this.rest.send('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	async createCredential(name: string, type: string, data: IDataObject): Promise<string> {
		const { id } = await this.rest.send<{ id: string }>('POST', '/credentials', {
			name,
			type,
			data,
		});
		return id;
	}

	/** Replaces a credential's data. */
	async updateCredential(id: string, name: string, type: string, data: IDataObject): Promise<void> {
		await this.rest.send('PATCH', `/credentials/${id}`, { name, type, data });
	}

	/** A credential with its data; n8n shows secrets as a placeholder, as in the editor. */
	async getCredential(
		id: string,
	): Promise<CredentialReference & { type: string; data: IDataObject }> {
		return await this.rest.send('GET', `/credentials/${id}?includeData=true`);
	}

	async deleteCredential(id: string): Promise<void> {
		await this.rest.send('DELETE', `/credentials/${id}`);
	}

	/**
	 * The editor's "Retry"/test of a credential. Without an id the data are tested unsaved; with one,
	 * they are tested in place of the stored data, and without data the stored ones are.
	 */
	async testCredential(type: string, data?: IDataObject, id = ''): Promise<CredentialTest> {
		const tested = data ?? (await this.getCredential(id)).data;
		const credentials = { id, name: 'Tested credential', type, data: tested };
		return await this.rest.send('POST', '/credentials/test', { credentials });
	}

	async createWorkflow(definition: WorkflowDefinition): Promise<string> {
		const { id } = await this.rest.send<StoredWorkflow>(
			'POST',
			'/workflows',
			completeDefinition(definition),
		);
		return id;
	}

	async getWorkflow(id: string): Promise<StoredWorkflow> {
		return await this.rest.send('GET', `/workflows/${id}`);
	}

	/** Saves changes; a published workflow goes on in its old form until activate(). */
	async updateWorkflow(id: string, changes: Partial<WorkflowDefinition>): Promise<void> {
		const { name, nodes, connections, settings, versionId } = await this.getWorkflow(id);
		const changed = completeDefinition({ name, nodes, connections, settings, ...changes });
		await this.rest.send('PATCH', `/workflows/${id}`, { ...changed, versionId });
	}

	/** Runs a workflow from one of its triggers, as "Execute workflow" does, and waits for the end. */
	async runWorkflow(id: string, triggerName: string, timeoutMs = RUN_MS): Promise<Execution> {
		return await this.waitForExecution(await this.startWorkflow(id, triggerName), timeoutMs);
	}

	/** Like runWorkflow, but answers the execution's id at once. */
	async startWorkflow(id: string, triggerName: string): Promise<string> {
		const body = { triggerToStartFrom: { name: triggerName } };
		const started = await this.rest.send<{ executionId?: string }>(
			'POST',
			`/workflows/${id}/run`,
			body,
		);
		if (!started.executionId) throw new Error('n8n waits for a webhook call instead of running');
		return started.executionId;
	}

	async waitForExecution(executionId: string, timeoutMs = RUN_MS): Promise<Execution> {
		const read = async () => await this.readExecution(executionId);
		return await until(
			read,
			(execution) => !UNFINISHED.has(execution.status),
			timeoutMs,
			() => {
				return `execution ${executionId} did not end`;
			},
		);
	}

	async readExecution(executionId: string): Promise<Execution> {
		return readStored(await this.rest.send<StoredExecution>('GET', `/executions/${executionId}`));
	}

	/** A workflow's executions, newest first; at most 100. */
	async listExecutions(workflowId?: string, status?: string[]): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const path = `/executions?filter=${filter}&limit=100`;
		return (await this.rest.send<{ results: ExecutionSummary[] }>('GET', path)).results;
	}

	/** A workflow's executions with their data, oldest first; at most 100. */
	async readExecutions(workflowId: string): Promise<Execution[]> {
		const listed = await this.listExecutions(workflowId);
		return await Promise.all(listed.reverse().map(async ({ id }) => await this.readExecution(id)));
	}

	async stopExecution(executionId: string): Promise<void> {
		await this.rest.send('POST', `/executions/${executionId}/stop`);
	}

	/** Publishes the saved version and waits until its triggers run; throws what they failed with. */
	async activate(workflowId: string, timeoutMs = PUBLISH_MS): Promise<void> {
		const { versionId } = await this.getWorkflow(workflowId);
		await this.rest.send('POST', `/workflows/${workflowId}/activate`, { versionId });
		const result = await this.waitForPublication(workflowId, timeoutMs);
		if (result.status === 'published') return;
		const messages = (result.triggers ?? []).map((trigger) => trigger.errorMessage).filter(Boolean);
		throw new Error(`publishing ended as ${result.status}: ${messages.join('; ')}`);
	}

	async deactivate(workflowId: string): Promise<void> {
		await this.rest.send('POST', `/workflows/${workflowId}/deactivate`, {});
	}

	/** Whether the triggers of a workflow really run: `active` alone does not say so. */
	async publicationStatus(workflowId: string): Promise<PublicationStatus> {
		return await this.rest.send('GET', `/workflows/${workflowId}/publication-status`);
	}

	/** Waits until n8n has started the triggers of a workflow, or given it up. */
	async waitForPublication(workflowId: string, timeoutMs = PUBLISH_MS): Promise<PublicationStatus> {
		const read = async () => await this.publicationStatus(workflowId);
		return await until(
			read,
			({ status }) => status !== 'in_progress',
			timeoutMs,
			() => {
				return `workflow ${workflowId} was not published`;
			},
		);
	}

	/** One page of what a resource locator's "From list" offers. */
	async runListSearch(
		request: DynamicParameterRequest,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const path = '/dynamic-node-parameters/resource-locator-results';
		const body = { ...dynamicBody(request), filter, paginationToken };
		return await this.rest.send('POST', path, body);
	}

	/** What a drop-down list that is filled by a method offers. */
	async loadOptions(request: DynamicParameterRequest): Promise<INodePropertyOptions[]> {
		const path = '/dynamic-node-parameters/options';
		return await this.rest.send('POST', path, dynamicBody(request));
	}
}
