import type { IDataObject } from 'n8n-workflow';

import { alarmKeyOf } from '../../../../nodes/vspc/alarms';
import type { AlarmRules } from '../../../../nodes/trigger/alarms/events';
import {
	watchAlarms,
	type AlarmNotes,
	type AlarmSource,
} from '../../../../nodes/trigger/alarms/watch';
import { compareRows } from '../../../../nodes/vspc/list/filter';
import type { SortEntry } from '../../../../nodes/vspc/list/pages';
import type { AlarmListState } from '../../../../nodes/trigger/alarms/memory';
import { longTest } from '../../../longTest';

/** What becomes of alarms when a list of 6,000 is read in parts, or not at all. */
const T = 1_700_000_000;
const HOUR = 3600;
const ROWS = 6000;

const RULES: AlarmRules = {
	events: new Set(['raised', 'changed', 'resolved'] as const),
	minimum: 'Info',
	stillAfter: 0,
	emitExisting: false,
};

const uidOf = (index: number) =>
	`${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

const alarm = (index: number, time: number, status = 'Error'): IDataObject => ({
	instanceUid: uidOf(index),
	lastActivation: { time: new Date(time * 1000).toISOString(), status },
});

/** So many alarms, an hour apart and in no order, every twentieth of them active. */
const history = () =>
	Array.from({ length: ROWS }, (_, index) => {
		const age = (((index * 7919) % ROWS) + 1) * HOUR;
		return alarm(index, T - age, index % 20 === 0 ? 'Error' : 'Resolved');
	});

/** n8n goes on later with what was throttled. */
const throttled = () =>
	Object.assign(new Error('throttled'), { httpCode: '429', context: { isUnfinished: true } });

interface Setup {
	rows: () => IDataObject[];
	fails?: (sort: string) => Error | undefined;
	rules?: AlarmRules;
}

/** The trigger over a list; each poll says what was emitted, or what it threw. */
function watching({ rows, fails = () => undefined, rules = RULES }: Setup) {
	let state: AlarmListState | undefined;
	let notes: AlarmNotes = {};
	const read = async (offset: number, limit: number, sort: SortEntry[]) => {
		const error = fails(sort[0].property);
		if (error) throw error;
		const all = [...rows()].sort(compareRows(sort));
		return { rows: all.slice(offset, offset + limit), total: all.length, offset };
	};
	const pages = {
		read,
		longest: 0,
		complete: async <T>(reads: () => Promise<T>) => await reads(),
		explain: (error: Error) => error,
	};
	const source = {
		pages,
		asking: { context: { getNode: () => ({ name: 'Trigger' }) } },
		keyOf: alarmKeyOf,
		isQueryable: true,
		scope: 'all',
		host: 'one',
		isWanted: () => true,
	} as unknown as AlarmSource;
	return async (seconds: number, isTimeUp = () => false): Promise<string[]> => {
		const found = await watchAlarms(source, state && structuredClone(state), notes, {
			rules,
			now: (T + seconds) * 1000,
			hasGap: false,
			isTimeUp,
			until: performance.now() + 100_000,
		});
		({ state, notes } = found);
		return found.emitted.map(
			({ key, event: { name: event, of } }) => `${event} ${key.slice(6, 14)} ${of}`,
		);
	};
}

longTest(
	'a full read that VSPC throttles goes on in the next polls, and is complete in the end',
	async () => {
		const rows = history();
		let left = 0;
		const poll = watching({
			rows: () => rows,
			fails: () => (left-- <= 0 ? throttled() : undefined),
		});
		for (let count = 0; count < 12; count++) {
			left = 5;
			expect(await poll(count * 60)).toEqual([]);
		}
		rows.push(alarm(9000, T + 900));
		left = 100;
		expect(await poll(960)).toEqual([`raised ${uidOf(9000).slice(0, 8)} ${T + 900}`]);
	},
);

longTest('alarms of a VSPC that starts are existing ones in every part of the read', async () => {
	let rows: IDataObject[] = [];
	const poll = watching({ rows: () => rows });
	expect(await poll(0)).toEqual([]);
	rows = history();
	expect(await poll(60, () => true)).toEqual([]);
	expect(await poll(120, () => true)).toEqual([]);
	expect(await poll(180)).toEqual([]);
	expect(await poll(240)).toEqual([]);
	rows.push(alarm(9000, T + 250));
	expect(await poll(300)).toHaveLength(1);
});

longTest('a full read that fails while an alarm is owed delays no new alarm', async () => {
	const rows = history();
	let isBroken = false;
	const poll = watching({
		rows: () => rows,
		rules: { ...RULES, stillAfter: 600 },
		fails: (sort) => (isBroken && sort === 'instanceUid' ? new Error('broken') : undefined),
	});
	await poll(0);
	rows.push(alarm(9001, T + 10));
	await poll(60);
	for (let index = 0; index < 600; index++) rows.push(alarm(10_000 + index, T + 70, 'Resolved'));
	rows.push(alarm(20_000, T + 100));
	await poll(120);
	await poll(500);
	isBroken = true;
	expect(await poll(670)).toEqual([]);
	expect(await poll(730)).toEqual([`raised ${uidOf(20_000).slice(0, 8)} ${T + 100}`]);
});

longTest(
	'what was emitted as resolved stays known among hundreds that were resolved the same day',
	async () => {
		const rows = Array.from({ length: 900 }, (_, index) =>
			alarm(index, T - 60 - index, 'Resolved'),
		);
		rows.push(alarm(5000, T - 30, 'Resolved'));
		const poll = watching({ rows: () => rows });
		await poll(0);
		rows[900] = alarm(5000, T + 30);
		expect(await poll(60)).toHaveLength(1);
		rows[900] = alarm(5000, T + 90, 'Resolved');
		expect(await poll(120)).toHaveLength(1);
		for (let count = 3; count < 6; count++) expect(await poll(count * 60)).toEqual([]);
		// One of two servers behind one address is late.
		rows[900] = alarm(5000, T + 30);
		expect(await poll(360)).toEqual([]);
		rows[900] = alarm(5000, T + 90, 'Resolved');
		expect(await poll(420)).toEqual([]);
	},
);
