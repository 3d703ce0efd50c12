/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

interface Page {
	path: string;
	text: string;
}

/* eslint-disable @typescript-eslint/no-require-imports -- tools of the build, which are plain JavaScript */
const { filesBelow, pages, ROOT, slug } = require('../../build/pages') as {
	filesBelow: (folder: string, ending: string) => string[];
	pages: () => Page[];
	ROOT: string;
	slug: (heading: string) => string;
};
const { withTables, withoutParameters } = require('../../build/referenceTables') as {
	withTables: (text: string) => string;
	withoutParameters: (texts: string[]) => string[];
};
const { plain } = require('../../build/markdown') as { plain: (text: string) => string };
/* eslint-enable @typescript-eslint/no-require-imports */

const REPOSITORY = 'https://github.com/n8n-nodes-vspc/n8n-nodes-vspc';

const all = pages();
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('tables in the docs', () => {
	const generated = all.filter(({ text }) => text.includes('<!-- generated:'));
	test.each(generated.map(({ path, text }) => [path, text]))(
		'those of %s are as the nodes are now: npm run docs writes them',
		(_path, text) => {
			expect(text).toBe(withTables(text));
		},
	);

	test('every operation and every trigger has its parameters on a page', () => {
		expect(withoutParameters(all.map(({ text }) => text))).toEqual([]);
	});
});

/** What has links: pages, texts that n8n shows, and where nodes and credentials say what to read. */
const texts = [
	...all,
	...filesBelow('.', '.md')
		.filter((path) => !all.some((page) => page.path === path))
		.map((path) => ({ path, text: read(path) })),
];
const addresses = ['examples', 'nodes', 'credentials', '.github']
	.flatMap((folder) => ['.json', '.ts', '.yml'].flatMap((ending) => filesBelow(folder, ending)))
	.map((path) => ({
		path,
		links: read(path).match(/https:\/\/github\.com\/[\w./#-]*[\w/]/g) ?? [],
	}));

describe('what the tables make of the texts of the editor', () => {
	test('words in angle brackets stay, tags go', () => {
		expect(plain('<b>Key</b>: server:<server>:<organization><br>')).toBe(
			'Key: server:\\<server>:\\<organization>',
		);
	});

	test('what is included in Selected Fields is said of each kind of jobs', () => {
		const [row] = /^.*\*\*Fields\*\*.*$/m.exec(read('docs/job.md'))!;
		expect(row).toMatch(/\*Any Job\.\* [^*]*jobKey is always included/);
		expect(row).not.toMatch(/\*[^*]*Any Job[^*]*\.\* [^*]*instanceUid is always included/);
		const [output] = /^.*\*\*Output\*\*.*$/m.exec(read('docs/job.md'))!;
		expect(output).toMatch(/\*Any Job\.\* Selected Fields [^*]* jobKey/);
	});

	test('Simplified has the name of an alarm, and its key', () => {
		const text = read('docs/output-fields.md');
		for (const field of ['alarmName', 'alarmKey']) {
			const row = new RegExp(`## Alarms\\n[\\s\\S]*?^\\| \`${field}\`.*\\| (.*) \\|$`, 'm').exec(
				text,
			);
			expect([field, row?.[1]]).toEqual([field, 'yes']);
		}
	});

	test('no row says "that company" where nothing before it says which', () => {
		const rows = all.flatMap(({ text }) => text.match(/^\| `.*$/gm) ?? []);
		expect(rows.filter((row) => /\bthat company\b/i.test(row))).toEqual([]);
	});
});

describe('links', () => {
	test.each(texts.map(({ path, text }) => [path, text]))('of %s lead somewhere', (path, text) => {
		expect(
			linksOf(text)
				.map((link) => problemOf(path, link))
				.filter(Boolean),
		).toEqual([]);
	});

	test('of examples, nodes, credentials and forms on GitHub into this repository lead somewhere', () => {
		const bad = addresses.flatMap(({ path, links }) =>
			links.map((link) => problemOf(path, link)).filter(Boolean),
		);
		expect(bad).toEqual([]);
		expect(addresses.flatMap(({ links }) => links).length).toBeGreaterThan(20);
	});

	test('to a page or a heading that is not there are found', () => {
		expect(problemOf('docs/job.md', 'no-page.md')).toBe('docs/job.md: no-page.md');
		expect(problemOf('docs/job.md', 'report.md#no-heading')).toBeTruthy();
		expect(problemOf('docs/job.md', '#no-heading')).toBeTruthy();
		expect(problemOf('README.md', `${REPOSITORY}/blob/main/docs/no-page.md`)).toBeTruthy();
		expect(problemOf('README.md', `${REPOSITORY}#no-heading`)).toBeTruthy();
		expect(problemOf('docs/job.md', 'report.md#how-it-counts')).toBeUndefined();
	});
});

test.each(all.map(({ path, text }) => [path, text]))(
	'expressions of n8n in %s stand in code: elsewhere the site takes them for its own',
	(_path, text) => {
		expect(withoutCode(text)).not.toContain('{{');
	},
);

test('README.md is a front door: at most 12 kB', () => {
	expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(12_000);
});

test('every page of the docs is on the front page of the docs, and in the menu of the site', () => {
	const front = read('docs/README.md');
	const menu = read('docs/.vitepress/config.mjs');
	for (const { path } of all) {
		const page = relative('docs', path);
		if (page.includes('/') || page === 'README.md') continue;
		expect(front).toContain(`(${page})`);
		expect(menu).toContain(`'${page.replace(/\.md$/, '')}'`);
	}
});

/** What a link is about that leads nowhere; undefined for a good one and for one to somebody else's site. */
function problemOf(path: string, link: string): string | undefined {
	const target = inRepository(path, link);
	if (target === undefined) return undefined;
	const [file, anchor] = target.split('#');
	const isThere = existsSync(join(ROOT, file));
	const isGood = isThere && (!anchor || anchorsOf(read(file)).has(anchor));
	return isGood ? undefined : `${path}: ${link}`;
}

/** Path and anchor in this repository. */
function inRepository(path: string, link: string): string | undefined {
	if (link.startsWith('#')) return `${path}${link}`;
	if (link.startsWith(REPOSITORY)) {
		const rest = link.slice(REPOSITORY.length);
		if (rest === '' || rest.startsWith('#')) return `README.md${rest}`;
		return /^\/blob\/main\/(.+)$/.exec(rest)?.[1];
	}
	if (/^[a-z]+:/.test(link)) return undefined;
	return normalize(join(dirname(path), link));
}

/** All anchors of a page: those of its headings, numbered where they repeat, and those that are set by hand. */
function anchorsOf(text: string): Set<string> {
	const seen = new Map<string, number>();
	const anchors = new Set([...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id));
	for (const [, heading] of withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)) {
		const name = slug(heading);
		const count = seen.get(name) ?? 0;
		seen.set(name, count + 1);
		anchors.add(count === 0 ? name : `${name}-${count}`);
	}
	return anchors;
}

/** What links and pictures of a page point to. */
function linksOf(text: string): string[] {
	const prose = withoutCode(text);
	return [
		...prose.matchAll(/\]\(([^()\s]+)(?: "[^"]*")?\)/g),
		...prose.matchAll(/<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"/g),
		...prose.matchAll(/<(https?:[^>\s]+)>/g),
	].map(([, target]) => target);
}

function withoutCode(text: string): string {
	return withoutFences(text).replace(/``.+?``|`[^`\n]*`/g, '');
}

function withoutFences(text: string): string {
	return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
}
