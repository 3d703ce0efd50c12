const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, appendFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * For the e2e tests as a whole: whoever ends an n8n is asked to search its data for the secrets that it had
 * (search.ts), what the run prints is searched, too, and one find makes the run fail.
 */
module.exports = class SecretsReporter {
	constructor() {
		this.folder = mkdtempSync(join(tmpdir(), 'vspc-secrets-'));
		this.report = join(this.folder, 'report.jsonl');
		this.output = join(this.folder, 'output');
		process.env.VSPC_CANARIES = this.report;
		for (const stream of [process.stdout, process.stderr]) {
			const write = stream.write.bind(stream);
			stream.write = (chunk, ...more) => {
				if (!this.isOver) appendFileSync(this.output, chunk);
				return write(chunk, ...more);
			};
		}
	}

	onRunComplete() {
		this.isOver = true;
		const summary = join(__dirname, 'summary.ts');
		const { status } = spawnSync(
			process.execPath,
			['--require', 'tsx/cjs', summary, this.report, this.output],
			{ stdio: ['ignore', 'inherit', 'inherit'] },
		);
		rmSync(this.folder, { recursive: true, force: true });
		if (status !== 0) this.error = new Error('Secrets were found in what n8n stored or printed');
	}

	getLastError() {
		return this.error;
	}
};
