/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import { N8nClient } from './client';
import type { Execution } from './execution';
import type { PublicationStatus, WorkflowDefinition } from './types';

const SAVED_MS = 3_000;

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

	/** It saves that an execution has ended a moment before it saves what came of it. */
	override async readExecution(executionId: string): Promise<Execution> {
		const deadline = Date.now() + SAVED_MS;
		for (;;) {
			const execution = await super.readExecution(executionId);
			const isSaved = Object.keys(execution.nodes).length > 0 || execution.error !== undefined;
			const isUnfinished = ['new', 'running', 'waiting', 'unknown'].includes(execution.status);
			if (isSaved || isUnfinished || Date.now() > deadline) return execution;
			await sleep(50);
		}
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
