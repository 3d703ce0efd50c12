/**
 * Four projects: `unit` and `engine` make up `npm test`; `soak` runs the trigger for two weeks of virtual
 * time; `e2e` drives a real n8n.
 * All run what is shipped: imports of nodes/ and credentials/ get the built files in dist/, and coverage
 * is mapped back to the sources. ts-jest only transpiles; `npm run lint:types` checks the types.
 */
const project = (name, settings = {}) => ({
	displayName: name,
	testEnvironment: 'node',
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	setupFiles: ['<rootDir>/test/setup.js'],
	transform: {
		'^.+/test/.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false }],
	},
	moduleNameMapper: {
		'^(?:\\.\\./)+((?:nodes/(?:Vspc|form/|vspc/|trigger/|report/|util/)|credentials/Vspc).*)$': '<rootDir>/dist/$1',
	},
	coveragePathIgnorePatterns: ['/node_modules/', '/test/'],
	...settings,
});

module.exports = {
	projects: [
		project('unit'),
		project('engine'),
		project('soak'),
		project('e2e'),
	],
	// n8n-core alone takes seconds to load, and retries wait for real.
	testTimeout: 30_000,
	collectCoverageFrom: ['dist/nodes/**/*.js', 'dist/credentials/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { lines: 90, branches: 90 } },
};
