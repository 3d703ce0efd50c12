const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { pages, ROOT } = require('./pages');
const { withTables } = require('./referenceTables');

/** Writes the tables of all pages anew: `npm run docs`. */
for (const { path, text } of pages()) {
	const now = withTables(text);
	if (now === text) continue;
	writeFileSync(join(ROOT, path), now);
	console.log(`wrote ${path}`);
}
