import {
	type EmittedWorkloadEvent,
	logWorkloadReasons,
	toWorkloadItems,
	type UnreportedWorkload,
} from '../../../../nodes/trigger/workloads/items';
import { elapsed } from '../../../../nodes/util/clock';
import type { Vspc } from '../../../../nodes/vspc/vspc';
import { virtualMachine } from '../../../../nodes/vspc/workloads/onPremises';
import { joinRows } from '../../../../nodes/vspc/workloads/workload';

/** Items of workloads, also of those that are gone, and what n8n's log says of those without an event. */

const AT = 1_800_000_000;
const HOUR = 3600;
const SERVER = '44444444-4444-4444-8444-444444444441';
const UID = '44444444-4444-4444-8444-444444444442';
const COMPANY = '44444444-4444-4444-8444-444444444443';
const KEY = `virtualMachine:${SERVER}:${UID}`;

const event = { name: 'disappeared' as const, of: AT, at: AT };
const known = { key: KEY, name: 'SQL', companyUid: COMPANY, time: AT - 2 * HOUR };

interface Place {
	companyUid?: string;
	backupServerUid?: string;
}

async function itemOf(one: Partial<EmittedWorkloadEvent>, names?: Error, includeNames = true) {
	const asked: Place[] = [];
	const namesOfAll = async (places: Place[]) => {
		asked.push(...places);
		if (names) throw names;
		return places.map(({ companyUid = null }) => ({ companyUid, companyName: 'Acme' }));
	};
	const vspc = { names: { namesOfAll } } as unknown as Vspc;
	const emitted = [{ event, known, rpoHours: null, ...one }];
	const settings = { includeNames, now: AT * 1000, until: elapsed() + 10_000 };
	const [{ item }] = await toWorkloadItems(vspc, emitted, settings);
	return { item, asked };
}

test('of a workload that is gone, what was kept of it is known, and the rest is null', async () => {
	const { item, asked } = await itemOf({});
	expect(asked).toEqual([{ companyUid: COMPANY, backupServerUid: SERVER }]);
	expect(item).toMatchObject({
		...{ event: 'disappeared', name: 'SQL', workloadKind: 'virtualMachine', workloadKey: KEY },
		...{ companyUid: COMPANY, companyName: 'Acme', rpoHours: null, malwareState: null },
		...{ latestRestorePointUtc: '2027-01-15T06:00:00.000Z', hoursSinceRestorePoint: 2 },
	});
});

test.each([
	['an object of Microsoft 365', `microsoft365Object:${SERVER}:${UID}:${UID}`],
	['a computer of the console', `consoleComputer:${UID}`],
])('%s that is gone had no backup server and no restore point', async (_, key) => {
	const { item, asked } = await itemOf({ known: { key, name: 'Anna' } });
	expect(asked).toEqual([{ companyUid: undefined, backupServerUid: undefined }]);
	expect(item).toMatchObject({ latestRestorePointUtc: null, hoursSinceRestorePoint: null });
});

test('names that VSPC does not send now are null, and the company stays', async () => {
	const { item } = await itemOf({}, new Error('503'));
	expect(item).toMatchObject({ companyUid: COMPANY, companyName: null, backupServerName: null });
});

test('without Include Names there are none, and no request', async () => {
	const row = { virtualMachineUid: UID, instanceUid: UID, backupServerUid: SERVER, name: 'SQL' };
	const [workload] = joinRows(virtualMachine, [row]);
	for (const one of [{}, { workload }]) {
		const { item, asked } = await itemOf(one, undefined, false);
		expect(asked).toEqual([]);
		expect(item).toMatchObject({ event: 'disappeared', workloadKey: KEY });
		expect(item).not.toHaveProperty('companyName');
	}
});

describe('the log', () => {
	const lines: string[] = [];
	beforeEach(() => void (lines.length = 0));
	const context = {
		getNode: () => ({ name: 'Trigger' }),
		logger: { debug: (line: string) => lines.push(line) },
	};
	const vspc = { context, connection: { secrets: ['hunter22'] } } as unknown as Vspc;
	const all = (count: number, reason: UnreportedWorkload['reason'] = 'filtered') =>
		Array.from({ length: count }, (_, index) => ({ key: `k${index}`, name: 'SQL', reason }));

	test('says once of a workload why it has no event, and again for another reason', () => {
		const notes = new Map<string, unknown>();
		logWorkloadReasons(vspc, all(1), notes);
		logWorkloadReasons(vspc, all(1), notes);
		logWorkloadReasons(vspc, all(1, 'missing'), notes);
		expect(lines).toEqual([
			'Trigger: no event for workload "SQL" (k0): filtered. It does not pass the filters of the trigger.',
			'Trigger: no event for workload "SQL" (k0): missing. It is not listed. That has to last for a day.',
		]);
	});

	test('of thousands it lists a hundred in a poll, and counts the others', () => {
		const notes = new Map<string, unknown>();
		logWorkloadReasons(vspc, all(350), notes);
		expect(lines).toHaveLength(101);
		expect(lines[100]).toBe('Trigger: no event for 250 more, which are not listed.');
		logWorkloadReasons(vspc, all(350), notes);
		expect(lines.at(-1)).toBe('Trigger: no event for 150 more, which are not listed.');
	});

	test('a name cannot add lines to it, nor show a secret', () => {
		const name = 'SQL\r\n2027 error hunter22';
		logWorkloadReasons(vspc, [{ key: 'k', name, reason: 'filtered' }], new Map());
		expect(lines[0]).toContain('"SQL 2027 error ***"');
	});
});
