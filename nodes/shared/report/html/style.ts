import { RESULTS } from '../order';
import { DARK, LIGHT, RESULT_COLOURS } from './colours';

export const FONT =
	"-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/**
 * What mail programs that know style sheets make better: phones and dark surroundings. Everything is readable
 * without it, by the styles of the elements alone.
 *
 * b page, c card, g gap around the card, p room at the sides, t text, m muted text, l line, f facts;
 * r-… texts of a result, k-… rows of a result with trouble, j rows of jobs, n breakdown, q its bars
 */
export function styleSheet(): string {
	return [
		':root{color-scheme:light dark;supported-color-schemes:light dark}',
		'body{-webkit-text-size-adjust:100%}',
		`.j td{padding:8px 0;border-top:1px solid ${LIGHT.line}}.j td+td{white-space:nowrap;padding-left:12px}`,
		`.j b,.j th,.n b{color:${LIGHT.text};font-weight:600}.j b{font-weight:500}.j th{padding:16px 0 8px}`,
		'@media(max-width:480px){',
		'.g{padding:0!important}.c{border-radius:0!important;border-width:0!important}',
		'.p{padding-left:20px!important;padding-right:20px!important}',
		'.h{font-size:24px!important}.q{display:none!important}',
		'}',
		'@media(prefers-color-scheme:dark){',
		`.b{background:${DARK.page}!important}`,
		`.c{background:${DARK.card}!important;border-color:${DARK.line}!important}`,
		`.t,.j b,.j th,.n b{color:${DARK.text}!important}`,
		`.m,.j,.n{color:${DARK.muted}!important}`,
		`.l,.j td,.n td{border-color:${DARK.line}!important}`,
		...RESULTS.map((result) => {
			const { darkText, darkBack } = RESULT_COLOURS[result];
			return `.r-${result}{color:${darkText}!important}.k-${result} td{background:${darkBack}!important}`;
		}),
		'}',
	].join('');
}
