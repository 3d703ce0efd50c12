/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { delimiter, dirname, join } from 'node:path';

/** What of our own environment n8n must not see: the user's n8n settings, npm's and jest's. */
const DROPPED =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|CREDENTIALS_|WEBHOOK_|npm_|JEST_|VSPC_|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$)/;

/** For what n8n puts into the system's temporary folder otherwise; it is removed with its data. */
export const temporaryFolder = (userFolder: string) => join(userFolder, 'tmp');

interface EnvironmentOptions {
	node: string;
	userFolder: string;
	port: number;
	brokerPort: number;
	/** Modules of n8n that are not needed; it ends at its start when one is named that it does not have */
	disabledModules: string;
	env?: Record<string, string>;
}

/** The environment of an n8n that keeps to itself: no telemetry, no calls to n8n's own servers. */
export function n8nEnvironment(options: EnvironmentOptions): NodeJS.ProcessEnv {
	const inherited = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !DROPPED.test(name)),
	);
	return {
		...inherited,
		PATH: [dirname(options.node), process.env.PATH ?? ''].join(delimiter),
		NO_PROXY: ['127.0.0.1', 'localhost', process.env.NO_PROXY ?? process.env.no_proxy]
			.filter(Boolean)
			.join(','),
		N8N_USER_FOLDER: options.userFolder,
		// n8n keeps folders there that it does not remove
		TMPDIR: temporaryFolder(options.userFolder),
		N8N_PORT: String(options.port),
		N8N_RUNNERS_BROKER_PORT: String(options.brokerPort),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_DISABLED_MODULES: options.disabledModules,
		...options.env,
	};
}
