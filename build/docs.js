const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { pages, ROOT } = require('./pages');
const { withTables } = require('./referenceTables');

/** Writes the tables of all pages again: `npm run docs`. */
for (const { path, text } of pages()) {
	try {
		const now = withTables(text);
		if (now === text) continue;
		writeFileSync(join(ROOT, path), now);
		console.log(`wrote ${path}`);
	} catch (error) {
		console.error(`${path}: ${error.message}`);
		process.exitCode = 1;
	}
}
