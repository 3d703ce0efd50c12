import fc from 'fast-check';

import { WORKLOAD_KINDS } from '../../../../nodes/form/workloads';
import { microsoft365Object } from '../../../../nodes/vspc/workloads/cloud';
import { partsOfKey, workloadKeyOf } from '../../../../nodes/vspc/workloads/kind';
import { backupServerComputer, consoleComputer } from '../../../../nodes/vspc/workloads/onPremises';
import {
	leastHoursOf,
	type RpoRules,
	rpoHoursOf,
	type RpoSubject,
	rpoStateOf,
} from '../../../../nodes/vspc/workloads/rpo';
import { joinComputers, joinRows, toShape } from '../../../../nodes/vspc/workloads/workload';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 28);
const ZERO = '00000000-0000-0000-0000-000000000000';
const uidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

const time = fc.option(fc.integer({ min: NOW - 500 * HOUR, max: NOW + 5 * HOUR }), { nil: null });
const uid = fc.oneof(
	{ weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }).map(uidOf) },
	{ weight: 1, arbitrary: fc.constantFrom(null, ZERO, 'none') },
);
/** A computer of a backup server: few UIDs and names, so that they repeat. */
const serverRow = fc.record({
	instanceUid: uid,
	backupServerUid: fc.integer({ min: 1, max: 3 }).map(uidOf),
	organizationUid: fc.integer({ min: 1, max: 3 }).map(uidOf),
	name: fc.constantFrom('pc-1', 'PC-1', 'pc-2'),
	protectionGroups: fc.uniqueArray(fc.integer({ min: 1, max: 4 }).map(uidOf), { maxLength: 3 }),
	latestRestorePointDate: time.map(iso),
});
const consoleRow = fc.record({
	backupAgentUid: uid,
	organizationUid: fc.integer({ min: 1, max: 3 }).map(uidOf),
	name: fc.constantFrom('pc-1', 'PC-1', 'pc-2'),
	latestRestorePointDate: time.map(iso),
});

const isUsed = (value: unknown) => typeof value === 'string' && /^0{8}-0000-4/.test(value);

describe('rows of a list', () => {
	test('with the same UID on the same server are one workload, all others are workloads of their own', () => {
		fc.assert(
			fc.property(fc.array(serverRow, { maxLength: 30 }), (rows) => {
				const keyed = rows.filter((row) => isUsed(row.instanceUid));
				const places = new Set(keyed.map((row) => `${row.backupServerUid} ${row.instanceUid}`));
				const joined = joinRows(backupServerComputer, rows);
				expect(joined).toHaveLength(places.size + rows.length - keyed.length);
				const keys = joined.flatMap(({ key }) => key ?? []);
				expect(new Set(keys).size).toBe(places.size);
			}),
		);
	});

	test('joined: the latest time of all, and every protection group once, in whatever order they come', () => {
		fc.assert(
			fc.property(
				fc.array(serverRow, { maxLength: 20 }),
				fc.infiniteStream(fc.nat()),
				(rows, dice) => {
					const order = new Map(rows.map((row) => [row, dice.next().value]));
					const shuffled = [...rows].sort((a, b) => order.get(a)! - order.get(b)!);
					const summary = (some: typeof rows) =>
						joinRows(backupServerComputer, some)
							.filter(({ key }) => key)
							.map(({ key, latest, row }) => [key, latest, row.protectionGroups])
							.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
					const found = summary(rows);
					for (const [key, latest, groups] of found) {
						const own = rows.filter((row) => workloadKeyOf(backupServerComputer, row) === key);
						const times = own.flatMap((row) => row.latestRestorePointDate ?? []).map(Date.parse);
						expect(latest).toBe(times.length > 0 ? Math.max(...times) : undefined);
						const all = new Set(own.flatMap((row) => row.protectionGroups));
						expect(new Set(groups as string[])).toEqual(all);
						expect(groups).toHaveLength(all.size);
					}
					const sorted = (list: typeof found) =>
						list.map(([key, latest, groups]) => [key, latest, [...(groups as string[])].sort()]);
					expect(sorted(summary(shuffled))).toEqual(sorted(found));
				},
			),
		);
	});

	test('sent twice count once', () => {
		fc.assert(
			fc.property(fc.array(serverRow, { maxLength: 20 }), (rows) => {
				const used = rows.filter((row) => isUsed(row.instanceUid));
				const twice = joinRows(backupServerComputer, [...used, ...structuredClone(used)]);
				const shapes = (some: typeof twice) => some.map((one) => toShape(one, { now: NOW }));
				expect(shapes(twice)).toEqual(shapes(joinRows(backupServerComputer, used)));
			}),
		);
	});

	test('of Microsoft 365: restore points of each repository are added up, and each repository counts once', () => {
		const row = fc.record({
			id: fc.constantFrom('user-1', 'user-2'),
			vb365ServerUid: fc.integer({ min: 1, max: 2 }).map(uidOf),
			repositoryUid: fc.integer({ min: 1, max: 3 }).map(uidOf),
			name: fc.constant('Anna'),
			latestRestorePointDate: time.map(iso),
		});
		fc.assert(
			fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
				const counted = rows.map((one) => ({ ...one, restorePointsCount: 2 }));
				for (const workload of joinRows(microsoft365Object, counted)) {
					const own = counted.filter(
						(one) => `microsoft365Object:${one.vb365ServerUid}:${one.id}` === workload.key,
					);
					const repositories = new Set(own.map(({ repositoryUid }) => repositoryUid));
					const { restorePoints, latestRestorePointUtc } = toShape(workload, { now: NOW });
					expect(restorePoints).toBe(2 * repositories.size);
					const times = own.flatMap((one) => one.latestRestorePointDate ?? []);
					expect(latestRestorePointUtc).toBe([...times].sort().at(-1) ?? null);
				}
			}),
		);
	});
});

test('computers of console and server are one only by UID; company and name give a hint, and nothing is lost', () => {
	fc.assert(
		fc.property(
			fc.array(serverRow, { maxLength: 10 }),
			fc.array(consoleRow, { maxLength: 10 }),
			(serverRows, consoleRows) => {
				const servers = joinRows(backupServerComputer, serverRows);
				const consoles = joinRows(consoleComputer, consoleRows);
				const joined = joinComputers([...consoles, ...servers]);
				const serverUids = new Set(
					serverRows.map(({ instanceUid }) => instanceUid).filter(isUsed) as string[],
				);
				const alone = consoles.filter(({ row }) => !serverUids.has(String(row.backupAgentUid)));
				expect(joined).toHaveLength(servers.length + alone.length);
				for (const one of joined) {
					const isServer = one.kind === backupServerComputer;
					const others = isServer ? alone : servers;
					const same = others.some(
						({ row }) =>
							row.organizationUid === one.row.organizationUid &&
							String(row.name).toLowerCase() === String(one.row.name).toLowerCase(),
					);
					const isTwin =
						isServer && consoles.some(({ row }) => row.backupAgentUid === one.row.instanceUid);
					const usedTwin = isTwin && isUsed(one.row.instanceUid);
					expect(one.alsoManagedBy !== undefined).toBe(same || usedTwin);
				}
			},
		),
	);
});

describe('keys', () => {
	test('of every kind are read as they were written, and by no other kind', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 3, maxLength: 3 }),
				(some) => {
					for (const kind of WORKLOAD_KINDS) {
						const row = Object.fromEntries(
							kind.keyFields.map((field, index) => [field, uidOf(some[index]).toUpperCase()]),
						);
						const key = workloadKeyOf(kind, row)!;
						const readers = WORKLOAD_KINDS.filter((one) => partsOfKey(one, ` ${key} `));
						expect(readers).toEqual([kind]);
						expect(partsOfKey(kind, key)).toEqual(key.split(':').slice(1));
					}
				},
			),
		);
	});

	test('nothing that could leave its place in a path is a key', () => {
		fc.assert(
			fc.property(fc.string(), (id) => {
				const key = workloadKeyOf(microsoft365Object, { vb365ServerUid: uidOf(1), id });
				if (key !== undefined)
					expect(key).toMatch(/^microsoft365Object:[0-9a-f-]{36}:[\w.=+-]{3,200}$/);
			}),
		);
	});
});

describe('the recovery point objective', () => {
	const subject = fc.record<RpoSubject>({
		workloadKind: fc.constantFrom(
			'virtualMachine',
			'consoleComputer',
			'fileShare',
			'cloudDatabase',
		),
		companyUid: fc.option(fc.integer({ min: 1, max: 3 }).map(uidOf), { nil: null }),
		latestRestorePointUtc: time.map(iso),
		latestSnapshotUtc: time.map(iso),
		operationMode: fc.constantFrom('Workstation', 'workstation', 'Server', null, undefined),
	});
	const hours = fc.integer({ min: 0, max: 400 });
	const rules = fc.record<RpoRules>({
		hours,
		exceptions: fc.array(
			fc.record(
				{
					kinds: fc
						.subarray(['virtualMachine', 'workstation', 'fileShare'] as const)
						.map((all) => [...all]),
					companyUid: fc.integer({ min: 1, max: 3 }).map(uidOf),
					hours,
				},
				{ requiredKeys: ['kinds', 'hours'] },
			),
			{ maxLength: 4 },
		),
		snapshotsCount: fc.boolean(),
	});

	test('is met if what counts as a restore point is no older than the first exception that fits says', () => {
		fc.assert(
			fc.property(rules, subject, (all, one) => {
				// Counted by itself.
				let allowed = all.hours;
				for (const exception of [...all.exceptions].reverse()) {
					const isWorkstation =
						one.workloadKind === 'consoleComputer' &&
						String(one.operationMode).toLowerCase() === 'workstation';
					const names: string[] = [one.workloadKind, ...(isWorkstation ? ['workstation'] : [])];
					const isKind =
						exception.kinds.length === 0 || exception.kinds.some((kind) => names.includes(kind));
					const isCompany =
						exception.companyUid === undefined || exception.companyUid === one.companyUid;
					if (isKind && isCompany) allowed = exception.hours;
				}
				const times = [
					one.latestRestorePointUtc,
					...(all.snapshotsCount ? [one.latestSnapshotUtc] : []),
				].flatMap((text) => (text === null ? [] : [Date.parse(text)]));
				const isMet = times.some((at) => (NOW - at) / HOUR <= allowed);
				expect(rpoStateOf(all, one, NOW)).toMatchObject({ isMet, hours: allowed });
				expect(rpoHoursOf(all, one)).toBe(allowed);
			}),
		);
	});

	test('what is younger than the least hours of all rules is always met: the server need not send it', () => {
		fc.assert(
			fc.property(rules, subject, (all, one) => {
				const { latestRestorePointUtc: latest } = one;
				if (latest === null || Date.parse(latest) < NOW - leastHoursOf(all) * HOUR) return;
				expect(rpoStateOf(all, one, NOW).isMet).toBe(true);
			}),
		);
	});

	test('a new restore point never makes it worse, and time alone never makes it better', () => {
		fc.assert(
			fc.property(rules, subject, fc.nat(500), (all, one, later) => {
				const now = rpoStateOf(all, one, NOW).isMet;
				const renewed = { ...one, latestRestorePointUtc: iso(NOW) };
				expect(rpoStateOf(all, renewed, NOW).isMet).toBe(true);
				if (!now) expect(rpoStateOf(all, one, NOW + later * HOUR).isMet).toBe(false);
			}),
		);
	});
});
