import { badParameter } from '../api/answers';
import type { Json, JsonObject } from '../types';
import type { QueryScope } from './parse';
import { parseArray, propertyOf } from './parse';

function pick(value: Json | undefined, path: string[]): Json | undefined {
	if (path.length === 0 || value === null || typeof value !== 'object') return value;
	if (Array.isArray(value)) return value.map((entry) => pick(entry, path) ?? null);
	const [name, ...rest] = path;
	return name in value ? { [name]: pick(value[name], rest) } : {};
}

function merge(a: Json | undefined, b: Json | undefined): Json | undefined {
	if (Array.isArray(a) && Array.isArray(b)) {
		return a.map((entry, index) => merge(entry, b[index]) ?? null);
	}
	if (a && b && typeof a === 'object' && typeof b === 'object') {
		const merged: JsonObject = { ...(a as JsonObject) };
		for (const [name, value] of Object.entries(b as JsonObject)) {
			merged[name] = merge(merged[name], value);
		}
		return merged;
	}
	return b === undefined ? a : b;
}

/** The properties that a select parameter lists, without what is below them; none when it lists none. */
export function selectedProperties(text: string): Set<string> {
	return new Set(
		parseArray('select', text).map(({ propertyPath }) => String(propertyPath).split('.')[0]),
	);
}

/** Cuts rows to the properties that a select parameter lists; all of them when it lists none. */
export function parseSelect(text: string, scope: QueryScope): (row: JsonObject) => JsonObject {
	if (scope.rejectSelect) badParameter('select', 'The parameter select is not supported.');
	const paths = parseArray('select', text).map(({ propertyPath }) => {
		propertyOf('select', propertyPath, scope);
		return String(propertyPath).split('.');
	});
	if (paths.length === 0) return (row) => row;
	if (paths.every(({ length }) => length === 1)) {
		const names = [...new Set(paths.flat())];
		return (row) =>
			Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]]));
	}
	return (row) => {
		let cut: Json | undefined = {};
		for (const path of paths) cut = merge(cut, pick(row, path));
		return cut as JsonObject;
	};
}
