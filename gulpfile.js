const { spawn } = require('node:child_process');
const { mkdir, rm, writeFile } = require('node:fs/promises');
const { dirname, join, resolve } = require('node:path');
const { Transform } = require('node:stream');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

/** A changed file would otherwise leave its old self in the package. */
const clean = async () => await rm('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Rewrites each file's text; an error names the file and stops the build. */
const rewrite = (change) =>
	new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			try {
				file.contents = Buffer.from(change(file.contents.toString(), file));
				done(null, file);
			} catch (error) {
				done(new Error(`${file.relative}: ${error.message}`));
			}
		},
	});

/** Icons: n8n shows SVG as it is, so comments and indentation stay behind, and a script never gets in. */
const icons = () =>
	src('icons/*.svg')
		.pipe(
			rewrite((svg) => {
				if (/<script|\bon\w+\s*=|href\s*=/i.test(svg)) throw new Error('an icon only draws');
				return svg
					.replace(/<!--[\s\S]*?-->/g, '')
					.replace(/>\s+</g, '><')
					.trim();
			}),
		)
		.pipe(dest('dist/icons'));

/** Codex files: tsc copies only what is imported; the name must be the one that n8n looks up. */
const codex = () =>
	src('nodes/**/*.node.json')
		.pipe(
			rewrite((text, file) => {
				const entry = JSON.parse(text);
				const node = file.stem.replace(/\.node$/, '');
				const expected = `n8n-nodes-vspc.${node[0].toLowerCase()}${node.slice(1)}`;
				if (entry.node !== expected) throw new Error(`"node" must be ${expected}`);
				return JSON.stringify(entry);
			}),
		)
		.pipe(dest('dist/nodes'));

/** What items have, for the editor to show before anything ran: from the tables of fields that were compiled. */
const schemas = async () => {
	const { schemasOfNode } = require('./build/schemas');
	for (const node of n8n.nodes) {
		for (const [path, schema] of Object.entries(await schemasOfNode(resolve(node)))) {
			const file = join(dirname(node), path);
			await mkdir(dirname(file), { recursive: true });
			await writeFile(file, JSON.stringify(schema));
		}
	}
};

/** What n8n waits for at its start: descriptions as data, see build/startup.js. */
const startup = async () => {
	const { makeStartup } = require('./build/startup');
	for (const node of n8n.nodes) await makeStartup(resolve(node));
};

/** So that `npm run demo` builds nothing that is built; outside of dist/, which is published. */
const stamp = async () => await writeFile('node_modules/.vspc-build', '');

const build = series(clean, parallel(compile, icons, codex), schemas, startup, stamp);

/** Whoever runs several commands that build may say that dist/ is up to date: `.ci/run` does. */
exports.build = process.env.VSPC_BUILT ? async () => {} : build;
exports.clean = clean;
exports.default = exports.build;
