import type { IDataObject } from 'n8n-workflow';

import type { JobKind } from './kinds/kind';

/** Entries of a session's log that are shown: the first ones say what is wrong. */
const SHOWN = 3;

/** Of one entry, in characters. */
const LONGEST = 300;

/**
 * Why the latest session of a job failed or warned, as a person reads it: without the line breaks at its end, and the
 * first few entries where VSPC has it in parts only.
 *
 * @returns null when VSPC gives no reason
 */
export function failureOf(kind: Pick<JobKind, 'failureTexts'>, job: IDataObject): string | null {
	const texts = kind.failureTexts(job);
	if (texts.length < 2) return texts[0] ?? null;
	const shown = texts.slice(0, SHOWN).map(shorten);
	const left = texts.length - shown.length;
	return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
}

/** Texts as VSPC sent them, those with nothing in them left out. */
export function textsOf(values: unknown[]): string[] {
	const texts = values.filter((value) => typeof value === 'string').map((text) => text.trim());
	return [...new Set(texts)].filter((text) => text !== '');
}

function shorten(text: string): string {
	const characters = [...text];
	return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : text;
}
