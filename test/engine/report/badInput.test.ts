import { useStage } from './stage';

/** What makes no sense is reported before any request, with its name. */
const stage = useStage({ jobs: 5 });

const options = (values: object) => ({ options: values });
const custom = (from: string, to = '') => ({ period: 'custom', from, to });

test.each<[string, object, string, string]>([
	['no kinds', { jobKinds: [] }, "The parameter 'Job Kinds' is empty", 'agentJob'],
	['an unknown kind', { jobKinds: ['tape'] }, "'Job Kinds' has the value 'tape'", 'job'],
	['an unknown period', { period: 'ever' }, "'Period' has the value 'ever'", 'last24Hours|ever'],
	['an unknown grouping', { groupBy: 'job' }, "'Group By' has the value 'job'", 'job'],
	['no beginning', custom(''), "'From' is empty", 'Enter a value'],
	['a beginning that is no date', custom('soon'), "'From' is not a date", 'soon'],
	['an end that is no date', custom('2026-01-01', '31.1.26'), "'To' is not a", '31.1.26'],
	['a day that is not there', custom('2026-02-31'), "'From' is not a date", '2026-02-31'],
	[
		'a period that is reversed',
		custom('2026-02-01', '2026-01-01'),
		"The parameter 'From' is not before 'To'",
		'2026-01-31T23:00:00.000Z to 2026-01-01T23:00:00.000Z',
	],
	['a beginning that is yet to come', custom('2999-01-01'), "is not before 'To'", '2999|2998'],
	['a time zone', options({ timeZone: 'Mars' }), "The option 'Time Zone'", 'Mars'],
	['a language', options({ language: 'de-DE' }), "'Language' has the value 'de-DE'", 'de, es'],
	[
		'a list or not',
		options({ listSuccessful: 'maybe' }),
		"'List Successful Jobs'",
		'true or false',
	],
	[
		'a very long intro',
		options({ introText: 'a'.repeat(2001) }),
		"The option 'Intro Text' has more than 2000 characters",
		'Shorten it',
	],
	[
		'a footer that is not text',
		options({ footerText: { a: 1 } }),
		"The option 'Footer Text' is not text",
		'expression',
	],
	[
		'a logo without https',
		options({ logoUrl: 'http://example.com/a.png' }),
		"The option 'Logo URL' is not an https address",
		'http://example.com/a.png',
	],
	['a script', options({ logoUrl: 'javascript:alert(1)' }), "'Logo URL'", 'javascript'],
	['embedded data', options({ logoUrl: 'data:image/png;base64,AA' }), "'Logo URL'", 'data'],
	['a relative address', options({ logoUrl: '/logo.png' }), "'Logo URL'", 'logo'],
	['a password', options({ logoUrl: 'https://a:b@example.com/' }), "'Logo URL'", 'password'],
	[
		'a very long logo address',
		options({ logoUrl: `https://example.com/${'a'.repeat(2000)}` }),
		"'Logo URL' has more than 1000 characters",
		'picture',
	],
	['an accent', options({ accentColor: 'red' }), "The option 'Accent Color'", 'red'],
	[
		'a header color with more in it',
		options({ headerColor: '#fff;background:url(//x)' }),
		"The option 'Header Color' is not a color",
		'#12965a',
	],
	['an attachment', options({ attach: ['pdf'] }), "'Attach' has the value 'pdf'", 'pdf'],
	[
		'a binary field',
		options({ attach: ['csv'], csvField: '__proto__' }),
		"The option 'CSV Field' is not a name",
		'__proto__',
	],
	[
		'the same binary field twice',
		options({ attach: ['csv', 'html'], csvField: 'a', htmlField: 'a' }),
		"The option 'CSV Field' is the same as 'HTML Field'",
		'a',
	],
	['an empty filter', { filters: { nameContains: '' } }, "filter 'Name Contains'", ''],
	[
		'a filter by type for agent jobs only',
		{ jobKinds: ['agentJob'], filters: { type: ['BackupVm'] } },
		"The filter 'Type' leaves out all jobs: agent jobs have no type",
		'Remove the filter',
	],
	[
		'a filter by backup server for Microsoft 365 jobs',
		{
			jobKinds: ['microsoft365Job'],
			filters: { backupServerUid: 'bc04d2e5-dd4c-4f85-af0e-424106a32a75' },
		},
		"The filter 'Backup Server' leaves out all jobs: Microsoft 365 jobs belong to no backup server",
		'Remove the filter',
	],
	[
		'a custom filter for Microsoft 365 jobs',
		{
			jobKinds: ['microsoft365Job'],
			filters: { customFilter: '[{"property":"name","operation":"equals","value":"x"}]' },
		},
		"The filter 'Custom Filter' leaves out all jobs: Microsoft 365 jobs are in a list",
		'Remove the filter',
	],
	[
		'two filters that leave nothing of two kinds',
		{
			jobKinds: ['agentJob', 'microsoft365Job'],
			filters: {
				type: ['BackupJob'],
				customFilter: '[{"property":"name","operation":"equals","value":"x"}]',
			},
		},
		"The filters 'Type' and 'Custom Filter' leave out all jobs",
		'Remove the filters',
	],
	[
		'a status that VSPC does not have',
		{ filters: { status: ['all'] } },
		"The filter 'Status' has the value 'all'",
		'Custom Filter',
	],
	[
		'a status of another kind of jobs',
		{ jobKinds: ['job'], filters: { status: ['Stopped'] } },
		"The filter 'Status' has the value 'Stopped'",
		'Custom Filter',
	],
	[
		'a time that is none',
		{ filters: { lastRunAfter: 'last 7' } },
		"The filter 'Last Run Since' is not a date",
		'last 7.*Europe/Berlin',
	],
	['a timeout', options({ timeoutSeconds: 0 }), "'Timeout (Seconds)'", ''],
])('%s', async (_case, parameters, message, description) => {
	const { status, error } = await stage.run(parameters as never);
	expect(status).toBe('error');
	expect(error?.name).toBe('NodeOperationError');
	expect(error?.message).toContain(message);
	expect(error?.description ?? '').toMatch(new RegExp(description));
	expect(error?.context).toMatchObject({ itemIndex: 0 });
	expect(stage.simulator.requests).toEqual([]);
});

test('of several items, a bad one is reported before the first is read', async () => {
	const { error } = await stage.run(
		{ period: '={{ $json.period }}' },
		{ items: [{ period: 'last7Days' }, { period: 'ever' }] },
	);
	expect(error?.message).toContain("'Period' (item 2 of 2)");
	expect(stage.simulator.requests).toEqual([]);
});

test('a workflow whose time zone is none: UTC', async () => {
	const { summary } = await stage.item({}, { timezone: 'DEFAULT' });
	expect(['UTC', 'America/New_York']).toContain(summary.period.timeZone);
});

test('the place where reports were made before says where they are made now', async () => {
	const { error } = await stage.run({ resource: 'job', operation: 'createReport' });
	expect(error?.message).toBe("There is no operation 'createReport' for the resource 'job'");
	expect((error as Error & { description?: string }).description).toContain(
		"the operation 'Create' of the resource 'Report'",
	);
	expect(stage.simulator.requests).toEqual([]);
});
