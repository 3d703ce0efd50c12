import { compareVersions } from '../api/versions';
import type { Json, JsonObject } from '../types';
import type { FieldSpec, Fields } from './fields';

/** How answers look: the API version asked for and the spelling of enum values. */
interface View {
	version: string;
	enumCase: 'pascal' | 'camel';
}

// Asked for every property of every row: without a memory big lists would be slow.
const visibility = new Map<string, boolean>();

/** Whether this API version shows the property. */
export function isVisible({ since, until }: FieldSpec, version: string): boolean {
	if (!since && !until) return true;
	const key = `${version} ${since} ${until}`;
	const known = visibility.get(key);
	if (known !== undefined) return known;
	const isShown =
		(!since || compareVersions(version, since) >= 0) &&
		(!until || compareVersions(version, until) <= 0);
	visibility.set(key, isShown);
	return isShown;
}

function renderEnum(value: string, field: FieldSpec, view: View): string {
	const since = field.newValues?.[value];
	const known = since && compareVersions(view.version, since) < 0 ? 'Unknown' : value;
	return view.enumCase === 'camel' ? known.charAt(0).toLowerCase() + known.slice(1) : known;
}

function renderValue(value: Json, field: FieldSpec, view: View): Json {
	if (field.kind !== 'enum' && !field.fields) return value;
	if (Array.isArray(value)) return value.map((entry) => renderValue(entry, field, view));
	if (typeof value === 'string') return renderEnum(value, field, view);
	if (value === null || typeof value !== 'object' || !field.fields) return value;
	return renderRow(value, field.fields, view);
}

/**
 * A resource as a client of this version sees it; with `only`, cut to these properties. Unknown
 * properties pass through.
 */
export function renderRow(
	row: JsonObject,
	fields: Fields,
	view: View,
	only?: ReadonlySet<string>,
): JsonObject {
	const shown: JsonObject = {};
	for (const name of only ?? Object.keys(row)) {
		const value = row[name];
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (value === undefined || (field && !isVisible(field, view.version))) continue;
		shown[name] = field ? renderValue(value, field, view) : value;
	}
	return shown;
}
