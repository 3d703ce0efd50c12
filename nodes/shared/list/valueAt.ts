import type { IDataObject } from 'n8n-workflow';

/** The value of a property, or of a property of one: VSPC writes `lastActivation.time`. */
export function valueAt(row: IDataObject, property: string): unknown {
	return getterOf(property)(row);
}

/** The same for many rows: the name is taken apart once. */
export function getterOf(property: string): (row: IDataObject) => unknown {
	if (!property.includes('.')) return (row) => ownValue(row, property);
	const names = property.split('.');
	return (row) => {
		let value: unknown = row;
		for (const name of names) {
			if (typeof value !== 'object' || value === null) return undefined;
			value = ownValue(value as IDataObject, name);
		}
		return value;
	};
}

/** A person may name any property, `constructor` too. */
function ownValue(row: IDataObject, name: string): unknown {
	return Object.prototype.hasOwnProperty.call(row, name) ? row[name] : undefined;
}

/** `lastActivation` of `lastActivation.time`: the property that a row has to have. */
export function topOf(property: string): string {
	return property.split('.', 1)[0];
}
