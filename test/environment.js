/**
 * Where the tests of unit, engine and simulator run: among the worker's own globals, instead of in a vm context
 * per file. So the packages that a project names (n8n-core takes seconds) are loaded once per worker, and
 * packages.js hands them to each file. Test files and dist/ stay in the module registry that Jest makes per
 * file: what the nodes keep per process is new for each of them. Nodes and engine share one `Error`, `Array`
 * and `Date`, as they do in n8n.
 */
const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

require('./setup');

/** Jest compiles into the context that an environment names, and Node has no name for the main one. */
const MAIN_CONTEXT = Object.freeze({});
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
	compileFunction(code, parameters, {
		...options,
		...(parsingContext === MAIN_CONTEXT ? {} : { parsingContext }),
	});

/** Jest makes one for each file and leaves it switched on, where it slows all promises and sockets after it. */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...given) {
	storages.add(this);
	return run.apply(this, given);
};

/** Remembers an object's properties. What it returns takes off those that came, and puts back the others. */
function keep(target) {
	const before = Object.getOwnPropertyDescriptors(target);
	return () => {
		for (const key of Reflect.ownKeys(target)) {
			if (!Object.hasOwn(before, key)) Reflect.deleteProperty(target, key);
		}
		for (const key of Reflect.ownKeys(before)) {
			const now = Reflect.getOwnPropertyDescriptor(target, key);
			const { value, get, set } = before[key];
			if (now && now.value === value && now.get === get && now.set === set) continue;
			Reflect.defineProperty(target, key, before[key]);
		}
	};
}

module.exports = class WorkerEnvironment {
	global = globalThis;

	constructor({ projectConfig }) {
		const { packages } = projectConfig.testEnvironmentOptions;
		// First: what packages add to the globals stays, as they do.
		const loaded = new Map(packages.map((name) => [name, require(name)]));
		this.kept = [globalThis, process, process.env].map(keep);
		globalThis[Symbol.for('packages')] = loaded;
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
	}

	async setup() {}

	/** Jest measures how long a file took, so the time is real again before that. */
	async handleTestEvent({ name }) {
		if (name === 'run_finish') this.restore();
	}

	/** Nothing that a file leaves behind reaches the next one. */
	async teardown() {
		this.restore();
		for (const putBack of this.kept) putBack();
		for (const storage of storages) storage.disable();
		storages.clear();
	}

	restore() {
		this.fakeTimersModern.dispose();
		this.moduleMocker.restoreAllMocks();
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	getVmContext() {
		return MAIN_CONTEXT;
	}
};
