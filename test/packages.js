/** Hands the packages that environment.js has loaded to the test file, and to the nodes in it. */
for (const [name, exported] of globalThis[Symbol.for('packages')]) jest.mock(name, () => exported);
