const { fieldsTable } = require('./fieldTables');
const {
	descriptions,
	eventsTable,
	fits,
	operationsOf,
	operationsTable,
	parametersTable,
} = require('./nodeTables');

const TABLES = {
	parameters: parametersTable,
	fields: fieldsTable,
	operations: operationsTable,
	events: eventsTable,
};

const GENERATED = /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * A page with its tables as nodes and tables of fields are now.
 *
 * @param {string} text with `<!-- generated: <table> <arguments> -->` and `<!-- end -->` around each
 */
function withTables(text) {
	return text.replace(GENERATED, (_all, begin, what, end) => {
		const [name, ...args] = what.split(' ');
		if (!TABLES[name]) throw new Error(`there is no table '${name}' to generate`);
		return `${begin}\n${TABLES[name](args)}\n\n${end}`;
	});
}

/**
 * What the pages leave out: operations and triggers without a table of their parameters.
 *
 * @param {string[]} texts
 */
function withoutParameters(texts) {
	const markers = texts.flatMap((text) => [...text.matchAll(GENERATED)].map(([, , what]) => what));
	const has = markers
		.map((what) => what.split(' '))
		.filter(([table]) => table === 'parameters')
		.map(([, node, patterns]) => ({ node, patterns: patterns?.split(',') }));
	return descriptions().flatMap((node) => {
		const own = has.filter((one) => one.node === node.name);
		const operations = operationsOf(node);
		if (operations.length === 0) return own.length > 0 ? [] : [node.name];
		const isThere = (one) =>
			own.some(({ patterns }) => patterns?.some((pattern) => fits(pattern)(one)));
		return operations.filter((one) => !isThere(one)).map(({ key }) => `${node.name} ${key}`);
	});
}

module.exports = { withTables, withoutParameters };
