require('reflect-metadata');

const { mkdirSync } = require('node:fs');
const { resolve } = require('node:path');

// n8n-core writes its settings when it is loaded: into a folder of its own, not into the user's.
process.env.N8N_USER_FOLDER = resolve(
	__dirname,
	`../node_modules/.cache/n8n-user-${process.env.JEST_WORKER_ID}`,
);
mkdirSync(process.env.N8N_USER_FOLDER, { recursive: true });
process.env.N8N_ENCRYPTION_KEY = 'test';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
