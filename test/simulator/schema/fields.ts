/** What the server knows about a property of a resource. */
export interface FieldSpec {
	kind: 'text' | 'enum' | 'uuid' | 'date' | 'number' | 'boolean' | 'object';
	/** First and last API version that shows the property. */
	since?: string;
	until?: string;
	/** Enum values that older clients do not know, with the first version that does. */
	newValues?: Record<string, string>;
	/** Members, when the property is an object or a list of objects. */
	fields?: Fields;
}
export type Fields = Record<string, FieldSpec>;

/** Short form for several properties of one kind. */
export function fieldsOf(kind: FieldSpec['kind'], names: string, since?: string): Fields {
	return Object.fromEntries(names.split(' ').map((name) => [name, { kind, since }]));
}

/** The property behind a dotted path in a list of fields that `visible` lets through. */
export function fieldAt(
	fields: Fields,
	path: string,
	visible: (field: FieldSpec) => boolean,
): FieldSpec | undefined {
	let members: Fields | undefined = fields;
	let field: FieldSpec | undefined;
	for (const name of path.split('.')) {
		field = members && Object.hasOwn(members, name) ? members[name] : undefined;
		if (!field || !visible(field)) return undefined;
		members = field.fields;
	}
	return field;
}
