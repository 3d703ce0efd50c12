/**
 * Loaded into n8n before anything else: kills n8n so many milliseconds after a poll of the VSPC Job Trigger
 * has handed its items to n8n. What to do is read from a file at that moment, `<workflow ID> <milliseconds>`;
 * the file goes, so that it happens once. The node itself knows nothing of this.
 */
const { existsSync, readFileSync, rmSync } = require('node:fs');
const Module = require('node:module');
const { Worker } = require('node:worker_threads');

const orders = process.env.VSPC_KILL_ORDERS;

/** A thread of its own: n8n's is busy with the items, and its timers come late. */
function startKiller() {
	const shared = new Int32Array(new SharedArrayBuffer(8));
	const code = `
		const { workerData } = require('node:worker_threads');
		const shared = new Int32Array(workerData);
		Atomics.wait(shared, 0, 0);
		if (shared[1] > 0) Atomics.wait(shared, 0, 1, shared[1]);
		process.kill(process.pid, 'SIGKILL');
	`;
	const worker = new Worker(code, { eval: true, workerData: shared.buffer, execArgv: [] });
	worker.unref();
	return (delay) => {
		shared[1] = delay;
		Atomics.store(shared, 0, 1);
		Atomics.notify(shared, 0);
	};
}

function watch(nodeClass) {
	const { poll } = nodeClass.prototype;
	let kill;
	nodeClass.prototype.poll = async function () {
		kill ??= startKiller();
		const items = await poll.call(this);
		if (items === null || !existsSync(orders)) return items;
		const [workflowId, delay] = readFileSync(orders, 'utf8').split(' ');
		if (workflowId !== this.getWorkflow().id) return items;
		rmSync(orders);
		kill(Number(delay));
		return items;
	};
}

const { _load: load } = Module;
Module._load = function (request, ...rest) {
	const loaded = load.call(this, request, ...rest);
	const isNode = request.endsWith('VspcJobTrigger.node.js');
	if (isNode && !loaded.VspcJobTrigger.isWatched) {
		loaded.VspcJobTrigger.isWatched = true;
		watch(loaded.VspcJobTrigger);
	}
	return loaded;
};
