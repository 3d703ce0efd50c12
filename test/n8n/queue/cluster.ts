/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what n8n died of goes on as it is */
import { DemoError } from '../errors';
import { startN8n, type N8nInstance, type N8nOptions } from '../instance';
import { startPostgres } from './postgres';
import { startRedis } from './redis';
import { findServices } from './services';
import { startWorker, type N8nWorker } from './worker';

/** n8n in queue mode: one main and its workers, with Redis and PostgreSQL of their own. */
export interface Cluster {
	main: N8nInstance;
	workers: N8nWorker[];
	/** Ends all of it, and removes the data. */
	stop(): Promise<void>;
}

/** Starts n8n in queue mode; `missingServices()` says whether that is possible. */
export async function startCluster(options: N8nOptions & { workers: number }): Promise<Cluster> {
	const services = findServices();
	if (!services) throw new DemoError('Redis and PostgreSQL are needed for queue mode');
	const running: Array<{ stop(): Promise<void> }> = [];
	const started = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
		running.unshift(part);
		return part;
	};
	// The last one first: a main without its database takes long to end.
	const stop = async () => {
		for (const part of running) await part.stop();
	};
	try {
		const redis = started(await startRedis(services));
		const postgres = started(await startPostgres(services));
		const env = {
			...options.env,
			...redis.env,
			...postgres.env,
			// Workers read what the main has encrypted.
			N8N_ENCRYPTION_KEY: 'made-up-encryption-key',
		};
		// Only one of them may make the tables.
		const main = started(await startN8n({ ...options, env }));
		const workers = Array.from({ length: options.workers }, async () =>
			started(await startWorker({ ...options, env })),
		);
		return { main, workers: await Promise.all(workers), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
