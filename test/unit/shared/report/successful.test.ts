import { renderHtml } from '../../../../nodes/report/html/page';
import { csvOf } from '../../../../nodes/report/csv';
import { textOf } from '../../../../nodes/report/text';
import { parseHtml } from './dom';
import { makeJob, reportOf } from './make';

/** What a reader on a phone has to scroll through. */
const branding = { accent: '#12965a', header: '#101828' };
const uid = (index: number) => `00000000-0000-4000-8000-9${String(index).padStart(11, '0')}`;

const night = (successes: number, change = {}) =>
	reportOf(
		[
			makeJob('Failed', { job: { name: 'Broken' } }),
			makeJob('Running', { began: 1, job: { name: 'Runs' } }),
			...Array.from({ length: successes }, (_, index) =>
				makeJob('Success', {
					companyName: `Customer ${index % 10}`,
					companyUid: uid(index % 10),
					job: { name: `Good ${index}.` },
				}),
			),
		],
		{ footer: ['Call us.'], ...change },
	);
const shown = (successes: number, change = {}) =>
	parseHtml(renderHtml(night(successes, change), branding)).text;

test('a few successful jobs stand before the notes, each with its time, duration and size', () => {
	expect(shown(20)).toMatch(
		/Running 1 Runs.*Successful 20 Customer 0 Good 0\. VM backup 24 Nov, 03:00 1 h · 1 GB.*Call us\. This report covers/,
	);
});

test('200 are names in small print behind everything else, those of a company together', () => {
	const text = shown(200);
	expect(text).toMatch(/Running 1 Runs.*Call us\. This report covers.*Successful 200 Customer 0/);
	const [, list] = text.split('Successful 200 ');
	expect(list.match(/Customer \d/g)).toHaveLength(10);
	expect(list).toMatch(/^Customer 0 Good 0\. · Good 10\. · Good 100\. · .* Customer 1 Good 1\. ·/);
	expect(list.match(/Good \d+\./g)).toHaveLength(200);
	expect(list).not.toContain('03:00');
});

test('of one company: the names alone', () => {
	const report = reportOf(
		Array.from({ length: 30 }, (_, index) => makeJob('Success', { job: { name: `J${index}.` } })),
		{},
		{ companyUid: uid(7), companyName: 'Acme' },
	);
	const { body } = parseHtml(renderHtml(report, branding));
	expect(body).toMatch(/Successful 30 J0\. · J1\. · J10\./);
});

test('not listed when the sender says so: their number is shown, and a file and a table have them all the same', () => {
	const report = night(200, { listsSuccessful: false });
	const html = parseHtml(renderHtml(report, branding)).text;
	const text = textOf(report);
	for (const form of [html, text]) {
		expect(form).not.toContain('Good');
		expect(form).toContain('200 successful jobs are not listed.');
		expect(form).toMatch(/200 of 201 successful|Successful sessions: 200 of 201/);
		expect(form).toContain('Broken');
	}
	const file = parseHtml(renderHtml(report, branding, true)).text;
	expect(file.match(/Good \d+\. VM backup 24 Nov, 03:00 1 h · 1 GB/g)).toHaveLength(200);
	expect(file).not.toContain('successful jobs are not listed');
	expect(csvOf(report).match(/Good \d+\./g)).toHaveLength(200);
});

describe('intro and footer', () => {
	const change = {
		intro: ['Dear <b>customer</b>,', '', 'good morning & hello'],
		footer: ['Questions?', 'שלום'],
	};
	const report = reportOf([makeJob('Failed', { job: { name: 'Broken' } })], change);

	test('in HTML: text with its line breaks, above the numbers and below the jobs', () => {
		const html = renderHtml(report, branding);
		expect(html).toContain(
			'Dear &lt;b&gt;customer&lt;/b&gt;,<br><br>good morning &amp; hello</div>',
		);
		expect(html).toContain('Questions?<br><bdi>שלום</bdi></div>');
		const { errors, text } = parseHtml(html);
		expect(errors).toEqual([]);
		expect(text).toMatch(/Europe\/Berlin\) Dear.*1 job failed.*Broken.*Questions\?.*This report/);
	});

	test('as text: the same places', () => {
		expect(textOf(report)).toMatch(
			/Berlin\)\n\nDear <b>customer<\/b>,\n\ngood morning & hello\n\n1 failed[^]*\n\nQuestions\?\nשלום\n$/,
		);
	});

	test('as long as they may be: still below 100 kB', () => {
		const long = ['"'.repeat(2000)];
		const jobs = Array.from({ length: 800 }, () => makeJob('Failed'));
		const html = renderHtml(reportOf(jobs, { intro: long, footer: long }), branding);
		expect(Buffer.byteLength(html)).toBeLessThan(100_000);
		expect(html).toContain(`${'&quot;'.repeat(2000)}</div>`);
	});
});

describe('problems by type', () => {
	const of = (...statuses: Array<[status: string, type: string]>) => {
		const report = reportOf(statuses.map(([status, type]) => makeJob(status, { job: { type } })));
		const text = textOf(report);
		expect(parseHtml(renderHtml(report, branding)).text.includes('Problems by type')).toBe(
			text.includes('Problems by type'),
		);
		return text;
	};

	test('are there when problems of several types can be compared, without types that have none', () => {
		const text = of(
			['Failed', 'BackupVm'],
			['Failed', 'BackupVm'],
			['Success', 'BackupVm'],
			['Warning', 'BackupCopy'],
			['Success', 'SureBackup'],
		);
		expect(text).toContain(
			'Problems by type\n----------------\n- VM backup | 2 failed, 1 of 3 successful | 33.3%\n- Backup copy | 1 warning, 0 of 1 successful | 0%\n\n',
		);
	});

	test.each<[string, Array<[string, string]>]>([
		[
			'without any',
			[
				['Success', 'BackupVm'],
				['Success', 'BackupCopy'],
			],
		],
		[
			'of one type',
			[
				['Failed', 'BackupVm'],
				['Failed', 'BackupVm'],
				['Success', 'BackupCopy'],
			],
		],
		[
			'one of each type, which the jobs say',
			[
				['Failed', 'BackupVm'],
				['Failed', 'BackupCopy'],
			],
		],
	])('are not there: %s', (_case, statuses) => {
		expect(of(...statuses)).not.toContain('by type');
	});
});

test('a job that shows no result says in words what it does', () => {
	const report = reportOf([
		makeJob('Enabling', { job: { name: 'A' } }),
		makeJob('idle', { job: { name: 'B' } }),
		makeJob('None', { job: { name: 'C' } }),
		makeJob('Dreaming', { job: { name: 'D' } }),
		makeJob('constructor', { job: { name: 'E' } }),
	]);
	expect(
		textOf(report)
			.match(/^- \w \(.*$/gm)
			?.map((line) => line.split(' | ')[3]),
	).toEqual(['being enabled', 'waiting for new data', undefined, 'Dreaming', 'constructor']);
});

test('kinds of jobs that the filters leave out are named beside the numbers', () => {
	const report = reportOf([makeJob()], { leftOutKinds: ['agentJob', 'microsoft365Job'] });
	const line = 'Left out by the filters of this report: agent jobs, Microsoft 365 jobs.';
	expect(textOf(report)).toContain(`1 of 1 successful\n${line}\n`);
	expect(parseHtml(renderHtml(report, branding)).text).toContain(
		`Nothing needs your attention. ${line}`,
	);
});
