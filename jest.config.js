/**
 * `unit` and `engine` make up `npm test`; `simulator` and `try` test the tools: the server that the others run
 * against, and `npm run try`; `load` counts what thousands of rows cost; `soak` runs the triggers for days of
 * virtual time; `fuzz` feeds whatever parses with what nobody should send; `e2e` drives a real n8n; `versions`
 * drives older and newer ones.
 * All run what is shipped: imports of nodes/ and credentials/ get the built files in dist/, and coverage
 * is mapped back to the sources. SWC only transpiles; `npm run lint:types` checks the types.
 */
const project = (name, settings = {}) => ({
	displayName: name,
	testEnvironment: 'node',
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	setupFiles: ['<rootDir>/test/setup.js'],
	transform: {
		'^.+/test/.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }],
	},
	moduleNameMapper: {
		'^(?:\\.\\./)+((?:nodes/(?:Vspc|form/|vspc/|trigger/|report/|util/)|credentials/Vspc).*)$':
			'<rootDir>/dist/$1',
	},
	coveragePathIgnorePatterns: ['/node_modules/', '/test/'],
	...settings,
});

/** For projects of many short files: these packages are loaded once per worker, not once per file. */
const oncePerWorker = (...packages) => ({
	testEnvironment: '<rootDir>/test/environment.js',
	testEnvironmentOptions: { packages },
	setupFiles: ['<rootDir>/test/packages.js'],
	// There is one process.nextTick for all: Node's streams use it, too.
	fakeTimers: { doNotFake: ['nextTick'] },
});
/** For those that useVirtualTime: it replaces the nodes' pauses, so it comes before the nodes. */
const inVirtualTime = { setupFilesAfterEnv: ['<rootDir>/test/engine/harness/useTime.ts'] };
const forSimulator = ['express', '@faker-js/faker', 'selfsigned'];

module.exports = {
	projects: [
		project('unit', oncePerWorker('n8n-workflow', 'fast-check')),
		project('engine', {
			...oncePerWorker('n8n-workflow', 'n8n-core', 'fast-check', ...forSimulator),
			...inVirtualTime,
		}),
		project('simulator', oncePerWorker('fast-check', ...forSimulator)),
		project('try', oncePerWorker('n8n-workflow', 'n8n-core', 'fast-check', ...forSimulator)),
		project('load', {
			...oncePerWorker('n8n-workflow', 'n8n-core', ...forSimulator),
			...inVirtualTime,
		}),
		project('soak'),
		project('fuzz', oncePerWorker('n8n-workflow', 'fast-check')),
		project('e2e'),
		project('versions'),
	],
	// By default one core stays free, which is half of a machine with two.
	maxWorkers: '100%',
	// For machines that are busy.
	testTimeout: 30_000,
	// It makes the run slower, and is incomplete without the long tests. npm run test:all does it elsewhere.
	collectCoverage: Boolean(process.env.CI),
	collectCoverageFrom: ['dist/nodes/**/*.js', 'dist/credentials/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { lines: 97, branches: 93 } },
};
