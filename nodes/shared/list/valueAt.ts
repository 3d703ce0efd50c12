import type { IDataObject } from 'n8n-workflow';

/** The value of a property, or of a property of one: VSPC writes `lastActivation.time`. */
export function valueAt(row: IDataObject, property: string): unknown {
	let value: unknown = row;
	for (const name of property.split('.')) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = (value as IDataObject)[name];
	}
	return value;
}
