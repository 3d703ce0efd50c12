import type { IDataObject } from 'n8n-workflow';

import { longTest } from '../../longTest';
import type { PolledTrigger } from '../harness/poll';
import { brief, DAY, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Backup servers have wrong clocks, and somebody corrects them: no clock of theirs is compared with another one. */
const stage = useStage({ jobs: 12 });
const { time } = stage;

/** No other job has a schedule, so that only the one of the test can be overdue. */
function alone(fields: object = {}): void {
	for (const { instanceUid } of stage.simulator.estate.jobs) {
		stage.simulator.setJob(instanceUid, { scheduleType: 'NotScheduled' });
	}
	stage.simulator.setJob(stage.job(0).instanceUid, fields);
}

async function published(parameters: object = {}) {
	const trigger = stage.trigger(parameters as never);
	await trigger.publish();
	return trigger;
}

/** Polls; returns events with the hours after the beginning at which they came. */
async function pollFor(trigger: PolledTrigger, duration: number, interval = 10 * MINUTE) {
	const found: Array<{ hours: number; item: IDataObject }> = [];
	const begin = time.now();
	while (time.now() - begin < duration) {
		time.advance(interval);
		for (const { json: item } of await trigger.poll()) {
			found.push({ hours: (time.now() - begin) / HOUR, item });
		}
	}
	return found;
}

/** A session of five minutes ends, by a clock that is so far ahead. */
function end(status: string, ahead: number): void {
	stage.end(0, status, time.now() + ahead);
}

describe('a clock that is set back:', () => {
	longTest(
		'a server that was 20 days ahead fails daily from then on: each failure is emitted, the first within 90 minutes',
		async () => {
			const trigger = await published();
			for (let day = 0; day < 3; day++) {
				end('Success', 20 * DAY);
				expect(await pollFor(trigger, DAY, 6 * HOUR)).toEqual([]);
			}
			const found = [];
			for (let day = 0; day < 4; day++) {
				end('Failed', 0);
				const soon = await pollFor(trigger, 2 * HOUR);
				found.push([...soon, ...(await pollFor(trigger, 22 * HOUR, 2 * HOUR))]);
			}
			expect(found.map((day) => day.map(({ item }) => item.event))).toEqual(
				Array.from({ length: 4 }, () => ['failed']),
			);
			expect(found[0][0].hours).toBeLessThan(1.5);
			expect(new Set(found.flat().map(({ item }) => item.eventId)).size).toBe(4);
		},
	);

	longTest(
		'an hour ahead, every 15 minutes: each failure is emitted once, in order, with its own end',
		async () => {
			const trigger = await published({ events: ['failed', 'success', 'recovered'] });
			for (let count = 0; count < 5; count++) {
				time.advance(15 * MINUTE);
				end('Success', HOUR);
				expect(await trigger.poll()).toHaveLength(1);
			}
			const ends: string[] = [];
			const items: IDataObject[] = [];
			for (let count = 0; count < 8; count++) {
				time.advance(15 * MINUTE);
				end('Failed', 0);
				ends.push(String(stage.job(0).lastEndTime));
				items.push(...jsonOf(await trigger.poll()));
			}
			expect(items.map(({ event }) => event)).toEqual(ends.map(() => 'failed'));
			const seconds = (list: unknown[]) =>
				list.map((text) => Math.floor(Date.parse(String(text)) / 1000));
			expect(seconds(items.map(({ lastEndTime }) => lastEndTime))).toEqual(seconds(ends));
			expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(ends.length);
			time.advance(15 * MINUTE);
			end('Success', 0);
			expect(facts(await trigger.poll())).toMatchObject([
				{ event: 'recovered' },
				{ event: 'success' },
			]);
		},
	);

	test.each([
		['by less than the job pauses', 20 * MINUTE],
		['by two days', 2 * DAY],
	])('a problem recovers on a clock that was set back %s', async (_, ahead) => {
		const trigger = await published();
		end('Success', ahead);
		await trigger.poll();
		time.advance(HOUR);
		end('Failed', ahead);
		expect(await trigger.poll()).toHaveLength(1);
		time.advance(10 * MINUTE);
		end('Success', 0);
		const found = await pollFor(trigger, 2 * HOUR);
		expect(found.map(({ item }) => [item.event, item.recoveredBy])).toEqual([
			['recovered', 'success'],
		]);
	});

	longTest('n8n is killed while an older end waits: emitted once', async () => {
		end('Success', DAY);
		const trigger = await published();
		time.advance(HOUR);
		end('Failed', 0);
		expect(await pollFor(trigger, 30 * MINUTE)).toEqual([]);
		await trigger.restart();
		expect(await pollFor(trigger, 2 * HOUR)).toHaveLength(1);
		await trigger.restart();
		expect(await pollFor(trigger, 2 * HOUR)).toEqual([]);
	});

	test('filters apply to the session that they were checked with', async () => {
		const trigger = await published({ filters: { failureMessageContains: 'disk' } });
		const fail = (failureMessage: string) =>
			stage.simulator.endSession(stage.job(0).instanceUid, { status: 'Failed', failureMessage });
		end('Success', DAY);
		await trigger.poll();
		const items = [];
		for (const message of ['The disk is full', 'Access denied', 'A disk is gone']) {
			time.advance(15 * MINUTE);
			fail(message);
			items.push(...jsonOf(await trigger.poll()));
		}
		expect(items.map(({ failureMessage }) => failureMessage)).toEqual([
			'The disk is full',
			'A disk is gone',
		]);
	});
});

longTest(
	'a server that is late by several sessions for less than an hour doubles nothing',
	async () => {
		const trigger = await published({ events: ['failed', 'success', 'recovered'] });
		const rows = [];
		for (const status of ['Success', 'Failed', 'Success', 'Failed']) {
			time.advance(HOUR);
			end(status, 0);
			rows.push({ ...stage.job(0) });
			await trigger.poll();
		}
		await trigger.restart();
		for (const row of [rows[0], rows[3], rows[0], rows[0], rows[3], rows[1], rows[3]]) {
			stage.simulator.setJob(rows[0].instanceUid, row);
			expect(await pollFor(trigger, 20 * MINUTE)).toEqual([]);
		}
	},
);

longTest('a clock that is set forward misses and doubles nothing', async () => {
	const trigger = await published();
	for (const ahead of [0, 9 * HOUR, 20 * DAY, 21 * DAY]) {
		time.advance(HOUR);
		end('Failed', ahead);
		expect(await pollFor(trigger, 2 * HOUR)).toHaveLength(1);
	}
});

describe('overdue', () => {
	const DAILY = { isEnabled: true, scheduleType: 'Daily', schedule: null };

	longTest.each([
		['two hours behind', -2 * HOUR],
		['nine hours behind', -9 * HOUR],
		['nine hours ahead', 9 * HOUR],
		['two days ahead', 2 * DAY],
	])(
		'a server that is %s: a healthy job never is, one that stops is after 25 hours',
		async (_, ahead) => {
			alone(DAILY);
			end('Success', ahead);
			const trigger = await published({ events: ['overdue', 'recovered'] });
			for (let day = 0; day < 2; day++) {
				expect(await pollFor(trigger, 24 * HOUR - 30 * MINUTE, HOUR / 2)).toEqual([]);
				time.advance(30 * MINUTE);
				end('Success', ahead);
				expect(await trigger.poll()).toEqual([]);
			}
			const found = await pollFor(trigger, 2 * DAY, HOUR / 2);
			expect(found.map(({ item }) => item.event)).toEqual(['overdue']);
			expect(found[0].hours).toBeGreaterThan(24.9);
			expect(found[0].hours).toBeLessThan(26);
		},
	);

	longTest(
		'n8n that is restarted every night sees it, too, on a server that is nine hours behind',
		async () => {
			alone(DAILY);
			end('Success', -9 * HOUR);
			const trigger = await published({ events: ['overdue'] });
			time.advance(DAY);
			end('Success', -9 * HOUR);
			await trigger.poll();
			const items = [];
			for (let day = 0; day < 3; day++) {
				await trigger.restart();
				items.push(...(await pollFor(trigger, 12 * HOUR, HOUR)));
				await trigger.restart();
				items.push(...(await pollFor(trigger, 12 * HOUR, HOUR)));
			}
			expect(items).toHaveLength(1);
		},
	);

	const hung = () => {
		const ago = (days: number) => new Date(time.now() - days * DAY).toISOString();
		alone({ ...DAILY, status: 'Running', lastRun: ago(5), lastEndTime: ago(6) });
	};

	test('a job that has run for five days is an existing problem, emitted at once', async () => {
		hung();
		const trigger = stage.trigger({ events: ['overdue'], options: { emitExisting: true } });
		expect(brief(await trigger.publish())).toEqual([`overdue ${stage.job(0).name}`]);
		expect(await pollFor(trigger, 2 * DAY, 6 * HOUR)).toEqual([]);
	});

	test('what has run for five days at the beginning is known, where nobody asked for it', async () => {
		hung();
		const trigger = await published({ events: ['overdue'] });
		expect(await pollFor(trigger, 3 * DAY, 6 * HOUR)).toEqual([]);
	});

	longTest(
		'a job that begins to run and never ends is overdue once it has run for as long as it may',
		async () => {
			alone(DAILY);
			end('Success', 0);
			const trigger = await published({ events: ['overdue'] });
			time.advance(23 * HOUR);
			await trigger.poll();
			const lastRun = new Date().toISOString();
			stage.simulator.setJob(stage.job(0).instanceUid, { status: 'Running', lastRun });
			const found = await pollFor(trigger, 2 * DAY, HOUR / 2);
			expect(found).toHaveLength(1);
			expect(found[0].hours).toBeGreaterThan(24);
			// A day and the grace of its schedule, from the poll that saw it run first, and up to a poll more.
			expect(found[0].hours).toBeLessThan(26.5);
		},
	);
});

describe('a job that is new', () => {
	const add = (lastEndTime: string) =>
		stage.simulator.addJob({ name: 'New', status: 'Failed', lastRun: lastEndTime, lastEndTime });

	test.each([
		['half an hour behind', -30 * MINUTE],
		['nine hours behind', -9 * HOUR],
		['nine hours ahead', 9 * HOUR],
	])('its first session is emitted though its server is %s', async (_, ahead) => {
		end('Success', 0);
		const trigger = await published();
		time.advance(10 * MINUTE);
		add(new Date(time.now() + ahead).toISOString());
		expect(brief(await trigger.poll())).toEqual(['failed New']);
		expect(await pollFor(trigger, 2 * HOUR)).toEqual([]);
	});

	test('and came while there was no job at all: emitted, whatever its clock shows', async () => {
		for (const { instanceUid } of [...stage.simulator.estate.jobs]) {
			stage.simulator.removeJob(instanceUid);
		}
		const trigger = await published();
		time.advance(10 * MINUTE);
		add(new Date(time.now() - HOUR).toISOString());
		expect(brief(await trigger.poll())).toEqual(['failed New']);
	});
});

describe('times that stand for never', () => {
	longTest.each(['1601-01-01T00:00:00Z', '1899-12-30T00:00:00', '0001-01-01T00:00:00', null])(
		'a job that failed at %s is emitted once, and so are its next failures',
		async (never) => {
			const uid = stage.job(0).instanceUid;
			end('Success', 0);
			const trigger = await published();
			time.advance(HOUR);
			const failed = { status: 'Failed', lastRun: never, lastEndTime: never };
			stage.simulator.setJob(uid, failed as never);
			const [first, ...others] = jsonOf(await trigger.poll());
			expect(others).toEqual([]);
			expect(first).toMatchObject({ event: 'failed' });
			expect(await pollFor(trigger, 3 * HOUR)).toEqual([]);
			await trigger.restart();
			expect(await pollFor(trigger, HOUR)).toEqual([]);
			stage.simulator.setJob(uid, { status: 'Running' });
			await trigger.poll();
			stage.simulator.setJob(uid, failed as never);
			const [second] = jsonOf(await trigger.poll());
			expect(second).toMatchObject({ event: 'failed' });
			expect(second.eventId).not.toBe(first.eventId);
			stage.simulator.setJob(uid, { status: 'Success' });
			expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'success' }]);
		},
	);
});
