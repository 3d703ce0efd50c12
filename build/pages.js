const { readdirSync, readFileSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..');

/** Files of the repository whose name ends like this, below a folder; without what is installed or built. */
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

/** The anchor that GitHub makes of a heading; the site does as GitHub does. */
function slug(heading) {
	return heading
		.trim()
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');
}

/** All anchors of a page: those of its headings, numbered where they repeat, and those that are set by hand. */
function anchorsOf(text) {
	const seen = new Map();
	const anchors = new Set([...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id));
	for (const [, heading] of withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)) {
		const name = slug(heading);
		const count = seen.get(name) ?? 0;
		seen.set(name, count + 1);
		anchors.add(count === 0 ? name : `${name}-${count}`);
	}
	return anchors;
}

function withoutCode(text) {
	return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
}

/** What links and pictures of a page point to. */
function linksOf(text) {
	const prose = withoutCode(text).replace(/`[^`\n]*`/g, '');
	return [
		...prose.matchAll(/\]\(([^()\s]+)(?: "[^"]*")?\)/g),
		...prose.matchAll(/<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"/g),
		...prose.matchAll(/<(https?:[^>\s]+)>/g),
	].map(([, target]) => target);
}

module.exports = { ROOT, anchorsOf, filesBelow, linksOf, pages, slug, pathOf: (file) => relative(ROOT, file) };
