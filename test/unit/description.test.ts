/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NodeHelpers, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { VspcApi } from '../../credentials/VspcApi.credentials';
import { VspcLoginApi } from '../../credentials/VspcLoginApi.credentials';
import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { DEFAULT_TIMEOUTS } from '../../nodes/util/clock';

/** What people see in the editor, and the names that their workflows depend on. */
const { description } = new VspcJob();

const named = (name: string, properties = description.properties) =>
	properties.filter((property) => property.name === name);

/** For the resource 'Backup Server Job'. */
const ofJobs = (name: string) =>
	named(name).find(({ displayOptions }) => displayOptions?.show?.resource?.includes('job'))!;

/** The same for one operation. */
const ofOperation = (operation: string, name: string) =>
	named(name).find(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes('job') &&
			displayOptions.show.operation?.includes(operation),
	)!;

const values = (property: INodeProperties) =>
	(property.options ?? []).map((option) => ('value' in option ? option.value : option.name));

test('the public names of VSPC Job > Get', () => {
	expect(description.name).toBe('vspcJob');
	expect(description.displayName).toBe('VSPC Job');
	expect(description.usableAsTool).toMatchObject({
		replacements: { description: expect.stringMatching(/only read\. .*change VSPC\.$/) },
	});
	expect(named('authentication')[0]).toMatchObject({ default: 'apiKey' });
	expect(values(named('authentication')[0])).toEqual(['apiKey', 'login']);
	expect(named('resource')[0]).toMatchObject({ default: 'job' });
	expect(named('operation')[0]).toMatchObject({ default: 'get' });
	expect(named('jobUid')[0].modes?.map(({ name }) => name)).toEqual(['list', 'id']);
	expect(values(named('output')[0])).toEqual(['all', 'selected', 'simplified']);
	expect(named('output')[0].default).toBe('all');
	const options = named('options')[0].options as INodeProperties[];
	expect(named('timeoutSeconds', options)[0].default).toBe(60);
	expect(named('asyncTimeoutSeconds', options)[0].default).toBe(300);
	expect(DEFAULT_TIMEOUTS).toEqual({ timeoutSeconds: 60, asyncTimeoutSeconds: 300 });
});

test('what only reads says so, of any kind of jobs: an AI agent chooses by that', () => {
	const lists = named('operation').filter(({ displayOptions }) =>
		String(displayOptions?.show?.resource).match(/job$/i),
	);
	expect(lists).toHaveLength(4);
	for (const { options } of lists) {
		for (const { value, description: text } of options as INodePropertyOptions[]) {
			const reads = /^get/.test(String(value));
			expect(text).toMatch(reads ? /only reads/ : /Changes VSPC/);
		}
	}
});

test('every operation has words for the editor and for an AI agent', () => {
	for (const operation of named('operation')) {
		for (const option of operation.options ?? []) {
			expect(option).toMatchObject({
				action: expect.stringMatching(/^[A-Z]/),
				description: expect.stringMatching(/^[A-Z]/),
			});
		}
	}
});

test('the fields of an operation show only for it', () => {
	const operationsOf = (name: string) => [
		...new Set(
			named(name)
				.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes('job'))
				.flatMap(({ displayOptions }) => displayOptions?.show?.operation ?? []),
		),
	];
	expect(operationsOf('jobUid')).toEqual([
		'disable',
		'enable',
		'get',
		'getFailedObjects',
		'retry',
		'start',
		'stop',
	]);
	expect(operationsOf('output')).toEqual(['get', 'getAll']);
	expect(operationsOf('filters')).toEqual(['getAll']);
	expect(operationsOf('period')).toEqual([]);
	expect(operationsOf('options').sort()).toEqual(values(ofJobs('operation')).sort());
	for (const property of named('fields')) {
		expect(property.displayOptions?.show).toMatchObject({ output: ['selected'] });
	}
});

test('the public names of the other operations', () => {
	expect(values(named('resource')[0])).toEqual([
		'agentJob',
		'anyJob',
		'job',
		'microsoft365Job',
		'report',
		'session',
	]);
	expect(values(ofJobs('operation'))).toEqual([
		'disable',
		'enable',
		'get',
		'getFailedObjects',
		'getAll',
		'retry',
		'start',
		'stop',
	]);
	const filters = ofOperation('getAll', 'filters').options as INodeProperties[];
	expect(filters.map(({ name }) => name).sort()).toEqual([
		'backupServerUid',
		'companyUid',
		'customFilter',
		'enabled',
		'failureMessageContains',
		'lastRunAfter',
		'lastRunBefore',
		'nameContains',
		'noSuccessForHours',
		'status',
		'type',
	]);
	expect(ofJobs('limit').typeOptions).toEqual({ minValue: 1, numberPrecision: 0 });
	expect((ofJobs('sort').options as INodeProperties[]).map(({ name }) => name)).toEqual([
		'direction',
		'field',
	]);
	const startOptions = ofOperation('start', 'options').options as INodeProperties[];
	expect(startOptions.map(({ name }) => name)).toEqual([
		'addComputedFields',
		'addTicketFields',
		'includeNames',
		'asyncTimeoutSeconds',
		'timeoutSeconds',
		'waitForCompletion',
		'waitMinutes',
	]);
});

describe('choices are words, with the name in VSPC behind them where it is another one', () => {
	const shownIn = (field: INodeProperties, value: string) =>
		(field.options as INodePropertyOptions[]).find((option) => option.value === value)?.name;
	const filters = ofOperation('getAll', 'filters').options as INodeProperties[];
	const alarms = new VspcAlarm().description.properties;

	test.each([
		['lastEndTime', named('fields')[0], 'Last end time (lastEndTime)'],
		['backupServerUid', ofOperation('get', 'fields'), 'Backup server UID (backupServerUid)'],
		['CdpReplicationVM', named('type', filters)[0], 'CDP replication (CdpReplicationVM)'],
		['SureBackup', named('type', filters)[0], 'SureBackup'],
		['Failed', named('status', filters)[0], 'Failed'],
		['WaitingTape', named('status', filters)[0], 'Waiting tape (WaitingTape)'],
		[
			'lastActivation.time',
			named('fields', alarms)[0],
			'Last activation: time (lastActivation.time)',
		],
	])('%s', (value, field, shown) => {
		expect(shownIn(field, value)).toBe(shown);
	});

	test('the words are sorted, as n8n sorts choices', () => {
		for (const { options } of [...named('fields'), ...filters].filter(({ name }) =>
			['fields', 'status', 'type'].includes(name),
		)) {
			const names = options!.map(({ name }) => name.toLowerCase());
			expect(names).toEqual([...names].sort());
		}
	});
});

test('the public names of VSPC Job > Report > Create', () => {
	const own = description.properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes('report') && displayOptions.show.operation,
	);
	expect(own.map(({ name }) => name)).toEqual([
		'reportType',
		'jobKinds',
		'basis',
		'period',
		'from',
		'to',
		'workloadKinds',
		'rpoHours',
		'groupBy',
		'filters',
		'filters',
		'options',
	]);
	const of = (name: string) => own.find((field) => field.name === name)!;
	expect(values(of('reportType'))).toEqual(['jobs', 'workloads']);
	expect(of('reportType').default).toBe('jobs');
	const shownFor = (reportType: string) =>
		own
			.filter(({ displayOptions }) => displayOptions?.show?.reportType?.includes(reportType))
			.map(({ name }) => name);
	expect(shownFor('jobs')).toEqual(['jobKinds', 'basis', 'period', 'from', 'to', 'filters']);
	expect(shownFor('workloads')).toEqual(['workloadKinds', 'rpoHours', 'filters']);
	expect(values(of('workloadKinds')).sort()).toEqual(
		[...(of('workloadKinds').default as string[])].sort(),
	);
	const ofWorkloads = own.filter(({ name }) => name === 'filters')[1];
	expect((ofWorkloads.options as INodeProperties[]).map(({ name }) => name)).toEqual([
		'backupServerUid',
		'companyUid',
		'excludeNames',
		'immutable',
		'malwareState',
		'nameContains',
		'offSiteCopy',
	]);
	expect(values(of('jobKinds'))).toEqual(['agentJob', 'job', 'microsoft365Job']);
	expect(of('jobKinds').default).toEqual(['agentJob', 'job', 'microsoft365Job']);
	expect(values(of('period'))).toEqual(['custom', 'last24Hours', 'last30Days', 'last7Days']);
	expect(of('period').default).toBe('last24Hours');
	for (const name of ['from', 'to']) {
		expect(of(name).displayOptions?.show).toMatchObject({ period: ['custom'] });
	}
	expect(values(of('groupBy'))).toEqual(['company', 'none']);
	expect(of('groupBy').default).toBe('none');
	expect((of('filters').options as INodeProperties[]).map(({ name }) => name)).toEqual(
		(ofOperation('getAll', 'filters').options as INodeProperties[]).map(({ name }) => name),
	);
	const options = of('options').options as INodeProperties[];
	expect(options.map(({ name }) => name)).toEqual([
		'accentColor',
		'attach',
		'csvField',
		'footerText',
		'headerColor',
		'htmlField',
		'introText',
		'language',
		'listProtected',
		'listSuccessful',
		'logoUrl',
		'asyncTimeoutSeconds',
		'rpoExceptions',
		'snapshotsCount',
		'timeZone',
		'timeoutSeconds',
		'title',
	]);
	expect(values(named('attach', options)[0])).toEqual(['csv', 'html']);
});

describe.each([
	{
		node: new VspcAlarm(),
		resource: 'alarm',
		id: 'alarmUid',
		operations: ['acknowledge', 'get', 'getHistory', 'getAll', 'resolve'],
		filters: [
			'alarmTemplateUid',
			'companyUid',
			'computerNameContains',
			'objectType',
			'severity',
			'since',
			'status',
		],
		fields: [
			'alarmUid',
			'authentication',
			'comment',
			'fields',
			'filters',
			'limit',
			'operation',
			'options',
			'output',
			'resolveOnClients',
			'resource',
			'returnAll',
			'sort',
		],
	},
	{
		node: new VspcCompany(),
		resource: 'company',
		id: 'companyUid',
		operations: ['get', 'getAll'],
		filters: ['nameContains', 'resellerUid', 'status'],
		fields: [
			'authentication',
			'companyUid',
			'fields',
			'filters',
			'limit',
			'operation',
			'options',
			'output',
			'resource',
			'returnAll',
			'sort',
		],
	},
])('$node.description.displayName', ({ node, resource, id, operations, filters, fields }) => {
	const { properties, usableAsTool, icon } = node.description;
	const optionsOf = (name: string, operation: string) =>
		named(name, properties).find(({ displayOptions }) =>
			displayOptions?.show?.operation?.includes(operation),
		)?.options as INodeProperties[];

	test('its public names', () => {
		expect([...new Set(properties.map(({ name }) => name))].sort()).toEqual(fields);
		expect(values(named('operation', properties)[0])).toEqual(operations);
		expect(named('operation', properties)[0]).toMatchObject({ default: 'get' });
		expect(named(id, properties)[0].modes?.map(({ name }) => name)).toEqual(['list', 'id']);
		expect(optionsOf('filters', 'getAll').map(({ name }) => name)).toEqual(filters);
		expect(optionsOf('sort', 'getAll').map(({ name }) => name)).toEqual(['direction', 'field']);
		expect(usableAsTool).toMatchObject({
			replacements: { description: expect.stringContaining('only read') },
		});
		expect(icon).toEqual({
			light: `file:../../icons/${resource}.svg`,
			dark: `file:../../icons/${resource}.dark.svg`,
		});
		expect(node.description.credentials).toEqual(description.credentials);
	});

	test('every field belongs to an operation and has the options of all', () => {
		for (const { name, displayOptions } of properties) {
			if (['authentication', 'resource'].includes(name)) continue;
			expect(displayOptions?.show?.resource).toEqual([resource]);
			if (name !== 'operation') expect(displayOptions?.show?.operation).toHaveLength(1);
		}
		for (const operation of operations) {
			const names = optionsOf('options', operation).map(({ name }) => name);
			expect(names).toEqual(expect.arrayContaining(['asyncTimeoutSeconds', 'timeoutSeconds']));
		}
	});

	test('words for the editor and for an AI agent, which say what writes', () => {
		for (const option of named('operation', properties)[0].options as INodePropertyOptions[]) {
			const writes = ['acknowledge', 'resolve'].includes(String(option.value));
			expect(option.action).toMatch(/^[A-Z]/);
			expect(option.description).toContain(writes ? 'Changes the alarm in VSPC' : 'only reads');
		}
	});

	test('its one resource is not shown, but names what a tool does', () => {
		expect(named('resource', properties)[0]).toMatchObject({ type: 'hidden', default: resource });
		const parameters = { resource, operation: 'getAll' };
		expect(NodeHelpers.makeDescription(parameters, node.description)).toBe(
			`Get many ${resource === 'alarm' ? 'alarms' : 'companies'} in ${node.description.displayName}`,
		);
	});

	test('short answers as a tool', () => {
		const toolDefault = (name: string) =>
			named(name, properties).find(({ displayOptions }) => displayOptions?.show?.['@tool'])
				?.default;
		expect(toolDefault('limit')).toBe(20);
		expect(toolDefault('output')).toBe('simplified');
	});

	test('its lists search by methods that the node has', () => {
		const all = properties.flatMap((property) => [
			property,
			...((property.options ?? []) as INodeProperties[]),
		]);
		const methods = all.flatMap(({ modes = [] }) =>
			modes.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []),
		);
		expect([...new Set(methods)].sort()).toEqual(Object.keys(node.methods.listSearch).sort());
	});
});

describe('VSPC Workload', () => {
	const { properties, usableAsTool, icon, credentials } = new VspcWorkload().description;
	const operations = ['get', 'getAll', 'getRestorePoints'];
	const resources = [
		'anyWorkload',
		'cloudWorkload',
		'computer',
		'fileData',
		'microsoft365Object',
		'virtualMachine',
	];
	const of = (resource: string, operation: string, name: string) =>
		properties.find(
			(one) =>
				one.name === name &&
				one.displayOptions?.show?.resource?.includes(resource) &&
				one.displayOptions.show.operation?.includes(operation),
		)!;
	const filtersOf = (resource: string) =>
		(of(resource, 'getAll', 'filters').options as INodeProperties[]).map(({ name }) => name);

	test('its public names', () => {
		expect([...new Set(properties.map(({ name }) => name))].sort()).toEqual([
			...['authentication', 'fields', 'filters', 'limit', 'operation', 'options', 'output'],
			...['resource', 'returnAll', 'sort', 'workloadKey'],
		]);
		expect(values(named('resource', properties)[0])).toEqual(resources);
		expect(named('resource', properties)[0].default).toBe('anyWorkload');
		for (const list of named('operation', properties)) {
			expect(values(list)).toEqual(operations);
			expect(list.default).toBe('getAll');
			for (const option of list.options as INodePropertyOptions[]) {
				expect(option.action).toMatch(/^[A-Z]/);
				expect(option.description).toContain('only reads');
			}
		}
		expect(usableAsTool).toMatchObject({
			replacements: { description: expect.stringContaining('only reads') },
		});
		expect(icon).toEqual({
			light: 'file:../../icons/workload.svg',
			dark: 'file:../../icons/workload.dark.svg',
		});
		expect(credentials).toEqual(description.credentials);
	});

	test('each resource has the filters that VSPC says something for', () => {
		expect(filtersOf('anyWorkload')).toEqual([
			...['backupServerUid', 'companyUid', 'excludeNames', 'immutable', 'malwareState'],
			...['nameContains', 'noRestorePointForHours', 'offSiteCopy', 'rpoExceptions'],
		]);
		expect(filtersOf('microsoft365Object')).toEqual([
			...['companyUid', 'excludeNames', 'nameContains', 'noRestorePointForHours'],
			'rpoExceptions',
		]);
		const optionsOf = (resource: string) =>
			(of(resource, 'getAll', 'options').options as INodeProperties[]).map(({ name }) => name);
		expect(optionsOf('cloudWorkload')).toContain('snapshotsCount');
		expect(optionsOf('computer')).not.toContain('snapshotsCount');
	});

	test('short answers as a tool', () => {
		const toolDefault = (name: string) =>
			named(name, properties).find(({ displayOptions }) => displayOptions?.show?.['@tool'])
				?.default;
		expect(toolDefault('limit')).toBe(20);
		expect(toolDefault('output')).toBe('simplified');
	});
});

test('light and dark icons of node and credentials', () => {
	expect(description.icon).toEqual({
		light: 'file:../../icons/job.svg',
		dark: 'file:../../icons/job.dark.svg',
	});
	for (const credential of [new VspcApi(), new VspcLoginApi()]) {
		expect(credential.icon).toEqual({
			light: 'file:../icons/vspc.svg',
			dark: 'file:../icons/vspc.dark.svg',
		});
	}
});

describe('credentials', () => {
	test.each([
		[new VspcApi(), 'VSPC API', ['host', 'accessToken', 'apiVersion', 'allowUnauthorizedCerts']],
		[
			new VspcLoginApi(),
			'VSPC Login API',
			['host', 'username', 'password', 'apiVersion', 'allowUnauthorizedCerts', 'sessionToken'],
		],
	])('$name: its public names', (credential, displayName, fields) => {
		expect(credential.displayName).toBe(displayName);
		expect(credential.properties.map(({ name }) => name)).toEqual(fields);
		expect(description.credentials?.map(({ name }) => name)).toContain(credential.name);
	});

	test('n8n offers them in HTTP Request: it copies own properties only, and wants `authenticate`', () => {
		for (const credential of [new VspcApi(), new VspcLoginApi()]) {
			expect({ ...credential }).toHaveProperty('authenticate');
		}
	});

	test('secrets are never shown as they are typed', () => {
		for (const credential of [new VspcApi(), new VspcLoginApi()]) {
			for (const name of ['accessToken', 'password', 'sessionToken']) {
				const [field] = named(name, credential.properties);
				if (field) expect(field.typeOptions?.password).toBe(true);
			}
		}
	});

	test('every version that VSPC has is offered, with its product, 3.5.1 by default', () => {
		const [field] = named('apiVersion', new VspcApi().properties);
		expect(values(field)).toEqual(['3.4', '3.5', '3.5.1', '3.6', '3.6.1', '3.6.2', '3.7', '']);
		expect(field.default).toBe('3.5.1');
		for (const option of field.options ?? []) {
			expect(option.name).toMatch(/VSPC|Server Default/);
		}
	});

	test('the session token is renewed by n8n', () => {
		const [field] = named('sessionToken', new VspcLoginApi().properties);
		expect(field).toMatchObject({ type: 'hidden', typeOptions: { expirable: true }, default: '' });
	});
});

/** What is in collections of a form, with the collection, at any depth. */
function insideOf(properties: INodeProperties[], outer?: INodeProperties): INodeProperties[][] {
	return properties.flatMap((field) => {
		const { type, options = [] } = field;
		const parts =
			type === 'collection'
				? (options as INodeProperties[])
				: type === 'fixedCollection'
					? options.flatMap((option) => ('values' in option ? option.values : []))
					: [];
		return [...(outer ? [[outer, field]] : []), ...insideOf(parts, field)];
	});
}

test('a switch in Options arrives as whoever adds it wants it: not as if it were not there', () => {
	const nodes = [
		...[VspcAlarm, VspcAlarmTrigger, VspcCompany, VspcJob, VspcJobTrigger],
		...[VspcWorkload, VspcWorkloadTrigger],
	].map((Node) => new Node());
	const switches = nodes
		.flatMap(({ description: { properties } }) => insideOf(properties))
		.filter(([, { type }]) => type === 'boolean');
	const root = resolve(__dirname, '../../nodes');
	const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => readFileSync(join(root, file), 'utf8'))
		.join('\n');
	const read = [...sources.matchAll(/\.boolean\('(\w+)', (true|false)\)/g)];
	const absent = new Map(read.map(([, name, value]) => [name, value === 'true']));
	// What is not there means the same in every form.
	expect(read.filter(([, name, value]) => String(absent.get(name)) !== value)).toEqual([]);

	const options = switches.filter(([{ name }]) => name !== 'filters').map(([, field]) => field);
	expect([...new Set(options.map(({ name }) => name))].sort()).toEqual([
		...['activeFull', 'addComputedFields', 'addTicketFields', 'emitExisting'],
		...['findMissedSessions', 'includeNames', 'listProtected', 'listSuccessful'],
		...['snapshotsCount', 'waitForCompletion'],
	]);
	const useless = options.filter(({ name, default: value }) => value !== !absent.get(name));
	expect([...new Set(useless.map(({ name }) => name))]).toEqual([]);
	// A filter that is not there lets all through, so that both values differ from that.
	const filters = switches.filter(([{ name }]) => name === 'filters').map(([, { name }]) => name);
	expect([...new Set(filters)].sort()).toEqual(['enabled', 'immutable', 'offSiteCopy']);
});
