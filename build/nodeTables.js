const { join } = require('node:path');
const { plain, table } = require('./markdown');
const { ROOT } = require('./pages');

/** Nodes that readers look for first. */
const FIRST_NODES = ['vspcJob', 'vspcJobTrigger'];

/** Parameters that are the same everywhere and stand once in the docs, or that nobody sees. */
const LEFT_OUT = new Set(['authentication', 'resource', 'operation']);

/** Parameters whose choices are the names of output fields. */
const CHOOSE_FIELDS = new Set(['fields', 'field']);

/** More choices than this stand in one line, without what each means. */
const MANY_CHOICES = 8;

/** The descriptions of the built nodes, in the order of package.json. */
function descriptions() {
	const { n8n } = require('../package.json');
	return n8n.nodes.map((file) => {
		const [Node] = Object.values(require(join(ROOT, file)));
		return new Node().description;
	});
}

function nodeNamed(nodeName) {
	const node = descriptions().find(({ name }) => name === nodeName);
	if (!node) throw new Error(`there is no node ${nodeName}`);
	return node;
}

/**
 * The operations of a node, in the order of its lists; those of the resource that a new node has come first.
 *
 * @returns {Array<{ resource: object, operation: object, key: string }>} none for a trigger
 */
function operationsOf({ properties }) {
	const list = properties.find(({ name }) => name === 'resource');
	if (!list) return [];
	const isFirst = ({ value }) => value === list.default;
	const resources = [
		...list.options.filter(isFirst),
		...list.options.filter((one) => !isFirst(one)),
	];
	return resources.flatMap((resource) =>
		properties
			.filter(({ name, displayOptions }) => {
				return name === 'operation' && displayOptions.show.resource.includes(resource.value);
			})
			.flatMap(({ options }) => options)
			.map((operation) => ({ resource, operation, key: `${resource.value}.${operation.value}` })),
	);
}

/** Whether n8n shows a parameter for an operation, whatever else it depends on. */
function belongsTo({ displayOptions: { show = {} } = {} }, { resource, operation }) {
	const fits = (name, { value }) => !show[name] || show[name].includes(value);
	return fits('resource', resource) && fits('operation', operation);
}

/**
 * A parameter as a page shows it, with the operations that have it.
 *
 * @typedef {object} Row
 * @property {string} path names of the collections it is in and its own
 * @property {string[]} labels the same as the editor shows them
 * @property {object} parameter
 * @property {string} [toolDefault] the default where an AI agent's tool has another one
 * @property {Array<{ of: string, lines: string[] }>} choices by operation
 * @property {Array<{ of: string, lines: string[] }>} abouts its description, by operation
 * @property {string[]} of
 */

/** @returns {Map<string, Row>} */
function rowsOf(properties, operations) {
	/** @type {Map<string, Row>} */
	const rows = new Map();
	const add = (parameter, of, parents) => {
		if (parameter.type === 'hidden' || parameter.type === 'notice') return;
		const path = [...parents.map(({ name }) => name), parameter.name].join('.');
		const row = rows.get(path) ?? {
			path,
			labels: [...parents, parameter].map(({ displayName }) => displayName),
			parameter,
			choices: [],
			abouts: [],
			of: [],
		};
		rows.set(path, row);
		if (parameter.displayOptions?.show?.['@tool']) {
			row.toolDefault = defaultOf(parameter);
			return;
		}
		row.parameter = row.of.length === 0 ? parameter : row.parameter;
		if (!row.of.includes(of)) {
			row.of.push(of);
			row.abouts.push({ of, lines: sentencesOf(parameter) });
		}
		row.choices.push({ of, lines: choicesOf(parameter) });
		for (const inner of partsOf(parameter)) add(inner, of, [...parents, parameter]);
	};
	for (const operation of operations) {
		const fitting = properties.filter((one) => {
			return !LEFT_OUT.has(one.name) && (!operation.resource || belongsTo(one, operation));
		});
		for (const parameter of fitting) add(parameter, operation.key, []);
	}
	return rows;
}

function partsOf({ type, options }) {
	if (type === 'collection') return options;
	return type === 'fixedCollection' ? options.flatMap(({ values }) => values) : [];
}

function defaultOf({ type, default: value }) {
	const isNothing =
		value === '' ||
		type === 'collection' ||
		type === 'fixedCollection' ||
		type === 'resourceLocator' ||
		(Array.isArray(value) && value.length === 0) ||
		(type === 'json' && value === '[]');
	if (isNothing) return '';
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	return [value]
		.flat()
		.map((one) => `\`${one}\``)
		.join(', ');
}

/** The choices of a list in lines, one each where one of them says what it means. */
function choicesOf({ name, type, options = [] }) {
	if (type !== 'options' && type !== 'multiOptions') return [];
	if (CHOOSE_FIELDS.has(name)) return ['[Output fields](output-fields.md) by name'];
	const named = ({ name: label, value }) =>
		label === value ? `\`${value}\`` : `${plain(label)} (\`${value}\`)`;
	if (options.length > MANY_CHOICES || options.every(({ description }) => !description)) {
		const isLong = options.length > MANY_CHOICES;
		return [options.map((one) => (isLong ? `\`${one.value}\`` : named(one))).join(', ')];
	}
	return options.map((one) => {
		return one.description ? `${named(one)}: ${plain(one.description)}` : named(one);
	});
}

/** The resources or operations in which a row stands, by the words of the editor; empty for all of them. */
function onlyFor(of, operations) {
	if (of.length === operations.length) return '';
	const has = new Set(of);
	const wordsOf = (key) => [...new Set(operations.map((one) => one[key].name))];
	const covers = (key) => {
		const words = wordsOf(key).filter((name) =>
			operations.some((one) => one[key].name === name && has.has(one.key)),
		);
		const all = operations.filter((one) => words.includes(one[key].name));
		return all.every((one) => has.has(one.key)) ? words : undefined;
	};
	const words =
		covers('operation') ??
		covers('resource') ??
		operations
			.filter(({ key }) => has.has(key))
			.map(({ resource, operation }) => `${resource.name} > ${operation.name}`);
	return words.join(', ');
}

/** Lines, those that only some operations have with the names of their resources. */
function linesOf(byOperation, operations) {
	const all = [...new Set(byOperation.flatMap(({ lines }) => lines))];
	return all.map((line) => {
		const of = byOperation.filter((one) => one.lines.includes(line)).map(({ of }) => of);
		if (of.length === byOperation.length) return { line };
		const has = operations.filter(({ key }) => of.includes(key));
		return { line, of: [...new Set(has.map(({ resource }) => resource.name))].join(', ') };
	});
}

const marked = ({ of, line }) => (of ? `*${of}.* ${line}` : line);

/** The description in its sentences: those of all operations together, those of some of them with their resources. */
function aboutText({ abouts, parameter }, operations) {
	const isSame = abouts.every(({ lines }) => lines.join() === abouts[0].lines.join());
	if (isSame) return parameter.description ? plain(parameter.description) : '';
	// Which thing it is differs by resource, and the table has it in the label.
	const short = abouts.map(({ of, lines }) => ({ of, lines: lines.map(withoutNoun) }));
	const lines = linesOf(short, operations);
	const own = [...new Set(lines.flatMap(({ of }) => of ?? []))].map((of) => {
		const sentences = lines.filter((one) => one.of === of).map(({ line }) => line);
		return marked({ of, line: sentences.join(' ') });
	});
	const shared = lines.filter(({ of }) => !of).map(({ line }) => line);
	const isLast = lines[0].of !== undefined;
	const texts = isLast ? [...own, shared.join(' ')] : [shared.join(' '), ...own];
	return texts.filter(Boolean).join('<br>');
}

const sentencesOf = ({ description }) =>
	(description ? plain(description).split(/\. (?=[A-Z])/) : []).map((one) =>
		one.replace(/\.?$/, '.'),
	);

const withoutNoun = (sentence) => sentence.replace(/^Which [^:]+: c/, 'C');

/** Whether an operation fits `<resource>.<operation>`, where `*` stands for any. */
const fits = (pattern) => {
	const [resource, operation] = pattern.split('.');
	return (one) =>
		(resource === '*' || resource === one.resource.value) &&
		(operation === '*' || operation === one.operation.value);
};

/** `parameters <node> [<resource>.<operation>,…] [without <collection>]`; `without`: it stands on another page */
function parametersTable([nodeName, ...args]) {
	const [patterns, without = 'without', collection] =
		args[0] === 'without' ? [undefined, ...args] : args;
	if (without !== 'without') throw new Error(`${without} is not understood`);
	const { operations, properties } = chosen(nodeName, patterns);
	const cells = [...rowsOf(properties, operations).values()]
		.filter(({ path }) => !collection || !path.startsWith(`${collection}.`))
		.filter(({ parameter }) => partsOf(parameter).length === 0 || parameter.description)
		.map((row) => [labelCell(row), defaultCell(row), meaningCell(row, operations)]);
	return table(['Parameter', 'Default', 'Meaning'], cells);
}

function labelCell({ labels, parameter: { name } }) {
	const collections = labels.slice(0, -1).map((label) => `${plain(label)} > `);
	return `${collections.join('')}**${plain(labels.at(-1))}**<br>\`${name}\``;
}

/** What is in a collection has its default only once somebody adds it. */
function defaultCell({ parameter, labels, toolDefault }) {
	const usual = defaultOf(parameter);
	const texts = [
		usual && labels.length > 1 ? `${usual} when added` : usual,
		toolDefault && toolDefault !== usual ? `AI tool: ${toolDefault}` : '',
	];
	return texts.filter(Boolean).join('<br>');
}

function meaningCell(row, operations) {
	const only = onlyFor(row.of, operations);
	const about = [only && `*${only}.*`, aboutText(row, operations)].filter(Boolean).join(' ');
	return [about, ...linesOf(row.choices, operations).map(marked)].filter(Boolean).join('<br>');
}

/** A node's properties, and those of its operations that fit; a trigger has one, which stands for its events. */
function chosen(nodeName, patterns) {
	const node = nodeNamed(nodeName);
	const { properties } = node;
	if (!patterns) return { properties, operations: [{ key: 'event' }] };
	const all = operationsOf(node);
	const operations = all.filter((one) => patterns.split(',').some((pattern) => fits(pattern)(one)));
	if (operations.length === 0) {
		const known = all.map(({ key }) => key).join(', ');
		throw new Error(`${nodeName} has no operation ${patterns}, it has ${known}`);
	}
	return { properties, operations };
}

/** `operations` */
function operationsTable() {
	const nodes = descriptions();
	const isFirst = ({ name }) => FIRST_NODES.includes(name);
	const inOrder = [...nodes.filter(isFirst), ...nodes.filter((node) => !isFirst(node))];
	const rows = inOrder.flatMap((node) => {
		const name = `**${node.displayName}**`;
		const operations = operationsOf(node);
		const resources = [...new Set(operations.map(({ resource }) => resource))];
		if (resources.length === 0) return [[name, '', `Events: ${namesOf(eventsOf(node))}`]];
		// Resources with the same operations share a row.
		const rowsBy = new Map();
		for (const resource of resources) {
			const own = operations.filter((one) => one.resource === resource);
			const words = namesOf(own.map((one) => one.operation));
			rowsBy.set(words, [...(rowsBy.get(words) ?? []), plain(resource.name)]);
		}
		const shown = (names) => (resources.length > 1 ? names.join(', ') : '');
		return [...rowsBy].map(([words, names]) => [name, shown(names), words]);
	});
	return table(['Node', 'Resource', 'Operations'], rows);
}

/** `events <node>` */
function eventsTable([nodeName]) {
	const rows = eventsOf(nodeNamed(nodeName)).map(({ name, value, description }) => [
		`**${plain(name)}** (\`${value}\`)`,
		plain(description),
	]);
	return table(['Event', 'When'], rows);
}

const eventsOf = ({ properties }) => properties.find(({ name }) => name === 'events').options;

const namesOf = (options) => options.map(({ name }) => plain(name)).join(', ');

module.exports = {
	descriptions,
	eventsTable,
	fits,
	operationsOf,
	operationsTable,
	parametersTable,
};
