const { basename } = require('node:path');

/** JSON Schema of the types of fields in nodes/vspc/fields.ts. */
const TYPES = {
	text: { type: 'string' },
	word: { type: 'string' },
	uid: { type: 'string', format: 'uuid' },
	time: { type: 'string', format: 'date-time' },
	integer: { type: 'integer' },
	number: { type: 'number' },
	boolean: { type: 'boolean' },
	texts: { type: 'array', items: { type: 'string' } },
	words: { type: 'array', items: { type: 'string' } },
	integers: { type: 'array', items: { type: 'integer' } },
};

function valueSchemaOf({ type, parts }) {
	if (type === 'object') return schemaOf(parts);
	if (type === 'objects') return { type: 'array', items: schemaOf(parts) };
	if (!TYPES[type]) throw new Error(`no JSON Schema for the type ${type}`);
	return TYPES[type];
}

/**
 * The JSON Schema of items with these fields. n8n's editor takes one type for each value: that a field may be null is
 * said in OpenAPI's word, which it passes over.
 */
function schemaOf(fields) {
	const properties = Object.entries(fields).map(([name, field]) => [
		name,
		{ ...valueSchemaOf(field), ...(field.null ? { nullable: true } : {}) },
	]);
	return { type: 'object', properties: Object.fromEntries(properties) };
}

/**
 * The schemas of a built node, by their path below its folder, as n8n looks them up: `resource/operation` also where
 * the node hides its one resource, `output` for a trigger.
 *
 * @param file the `.node.js` of the node; its class has `resources`, or `itemFields` when it is a trigger
 */
async function schemasOfNode(file) {
	const Node = require(file)[basename(file, '.node.js')];
	const { version } = new Node().description;
	const folder = `__schema__/v${version}.0.0`;
	if (Node.itemFields) {
		const fields = Node.itemFields;
		return { [`${folder}/output.json`]: { ...schemaOf(fields), version: 1 } };
	}
	const schemas = {};
	for (const { option: resource, operations } of Node.resources) {
		for (const { option, itemFields } of operations) {
			const fields = typeof itemFields === 'function' ? itemFields() : itemFields;
			const path = `${folder}/${resource.value}/${option.value}.json`;
			schemas[path] = { ...schemaOf(fields), version: 1 };
		}
	}
	return schemas;
}

module.exports = { schemasOfNode };
