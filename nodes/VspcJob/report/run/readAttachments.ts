import { given, type Reader } from './parameters';

/** The binary fields of files to attach; undefined: not asked for. */
export interface Attachments {
	html?: string;
	csv?: string;
}

/**
 * Which files an item wants, and in which binary fields.
 *
 * @throws NodeOperationError naming the option
 */
export function readAttachments(reader: Reader): Attachments {
	const value = reader.value('options.attach', []);
	const list = (Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((entry) => String(entry).trim())
		.filter((entry) => entry !== '');
	const unknown = list.find((entry) => entry !== 'html' && entry !== 'csv');
	if (unknown !== undefined) {
		throw reader.refuseOption('Attach', 'is neither html nor csv', given(unknown));
	}
	const html = list.includes('html')
		? readField(reader, 'htmlField', 'HTML Field', 'html')
		: undefined;
	const csv = list.includes('csv') ? readField(reader, 'csvField', 'CSV Field', 'csv') : undefined;
	if (html !== undefined && html === csv) {
		throw reader.refuseOption('CSV Field', "is the same as 'HTML Field'", given(csv));
	}
	return { html, csv };
}

function readField(reader: Reader, name: string, label: string, fallback: string): string {
	const field = reader.text(`options.${name}`) || fallback;
	// Names that every object has would get lost.
	if (/^[\w-]{1,100}$/.test(field) && !(field in {})) return field;
	throw reader.refuseOption(
		label,
		'is not a name for a binary field',
		`${given(field)} Use letters, digits, - and _.`,
	);
}
