import { knownSessionTokens } from './sessions';

/** Shorter ones would turn every text into stars, and guard nothing. */
const SHORTEST_SECRET = 4;

/** Compiled once: a credential's secrets come again with every error. */
const patterns = new Map<string, RegExp>();
const MAX_PATTERNS = 500;

/**
 * Servers and proxies may echo a request: no secret of ours gets into a text that is shown or stored.
 * Apply it before a text is cut, or the first half of a secret stays.
 *
 * @param secrets of the credential; session tokens of this process are known without being told
 */
export function redact(text: string, secrets: string[]): string {
	return [...secrets, ...knownSessionTokens()]
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.sort((a, b) => b.length - a.length)
		.reduce((result, secret) => result.replace(patternOf(secret), '***'), text)
		.replace(/\bBearer\s+[\w.~+/=-]{8,}/gi, 'Bearer ***');
}

function patternOf(secret: string): RegExp {
	let pattern = patterns.get(secret);
	if (!pattern) {
		if (patterns.size >= MAX_PATTERNS) patterns.clear();
		pattern = new RegExp([...secret].map(spellings).join(''), 'gi');
		patterns.set(secret, pattern);
	}
	return pattern;
}

const ENTITIES: Record<string, string> = {
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
};

/** A character as itself, in URLs and forms, in JSON and in HTML; letters are rarely encoded, but may be. */
function spellings(character: string): string {
	const code = character.codePointAt(0)!;
	const units = [...Array(character.length).keys()].map((index) =>
		character.charCodeAt(index).toString(16).padStart(4, '0'),
	);
	const ways = [
		`\\\\?${escape(character)}`,
		escape(percent(character)),
		units.map((unit) => `\\\\u${unit}`).join(''),
		`&#0*${code};`,
		`&#x0*${code.toString(16)};`,
	];
	if (character in ENTITIES) ways.push(`&${ENTITIES[character]};`);
	if (character === ' ') ways.push('\\+');
	return `(?:${ways.join('|')})`;
}

/** Also for the characters that encodeURIComponent leaves as they are. */
function percent(character: string): string {
	const encoded = encodeURIComponent(character);
	return encoded === character
		? `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`
		: encoded;
}

function escape(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
