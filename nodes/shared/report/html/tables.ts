import { longestText } from '../longestText';
import type { Report } from '../report';
import type { Totals } from '../totals';
import { companyText, countText, rateText, shortVerdictOf } from '../words';
import { bar } from './bar';
import { LIGHT } from './colours';
import { escapeHtml, show } from './escape';
import { sectionTitle } from './rows';

/** More would leave no room for the jobs. */
const MOST_COMPANIES = 15;
const MOST_TYPES = 8;
const NAME_LENGTH = 60;

/** How the companies and the types of jobs stand, those with most trouble first. */
export function breakdowns({ summary }: Report): string {
	return [
		breakdown(
			'By company',
			summary.byCompany.map((part) => [companyText(part.companyUid, part.companyName), part]),
			MOST_COMPANIES,
		),
		breakdown(
			'By type',
			summary.byType.map((part) => [part.typeText, part]),
			MOST_TYPES,
		),
	].join('');
}

function breakdown(title: string, parts: Array<[string, Totals]>, most: number): string {
	// One part is the whole.
	if (parts.length < 2) return '';
	const rows = parts
		.slice(0, most)
		.map(
			([name, totals]) =>
				`<tr><td class="l" style="padding:8px 0;border-top:1px solid ${LIGHT.line}"><b>${show(name, NAME_LENGTH)}</b><br>${escapeHtml(shortVerdictOf(totals).join(', '))}</td><td class="q" width="120" style="padding:8px 0 8px 12px;border-top:1px solid ${LIGHT.line}">${bar(totals, 6)}</td><td align="right" width="56" style="padding:8px 0;border-top:1px solid ${LIGHT.line};white-space:nowrap">${escapeHtml(rateText(totals.successRate))}</td></tr>`,
		);
	return section(title, rows, parts.length - most);
}

/** The jobs that have been without a success for longest. */
export function longestTable(report: Report): string {
	const jobs = report.summary.longestWithoutSuccess;
	if (jobs.length === 0) return '';
	const rows = jobs.map((job) => {
		const company = report.company
			? ''
			: `<br>${show(companyText(job.companyUid, job.companyName), NAME_LENGTH)}`;
		return `<tr><td class="l" style="padding:8px 0;border-top:1px solid ${LIGHT.line}"><b>${show(job.name, NAME_LENGTH)}</b>${company}</td><td align="right" style="padding:8px 0 8px 12px;border-top:1px solid ${LIGHT.line};white-space:nowrap">${escapeHtml(longestText(job))}</td></tr>`;
	});
	return section('Longest without success', rows, 0);
}

function section(title: string, rows: string[], left: number): string {
	const more =
		left > 0
			? `<div class="m" style="padding:8px 0;font-size:13px;line-height:20px;color:${LIGHT.muted}">and ${countText(left)} more</div>`
			: '';
	return `<tr><td class="p" style="padding:18px 32px 4px">${sectionTitle(title)}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="n" style="width:100%;font-size:13px;line-height:18px;color:${LIGHT.muted}">${rows.join('')}</table>${more}</td></tr>`;
}
