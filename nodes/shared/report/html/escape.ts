import { shortened } from '../plain';

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Characters of scripts that are written from right to left. */
const RIGHT_TO_LEFT =
	/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Text as HTML shows it, also within an attribute in quotation marks. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Text of anybody for a reader: in one line, of at most so many characters, and never markup. */
export function show(text: unknown, length: number): string {
	const safe = escapeHtml(shortened(text, length));
	// What is written from right to left must not turn what stands beside it.
	return RIGHT_TO_LEFT.test(safe) ? `<bdi>${safe}</bdi>` : safe;
}
