import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../simulator';
import { useSimulator } from '../harness/simulator';
import { jsonOf, LIST, locator, requestsTo, runAlarmNode, shown, TEMPLATES } from './stage';

const simulator = useSimulator({ jobs: 200, alarms: 1200 });

const getAll = async (parameters: INodeParameters = {}) =>
	await runAlarmNode(simulator(), 'getAll', { returnAll: true, ...parameters });

type Alarm = ReturnType<typeof simulator>['estate']['alarms'][number];
const alarms = () => simulator().estate.alarms;
const isResolved = ({ lastActivation }: Alarm) => lastActivation.status === 'Resolved';
/** What is output unless resolved alarms are asked for. */
const unresolved = () => alarms().filter((alarm) => !isResolved(alarm));
const uids = (rows: Array<{ instanceUid?: unknown }>) => rows.map(({ instanceUid }) => instanceUid);
const expectAlarms = (rows: IDataObject[], wanted: Alarm[]) =>
	expect([...uids(rows)].sort()).toEqual(uids(wanted).sort());
const timeOf = ({ lastActivation }: Alarm) => Date.parse(lastActivation.time);

describe('the list', () => {
	test('return all: every alarm once, in pages of 500, linked to the input item', async () => {
		const { outputs } = await getAll({ filters: { status: ['resolved', 'unresolved'] } });
		expect(uids(jsonOf(outputs[0]))).toEqual(uids(alarms()));
		expect(outputs[0].every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(
			true,
		);
		expect(requestsTo(simulator(), LIST)).toHaveLength(3);
	});

	test('limit: one request for as many as wanted, 50 by default', async () => {
		const { outputs } = await getAll({ returnAll: false, limit: 7 });
		expect(outputs[0]).toHaveLength(7);
		expect(requestsTo(simulator(), LIST).map(({ query }) => query.limit)).toEqual(['7']);
		expect((await getAll({ returnAll: false })).outputs[0]).toHaveLength(50);
	});

	test('unless asked for, alarms that are resolved are left out, by the server too', async () => {
		const { outputs, error } = await getAll();
		expect(error).toBeUndefined();
		expect(uids(jsonOf(outputs[0]))).toEqual(uids(unresolved()));
		expect(unresolved().length).toBeLessThan(alarms().length);
		expect(requestsTo(simulator(), LIST)[0].query.filter).toContain('"not"');
	});

	test('fields as VSPC sent them, with name and key; templates are read once', async () => {
		const { outputs } = await getAll({
			filters: { status: 'resolved,unresolved' },
			options: { includeNames: false },
		});
		const { alarmTemplates } = simulator().estate;
		for (const [index, json] of jsonOf(outputs[0]).entries()) {
			const alarm = shown(alarms()[index]);
			const template = alarmTemplates.find((one) => one.instanceUid === alarm.alarmTemplateUid);
			expect(json).toEqual({
				...alarm,
				alarmName: template!.name,
				alarmKey: `alarm:${alarm.instanceUid}`,
			});
		}
		expect(requestsTo(simulator(), TEMPLATES)).toHaveLength(1);
	});

	test('once per input item, templates still once', async () => {
		const { outputs } = await runAlarmNode(
			simulator(),
			'getAll',
			{ returnAll: false, limit: '={{ $json.count }}' },
			{ items: [{ count: 2 }, { count: 3 }] },
		);
		expect(outputs[0].map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual([
			0, 0, 1, 1, 1,
		]);
		expect(requestsTo(simulator(), TEMPLATES)).toHaveLength(1);
	});

	test('that cannot be completed is an error, not a part of the list', async () => {
		simulator().faults.add({ kind: 'ignoreOffset', path: LIST });
		const { outputs, error } = await getAll();
		expect(outputs).toEqual([]);
		expect(error?.message).toContain('The list could not be read completely (listing the alarms)');
	});

	test('HTML and line breaks in names and messages stay text', async () => {
		const objectName = '<img src=x onerror=alert(1)> & "Co"\r\n{{ $json.x }}';
		const { instanceUid } = simulator().raiseAlarm({ object: { objectName }, message: objectName });
		const { outputs } = await getAll();
		const [json] = jsonOf(outputs[0]).filter((alarm) => alarm.instanceUid === instanceUid);
		expect(json).toMatchObject({ object: { objectName }, lastActivation: { message: objectName } });
	});
});

describe('filters', () => {
	const companyOf = () => alarms()[3].object.organizationUid;
	const templateOf = () => alarms()[0].alarmTemplateUid;
	const cutoff = Date.now() - 30 * 3_600_000;
	const cases: Array<[string, () => INodeParameters, (alarm: Alarm) => boolean]> = [
		[
			'severity, any of these',
			() => ({ severity: ['Error', 'Warning'] }),
			({ lastActivation }) => /^(error|warning)$/i.test(lastActivation.status),
		],
		[
			'severity, as text with commas in any case',
			() => ({ severity: 'acknowledged, RESOLVED' }),
			({ lastActivation }) => /^(acknowledged|resolved)$/i.test(lastActivation.status),
		],
		['status unresolved', () => ({ status: ['unresolved'] }), (alarm) => !isResolved(alarm)],
		['status resolved, in any case', () => ({ status: 'Resolved' }), isResolved],
		['severity resolved alone', () => ({ severity: ['Resolved'] }), isResolved],
		[
			'severity with resolved among others',
			() => ({ severity: ['Error', 'Resolved'] }),
			({ lastActivation }) => ['Error', 'Resolved'].includes(lastActivation.status),
		],
		[
			'severity with resolved among others, and unresolved only',
			() => ({ severity: ['Error', 'Resolved'], status: ['unresolved'] }),
			({ lastActivation }) => lastActivation.status === 'Error',
		],
		[
			'company',
			() => ({ companyUid: locator(companyOf()) as never }),
			(alarm) => alarm.object.organizationUid === companyOf() && !isResolved(alarm),
		],
		[
			'part of the name of computer or object, in any case',
			() => ({ computerNameContains: 'JOB 1' }),
			(alarm) =>
				/job 1/i.test(`${alarm.object.computerName}\n${alarm.object.objectName}`) &&
				!isResolved(alarm),
		],
		[
			'alarm',
			() => ({ alarmTemplateUid: locator(templateOf().toUpperCase()) as never }),
			(alarm) => alarm.alarmTemplateUid === templateOf() && !isResolved(alarm),
		],
		[
			'since',
			() => ({ since: new Date(cutoff).toISOString() }),
			(alarm) => timeOf(alarm) >= cutoff && !isResolved(alarm),
		],
		[
			'object type',
			() => ({ objectType: ['BackupServerJob', 'Site'] }),
			(alarm) => ['BackupServerJob', 'Site'].includes(alarm.object.type) && !isResolved(alarm),
		],
		[
			'a row must match all that are set',
			() => ({ severity: ['Error'], objectType: ['BackupServerJob'] }),
			({ object, lastActivation }) =>
				object.type === 'BackupServerJob' && lastActivation.status === 'Error',
		],
	];

	const servers: Array<[string, () => void]> = [
		['as documented', () => {}],
		['ignores filters', () => simulator().faults.add({ kind: 'ignoreFilter' })],
		[
			'shows object.companyUid and enums in camel case',
			() => {
				const settings = { alarmCompanyField: 'companyUid', enumCase: 'camel' };
				Object.assign(simulator().settings, settings);
			},
		],
	];

	describe.each(servers)('on a server that: %s', (_server, prepare) => {
		test.each(cases)('%s', async (_case, filters, wanted) => {
			prepare();
			const expected = alarms().filter(wanted);
			expect(expected.length).toBeGreaterThan(0);
			expect(expected.length).toBeLessThan(alarms().length);
			const { outputs, error } = await getAll({ filters: filters() });
			expect(error).toBeUndefined();
			expectAlarms(jsonOf(outputs[0]), expected);
		});
	});

	test.each(['rejects it', 'ignores it'])(
		'that no alarm is resolved is seen to here when the server %s',
		async (server) => {
			if (server === 'ignores it') simulator().faults.add({ kind: 'ignoreFilter', path: LIST });
			else simulator().settings.rejectFilter = { operations: ['not'] };
			const limited = await getAll({ returnAll: false, limit: 600 });
			expect(uids(jsonOf(limited.outputs[0]))).toEqual(uids(unresolved()).slice(0, 600));
			const { outputs } = await getAll();
			expect(uids(jsonOf(outputs[0]))).toEqual(uids(unresolved()));
		},
	);

	test('that the server rejects are applied here, and a hint says so', async () => {
		simulator().settings.filterDates = 'rejected';
		const { outputs, hints } = await getAll({
			filters: { severity: ['Error'], since: new Date(cutoff).toISOString() },
		});
		expectAlarms(
			jsonOf(outputs[0]),
			alarms().filter(
				(alarm) => alarm.lastActivation.status === 'Error' && timeOf(alarm) >= cutoff,
			),
		);
		expect(hints).toEqual([expect.stringContaining("VSPC rejected the node's filter")]);
	});

	test('with a limit, reads on until there are enough', async () => {
		const { outputs } = await getAll({
			returnAll: false,
			limit: 20,
			filters: { objectType: ['BackupServerJob'] },
		});
		expect(outputs[0]).toHaveLength(20);
	});

	test.each<[string, INodeParameters, string]>([
		['no severity', { severity: [] }, "The filter 'Severity' is empty"],
		['a severity of commas only', { severity: ' , ' }, "The filter 'Severity' is empty"],
		[
			'a severity that VSPC does not have',
			{ severity: ['Critical'] },
			"The filter 'Severity' has the value 'Critical'",
		],
		[
			'a company that is none',
			{ companyUid: 'Contoso' },
			"The filter 'Company' is not the UID of a company",
		],
		[
			'an expression that gives nothing',
			{ companyUid: '={{ $json.nothing }}' },
			"The filter 'Company' is empty",
		],
		[
			'an alarm that is none',
			{ alarmTemplateUid: 'Job session state' },
			"The filter 'Alarm' is not the UID of an alarm template",
		],
		[
			'an empty text',
			{ computerNameContains: '={{ $json.nothing }}' },
			"The filter 'Object Name Contains' is empty",
		],
		['no date', { since: 'yesterday' }, "The filter 'Since' is not a date"],
		['a day of the American way', { since: '12/11/2026' }, 'is not a date'],
		[
			'an object type that VSPC does not have',
			{ objectType: ['Job'] },
			"The filter 'Object Type' has the value 'Job'",
		],
		['a status that is none', { status: ['open'] }, "The filter 'Status' has the value 'open'"],
		[
			'resolved alarms of a severity that they do not have',
			{ severity: ['Error'], status: ['resolved'] },
			"No alarm can match both filters 'Severity' and 'Status'",
		],
		[
			'unresolved alarms of the severity Resolved',
			{ severity: ['Resolved'], status: ['unresolved'] },
			"No alarm can match both filters 'Severity' and 'Status'",
		],
		['no object type', { objectType: [] }, "The filter 'Object Type' is empty"],
	])('%s: refused before any request', async (_case, filters, message) => {
		const { error } = await getAll({ filters });
		expect(error?.message).toContain(message);
		expect(simulator().requests).toHaveLength(0);
	});
});

test.each([0, -1, 1.5, 'many'])('a limit of %s is refused before any request', async (limit) => {
	const { error } = await getAll({ returnAll: false, limit });
	expect(error?.message).toBe("The parameter 'Limit' is not a whole number of 1 or more");
	expect(simulator().requests).toHaveLength(0);
});

describe('sort', () => {
	const rejectsSort = () => void (simulator().settings.rejectSort = true);
	test.each<[string, () => void]>([
		['does it', () => {}],
		['ignores it', () => simulator().faults.add({ kind: 'ignoreSort', path: LIST } as Fault)],
		['rejects it', rejectsSort],
	])('newest first, when only a direction is chosen and the server %s', async (_case, prepare) => {
		prepare();
		const { outputs } = await getAll({
			returnAll: false,
			limit: 30,
			sort: { direction: 'descending' },
		});
		const newest = unresolved()
			.map(timeOf)
			.sort((a, b) => b - a)
			.slice(0, 30);
		const given = jsonOf(outputs[0]).map(({ lastActivation }) =>
			Date.parse(String((lastActivation as IDataObject).time)),
		);
		expect(given).toEqual(newest);
	});

	test('by the name of the object, those without one last', async () => {
		simulator().raiseAlarm({ object: { objectName: null } });
		rejectsSort();
		const { outputs } = await getAll({ sort: { field: 'object.objectName' } });
		const names = jsonOf(outputs[0]).map(({ object }) => (object as IDataObject).objectName);
		const present = names.filter((name) => name !== null).map((name) => String(name).toLowerCase());
		expect(present).toEqual([...present].sort());
		expect(names.indexOf(null)).toBe(present.length);
	});
});

describe('output', () => {
	test('simplified: parts of fields; asks the server for their fields and what else it needs', async () => {
		const { outputs } = await getAll({ returnAll: false, limit: 2, output: 'simplified' });
		const { lastActivation, object, repeatCount, instanceUid } = unresolved()[0];
		const { status, message, time, remark } = lastActivation;
		const { type, objectName, computerName } = object;
		expect(outputs[0][0].json).toEqual({
			lastActivation: { status, message, time, remark },
			object: { type, objectName, computerName },
			companyName: expect.any(String),
			repeatCount,
			instanceUid,
			alarmName: expect.any(String),
			alarmKey: `alarm:${instanceUid}`,
		});
		const [{ query }] = requestsTo(simulator(), LIST);
		const selected = JSON.parse(query.select) as Array<{ propertyPath: string }>;
		expect(selected.map(({ propertyPath }) => propertyPath).sort()).toEqual([
			'alarmTemplateUid',
			'instanceUid',
			'lastActivation',
			'object',
			'repeatCount',
		]);
	});

	test.each([
		['the server selects', false, 0],
		['the server rejects select', true, 1],
	])(
		'selected, filtered and sorted by what is not output, when %s',
		async (_case, rejects, count) => {
			simulator().settings.rejectSelect = rejects;
			const { outputs, hints } = await getAll({
				output: 'selected',
				fields: ['area', 'object.type', 'object'],
				filters: { severity: ['Error'] },
				sort: { field: 'repeatCount' },
			});
			expect(outputs[0]).toHaveLength(
				alarms().filter(({ lastActivation }) => lastActivation.status === 'Error').length,
			);
			for (const json of jsonOf(outputs[0])) {
				const alarm = alarms().find(({ instanceUid }) => instanceUid === json.instanceUid)!;
				// The whole object was chosen, too.
				expect(Object.keys(json)).toEqual([
					'alarmName',
					'area',
					'object',
					'instanceUid',
					'alarmKey',
				]);
				expect(json.object).toEqual(alarm.object);
			}
			expect(hints).toHaveLength(count);
		},
	);

	test.each(['organizationUid', 'companyUid', 'both'] as const)(
		'names, on a server that shows the company as %s: each list loaded once',
		async (alarmCompanyField) => {
			simulator().settings.alarmCompanyField = alarmCompanyField;
			const { outputs } = await getAll({
				output: 'simplified',
				options: { includeNames: true },
				filters: { status: ['resolved', 'unresolved'] },
			});
			const { organizations, locations } = simulator().estate;
			const nameIn = (list: Array<{ instanceUid: string; name: string }>, uid: string | null) =>
				list.find(({ instanceUid }) => instanceUid === uid)?.name ?? null;
			for (const [index, json] of jsonOf(outputs[0]).entries()) {
				const { organizationUid, locationUid } = alarms()[index].object;
				expect(json).toMatchObject({
					companyUid: organizationUid,
					companyName: nameIn(organizations, organizationUid),
					locationName: nameIn(locations, locationUid),
				});
			}
			expect(requestsTo(simulator(), '/organizations$')).toHaveLength(1);
			expect(requestsTo(simulator(), '/organizations/locations$')).toHaveLength(1);
		},
	);

	test.each([
		['templates', TEMPLATES, 'alarmName'],
		['companies', '/organizations/(?!locations)', 'companyName'],
	])(
		'names of %s that the account may not see are null, and a hint says why',
		async (_list, path, field) => {
			const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
			simulator().faults.add({ kind: 'error', status: 403, errors, path });
			const { outputs, hints } = await getAll({
				returnAll: false,
				limit: 2,
				options: { includeNames: true },
			});
			expect(jsonOf(outputs[0]).map((json) => json[field])).toEqual([null, null]);
			expect(hints).toEqual([expect.stringContaining('Names are missing')]);
		},
	);

	test('an alarm whose template is gone has no name', async () => {
		const { estate } = simulator();
		const { instanceUid } = simulator().raiseAlarm();
		const template = estate.alarmTemplates.find(({ name }) => name === 'Repository free space')!;
		const name = template.name;
		template.name = '';
		const { outputs } = await getAll();
		template.name = name;
		const json = jsonOf(outputs[0]).find((alarm) => alarm.instanceUid === instanceUid);
		expect(json?.alarmName).toBeNull();
	});
});
