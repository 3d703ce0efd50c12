const { join } = require('node:path');
const { readFieldDocs } = require('./fieldDocs');
const { plain, table } = require('./markdown');
const { filesBelow, ROOT } = require('./pages');

/** What the types of fields in nodes/vspc/fields.ts are called in the docs. */
const TYPES = {
	text: 'text',
	word: 'value',
	uid: 'UID',
	time: 'time',
	integer: 'integer',
	number: 'number',
	boolean: 'boolean',
	object: 'object',
	texts: 'array of text',
	words: 'array of values',
	integers: 'array of integers',
	objects: 'array of objects',
};

/** A path longer than this is written in parts. */
const LONG_PATH = 30;

let fieldDocs;
function allFieldDocs() {
	fieldDocs ??= readFieldDocs(filesBelow('nodes', '.ts').map((file) => join(ROOT, file)));
	return fieldDocs;
}

/** The fields of a table; `<file>#<table>` where several have the name. */
function fieldsNamed(name) {
	const [file, table] = name.includes('#') ? name.split('#') : ['', name];
	const docs = allFieldDocs().filter((doc) => doc.table === table && doc.file.endsWith(file));
	if (docs.length === 0) throw new Error(`there is no table of fields ${name}`);
	if (new Set(docs.map((doc) => doc.file)).size > 1) {
		throw new Error(`there are several tables of fields ${name}`);
	}
	return docs;
}

/** `fields <table> [top] [without <table> …]`; `top`: without the parts of objects */
function fieldsTable([name, ...args]) {
	const isTopOnly = args[0] === 'top';
	const [without = 'without', ...others] = isTopOnly ? args.slice(1) : args;
	if (without !== 'without') throw new Error(`${without} is not understood`);
	const known = new Set(others.flatMap(fieldsNamed).map(({ path }) => path));
	const docs = fieldsNamed(name).filter(({ path }) => {
		return !known.has(path) && !(isTopOnly && path.includes('.'));
	});
	// Triggers have no choice of their output.
	const isOfEvents = name.endsWith('EventFields');
	const columns = [
		['Field', ({ path }) => fieldCell(path)],
		['Type', (doc) => `${TYPES[doc.type]}${doc.null ? ' or null' : ''}`],
		['Meaning', ({ about }) => plain(about)],
		['API', apiOf],
		['Simplified', ({ isSimplified }) => (isSimplified && !isOfEvents ? 'yes' : '')],
	].filter(([, cell]) => docs.some((doc) => cell(doc) !== ''));
	return table(
		columns.map(([head]) => head),
		docs.map((doc) => columns.map(([, cell]) => cell(doc))),
	);
}

/** Long paths in parts, so that the column stays narrow. */
function fieldCell(path) {
	if (path.length <= LONG_PATH) return `\`${path}\``;
	const parts = path.split('.');
	return `${parts.slice(0, -1).join(' > ')} > \`${parts.at(-1)}\``;
}

function apiOf({ since, until }) {
	if (since && until) return since === until ? `only ${since}` : `${since} to ${until}`;
	if (until) return `up to ${until}`;
	return since ? `from ${since}` : '';
}

module.exports = { fieldsTable };
