import { knownSessionTokens } from './sessions';

/** Shorter ones would turn every text into stars, and guard nothing. */
const SHORTEST_SECRET = 4;

/**
 * Servers and proxies may echo a request: no secret of ours gets into a text that is shown or stored.
 * Apply it before a text is cut, or the first half of a secret stays.
 *
 * @param secrets of the credential; session tokens of this process are known without being told
 */
export function redact(text: string, secrets: string[]): string {
	return [...secrets, ...knownSessionTokens()]
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.flatMap(spellings)
		.sort((a, b) => b.length - a.length)
		.reduce((result, secret) => result.split(secret).join('***'), text)
		.replace(/\bBearer\s+[\w.~+/=-]{8,}/gi, 'Bearer ***');
}

/** A secret as JSON, URLs, forms and HTML spell it. */
function spellings(secret: string): string[] {
	const html = secret.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
	const named = secret
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
	return [
		secret,
		secret.toLowerCase(),
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret),
		encodeURI(secret),
		new URLSearchParams({ s: secret }).toString().slice(2),
		html,
		named,
	];
}
