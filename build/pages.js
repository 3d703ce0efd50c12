const { readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..');

/** Paths of the files below a folder of the repository whose names end like this; nothing installed or built. */
function filesBelow(folder, ending) {
	return readdirSync(join(ROOT, folder), { withFileTypes: true })
		.filter(({ name }) => !['node_modules', 'dist', '.cache', '.git', 'coverage'].includes(name))
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) return filesBelow(path, ending);
			return entry.name.endsWith(ending) ? [path] : [];
		});
}

/** README.md and what is below docs/, by their path in the repository. */
function pages() {
	return ['README.md', ...filesBelow('docs', '.md')].map((path) => ({
		path,
		text: readFileSync(join(ROOT, path), 'utf8'),
	}));
}

/** The anchor that GitHub makes of a heading; the site makes the same one. */
function slug(heading) {
	return heading
		.trim()
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');
}

module.exports = { ROOT, filesBelow, pages, slug };
