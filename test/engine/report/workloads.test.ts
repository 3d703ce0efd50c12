import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { VspcJob } from '../../../nodes/VspcJob/VspcJob.node';
import type { SimulatedWorkload } from '../../simulator';
import { useSimulatorPerTest } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { ESTATE, KINDS, latestOf, stageOf } from '../workloads/stage';
import { countsOf } from './stage';

/** Report > Create with Report Type = Workloads. Numbers are compared with a count of the simulator's own records. */
const simulator = useSimulatorPerTest(ESTATE);
useVirtualTime();
const { list, of, requestsTo, run } = stageOf(simulator);

const HOUR = 3_600_000;

interface Item extends IDataObject {
	subject: string;
	html: string;
	text: string;
	summary: IDataObject & { malware: Record<string, number> };
	workloads: Array<IDataObject & { name: string; workloadKey: string }>;
	companyUid: string | null;
	companyName: string;
	companyEmail: string | null;
}

const result = async (parameters: INodeParameters = {}, setup: IDataObject = {}) =>
	await run(
		'create',
		{ resource: 'report', reportType: 'workloads', ...parameters },
		{ nodeType: new VspcJob(), timezone: 'Europe/Berlin', ...setup },
	);

const reports = async (parameters: INodeParameters = {}) => {
	const { outputs, error, hints } = await result(parameters);
	expect(error).toBeUndefined();
	return { items: outputs[0].map(({ json }) => json as unknown as Item), hints, outputs };
};

const report = async (parameters: INodeParameters = {}) => {
	const { items } = await reports(parameters);
	expect(items).toHaveLength(1);
	return items[0];
};

/** The state of a workload by the records of the simulator. */
function stateOf(latest: number | undefined, hours: number): string {
	if (latest === undefined) return 'noRestorePoint';
	return simulator().clock.now() - latest <= hours * HOUR ? 'within' : 'outside';
}

const uidOf = ({ uid, more, list: from }: SimulatedWorkload) =>
	from === 'objectStorages' ? `${uid}:${String(more.bucketUid)}` : uid;

/** All workloads by the records of the simulator; a computer with one UID in both lists is one. */
function expected(hours: number, kinds = Object.keys(KINDS)): Map<string, string> {
	const latest = new Map<string, number | undefined>();
	for (const kind of kinds) {
		for (const one of of(kind)) {
			const isComputer = kind.endsWith('Computer');
			const key = `${isComputer ? 'computer' : kind}:${uidOf(one)}`;
			const times = [latest.get(key), latestOf(one)].filter((time) => time !== undefined);
			latest.set(key, times.length > 0 ? Math.max(...times) : undefined);
		}
	}
	return new Map([...latest].map(([key, time]) => [key, stateOf(time, hours)]));
}

test.each([24, 48, 0])(
	'share and states are those of an independent count, RPO %s h',
	async (rpoHours) => {
		const { summary, workloads, subject, text, html } = await report({ rpoHours });
		const states = expected(rpoHours);
		const counts = countsOf([...states.values()]);
		const { within = 0, outside = 0, noRestorePoint = 0 } = counts;
		expect(summary).toMatchObject({
			workloads: states.size,
			within,
			outside,
			noRestorePoint,
			rpo: { hours: rpoHours, exceptions: 0, snapshotsCount: false },
		});
		expect(summary.complianceRate).toBeCloseTo((within / states.size) * 100, 1);
		expect(countsOf(workloads.map(({ state }) => String(state)))).toEqual(counts);
		expect(outside).toBeGreaterThan(0);
		for (const kind of Object.keys(KINDS).filter((name) => !name.endsWith('Computer'))) {
			for (const one of of(kind)) {
				const row = workloads.find(
					({ workloadKind, workloadKey }) =>
						workloadKind === kind && workloadKey.endsWith(uidOf(one).toLowerCase()),
				);
				const found = row ?? workloads.find(({ workloadKey }) => workloadKey.endsWith(uidOf(one)));
				expect([one.name, found?.state]).toEqual([one.name, states.get(`${kind}:${uidOf(one)}`)]);
			}
		}
		for (const form of [subject, text, html]) {
			expect(form).toContain(`${outside.toLocaleString('en-GB')} outside the RPO`);
		}
	},
);

test('what is outside comes first, the oldest first; then what has no restore point', async () => {
	const { workloads } = await report({ rpoHours: 24 });
	const order = ['outside', 'noRestorePoint', 'within'];
	const places = workloads.map(({ state }) => order.indexOf(String(state)));
	expect(places).toEqual([...places].sort());
	const ages = workloads
		.filter(({ state }) => state === 'outside')
		.map(({ hoursSinceRestorePoint }) => Number(hoursSinceRestorePoint));
	expect(ages).toEqual([...ages].sort((a, b) => b - a));
});

test('malware and immutability are counted of the kinds that can say it, and it says so', async () => {
	const { summary, text, html } = await report();
	const machines = of('virtualMachine');
	const known = [...machines, ...of('backupServerComputer')];
	const count = (state: string) =>
		known.filter(({ malwareState }) => malwareState === state).length;
	expect(summary.malware).toMatchObject({
		known: known.length,
		clean: count('Clean'),
		infected: count('Infected'),
		suspicious: count('Suspicious'),
	});
	const immutable = machines.filter(
		(vm) => vm.more.immutable === true && latestOf(vm) !== undefined,
	).length;
	expect(summary.immutability).toEqual({ known: machines.length, immutable });
	for (const form of [text, html]) {
		expect(form).toMatch(
			/VSPC reports it only for VMs and for computers managed by backup servers\./,
		);
		expect(form).toMatch(/VSPC reports this only for VMs\./);
	}
	const other = await report({ workloadKinds: ['microsoft365Object'] });
	expect(other.summary).toMatchObject({ malware: { known: 0 }, immutability: { known: 0 } });
	expect(other.text).toContain('VSPC does not report it for any of these workloads');
});

test('exceptions by kind and company count as in the filter of VSPC Workload', async () => {
	const { items: all } = await list();
	const { companyUid } = all.find(({ workloadKind }) => workloadKind === 'virtualMachine')!;
	const rpoExceptions = {
		exception: [
			{ kinds: ['workstation'], hours: 168 },
			{ kinds: [], companyUid: { __rl: true, mode: 'id', value: companyUid }, hours: 4 },
			{ kinds: ['virtualMachine', 'fileShare'], hours: 72 },
		],
	} as unknown as INodeParameters;
	const { items: missed } = await list({
		filters: { noRestorePointForHours: 24, rpoExceptions },
	});
	const { workloads, text } = await report({ rpoHours: 24, options: { rpoExceptions } });
	const late = workloads.filter(({ state }) => state !== 'within');
	expect(late.map(({ workloadKey }) => workloadKey).sort()).toEqual(
		missed.map(({ workloadKey }) => String(workloadKey)).sort(),
	);
	expect(new Set(workloads.map(({ rpoHours }) => rpoHours))).toEqual(new Set([24, 4, 72, 168]));
	expect(text).toContain('A different RPO applies to some kinds or companies (3 exceptions).');
	expect(text).toContain('RPO 4 hours');
});

test('snapshots of public clouds count only with the option', async () => {
	for (const workload of of('cloudFileShare')) {
		for (const chain of workload.chains) chain.points.push(simulator().clock.now() - HOUR);
	}
	const parameters = { workloadKinds: ['cloudFileShare'] };
	const without = await report(parameters);
	expect(without.summary).toMatchObject({ within: 0, noRestorePoint: of('cloudFileShare').length });
	const withThem = await report({ ...parameters, options: { snapshotsCount: true } });
	const snapshots = of('cloudFileShare', ({ chains }) => chains.length > 0);
	expect(withThem.summary).toMatchObject({ within: snapshots.length });
	expect(withThem.workloads[0]).toMatchObject({ latestRestorePointUtc: null });
	expect(withThem.text).toContain('Snapshots of cloud databases and cloud file shares count');
});

describe('why a workload is outside', () => {
	/** A VM whose latest restore point is that of its one job. */
	const protectedVm = () =>
		of(
			'virtualMachine',
			({ chains }) => chains.length === 1 && chains[0].sourceUid === chains[0].jobUid,
		)[0];
	const rowOf = async (vm: SimulatedWorkload, parameters: INodeParameters = {}) => {
		const { workloads } = await report({ rpoHours: 0, ...parameters });
		return workloads.find(({ workloadKey }) => workloadKey.endsWith(vm.uid))!;
	};
	const jobOf = (vm: SimulatedWorkload) =>
		simulator().estate.jobs.find(({ instanceUid }) => instanceUid === vm.chains[0].jobUid)!;

	test('its job failed: with the reason that VSPC gives', async () => {
		const vm = protectedVm();
		simulator().endSession(vm.chains[0].sourceUid!, { status: 'Failed' });
		const job = jobOf(vm);
		job.failureMessage = 'Disk <full>.';
		job.isEnabled = true;
		const row = await rowOf(vm);
		expect(row).toMatchObject({
			state: 'outside',
			reason: 'jobFailed',
			reasonText: 'The job failed.',
			failureMessage: 'Disk <full>.',
			jobName: job.name,
		});
		const { text, html } = await report({ rpoHours: 0, workloadKinds: ['virtualMachine'] });
		expect(text).toContain('The job failed. Disk <full>.');
		expect(html).toContain('The job failed. Disk &lt;full&gt;.');
	});

	test('its job is disabled, or its server has lost the connection', async () => {
		const vm = protectedVm();
		jobOf(vm).isEnabled = false;
		expect(await rowOf(vm)).toMatchObject({ reason: 'jobDisabled' });
		const server = simulator().estate.backupServers.find(
			({ instanceUid }) => instanceUid === vm.serverUid,
		)!;
		server.status = 'Inaccessible';
		expect(await rowOf(vm)).toMatchObject({ reason: 'serverDisconnected' });
	});

	test('its job ran without it: green, and yet there is no restore point', async () => {
		const vm = protectedVm();
		const source = vm.chains[0].sourceUid!;
		vm.chains[0].points = vm.chains[0].points.slice(0, -1);
		vm.chains[0].points.push(simulator().clock.now() - 60 * HOUR);
		vm.chains[0].sourceUid = null;
		simulator().endSession(source, { status: 'Success' });
		jobOf(vm).isEnabled = true;
		expect(await rowOf(vm, { rpoHours: 24 })).toMatchObject({
			state: 'outside',
			reason: 'jobRanWithout',
			reasonText: expect.stringMatching(
				/^The job ran successfully on .*2026|, \d\d:\d\d, but it made no restore point of this workload/,
			),
		});
	});

	test('nobody looks for reasons where all are within', async () => {
		protectedVm().name = 'the only one';
		await report({ rpoHours: 1_000_000, filters: { nameContains: 'the only one' } });
		expect(requestsTo('/backupServers/jobs$|/managementAgents$')).toEqual([]);
	});
});

describe('one report for each company', () => {
	test('has each workload once, by company, with e-mail addresses', async () => {
		const { workloads: all } = await report();
		const { items } = await reports({ groupBy: 'company' });
		expect(Object.keys(items[0])).toEqual([
			...['subject', 'html', 'text'],
			...['companyUid', 'companyName', 'companyEmail'],
			...['summary', 'workloads'],
		]);
		expect(items.length).toBeGreaterThan(3);
		const keys = (rows: Item['workloads']) => rows.map(({ workloadKey }) => workloadKey).sort();
		expect(keys(items.flatMap(({ workloads }) => workloads))).toEqual(keys(all));
		for (const { companyUid, companyName, companyEmail, workloads, summary } of items) {
			expect(new Set(workloads.map((row) => row.companyUid))).toEqual(new Set([companyUid]));
			expect(summary.workloads).toBe(workloads.length);
			const { organizations } = simulator().estate;
			const company = organizations.find(({ instanceUid }) => instanceUid === companyUid);
			expect([companyName, companyEmail]).toEqual([company?.name, company?.email]);
		}
		expect(requestsTo('/organizations$')).toHaveLength(2);
	});

	test('nothing of another company is in an item or a file: neither name nor UID, job nor message', async () => {
		const { estate } = simulator();
		const company = new Map<string, number>();
		for (const [index, organization] of estate.organizations.entries()) {
			organization.name = `Company-${index}-of-many`;
			company.set(organization.instanceUid, index);
		}
		for (const mapping of estate.vb365Mappings) {
			mapping.companyName = `Company-${company.get(mapping.companyUid)}-of-many`;
		}
		for (const [index, workload] of estate.workloads.entries()) workload.name = `machine-${index}.`;
		// Jobs fail, and their messages name all machines that they have.
		for (const [index, job] of [...estate.jobs, ...estate.agentJobs].entries()) {
			job.name = `job-${index}.`;
			job.failureMessage = `message-${index}.`;
			job.status = 'Failed';
		}
		const { outputs } = await reports({
			groupBy: 'company',
			rpoHours: 0,
			options: {
				attach: ['html', 'csv'],
				rpoExceptions: {
					exception: [{ kinds: [], companyUid: estate.organizations[2].instanceUid, hours: 4321 }],
				} as unknown as INodeParameters,
			},
		});
		const wholes = outputs[0].map(({ json, binary }) => ({
			json: json as unknown as Item,
			whole: [
				JSON.stringify(json),
				...['html', 'csv'].map((field) => atob(binary![field].data)),
			].join('\n'),
		}));
		expect(wholes.length).toBeGreaterThan(3);
		const shownJobs = new Set(
			wholes.flatMap(({ json }) => json.workloads.map(({ jobName }) => jobName)),
		);
		expect(shownJobs.size).toBeGreaterThan(10);
		for (const { json, whole } of wholes) {
			const others = wholes.filter((one) => one.json !== json);
			const own = new Set(json.workloads.flatMap((row) => [row.name, row.jobName]));
			const secrets = others.flatMap(({ json: { companyUid, companyName, workloads } }) => [
				...(companyUid ? [companyUid, companyName] : []),
				...workloads.flatMap(({ name, jobName, failureMessage, workloadKey }) => [
					...[name, jobName].filter((text) => !own.has(String(text))),
					failureMessage,
					workloadKey,
				]),
			]);
			const told = secrets.filter((secret) => secret !== null && whole.includes(String(secret)));
			const isOfOwnJob = (text: unknown) =>
				json.workloads.some(({ failureMessage }) => failureMessage === text);
			expect([json.companyName, told.filter((text) => !isOfOwnJob(text))]).toEqual([
				json.companyName,
				[],
			]);
			const hasException = json.companyUid === estate.organizations[2].instanceUid;
			expect([json.companyName, whole.includes('4,321')]).toEqual([json.companyName, hasException]);
		}
	});

	test('a job of another company is not named, however bad it is', async () => {
		const { estate } = simulator();
		const [vm] = of('virtualMachine', ({ chains }) => chains[0].jobUid !== null);
		const job = estate.jobs.find(({ instanceUid }) => instanceUid === vm.chains[0].jobUid)!;
		const other = estate.companies.find(({ instanceUid }) => instanceUid !== vm.organizationUid)!;
		Object.assign(job, {
			name: 'All customers',
			status: 'Failed',
			failureMessage: 'Processing SRV of Globex failed.',
			mappedOrganizationUid: other.instanceUid,
			organizationUid: other.instanceUid,
		});
		const { items } = await reports({ groupBy: 'company', rpoHours: 0 });
		const row = items
			.flatMap(({ workloads }) => workloads)
			.find(({ workloadKey }) => workloadKey.endsWith(vm.uid));
		expect(row).toMatchObject({ jobName: null, jobKey: null, reason: null, failureMessage: null });
		const own = items.find(({ companyUid }) => companyUid === vm.organizationUid)!;
		expect(JSON.stringify(own)).not.toMatch(/All customers|Globex/);
		const { workloads } = await report({ rpoHours: 0 });
		expect(workloads.find(({ workloadKey }) => workloadKey.endsWith(vm.uid))).toMatchObject({
			jobName: 'All customers',
		});
	});

	test('a company that was asked for and has none gets a report that says so', async () => {
		const { instanceUid, name } = simulator().estate.organizations[1];
		const { items } = await reports({
			groupBy: 'company',
			filters: { companyUid: instanceUid, nameContains: 'no machine is called so' },
		});
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject({
			companyName: name,
			summary: { workloads: 0, complianceRate: null },
			workloads: [],
		});
		expect(items[0].html).toContain('No workloads');
	});
});

test('a list that VSPC does not have is named in the report, and in a hint', async () => {
	const errors = [{ message: 'Access denied.', type: 'authorization' }];
	simulator().faults.add({ kind: 'error', status: 403, errors, path: 'vb365ProtectedObjects' });
	const { items, hints } = await reports({ options: { language: 'de' } });
	expect(items[0].text).toContain(
		'Nicht in diesem Bericht, weil VSPC sie nicht zeigt: Microsoft-365-Objekte.',
	);
	expect(items[0].html).toContain('weil VSPC sie nicht zeigt: Microsoft-365-Objekte.');
	expect(hints.join()).toContain('The Microsoft 365 objects are missing');
});

test('kinds that a filter leaves out are named in the report', async () => {
	const { text, workloads } = await report({ filters: { malwareState: ['Clean'] } });
	expect(text).toMatch(/Left out by the filters of this report: .*Microsoft 365 objects/);
	expect(new Set(workloads.map(({ malwareState }) => malwareState))).toEqual(new Set(['Clean']));
});

test('only the lists of the kinds that were chosen are read', async () => {
	await report({ workloadKinds: ['fileShare'] });
	const lists = requestsTo('/protectedWorkloads/').map(
		({ path }) => path.split('/protectedWorkloads/')[1],
	);
	// Their backups say which job protects them.
	expect([...new Set(lists)].sort()).toEqual(['fileShares', 'fileShares/backups']);
});

test('a computer that the console protects, too, is within the RPO, though only those of backup servers are asked for', async () => {
	const [both] = of('backupServerComputer', ({ uid }) =>
		of('consoleComputer').some((one) => one.uid === uid),
	);
	const ofConsole = of('consoleComputer').find(({ uid }) => uid === both.uid)!;
	const like = of('consoleComputer').find(({ chains }) => chains.length > 0)!;
	ofConsole.chains = like.chains.map((chain) => ({ ...chain, points: [Date.now() - HOUR] }));
	both.chains = [];
	const { workloads } = await report({ workloadKinds: ['backupServerComputer'] });
	const own = workloads.filter(({ workloadKey }) => workloadKey.endsWith(both.uid));
	expect(own).toEqual([expect.objectContaining({ state: 'within' })]);
	expect(workloads).toHaveLength(of('backupServerComputer').length);
});

test('a computer that a backup server protects, too, is within the RPO, though only those of the console are asked for', async () => {
	const [both] = of('consoleComputer', ({ uid }) =>
		of('backupServerComputer').some((one) => one.uid === uid),
	);
	const ofServer = of('backupServerComputer').find(({ uid }) => uid === both.uid)!;
	const like = of('backupServerComputer').find(({ chains }) => chains.length > 0)!;
	ofServer.chains = like.chains.map((chain) => ({ ...chain, points: [Date.now() - HOUR] }));
	both.chains = [];
	const { workloads } = await report({ workloadKinds: ['consoleComputer'] });
	const own = workloads.filter(({ workloadKey }) => workloadKey.endsWith(both.uid));
	expect(own).toEqual([expect.objectContaining({ state: 'within' })]);
	expect(new Set(workloads.map(({ workloadKind }) => workloadKind))).toEqual(
		new Set(['consoleComputer']),
	);
});

test('an AI agent gets text and numbers, no HTML and no rows', async () => {
	const { outputs } = await result({}, { type: 'n8n-nodes-vspc.vspcJobTool' });
	expect(Object.keys(outputs[0][0].json)).toEqual(['subject', 'text', 'summary']);
});

test.each<[string, INodeParameters, string]>([
	['no kinds', { workloadKinds: [] }, "'Workload Kinds' is empty"],
	['a kind that is none', { workloadKinds: ['job'] }, "'Workload Kinds' has the value 'job'"],
	['hours below 0', { rpoHours: -1 }, "'RPO (Hours)' is not a number of 0 or more"],
	['a type that is none', { reportType: 'alarms' }, "'Report Type' has the value 'alarms'"],
	[
		'an exception with hours below 0',
		{ options: { rpoExceptions: { exception: [{ kinds: [], hours: -1 }] } } as never },
		"'RPO Exceptions' has no number of hours",
	],
])('%s: an error that names the parameter, before any request', async (_, parameters, message) => {
	const { error } = await result(parameters);
	expect(error?.message).toContain(message);
	expect(simulator().requests).toEqual([]);
});
