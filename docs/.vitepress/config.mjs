import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { defineConfig } from 'vitepress';

const require = createRequire(import.meta.url);
const { slug } = require('../../build/pages.js');

const REPOSITORY = 'https://github.com/n8n-nodes-vspc/n8n-nodes-vspc';

/**
 * Where a link leads on the site: the pages are written for GitHub, where a folder's page is README.md and
 * everything else of the repository is at hand.
 *
 * @param {string} href as it stands in the page
 * @param {string} page path of the page below docs/
 */
function siteLink(href, page) {
	if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
	const path = posix.join('docs', posix.dirname(page), href);
	if (!path.startsWith('docs/')) return `${REPOSITORY}/blob/main/${path}`;
	return href.replace(/(^|\/)README\.md/, '$1index.md');
}

/** n8n's expressions are written as Vue's are: in code they stand for themselves, elsewhere they break the page. */
function withExpressions(md) {
	md.renderer.rules.code_inline = (tokens, index, _options, _env, self) => {
		const { content } = tokens[index];
		return `<code v-pre${self.renderAttrs(tokens[index])}>${md.utils.escapeHtml(content)}</code>`;
	};
	md.core.ruler.push('expressions', ({ tokens, env }) => {
		for (const { type, content } of tokens.flatMap((token) => [token, ...(token.children ?? [])])) {
			const isShown = type === 'text' || type === 'html_block' || type === 'html_inline';
			if (isShown && content.includes('{{')) {
				throw new Error(`${env.relativePath}: an expression outside of code: ${content}`);
			}
		}
	});
}

/** Rewrites the links of each page before VitePress looks at them. */
function withSiteLinks(md) {
	md.core.ruler.push('site-links', ({ tokens, env }) => {
		for (const token of tokens.flatMap(({ children }) => children ?? [])) {
			const href = token.type === 'link_open' && token.attrGet('href');
			if (href) token.attrSet('href', siteLink(href, env.relativePath));
		}
	});
}

const page = (text, link) => ({ text, link: `/${link}` });

export default defineConfig({
	title: 'n8n-nodes-vspc',
	description: 'n8n nodes for Veeam Service Provider Console (VSPC)',
	lang: 'en-US',
	base: process.env.DOCS_BASE ?? '/n8n-nodes-vspc/',
	outDir: '../.cache/docs-site',
	cacheDir: '../.cache/vitepress',
	srcExclude: ['node_modules/**'],
	rewrites: { 'README.md': 'index.md', 'recipes/README.md': 'recipes/index.md' },
	cleanUrls: true,
	markdown: {
		config: (md) => {
			withExpressions(md);
			withSiteLinks(md);
		},
		anchor: { slugify: slug },
	},
	themeConfig: {
		search: { provider: 'local' },
		outline: [2, 3],
		socialLinks: [{ icon: 'github', link: REPOSITORY }],
		editLink: { pattern: `${REPOSITORY}/edit/main/docs/:path` },
		nav: [page('Recipes', 'recipes/'), page('Troubleshooting', 'troubleshooting')],
		sidebar: [
			{
				text: 'Nodes',
				items: [
					page('VSPC Job', 'job'),
					page('Report', 'report'),
					page('Session', 'session'),
					page('VSPC Job Trigger', 'job-trigger'),
					page('VSPC Alarm', 'alarm'),
					page('VSPC Alarm Trigger', 'alarm-trigger'),
					page('VSPC Workload Trigger', 'workload-trigger'),
					page('VSPC Company', 'company'),
					page('VSPC Workload', 'workload'),
				],
			},
			{
				text: 'Set up and use',
				items: [
					page('Credentials', 'credentials'),
					page('Recipes', 'recipes/'),
					page('Use as AI tool', 'ai-tool'),
					page('Demo', 'demo'),
					page('Check your server', 'try'),
				],
			},
			{
				text: 'When something does not work',
				items: [
					page('Troubleshooting', 'troubleshooting'),
					page('Errors', 'errors'),
					page('Proxies, certificates, SSRF', 'network'),
				],
			},
			{
				text: 'Reference',
				items: [
					page('Output fields', 'output-fields'),
					page('Versions of n8n', 'n8n-versions'),
					page('Limits', 'limits'),
					page('How triggers work', 'polling'),
					page('Kills, measured', 'kills'),
					page('Speed and memory', 'bench'),
					page('Demo video', 'video'),
				],
			},
		],
	},
});
