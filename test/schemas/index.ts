/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A JSON Schema as far as the build writes them; `nullable` is OpenAPI's word. */
export interface Schema {
	type: string;
	format?: string;
	nullable?: boolean;
	properties?: Record<string, Schema>;
	items?: Schema;
	version?: number;
}

/** What the build wrote, by the path below dist/nodes. */
export function readSchemas(nodes = resolve(__dirname, '../../dist/nodes')): Map<string, Schema> {
	const files = readdirSync(nodes, { recursive: true, encoding: 'utf8' });
	return new Map(
		files
			.filter((file) => file.includes('__schema__') && file.endsWith('.json'))
			.sort()
			.map((file) => [file, JSON.parse(readFileSync(join(nodes, file), 'utf8')) as Schema]),
	);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** VSPC says "never" with the first of all times, also without an offset. */
const NEVER = /^0001-01-01T/;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function isOfType(value: unknown, { type, format }: Schema): boolean {
	switch (type) {
		case 'string':
			if (typeof value !== 'string') return false;
			if (format === 'uuid') return UUID.test(value);
			return format !== 'date-time' || TIME.test(value) || NEVER.test(value);
		case 'integer':
			return Number.isInteger(value);
		case 'array':
			return Array.isArray(value);
		case 'object':
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		default:
			return typeof value === type;
	}
}

/** Where a value is another than its schema says, or has what that doesn't know; empty: it fits. */
export function misfits(value: unknown, schema: Schema, path = 'item'): string[] {
	if (value === null && schema.nullable) return [];
	if (!isOfType(value, schema)) {
		return [`${path} is no ${schema.format ?? schema.type}: ${JSON.stringify(value)}`];
	}
	if (schema.items) {
		return (value as unknown[]).flatMap((entry) => misfits(entry, schema.items!, `${path}[]`));
	}
	return Object.entries(schema.properties ? (value as object) : {}).flatMap(([name, part]) => {
		const known = schema.properties![name];
		return known ? misfits(part, known, `${path}.${name}`) : [`${path}.${name} is unknown`];
	});
}
