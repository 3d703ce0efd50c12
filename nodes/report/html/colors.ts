import { spelled } from '../../util/text';
import type { RowResult } from '../row';
import { RESULTS } from '../words';

/** Colors of a result, for light and for dark surroundings. */
export interface ResultColors {
	/** Of the chart and of marks: seen on white and on black */
	mark: string;
	text: string;
	/** Behind rows of this result */
	back: string;
	darkText: string;
	darkBack: string;
}

const GREY: ResultColors = {
	mark: '#7a8699',
	text: '#475467',
	back: '#f5f6f8',
	darkText: '#c3cad6',
	darkBack: '#232a37',
};

export const RESULT_COLORS: Record<RowResult, ResultColors> = {
	failed: {
		mark: '#d92d20',
		text: '#b42318',
		back: '#fef3f2',
		darkText: '#fda29b',
		darkBack: '#3a1d20',
	},
	hung: {
		mark: '#9a5bd0',
		text: '#6b2fa0',
		back: '#f9f5ff',
		darkText: '#d6bbfb',
		darkBack: '#2d1f42',
	},
	warning: {
		mark: '#dc8400',
		text: '#8a4b08',
		back: '#fffaeb',
		darkText: '#fec84b',
		darkBack: '#362a16',
	},
	notRun: GREY,
	running: {
		mark: '#2e7cf0',
		text: '#175cd3',
		back: '#eff6ff',
		darkText: '#84b9ff',
		darkBack: '#1a2b47',
	},
	none: { ...GREY, mark: '#a3adbd' },
	success: {
		mark: '#12965a',
		text: '#067647',
		back: '#ecfdf3',
		darkText: '#75e0a7',
		darkBack: '#143026',
	},
};

/** Everything else. */
export const LIGHT = {
	page: '#f2f4f7',
	card: '#ffffff',
	line: '#e4e7ec',
	text: '#101828',
	muted: '#526077',
};

export const DARK = {
	page: '#0d1117',
	card: '#171d28',
	line: '#323b4a',
	text: '#f2f4f7',
	muted: '#a5afbf',
};

export const DEFAULT_ACCENT = '#12965a';
export const DEFAULT_HEADER = '#101828';

/** `#rgb` or `#rrggbb` as `#rrggbb` in small letters; undefined for anything else. */
export function parseColor(value: unknown): string | undefined {
	const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(spelled(value).trim());
	if (!match) return undefined;
	const digits = match[1].toLowerCase();
	return `#${digits.length === 6 ? digits : digits.replace(/./g, '$&$&')}`;
}

/** @returns undefined for what is no https address, or one with a user name or a password */
export function toHttps(text: string): string | undefined {
	try {
		const { protocol, username, password, href } = new URL(text);
		return protocol === 'https:' && username === '' && password === '' ? href : undefined;
	} catch {
		return undefined;
	}
}

/** White or near black, whichever is easier to read on this color. */
export function textOn(background: string): string {
	return contrast('#ffffff', background) >= contrast(LIGHT.text, background)
		? '#ffffff'
		: LIGHT.text;
}

/** Contrast of two colors by WCAG 2: 1 to 21; text needs 4.5. */
export function contrast(a: string, b: string): number {
	const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
	const [red, green, blue] = [1, 3, 5].map((start) => {
		const share = parseInt(color.slice(start, start + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

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
		'.f td{width:auto!important}.f .t{font-size:16px!important}',
		'}',
		'@media(prefers-color-scheme:dark){',
		`.b{background:${DARK.page}!important}`,
		`.c{background:${DARK.card}!important;border-color:${DARK.line}!important}`,
		`.t,.j b,.j th,.n b{color:${DARK.text}!important}`,
		`.m,.j,.n{color:${DARK.muted}!important}`,
		`.l,.j td,.n td{border-color:${DARK.line}!important}`,
		...RESULTS.map((result) => {
			const { darkText, darkBack } = RESULT_COLORS[result];
			return `.r-${result}{color:${darkText}!important}.k-${result} td{background:${darkBack}!important}`;
		}),
		'}',
	].join('');
}

/** What a provider makes its own. */
export interface Branding {
	/** An https address that was checked */
	logoUrl?: string;
	/** `#rrggbb` */
	accent: string;
	header: string;
}

/** How much of a job is shown; less where the e-mail would become too long. Lengths are in characters. */
export interface Detail {
	name: number;
	company: number;
	type: number;
	reason: number;
}

/** From most to least. */
export const DETAILS: Detail[] = [
	{ name: 80, company: 60, type: 60, reason: 400 },
	{ name: 80, company: 60, type: 60, reason: 160 },
	{ name: 60, company: 40, type: 30, reason: 100 },
	{ name: 40, company: 30, type: 20, reason: 60 },
];
