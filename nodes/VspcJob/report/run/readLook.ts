import { DEFAULT_ACCENT, DEFAULT_HEADER, parseColour } from '../../../shared/report/html/colours';
import type { Look } from '../../../shared/report/html/look';
import { given, type Reader } from './parameters';

const LONGEST_URL = 1000;

/**
 * How the HTML of an item looks.
 *
 * @throws NodeOperationError naming the option
 */
export function readLook(reader: Reader): Look {
	return {
		logoUrl: readLogo(reader),
		accent: readColour(reader, 'accentColor', 'Accent Color', DEFAULT_ACCENT),
		header: readColour(reader, 'headerColor', 'Header Color', DEFAULT_HEADER),
	};
}

function readLogo(reader: Reader): string | undefined {
	const text = reader.text('options.logoUrl');
	if (text === '') return undefined;
	const url = toHttps(text);
	if (url && url.length <= LONGEST_URL) return url;
	throw reader.refuseOption(
		'Logo URL',
		url ? `has more than ${LONGEST_URL} characters` : 'is not an https address',
		`${given(text)} Enter the address of a picture like https://www.example.com/logo.png, without user name and password.`,
	);
}

function toHttps(text: string): string | undefined {
	try {
		const { protocol, username, password, href } = new URL(text);
		return protocol === 'https:' && username === '' && password === '' ? href : undefined;
	} catch {
		return undefined;
	}
}

function readColour(reader: Reader, name: string, label: string, fallback: string): string {
	const text = reader.text(`options.${name}`);
	if (text === '') return fallback;
	const colour = parseColour(text);
	if (colour) return colour;
	throw reader.refuseOption(label, 'is not a color', `${given(text)} Enter one like #12965a.`);
}
