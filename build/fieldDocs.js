const { readFileSync } = require('node:fs');
const { dirname, resolve } = require('node:path');
const ts = require('typescript');

/**
 * What the sources say of a field: the row of its table, and the docstring above it.
 *
 * @typedef {object} FieldDoc
 * @property {string} table the constant with the table; of a table within an operation: `itemFields`
 * @property {string} file
 * @property {string} path with dots for parts, and `[]` for those of each object of an array
 * @property {string} type as in nodes/vspc/fields.ts
 * @property {boolean} null
 * @property {string} [since]
 * @property {string} [until]
 * @property {boolean} [isSimplified] the output Simplified has it
 * @property {string} about the docstring in one line; empty without one
 */

/**
 * An object of the sources, by the names of its properties.
 *
 * @typedef {Map<string, { expression: ts.Expression, source: Source, about: string, isNull?: boolean }>} Entries
 */

/** A source file and what its top level declares. */
class Source {
	/** @param {string} file */
	constructor(file) {
		this.file = file;
		this.root = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
		/** @type {Map<string, ts.VariableDeclaration>} */
		this.constants = new Map();
		/** @type {Map<string, { file: string, name: string }>} */
		this.imports = new Map();
		for (const statement of this.root.statements) {
			if (ts.isVariableStatement(statement)) {
				for (const declaration of statement.declarationList.declarations) {
					this.constants.set(declaration.name.getText(), declaration);
				}
			}
			const bindings = ts.isImportDeclaration(statement) && statement.importClause?.namedBindings;
			if (!bindings || !ts.isNamedImports(bindings)) continue;
			const from = resolve(dirname(file), `${statement.moduleSpecifier.text}.ts`);
			for (const { name, propertyName } of bindings.elements) {
				this.imports.set(name.text, { file: from, name: (propertyName ?? name).text });
			}
		}
	}
}

/** Looks expressions up in the sources, as far as tables of fields are written: anything else is an error. */
class Reader {
	/** @type {Map<string, Source>} */
	sources = new Map();

	source(file) {
		if (!this.sources.has(file)) this.sources.set(file, new Source(file));
		return this.sources.get(file);
	}

	/** @returns {Entries} */
	entriesOf(expression, source) {
		const node = bare(expression);
		if (ts.isObjectLiteralExpression(node)) return this.ownEntries(node, source);
		if (ts.isIdentifier(node)) return this.entriesOf(...this.declared(node.text, source));
		if (ts.isPropertyAccessExpression(node)) {
			const entry = this.entryOf(node, source);
			return this.entriesOf(entry.expression, entry.source);
		}
		if (ts.isCallExpression(node) && node.expression.getText() === 'eitherOf') {
			return this.eitherOf(node.arguments.flatMap((table) => this.tablesOf(table, source)));
		}
		throw new Error(`${source.file}: no table of fields can be read from ${node.getText()}`);
	}

	/** The tables of an argument: one, or those of all things in an object, `...Object.values(all).map(({ fields }) => fields)`. */
	tablesOf(argument, source) {
		if (!ts.isSpreadElement(argument)) return [this.entriesOf(argument, source)];
		const OF_ALL = /^Object\.values\((\w+)\)\.map\(\(\{ (\w+) \}\) => \2\)$/;
		const [, all, field] = OF_ALL.exec(argument.expression.getText()) ?? [];
		if (!all) throw new Error(`${source.file}: no tables in ${argument.getText()}`);
		const things = this.entriesOf(...this.declared(all, source));
		return [...things.values()].map((thing) => {
			const entry = this.entriesOf(thing.expression, thing.source).get(field);
			return this.entriesOf(entry.expression, entry.source);
		});
	}

	ownEntries(node, source) {
		/** @type {Entries} */
		const entries = new Map();
		for (const property of node.properties) {
			if (ts.isSpreadAssignment(property)) {
				for (const [name, entry] of this.entriesOf(property.expression, source)) {
					entries.set(name, entry);
				}
			} else {
				const expression = ts.isPropertyAssignment(property) ? property.initializer : property.name;
				const about = docstringOf(property) || this.inheritedBy(expression, source);
				entries.set(property.name.getText(), { expression, source, about });
			}
		}
		return entries;
	}

	/** The docstring of the row that a row is, `otherFields.name`, or begins with: `{ ...otherFields.name, null: true }`. */
	inheritedBy(expression, source) {
		const node = bare(expression);
		if (ts.isPropertyAccessExpression(node)) return this.entryOf(node, source).about;
		const [first] = ts.isObjectLiteralExpression(node) ? node.properties : [];
		const isOther =
			first && ts.isSpreadAssignment(first) && ts.isPropertyAccessExpression(first.expression);
		return isOther ? this.entryOf(first.expression, source).about : '';
	}

	entryOf(node, source) {
		const entry = this.entriesOf(node.expression, source).get(node.name.text);
		if (!entry) throw new Error(`${source.file}: there is no ${node.getText()}`);
		return entry;
	}

	/** As the function of this name in nodes/vspc/fields.ts does. */
	eitherOf(tables) {
		/** @type {Entries} */
		const all = new Map();
		for (const [name, entry] of tables.flatMap((table) => [...table])) {
			const isNull = entry.isNull || this.entriesOf(entry.expression, entry.source).has('null');
			const known = all.get(name);
			all.set(name, known ? { ...known, isNull: known.isNull || isNull } : { ...entry, isNull });
		}
		return all;
	}

	/** @returns {[ts.Expression, Source]} */
	declared(name, source) {
		const constant = source.constants.get(name);
		if (constant?.initializer) return [constant.initializer, source];
		const other = source.imports.get(name);
		if (!other) throw new Error(`${source.file}: nothing at its top level is called ${name}`);
		return this.declared(other.name, this.source(other.file));
	}

	/**
	 * @param {{ table: string, file: string }} of
	 * @returns {FieldDoc[]}
	 */
	docsOf(of, expression, source, parent = '') {
		return [...this.entriesOf(expression, source)].flatMap(([name, entry]) => {
			const row = this.entriesOf(entry.expression, entry.source);
			const textOf = (key) => row.has(key) && bare(row.get(key).expression).text;
			const type = textOf('type');
			const path = `${parent}${name}`;
			const doc = {
				...of,
				path,
				type,
				null: Boolean(entry.isNull) || row.has('null'),
				...(row.has('since') ? { since: textOf('since') } : {}),
				...(row.has('until') ? { until: textOf('until') } : {}),
				...(row.has('simplified') ? { isSimplified: true } : {}),
				about: entry.about,
			};
			const parts = row.get('parts');
			if (!parts) return [doc];
			const below = type === 'objects' ? `${path}[].` : `${path}.`;
			return [doc, ...this.docsOf(of, parts.expression, parts.source, below)];
		});
	}
}

/** Without `as const`, `satisfies Fields` and parentheses. */
function bare(node) {
	const isWrapped =
		ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
	return isWrapped ? bare(node.expression) : node;
}

function docstringOf(node) {
	const [last] = (node.jsDoc ?? []).slice(-1);
	return (ts.getTextOfJSDocComment(last?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

/** Whether the sources call it a table of fields. */
function isTable(node) {
	if (ts.isVariableDeclaration(node)) {
		const { type, initializer } = node;
		if (type?.getText() === 'Fields') return initializer !== undefined;
		return (
			initializer &&
			ts.isSatisfiesExpression(initializer) &&
			initializer.type.getText() === 'Fields'
		);
	}
	return (
		ts.isPropertyAssignment(node) &&
		node.name.getText() === 'itemFields' &&
		ts.isObjectLiteralExpression(node.initializer)
	);
}

/**
 * The fields of all tables of fields in TypeScript sources, for reference pages.
 *
 * @param {string[]} files
 * @returns {FieldDoc[]}
 */
function readFieldDocs(files) {
	const reader = new Reader();
	return files.flatMap((file) => {
		const source = reader.source(resolve(file));
		/** @type {FieldDoc[]} */
		const docs = [];
		const visit = (node) => {
			if (isTable(node)) {
				const of = { table: node.name.getText(), file };
				docs.push(...reader.docsOf(of, node.initializer, source));
			}
			ts.forEachChild(node, visit);
		};
		visit(source.root);
		return docs;
	});
}

module.exports = { readFieldDocs };
