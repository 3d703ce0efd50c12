const { rename, writeFile } = require('node:fs/promises');
const { basename, dirname, join } = require('node:path');
const { isDeepStrictEqual } = require('node:util');

/**
 * n8n loads every node when it starts, and waits. All it needs then is the description. So the build writes that down,
 * and puts a small file in the place of the node, which loads the node itself when something of it first runs:
 *
 * - `VspcJob.node.js`: this small file, which n8n finds by its name
 * - `VspcJob.description.json`: the description
 * - `VspcJob.js`: the node as it was compiled, with all that it imports
 */
async function makeStartup(file) {
	const name = basename(file, '.node.js');
	const folder = dirname(file);
	const Node = require(file)[name];
	const { description, methods = {} } = new Node();
	const whole = join(folder, `${name}.js`);
	await writeFile(join(folder, `${name}.description.json`), jsonOf(description, name));
	await rename(file, whole);
	await writeFile(file, startupOf(Node, name, methods));
}

/** @throws Error for what JSON cannot contain, such as a function */
function jsonOf(description, name) {
	const json = JSON.stringify(description);
	const hasAll = isDeepStrictEqual(JSON.parse(json), withoutUndefined(description));
	if (!hasAll) throw new Error(`the description of ${name} has something that JSON cannot contain`);
	return json;
}

function withoutUndefined(value) {
	if (Array.isArray(value)) return value.map(withoutUndefined);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([, one]) => one !== undefined);
	return Object.fromEntries(entries.map(([key, one]) => [key, withoutUndefined(one)]));
}

const runs = ['execute', 'poll'];

function startupOf(Node, name, methods) {
	const others = Object.getOwnPropertyNames(Node.prototype).filter(
		(member) => member !== 'constructor' && !runs.includes(member),
	);
	if (others.length > 0) throw new Error(`n8n would not find ${others.join(', ')} of ${name}`);
	const statics = Object.keys(Node);
	const lines = [
		"'use strict';",
		`const whole = () => require('./${name}.js').${name};`,
		`const description = require('./${name}.description.json');`,
		'const later = (kind, method) =>',
		'\tasync function (...given) {',
		'\t\treturn await new (whole())().methods[kind][method].apply(this, given);',
		'\t};',
		`class ${name} {`,
		'\tdescription = { ...description };',
		'\tmethods = {',
		...Object.entries(methods).flatMap(([kind, named]) => [
			`\t\t${kind}: {`,
			...Object.keys(named).map((method) => `\t\t\t${method}: later('${kind}', '${method}'),`),
			'\t\t},',
		]),
		'\t};',
		...statics.map((one) => `\tstatic get ${one}() {\n\t\treturn whole().${one};\n\t}`),
		...runs
			.filter((run) => run in Node.prototype)
			.map(
				(run) => `\tasync ${run}() {\n\t\treturn await whole().prototype.${run}.call(this);\n\t}`,
			),
		'}',
		`exports.${name} = ${name};`,
	];
	return `${lines.join('\n')}\n`;
}

module.exports = { makeStartup };
