import { countedOf, type Totals } from './totals';
import type { RowResult } from './row';

export const NO_COMPANY = 'No company';

/** The company of a row or a report, for a reader; an account may not be allowed to see names. */
export function companyText(companyUid: unknown, companyName: unknown): string {
	if (typeof companyName === 'string' && companyName !== '') return companyName;
	return typeof companyUid === 'string' ? companyUid : NO_COMPANY;
}

export const RESULT_WORDS: Record<RowResult, string> = {
	failed: 'Failed',
	hung: 'Running too long',
	warning: 'Warning',
	notRun: 'Not run',
	running: 'Running',
	none: 'No result',
	success: 'Successful',
};

/** `1,234` */
export function countText(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 job`, `1,234 jobs` */
export function counted(count: number, noun: string): string {
	return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `96.4%`; a dash without any session that ended */
export function rateText(rate: number | null): string {
	return rate === null ? '–' : `${rate}%`;
}

/** What a reader wants to know first, the worst first: `3 failed`, `1 warning`, `96 of 100 successful`. */
export function verdictOf(totals: Totals): string[] {
	const { jobs, failed, hung, warning, notRun, running, none } = totals;
	if (jobs === 0) return ['no jobs'];
	const parts = [
		failed > 0 ? `${countText(failed)} failed` : '',
		hung > 0 ? `${countText(hung)} running too long` : '',
		warning > 0 ? counted(warning, 'warning') : '',
		notRun > 0 ? `${countText(notRun)} not run` : '',
		running > 0 ? `${countText(running)} running` : '',
		none > 0 ? `${countText(none)} without a result` : '',
	].filter((part) => part !== '');
	return withSuccess(parts, totals);
}

/** The same for a place with little room: what runs or has no result is told only where there is nothing else. */
export function shortVerdictOf(totals: Totals): string[] {
	const { failed, hung, warning, notRun } = totals;
	const hasTrouble = failed + hung + warning + notRun > 0;
	if (!hasTrouble && countedOf(totals) === 0) return verdictOf(totals);
	return verdictOf({ ...totals, running: 0, none: 0 });
}

function withSuccess(parts: string[], totals: Totals): string[] {
	const { success } = totals;
	const ended = countedOf(totals);
	if (ended === 0) return parts;
	const isAll = parts.length === 0 && ended > 1;
	return [
		...parts,
		isAll
			? `all ${countText(ended)} successful`
			: `${countText(success)} of ${countText(ended)} successful`,
	];
}
