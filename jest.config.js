/**
 * Three projects: `unit` and `engine` make up `npm test`; `e2e` drives a real n8n.
 * ts-jest only transpiles here: `npm run lint:types` checks the types of the tests, once and for all files.
 */
const transform = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', isolatedModules: true, diagnostics: false }],
};

const project = (name, settings = {}) => ({
	displayName: name,
	testEnvironment: 'node',
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	transform,
	...settings,
});

module.exports = {
	projects: [project('unit'), project('engine'), project('e2e')],
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageThreshold: { global: { lines: 90, branches: 90 } },
};
