import { countedOf, rateOf, type RunTotals } from './history';
import { companyText, type Language } from './language';
import type { Report, Totals } from './report';

/** Part of a report: the jobs of a company or of a type. */
export interface Part {
	name: string;
	totals: Totals;
	/** All sessions where they are known, else the latest of each job */
	counts: Counts;
}

/** Sessions that count, and those that were successful. */
export interface Counts {
	success: number;
	ended: number;
}

/** Of the latest session of each job. */
export const latestOf = (totals: Totals): Counts => ({
	success: totals.success,
	ended: countedOf(totals),
});

/** All sessions where they are known, else the latest of each job. */
export function countsOf(latest: Counts, sessions?: RunTotals | null): Counts {
	if (!sessions) return latest;
	const { success, warning, failed } = sessions;
	const ended = success + warning + failed;
	return ended > 0 ? { success, ended } : latest;
}

export function partRateOf({ counts }: Part, language: Language): string {
	return language.rate(rateOf(counts.success, counts.ended));
}

/**
 * How the companies stand, and the types of jobs, those with most trouble first.
 *
 * Types are shown only where they say something that the jobs themselves, further up, do not: problems of several
 * types, and more of them than types. Types without problems would all say the same.
 */
export function breakdownsOf({ summary, language, rows }: Report): Array<{
	heading: string;
	parts: Part[];
}> {
	const { words } = language;
	const sessionsOfType = (type: string) => {
		const counts = { success: 0, ended: 0 };
		for (const { typeText, history } of rows) {
			if (typeText !== type || !history) continue;
			counts.success += history.success;
			counts.ended += history.success + history.warning + history.failed;
		}
		return counts;
	};
	const companies = summary.byCompany.map((totals) => ({
		name: companyText(totals, words),
		totals,
		counts: countsOf(latestOf(totals), totals.sessions),
	}));
	const types = summary.byType
		.map((totals) => ({
			name: totals.typeText,
			totals,
			counts: summary.sessions ? sessionsOfType(totals.typeText) : latestOf(totals),
		}))
		.filter(({ totals }) => troubleOf(totals) > 0);
	const problems = types.reduce((sum, { totals }) => sum + troubleOf(totals), 0);
	return [
		// One company is the whole.
		{ heading: words.byCompany, parts: companies.length > 1 ? companies : [] },
		{
			heading: words.problemsByType,
			parts: types.length > 1 && problems > types.length ? types : [],
		},
	].filter(({ parts }) => parts.length > 0);
}

/** How many jobs need somebody. */
export function troubleOf({ failed, hung, warning, notRun }: Totals): number {
	return failed + hung + warning + notRun;
}
