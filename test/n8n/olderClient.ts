import { N8nClient } from './client';
import type { PublicationStatus, WorkflowDefinition } from './types';

/** The client for a version of n8n. */
export function clientFor(version: string, url: string): N8nClient {
	const [major, minor] = version.split('.').map(Number);
	if (major === 1) return new ClientOf1(url);
	return major === 2 && minor === 0 ? new ClientOf20(url) : new N8nClient(url);
}

/** Where n8n 2.0 wants other calls. */
class ClientOf20 extends N8nClient {
	override async createWorkflow(definition: WorkflowDefinition): Promise<string> {
		return await super.createWorkflow({ ...definition, active: false });
	}

	/** Its editor sends the workflow along. */
	override async startWorkflow(id: string, triggerName: string): Promise<string> {
		const workflowData = await this.getWorkflow(id);
		const body = { workflowData, triggerToStartFrom: { name: triggerName } };
		return (await this.rest.send<{ executionId: string }>('POST', `/workflows/${id}/run`, body))
			.executionId;
	}

	/** It answers a request to publish when the triggers run, or says in the answer why they do not. */
	override async publicationStatus(workflowId: string): Promise<PublicationStatus> {
		const { active } = await this.getWorkflow(workflowId);
		return { status: active ? 'published' : 'not_published' };
	}
}

/** And where n8n 1.x does. */
class ClientOf1 extends ClientOf20 {
	override async activate(workflowId: string): Promise<void> {
		await this.setActive(workflowId, true);
	}

	override async deactivate(workflowId: string): Promise<void> {
		await this.setActive(workflowId, false);
	}

	private async setActive(workflowId: string, active: boolean): Promise<void> {
		const { versionId } = await this.getWorkflow(workflowId);
		await this.rest.send('PATCH', `/workflows/${workflowId}`, { active, versionId });
	}
}
