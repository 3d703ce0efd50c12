import { longestWithoutSuccess, type WithoutSuccess } from './longest';
import { compare } from './order';
import type { Period } from './period';
import type { Row } from './row';
import { totalsOf, type Totals } from './totals';

/** What the jobs of one company add up to. */
export interface CompanyTotals extends Totals {
	companyUid: string | null;
	companyName: string | null;
}

/** What the jobs of one type add up to. */
export interface TypeTotals extends Totals {
	typeText: string;
}

/** The numbers of a report. */
export interface Summary extends Totals {
	period: { name: string; from: string; to: string; timeZone: string };
	/** Disabled jobs without a session in the period: they are no rows */
	disabledWithoutSession: number;
	/** Jobs that ran again after the period: VSPC doesn't tell any more how they were in it, so they are no rows */
	ranLater: number;
	/** Jobs that show times in the future: a clock or a time zone is wrong */
	timesInFuture: number;
	byCompany: CompanyTotals[];
	byType: TypeTotals[];
	longestWithoutSuccess: WithoutSuccess[];
}

/** Jobs that are no rows, or whose times are odd. */
export type Remarks = Pick<Summary, 'disabledWithoutSession' | 'ranLater' | 'timesInFuture'>;

/** @param now when the report is made, in milliseconds since 1970 */
export function summaryOf(
	rows: Row[],
	remarks: Remarks,
	{ name, from, to }: Period,
	timeZone: string,
	now: number,
): Summary {
	return {
		...totalsOf(rows),
		...remarks,
		period: { name, from: isoOf(from), to: isoOf(to), timeZone },
		byCompany: partsOf(rows, ({ companyKey }) => companyKey).map(({ key, first, totals }) => ({
			companyUid: first.companyUid,
			// Those of no company may have names of their own.
			companyName: key === '' ? null : first.companyName,
			...totals,
		})),
		byType: partsOf(rows, ({ typeText }) => typeText).map(({ first, totals }) => ({
			typeText: first.typeText,
			...totals,
		})),
		longestWithoutSuccess: longestWithoutSuccess(rows, Math.min(to, now)),
	};
}

function isoOf(time: number): string {
	return new Date(time).toISOString();
}

/** The rows by some key, the parts with most trouble first. */
function partsOf(
	rows: Row[],
	keyOf: (row: Row) => string,
): Array<{ key: string; first: Row; totals: Totals }> {
	const parts = new Map<string, Row[]>();
	for (const row of rows) {
		const part = parts.get(keyOf(row));
		if (part) part.push(row);
		else parts.set(keyOf(row), [row]);
	}
	return [...parts]
		.map(([key, part]) => ({
			key,
			order: `${part[0].companyName ?? ''}\n${key}`,
			first: part[0],
			totals: totalsOf(part),
		}))
		.sort(
			({ order: orderA, totals: a }, { order: orderB, totals: b }) =>
				b.failed - a.failed ||
				b.warning - a.warning ||
				b.notRun - a.notRun ||
				b.jobs - a.jobs ||
				compare(orderA, orderB),
		);
}
