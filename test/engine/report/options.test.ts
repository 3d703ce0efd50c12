import { useStage } from './stage';

/** How a report looks, and the files that are attached. */
const stage = useStage({ jobs: 30 });
const item = async (options: object, setup = {}) =>
	await stage.item({ options: options as never }, setup);

test('title', async () => {
	const { subject, html, text } = await item({ title: 'Nightly <b>report</b>\r\nX: y' });
	expect(subject).toMatch(/^Nightly <b>report<\/b> X: y: /);
	expect(html).toContain('>Nightly &lt;b&gt;report&lt;/b&gt; X: y<');
	expect(text).toMatch(/^Nightly <b>report<\/b> X: y\n/);
});

test('logo: one picture, and without it nothing from outside', async () => {
	const logoUrl = 'https://www.example.com/a.png?x=1&y="2"';
	const { html } = await item({ logoUrl });
	expect(html.match(/<img [^>]*>/g)).toEqual([
		expect.stringContaining('src="https://www.example.com/a.png?x=1&amp;y=%222%22"'),
	]);
	expect((await item({})).html).not.toMatch(/https?:|<img|url\(/);
});

test('colors', async () => {
	const { html } = await item({ accentColor: '#F60', headerColor: '#336699' });
	expect(html).toContain('border-top:4px solid #ff6600');
	expect(html).toContain('bgcolor="#336699"');
});

test('time zone and language; without a choice English, and the zone of the workflow', async () => {
	const { text, html, subject, jobs } = await item({ timeZone: 'Asia/Tokyo', language: 'de' });
	expect(text).toMatch(/^Backup-Bericht\n=+\nLetzte 24 Stunden bis .* \(Asia\/Tokyo\)\n/);
	expect(text).toContain('Zeitzone: Asia/Tokyo, GMT+9.');
	expect(html).toContain('<html lang="de">');
	expect(html).toContain('Asia/Tokyo, GMT+9');
	expect(subject).toMatch(/^Backup-Bericht: \d+ fehlgeschlagen, .* – \d+\. \w+\.? \d{4}$/);
	// What a workflow compares is the same in all languages.
	expect(new Set(jobs.map(({ result }) => result))).toContain('failed');
	const usual = await item({}, { timezone: 'America/New_York' });
	expect(usual.text).toMatch(/All times are in America\/New_York, GMT-[45]\./);
	expect(usual.summary.period.timeZone).toBe('America/New_York');
});

test('intro and footer: plain text with its line breaks', async () => {
	const introText = 'Good morning,\r\n<b>all</b> & everybody\n';
	const { html, text } = await item({ introText, footerText: '\nCall us.\n\n+1 555 0100' });
	expect(html).toContain('>Good morning,<br>&lt;b&gt;all&lt;/b&gt; &amp; everybody</div>');
	expect(html).toContain('>Call us.<br><br>+1 555 0100</div>');
	expect(text).toContain('\n\nGood morning,\n<b>all</b> & everybody\n\n');
	expect(text).toMatch(/\n\nCall us\.\n\n\+1 555 0100\n$/);
});

test('successful jobs are listed unless the option says no; the table and the file have them anyway', async () => {
	const listed = await item({});
	const names = listed.jobs.filter(({ result }) => result === 'success').map(({ name }) => name);
	expect(names.length).toBeGreaterThan(2);
	expect(listed.text).toMatch(/^Successful: \d+ jobs$/m);
	const options = { listSuccessful: false, attach: ['html', 'csv'] };
	const { outputs } = await stage.run({ options } as never);
	const [{ json, binary }] = outputs[0];
	for (const form of [json.text, json.html]) {
		expect(form).toContain(`${names.length} successful jobs are not listed.`);
	}
	expect(json.text).not.toMatch(/^Successful: \d+ jobs$/m);
	expect(json.jobs).toHaveLength(listed.jobs.length);
	for (const field of ['html', 'csv']) {
		const file = Buffer.from(binary![field].data, 'base64').toString('utf8');
		for (const name of names) expect(file).toContain(name.split(/[&<>"']/)[0]);
	}
});

test('empty options are as good as none', async () => {
	const empty = [
		'title',
		'logoUrl',
		'accentColor',
		'headerColor',
		'timeZone',
		'language',
		'introText',
		'footerText',
		'listSuccessful',
	];
	const options = Object.fromEntries(empty.map((name) => [name, '  ']));
	expect((await item(options)).subject).toMatch(/^Backup report: /);
});

describe('attach', () => {
	const files = async (options: object, parameters = {}) => {
		const { outputs, error } = await stage.run({ options: options as never, ...parameters });
		expect(error).toBeUndefined();
		return outputs[0].map(({ json, binary = {} }) => ({
			json,
			files: Object.fromEntries(
				Object.entries(binary).map(([field, { data, fileName, mimeType }]) => [
					field,
					{ fileName, mimeType, text: Buffer.from(data, 'base64').toString('utf8') },
				]),
			),
		}));
	};

	test('HTML and CSV in fields of their own', async () => {
		const [{ json, files: attached }] = await files({
			attach: ['html', 'csv'],
			title: 'Zürich & Co',
		});
		expect(Object.keys(attached)).toEqual(['html', 'csv']);
		const { html, csv } = attached;
		expect(html.fileName).toMatch(/^zurich-co-\d{4}-\d\d-\d\d\.html$/);
		expect(html.mimeType).toBe('text/html');
		expect(html.text).toBe(json.html);
		expect(csv.fileName).toMatch(/^zurich-co-\d{4}-\d\d-\d\d\.csv$/);
		expect(csv.mimeType).toBe('text/csv');
		expect(csv.text).toMatch(/^\ufeffResult,Job,Company,/);
		const keys = (json.jobs as Array<{ jobKey: string }>).map(({ jobKey }) => jobKey);
		expect(csv.text.match(/job:[^,]+(?=\r\n)/g)).toEqual(keys);
	});

	test('one of them, in a field of another name', async () => {
		const options = { attach: 'csv', csvField: 'attachment_1' };
		const [{ files: attached }] = await files(options);
		expect(Object.keys(attached)).toEqual(['attachment_1']);
	});

	test('per company, with its name', async () => {
		const all = await files({ attach: ['csv'] }, { groupBy: 'company' });
		expect(all.length).toBeGreaterThan(3);
		const names = all.map(({ files: attached }) => attached.csv.fileName);
		expect(new Set(names).size).toBeGreaterThan(3);
		for (const { json, files: attached } of all) {
			const lines = attached.csv.text.match(/job:[^,]+(?=\r\n)/g) ?? [];
			expect(lines).toHaveLength((json.jobs as unknown[]).length);
		}
	});

	test('formulas in names stay text', async () => {
		const [job] = stage.simulator.estate.jobs;
		stage.simulator.setJob(job.instanceUid, { name: '=HYPERLINK("http://x")', isEnabled: true });
		const [{ files: attached }] = await files({ attach: ['csv'] });
		expect(attached.csv.text).toContain(`"'=HYPERLINK(""http://x"")"`);
	});

	test('the HTML has all jobs, also those that an e-mail leaves out', async () => {
		const message = '&'.repeat(2000);
		for (const [index, { instanceUid }] of stage.simulator.estate.jobs.entries()) {
			const name = `${index}. ${'"'.repeat(300)}`;
			stage.simulator.setJob(instanceUid, { name, failureMessage: message, isEnabled: true });
			stage.simulator.endSession(instanceUid, { status: 'Failed', failureMessage: message });
		}
		for (let index = 0; index < 120; index++) {
			stage.simulator.addJob({ name: `more ${'<'.repeat(300)}` });
		}
		const [{ json, files: attached }] = await files({ attach: ['html'] });
		expect(String(json.html)).toContain('left out here');
		expect(Buffer.byteLength(String(json.html))).toBeLessThan(100_000);
		expect(attached.html.text).not.toContain('left out here');
		expect(attached.html.text.match(/"">|more &lt;/g)!.length).toBeGreaterThan(0);
	});
});
