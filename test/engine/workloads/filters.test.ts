import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { ESTATE, latestOf, stageOf } from './stage';

/** VSPC Workload > Get Many: filters. What they leave is compared with a count of all workloads. */
const simulator = useSimulator(ESTATE);
useVirtualTime();
const { list, of, requestsTo, run } = stageOf(simulator);

const HOUR = 3_600_000;
const keysOf = (items: IDataObject[]) => items.map(({ workloadKey }) => String(workloadKey)).sort();
const all = async (parameters: INodeParameters = {}) => (await list(parameters)).items;
const only = async (filters: IDataObject, parameters: INodeParameters = {}) =>
	await list({ ...parameters, filters: filters as INodeParameters });
/** The items that a filter leaves are those that fit, of all kinds that can say so. */
async function expectThose(
	filters: IDataObject,
	fits: (item: IDataObject) => boolean,
	parameters: INodeParameters = {},
) {
	const [every, left] = [await all(parameters), await only(filters, parameters)];
	const wanted = keysOf(every.filter(fits));
	expect(keysOf(left.items)).toEqual(wanted);
	expect(wanted.length).toBeGreaterThan(0);
	expect(wanted.length).toBeLessThan(every.length);
	return left;
}
const lower = (value: unknown) => String(value ?? '').toLowerCase();

longTest(
	'company: of all kinds, also objects of Microsoft 365 on a server of the provider',
	async () => {
		const [{ companyUid }] = simulator().estate.vb365Mappings;
		const { items } = await expectThose({ companyUid }, (item) => item.companyUid === companyUid);
		expect(items.some(({ workloadKind }) => workloadKind === 'microsoft365Object')).toBe(true);
	},
);

longTest(
	'backup server: computers of the console and Microsoft 365 belong to none, which a hint says',
	async () => {
		const { backupServerUid } = simulator().estate.jobs[0];
		const { hints } = await expectThose(
			{ backupServerUid },
			(item) => item.backupServerUid === backupServerUid,
		);
		expect(hints).toEqual(
			['computers managed by the console', 'Microsoft 365 objects'].map((plural) =>
				expect.stringMatching(
					`The filter 'Backup Server' leaves out all ${plural} \\(rows of VSPC: \\d+\\)`,
				),
			),
		);
	},
);

describe('a computer that the console and a backup server both have', () => {
	const twin = () => {
		const ofConsole = of('consoleComputer').find(({ uid }) =>
			of('backupServerComputer').some((one) => one.uid === uid),
		)!;
		const server = of('backupServerComputer').find(({ uid }) => uid === ofConsole.uid)!;
		for (const one of [ofConsole, server]) {
			const isNew = one === ofConsole;
			const { list: from } = one;
			const like = simulator().estate.workloads.find((other) => {
				return other.list === from && other.chains.length > 0;
			})!;
			const points = [Date.now() - (isNew ? HOUR : 100 * HOUR)];
			one.chains = like.chains.map((chain) => ({ ...chain, points }));
			one.malwareState = 'Infected';
		}
		simulator().setWorkload(server.uid, {});
		return server;
	};
	const shown = ({ items }: { items: IDataObject[] }, { uid }: { uid: string }) =>
		items
			.filter(({ instanceUid, backupAgentUid }) => [instanceUid, backupAgentUid].includes(uid))
			.map((item) => [item.workloadKind, Math.round(Number(item.hoursSinceRestorePoint))]);

	longTest(
		'has its later restore point, whichever filter leaves out the list of the console',
		async () => {
			const server = twin();
			const expected = [['backupServerComputer', 1]];
			for (const filters of [
				{},
				{ malwareState: ['Infected'] },
				{ backupServerUid: server.serverUid },
				{ backupServerUid: server.serverUid, companyUid: server.organizationUid },
			]) {
				expect(shown(await only(filters, { resource: 'computer' }), server)).toEqual(expected);
				const late = { ...filters, noRestorePointForHours: 24 };
				expect(shown(await only(late, { resource: 'computer' }), server)).toEqual([]);
			}
			// What VSPC's list does not have is not asked for there.
			for (const { query } of requestsTo('computersManagedByConsole$')) {
				expect(String(query.filter ?? '')).not.toMatch(/backupServerUid|malwareState/);
			}
		},
	);

	test.each([403, 404])(
		'counts with what its server says where VSPC answers %i for the other list',
		async (status) => {
			const server = twin();
			const path = 'computersManagedByConsole$';
			simulator().faults.add({ kind: 'error', status, path });
			const found = await only({ malwareState: ['Infected'] }, { resource: 'computer' });
			simulator().faults.clear();
			expect(shown(found, server)).toEqual([['backupServerComputer', 100]]);
		},
	);
});

longTest('name: a part of it, also where storage and bucket meet', async () => {
	await expectThose({ nameContains: 'NAS' }, ({ name }) => lower(name).includes('nas'));
	await expectThose({ nameContains: 'furt / buck' }, ({ name }) =>
		lower(name).includes('furt / buck'),
	);
});

longTest.each([
	['test-vm, dc*', (name: string) => name === 'test-vm' || name.startsWith('dc')],
	['*-vm', (name: string) => name.endsWith('-vm')],
	['*b*3', (name: string) => /b.*3$/.test(name)],
	['* *', (name: string) => name.includes(' ')],
])('exclude names %s', async (excludeNames, isOut) => {
	await expectThose({ excludeNames }, ({ name }) => !isOut(lower(name)));
});

longTest('malware state: only kinds that have one; the others are counted', async () => {
	const malwareState = ['Suspicious', 'Infected'];
	const { hints } = await expectThose({ malwareState }, (item) =>
		malwareState.includes(String(item.malwareState)),
	);
	expect(hints).toHaveLength(7);
	const objects = of('microsoft365Object').flatMap(({ chains }) => chains).length;
	expect(hints.join('\n')).toContain(
		`The filter 'Malware State' leaves out all Microsoft 365 objects (rows of VSPC: ${objects})`,
	);
	// To count is one request, whatever the number of rows.
	expect(requestsTo('vb365ProtectedObjects$').at(-1)?.query).toMatchObject({ limit: '1' });
});

test('kinds that cannot say it are counted as far as the other filters leave them, or it says what the number counts', async () => {
	const { name, organizationUid: companyUid } = of('fileShare')[0];
	const shares = of('fileShare', ({ organizationUid }) => organizationUid === companyUid).length;
	expect(shares).toBeLessThan(of('fileShare').length);
	const objects = of('microsoft365Object').flatMap(({ chains }) => chains).length;
	const ofMalware = async (filters: IDataObject) => {
		const { hints } = await only({ ...filters, malwareState: ['Clean'] });
		return hints.join('\n');
	};
	const own = await ofMalware({ companyUid });
	expect(own).toContain(`leaves out all file shares (rows of VSPC: ${shares})`);
	expect(own).toContain(
		`leaves out all Microsoft 365 objects (rows of VSPC, of all companies: ${objects})`,
	);
	const named = await ofMalware({ nameContains: name });
	expect(named).toContain('leaves out all file shares (rows of VSPC: 1)');
	expect(named).toContain(`Microsoft 365 objects (rows of VSPC, before other filters: ${objects})`);
	expect(await ofMalware({ excludeNames: name })).toContain(
		`all file shares (rows of VSPC, before other filters: ${of('fileShare').length})`,
	);
});

longTest.each([true, false])('immutable %s: VMs only', async (immutable) => {
	const { items } = await expectThose({ immutable }, (item) => item.immutable === immutable);
	expect(new Set(items.map(({ workloadKind }) => workloadKind))).toEqual(
		new Set(['virtualMachine']),
	);
});

longTest.each([true, false])('off-site copy %s: VMs and computers', async (offSiteCopy) => {
	const [{ uid, chains }] = of('virtualMachine', (one) => one.chains[0].points.length > 0);
	const targetType = 'Unknown';
	simulator().setWorkload(uid, { chains: [{ ...chains[0], targetType }] });
	const isOffSite = ({ copies }: IDataObject) =>
		copies === null ? null : (copies as { cloud: number }).cloud > 0;
	const { hints } = await expectThose({ offSiteCopy }, (item) => isOffSite(item) === offSiteCopy);
	const unknown = (await all()).filter(
		(item) => item.workloadKind === 'virtualMachine' && isOffSite(item) === null,
	);
	expect(unknown.length).toBeGreaterThan(0);
	const count = `${unknown.length} virtual machine${unknown.length > 1 ? 's' : ''}`;
	expect(hints).toContain(
		`The filter 'Off-Site Copy' leaves out ${count}: VSPC does not show this for them.`,
	);
});

describe('no restore point for hours', () => {
	const isMissed =
		(hours: number) =>
		({ latestRestorePointUtc: latest }: IDataObject) =>
			latest === null || simulator().clock.now() - Date.parse(String(latest)) > hours * HOUR;

	longTest('older, or none at all', async () => {
		const { items } = await expectThose({ noRestorePointForHours: 48 }, isMissed(48));
		expect(items.some((item) => item.latestRestorePointUtc === null)).toBe(true);
	});

	longTest('the same on a server that takes no filters', async () => {
		simulator().faults.add({ kind: 'ignoreFilter' });
		await expectThose({ noRestorePointForHours: 48 }, isMissed(48));
		simulator().faults.clear();
		simulator().settings.filterDates = 'rejected';
		const { hints } = await expectThose({ noRestorePointForHours: 48 }, isMissed(48));
		expect(hints.join()).toContain('filtered by n8n');
	});

	test('a workload is missed until a session has made a restore point', async () => {
		const [vm] = of(
			'virtualMachine',
			(one) => one.chains[0].sourceUid !== null && Date.now() - (latestOf(one) ?? 0) > 48 * HOUR,
		);
		const isThere = async () => {
			const { items } = await only({ noRestorePointForHours: 48 }, { resource: 'virtualMachine' });
			return items.some(({ instanceUid }) => instanceUid === vm.uid);
		};
		expect(await isThere()).toBe(true);
		simulator().endSession(vm.chains[0].sourceUid!, { status: 'Failed' });
		expect(await isThere()).toBe(true);
		simulator().endSession(vm.chains[0].sourceUid!, { status: 'Success' });
		expect(await isThere()).toBe(false);
	});

	longTest('exceptions by kind and company: the first that fits counts', async () => {
		const { companyUid } = (await all({ resource: 'virtualMachine' })).find(
			(item) => item.latestRestorePointUtc !== null,
		)!;
		const rpoExceptions = {
			exception: [
				{ kinds: ['workstation'], companyUid: { __rl: true, mode: 'list', value: '' }, hours: 168 },
				{ kinds: [], companyUid: { __rl: true, mode: 'id', value: companyUid }, hours: 4 },
				{ kinds: ['virtualMachine', 'fileShare'], hours: 72 },
			],
		};
		const hoursOf = (item: IDataObject) => {
			if (item.operationMode === 'Workstation') return 168;
			if (item.companyUid === companyUid) return 4;
			return ['virtualMachine', 'fileShare'].includes(String(item.workloadKind)) ? 72 : 24;
		};
		await expectThose({ noRestorePointForHours: 24, rpoExceptions }, (item) =>
			isMissed(hoursOf(item))(item),
		);
	});

	test('snapshots of public clouds count only with the option', async () => {
		const parameters = { resource: 'cloudWorkload' };
		await expectThose({ noRestorePointForHours: 48 }, isMissed(48), parameters);
		const later = ({ latestRestorePointUtc: a, latestSnapshotUtc: b }: IDataObject) =>
			[a, b].filter(Boolean).sort().at(-1) ?? null;
		await expectThose(
			{ noRestorePointForHours: 48 },
			(item) => isMissed(48)({ latestRestorePointUtc: later(item) }),
			{ ...parameters, options: { snapshotsCount: true } },
		);
	});
});

longTest('several filters: a workload must match all', async () => {
	await expectThose(
		{ noRestorePointForHours: 24, nameContains: 'o', malwareState: ['Clean', 'Unverified'] },
		(item) =>
			lower(item.name).includes('o') &&
			['Clean', 'Unverified'].includes(String(item.malwareState)) &&
			!(Number(item.hoursSinceRestorePoint ?? Infinity) <= 24),
	);
});

test('a limit counts those that fit', async () => {
	const filters = { nameContains: 'dc01' };
	const parameters = { resource: 'virtualMachine', returnAll: false, limit: 3, filters };
	const { outputs } = await run('getAll', parameters);
	expect(outputs[0].map(({ json }) => json.name)).toEqual(['dc01', 'dc01', 'dc01']);
});

test.each<[string, INodeParameters, string]>([
	['no name', { excludeNames: ' , ' }, "'Exclude Names' is empty"],
	['a state that is none', { malwareState: ['Bad'] }, "'Malware State' has the value 'Bad'"],
	['hours below 0', { noRestorePointForHours: -1 }, "'No Point for Hours' is not a number"],
	['exceptions of nothing', { rpoExceptions: {} }, "'RPO Exceptions' has no effect by itself"],
	[
		'an exception without hours',
		{ noRestorePointForHours: 24, rpoExceptions: { exception: [{ kinds: [], hours: 'many' }] } },
		"'RPO Exceptions' has no number of hours of 0 or more in row 1",
	],
	[
		'an exception for a kind that is none',
		{
			noRestorePointForHours: 24,
			rpoExceptions: { exception: [{ kinds: ['laptop'], hours: 1 }] },
		},
		"'RPO Exceptions' has the kind 'laptop' in row 1",
	],
	[
		'an exception for a company that is none',
		{
			noRestorePointForHours: 24,
			rpoExceptions: { exception: [{ companyUid: 'Alpine', hours: 1 }] },
		},
		"'RPO Exceptions' has a company in row 1 that is not a UID",
	],
])('%s is refused before any request', async (_case, filters, message) => {
	const { error } = await run('getAll', { returnAll: true, filters });
	expect(error?.message).toContain(message);
	expect(simulator().requests).toEqual([]);
});
