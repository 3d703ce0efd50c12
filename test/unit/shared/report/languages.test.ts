import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { VspcJob } from '../../../../nodes/VspcJob/VspcJob.node';
import { renderHtml } from '../../../../nodes/report/html/page';
import { customPeriod, lastHours } from '../../../../nodes/report/row';
import { csvOf } from '../../../../nodes/report/csv';
import { subjectOf, textOf } from '../../../../nodes/report/text';
import type { LanguageCode } from '../../../../nodes/report/language';
import type { Words } from '../../../../nodes/report/words';
import { parseHtml } from './dom';
import { HOUR, languageOf, makeJob, NOW, reportOf } from './make';

const OTHERS: LanguageCode[] = ['de', 'es', 'fr', 'nl'];
const ALL: LanguageCode[] = ['en', ...OTHERS];
const branding = { accent: '#12965a', header: '#101828' };

/** Every text of a table of words by its place in it. */
function textsOf(words: Words): Map<string, string> {
	const texts = new Map<string, string>();
	const visit = (value: unknown, place: string) => {
		if (typeof value === 'string') texts.set(place, value);
		else for (const [key, part] of Object.entries(value as object)) visit(part, `${place}.${key}`);
	};
	visit(words, '');
	return texts;
}

const english = textsOf(languageOf('en').words);

/** Names, and words that other languages write in the same way. */
const SAME =
	/^\.(byte|colon|units\.\d|no|period\.custom|jobs\.\d|types\.surebackup|columns\.(job|type|status)|workloads\.(workloads\.\d|total|rpo|columns\.(name|job)|kinds\.consoleComputer\.0))$/;

describe.each(OTHERS)('%s', (code) => {
	const texts = textsOf(languageOf(code).words);

	test('has each word of its own', () => {
		expect([...texts.keys()]).toEqual([...english.keys()]);
		const left = [...texts].filter(
			([place, text]) => text === english.get(place) && !SAME.test(place),
		);
		expect(left).toEqual([]);
		expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
	});

	test('sets its marks as the language does', () => {
		const wrong = code === 'fr' ? /[^\s][:;!?](\s|$)|\u00a0/ : /\s[:;!?]|\u00a0/;
		const odd = [...texts].filter(([, text]) => wrong.test(text) || / {2}|'|\.\.|^\s*$/.test(text));
		expect(odd.filter(([place]) => !(code === 'fr' && place === '.colon'))).toEqual([]);
	});

	test('has a place for all that is filled in', () => {
		const placesIn = (text: string) => [...new Set(text.match(/\{\w+\}|#/g))].sort();
		for (const [place, text] of texts) {
			expect([place, placesIn(text)]).toEqual([place, placesIn(english.get(place) ?? '')]);
		}
	});
});

test('the editor offers the languages that there are', () => {
	const { properties } = new VspcJob().description;
	const options = properties
		.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes('report'))
		.filter(({ name }) => name === 'options')
		.flatMap(({ options: entries }) => entries as INodeProperties[]);
	const { options: choices } = options.find(({ name }) => name === 'language')!;
	expect((choices as INodePropertyOptions[]).map(({ value }) => value).sort()).toEqual(
		[...ALL].sort(),
	);
});

describe('a report on one company', () => {
	const company = { companyUid: null, companyName: 'Müller' };
	const inLanguage = (code: LanguageCode) =>
		reportOf(
			[
				makeJob('Failed', { job: { name: 'SQL', failureMessage: 'Disk full.' } }),
				makeJob('Warning', { began: 60, ended: 59, job: { name: 'Weekly' } }),
				...Array.from({ length: 1234 }, () =>
					makeJob('Success', { job: { transferredData: 1.5 * 1024 ** 3, lastDuration: 90_061 } }),
				),
			],
			{ language: languageOf(code), title: languageOf(code).words.title, listsSuccessful: false },
			company,
		);

	test.each<[LanguageCode, string]>([
		[
			'en',
			'Backup report for Müller: 1 failed, 1 not run, 1,234 of 1,235 successful – 24 Nov 2026',
		],
		[
			'de',
			'Backup-Bericht für Müller: 1 fehlgeschlagen, 1 nicht gelaufen, 1.234 von 1.235 erfolgreich – 24. Nov. 2026',
		],
		[
			'fr',
			'Rapport de sauvegarde pour Müller : 1 échec, 1 non exécutée, 1 234 réussies sur 1 235 – 24 nov. 2026',
		],
		[
			'es',
			'Informe de copias de seguridad para Müller: 1 fallida, 1 no ejecutada, 1234 de 1235 correctas – 24 nov 2026',
		],
		[
			'nl',
			'Back-uprapport voor Müller: 1 mislukt, 1 niet uitgevoerd, 1.234 van 1.235 geslaagd – 24 nov 2026',
		],
	])('has its subject in %s', (code, subject) => {
		expect(subjectOf(inLanguage(code))).toBe(subject);
	});

	test.each<[LanguageCode, string]>([
		['en', 'Last 24 hours, to 24 Nov 2026, 07:00 (Europe/Berlin)'],
		['de', 'Letzte 24 Stunden bis 24. Nov. 2026, 07:00 (Europe/Berlin)'],
		['fr', 'Dernières 24 heures, jusqu’au 24 nov. 2026, 07:00 (Europe/Berlin)'],
		['es', 'Últimas 24 horas, hasta el 24 nov 2026, 07:00 (Europe/Berlin)'],
		['nl', 'Afgelopen 24 uur, tot 24 nov 2026, 07:00 (Europe/Berlin)'],
	])('says in %s what time it is about', (code, span) => {
		expect(textOf(inLanguage(code)).split('\n')[2]).toBe(span);
		expect(parseHtml(renderHtml(inLanguage(code), branding)).body).toContain(span);
	});

	test('writes numbers, units and types as the language does, also in the rows for workflows', () => {
		const [row] = inLanguage('de').rows.slice(-1);
		expect(row).toMatchObject({
			result: 'success',
			type: 'BackupVm',
			typeText: 'VM-Backup',
			durationText: '1 Tg. 1 Std.',
			transferredText: '1,5 GB',
		});
		expect(inLanguage('fr').rows.at(-1)).toMatchObject({
			typeText: 'Sauvegarde de VM',
			durationText: '1 j 1 h',
			transferredText: '1,5 Go',
		});
		expect(textOf(inLanguage('de'))).toMatch(/Erfolgsquote: +99,9 %\n/);
	});

	test('no line of the HTML begins with a mark or a percent sign', () => {
		const html = renderHtml(inLanguage('fr'), branding);
		expect(html).toContain('Sessions réussies\u00a0: 1 234 sur');
		expect(html).toContain('99,9\u00a0%');
		expect(html).not.toMatch(/ [:;!?%][ <]/);
	});

	test('large amounts have no decimals', () => {
		const amounts = [1.5, 99.96, 545.651, 1023.9].map((gb) => gb * 1024 ** 3);
		expect(amounts.map(languageOf('en').bytes)).toEqual(['1.5 GB', '100 GB', '546 GB', '1,024 GB']);
		expect(languageOf('de').bytes(amounts[2])).toBe('546 GB');
	});

	test('names its language to mail programs and screen readers', () => {
		for (const code of ALL) {
			expect(renderHtml(inLanguage(code), branding)).toContain(`<html lang="${code}">`);
		}
	});

	test('has headings in the table that a person reads, and results in words', () => {
		const [heading, first] = csvOf(inLanguage('de')).slice(1).split('\r\n');
		expect(heading).toMatch(/^Ergebnis,Job,Firma,Typ,Status,Aktiviert,Letzter Start \(Europe/);
		expect(first).toMatch(/^Fehlgeschlagen,SQL,Acme,VM-Backup,Failed,ja,/);
	});
});

/** Every way in which a job can stand, and every note. */
const everything = (code: LanguageCode) =>
	reportOf(
		[
			...['Failed', 'Failed', 'Warning', 'Running', 'Idle', 'Success', 'None'].map((status) =>
				makeJob(status, { job: { name: 'N' } }),
			),
			makeJob('Running', { began: 90, job: { name: 'N', type: 'BackupCopy' } }),
			makeJob('Failed', { job: { name: 'N', type: 'BackupCopy' } }),
			makeJob('Success', { began: 400, ended: 399, job: { name: 'N' } }),
			makeJob('None', { began: null, ended: null, companyName: null, job: { name: ' ' } }),
			makeJob('Success', { began: -3, ended: -4, job: { name: 'N' } }),
			makeJob('Success', { began: 90, ended: 89, job: { isEnabled: false } }),
			makeJob('Success', { kindName: 'agentJob', job: { name: 'N', systemType: 'Linux' } }),
			makeJob('Success', { kindName: 'microsoft365Job', job: { name: 'N' } }),
		],
		{
			language: languageOf(code),
			listsSuccessful: false,
			leftOutKinds: ['job', 'agentJob', 'microsoft365Job'],
			notShownKinds: ['job', 'agentJob', 'microsoft365Job'],
		},
	);

test.each(OTHERS)('in %s no word is English', (code) => {
	const report = { ...everything(code), title: '–' };
	const forms = [textOf(report), parseHtml(renderHtml(report, branding)).text].join('\n');
	expect(forms).not.toMatch(
		/\b(the|and|are|of|to|by|not|run|ran|never|unknown|without|report|jobs? (failed|with)|successful|failed|since|days|least|listed)\b/i,
	);
	expect(forms).not.toMatch(/\{\w+\}|#|undefined/);
});

test.each(ALL)('in %s, all periods have a header', (code) => {
	const language = languageOf(code);
	const periods = [
		lastHours('last7Days', NOW),
		lastHours('last30Days', NOW),
		customPeriod(NOW - 48 * HOUR, NOW - 24 * HOUR, NOW),
	];
	const spans = periods.map((period) => textOf(reportOf([], { language, period })).split('\n')[2]);
	expect(new Set(spans).size).toBe(3);
	for (const span of spans) expect(span).toMatch(/2026.*\(Europe\/Berlin\)$/);
});
