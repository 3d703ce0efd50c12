import { companyText } from '../language';
import { NO_SESSION, resultOfLetter } from '../history';
import type { Report } from '../report';
import { dayRatesOf, factsOf, legendOf, lettersOf, type Troubled, troubledOf } from '../strips';
import { LIGHT, RESULT_COLORS } from './colors';
import { escapeHtml, lineOf, section, show, unbroken } from './document';

/** Of an e-mail, so much is for the strips: the jobs themselves need the rest. */
const MOST_BYTES = 28_000;

const NAME_LENGTH = 60;
const FACT_LENGTH = 160;

/** How all sessions went: a rate for each day, and a strip of days for each job with trouble. */
export function strips(report: Report, isFile: boolean): string {
	const { language } = report;
	const { jobs, steady } = troubledOf(report);
	const rates = dayRatesOf(report);
	if (rates.length === 0 && jobs.length === 0) return '';
	const rows = [
		...(rates.length > 0
			? [
					textRow(
						`${escapeHtml(language.words.successRate)}<br>${lineOf(rates.map((rate) => unbroken(escapeHtml(rate))))}`,
					),
				]
			: []),
		...(jobs.length > 0 ? [textRow(escapeHtml(legendOf(language, '□')))] : []),
	];
	let bytes = 0;
	let shown = 0;
	for (const job of jobs) {
		const html = stripRow(job, report);
		bytes += Buffer.byteLength(html, 'utf8');
		if (!isFile && bytes > MOST_BYTES) break;
		rows.push(html);
		shown++;
	}
	if (shown === jobs.length && steady > 0 && shown > 0) {
		rows.push(textRow(escapeHtml(language.counted(language.words.steady, steady))));
	}
	return section(language.words.dayByDay, rows, jobs.length - shown, language);
}

function textRow(html: string): string {
	return `<tr><td style="padding:2px 0 8px">${html}</td></tr>`;
}

function stripRow(job: Troubled, report: Report): string {
	const { company, language } = report;
	const whose = company ? '' : ` ${show(companyText(job, language.words), NAME_LENGTH)}`;
	const facts = factsOf(job, report).map((fact) => show(fact, FACT_LENGTH));
	return `<tr><td class="l" style="padding:8px 0;border-top:1px solid ${LIGHT.line}"><b>${show(job.name, NAME_LENGTH)}</b>${whose}<br>${lineOf(facts)}${strip(job)}</td></tr>`;
}

/** A cell for each day, with the letter of its worst result in the color of that. */
function strip(job: Troubled): string {
	const cells = lettersOf(job).map((letter) => {
		const result = resultOfLetter(letter);
		const color = result === undefined ? LIGHT.line : RESULT_COLORS[result].text;
		return `<td bgcolor="${color}">${letter === NO_SESSION ? '&nbsp;' : letter}</td>`;
	});
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="1" border="0" style="width:100%;table-layout:fixed;margin-top:4px;font-size:9px;line-height:14px;text-align:center;color:#ffffff"><tr>${cells.join('')}</tr></table>`;
}
