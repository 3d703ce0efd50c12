/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	ensureRuntime,
	N8nClient,
	startN8n,
	until,
	type N8nInstance,
	type N8nOptions,
	type Runtime,
	type WorkflowDefinition,
} from '../../n8n';
import { runNpm, type Progress } from '../../n8n/install/command';
import { withLock } from '../../n8n/install/lock';
import { readMarker, writeMarker } from '../../n8n/install/marker';
import { buildNativeModules } from '../../n8n/install/native';
import { cacheFolder } from '../../n8n/versions';

/** The last n8n 1.x, which many still run. */
const VERSION = '1.123.81';

const READY_MS = 60_000;

const folder = () => join(cacheFolder(), `n8n-${VERSION}`);

/** What there is to do to have it; undefined: it is there, or is brought. */
export function missingOlderN8n(): string | undefined {
	if (readMarker(folder()) ?? process.env.CI ?? process.env.VSPC_OLDER_N8N) return undefined;
	return `n8n ${VERSION} is not in the cache. VSPC_OLDER_N8N=1 brings it there: about 3 minutes and 2 GB, once.`;
}

/** Starts it. To be handed to useStage as `start`. */
export async function startOlderN8n(options: N8nOptions): Promise<N8nInstance> {
	const runtime = await ensureOlderRuntime((line) => process.stderr.write(`${line}\n`));
	// It ends at its start when this names a module that it does not have.
	const env = { ...options.env, N8N_DISABLED_MODULES: '' };
	const n8n = await startN8n({ ...options, runtime, env });
	const client = new OlderClient(n8n.url);
	return Object.create(n8n, { client: { value: client } }) as N8nInstance;
}

async function ensureOlderRuntime(progress: Progress): Promise<Runtime> {
	const newer = await ensureRuntime(progress);
	const n8nBin = join(folder(), 'node_modules', 'n8n', 'bin', 'n8n');
	if (!readMarker(folder())) {
		await withLock(join(cacheFolder(), 'lock'), progress, async () => {
			if (!readMarker(folder())) await install(newer, progress);
		});
	}
	return { ...newer, n8nBin };
}

async function install({ node, n8nBin: newerBin }: Runtime, progress: Progress): Promise<void> {
	const partial = `${folder()}.partial-${process.pid}`;
	rmSync(folder(), { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	// This n8n takes xlsx from a server of its own; the registry has it, too.
	const manifest = { private: true, overrides: { xlsx: '0.18.5' } };
	writeFileSync(join(partial, 'package.json'), JSON.stringify(manifest));
	progress(`installing n8n ${VERSION}: once, about 2 minutes and 2 GB`);
	await runNpm(['install', `n8n@${VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: partial,
		node,
		tick: (seconds) => progress(`installing n8n ${VERSION}, ${seconds} s`),
	});
	renameSync(partial, folder());
	// Both have the same sqlite3, which may have been compiled for minutes.
	const built = join('sqlite3', 'build');
	const from = join(newerBin, '..', '..', '..', built);
	cpSync(from, join(folder(), 'node_modules', built), { recursive: true, dereference: true });
	const sqlite3 = await buildNativeModules(folder(), node, progress);
	writeMarker(folder(), { n8n: VERSION, sqlite3 });
}

/** Where n8n 1.x wants other calls. */
class OlderClient extends N8nClient {
	/** It answers that it is ready some seconds before it takes this. */
	override async setupOwner(email: string, password: string): Promise<void> {
		const attempt = async () =>
			await super.setupOwner(email, password).then(
				() => undefined,
				(error: Error) => error,
			);
		await until(
			attempt,
			(error) => error === undefined,
			READY_MS,
			() => 'n8n has no owner yet',
		);
	}

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
