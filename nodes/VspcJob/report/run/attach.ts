import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';

import { csvOf } from '../../../shared/report/csv';
import type { Look } from '../../../shared/report/html/look';
import { renderHtml } from '../../../shared/report/html/render';
import type { Report } from '../../../shared/report/report';
import { companyText } from '../../../shared/report/words';
import type { Attachments } from './readAttachments';

/** The files that are asked for; the HTML has all rows, since no mail program cuts a file. */
export async function attach(
	context: IExecuteFunctions,
	report: Report,
	look: Look,
	{ html, csv }: Attachments,
): Promise<IBinaryKeyData | undefined> {
	if (html === undefined && csv === undefined) return undefined;
	const name = fileName(report);
	const binary: IBinaryKeyData = {};
	const add = async (field: string, text: string, ending: string, type: string) => {
		binary[field] = await context.helpers.prepareBinaryData(
			Buffer.from(text, 'utf8'),
			`${name}.${ending}`,
			type,
		);
	};
	if (html !== undefined) await add(html, renderHtml(report, look, Infinity), 'html', 'text/html');
	if (csv !== undefined) await add(csv, csvOf(report), 'csv', 'text/csv');
	return binary;
}

/** `backup-report-acme-2026-11-24`: letters that every file system takes. */
function fileName({ title, company, period, calendar }: Report): string {
	const day = calendar.stamp(period.to).slice(0, 10);
	const names = [title, company ? companyText(company.companyUid, company.companyName) : ''];
	return [...names.map(slug).filter((part) => part !== ''), day].join('-');
}

function slug(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40);
}
