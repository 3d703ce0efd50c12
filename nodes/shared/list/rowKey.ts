import type { IDataObject } from 'n8n-workflow';

import type { KeyOf } from './readAll';

/** Whether the key tells the row from others: keys of jobs and alarms end with the UID, or with nothing. */
function isKey(key: unknown): boolean {
	return key !== undefined && key !== null && key !== '' && !String(key).endsWith(':');
}

/** What tells rows apart where a list is put together: the key, or all that a row without a UID shows. */
export function rowKeyOf(keyOf: KeyOf): KeyOf {
	return (row) => {
		const key = keyOf(row);
		return isKey(key) ? key : JSON.stringify(row);
	};
}

/**
 * Whether no row comes twice. Rows without a UID may look alike and still be several: they are left to what the
 * places of pages show.
 */
export function areDistinct(rows: IDataObject[], keyOf: KeyOf): boolean {
	const keys = rows.map(keyOf).filter(isKey);
	return new Set(keys).size === keys.length;
}

/** All keys by which rows may be looked for. */
export function keysOf(rows: IDataObject[], keyOf: KeyOf): string[] {
	return rows.flatMap((row) => {
		const key = keyOf(row);
		return isKey(key) ? String(key) : [String(key), JSON.stringify(row)];
	});
}
