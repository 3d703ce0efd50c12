import { plain, shortened } from './plain';
import type { Report } from './report';
import { companyText, shortVerdictOf } from './words';

/** `Backup report: 3 failed, 1 warning, 96 of 100 successful – 24 Nov 2026`, in one line whatever the names hold. */
export function subjectOf({ title, company, summary, period, calendar }: Report): string {
	const about = headingOf(title, company, 60, 40);
	return plain(`${about}: ${shortVerdictOf(summary).join(', ')} – ${daysOf({ period, calendar })}`);
}

/** Title and company; lengths in characters. */
export function headingOf(
	title: string,
	company: Report['company'],
	titleLength: number,
	companyLength: number,
): string {
	const heading = shortened(title, titleLength);
	if (!company) return heading;
	const name = companyText(company.companyUid, company.companyName);
	return `${heading} for ${shortened(name, companyLength)}`;
}

/** The days of the period: one for the last 24 hours, as they are told in the morning. */
export function daysOf({ period, calendar }: Pick<Report, 'period' | 'calendar'>): string {
	const { name, from, to } = period;
	if (name === 'last24Hours') return calendar.date(to);
	// A day that ends at midnight is over before the next one begins.
	return calendar.dates(from, Math.max(from, name === 'custom' ? to - 1 : to));
}
