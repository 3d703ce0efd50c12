import type { INodeParameters } from 'n8n-workflow';

import { HOUR, useStage } from './stage';

/** The time that a report is about. */
const stage = useStage({ jobs: 8 });

/** Jobs by name whose sessions ended so many hours ago. */
function jobsThatEnded(hours: Record<string, number | null>, change = {}): void {
	const { estate, setJob } = stage.simulator;
	for (const [index, [name, ended]] of Object.entries(hours).entries()) {
		const at = (more: number) =>
			ended === null ? null : new Date(Date.now() - (ended + more) * HOUR).toISOString();
		setJob(estate.jobs[index].instanceUid, {
			name,
			status: 'Success',
			isEnabled: true,
			lastRun: at(0.1),
			lastEndTime: at(0),
			...change,
		});
	}
}

async function resultsOf(parameters: INodeParameters, names: string[], setup = {}) {
	const { jobs } = await stage.item(parameters, setup);
	return names.map((wanted) => jobs.find(({ name }) => name === wanted)?.result);
}

const iso = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

test.each([
	['last24Hours', 23, 25],
	['last7Days', 24 * 7 - 1, 24 * 7 + 1],
	['last30Days', 24 * 30 - 1, 24 * 30 + 1],
])('%s', async (period, inside, outside) => {
	jobsThatEnded({ In: inside, Out: outside, Never: null });
	expect(await resultsOf({ period }, ['In', 'Out', 'Never'])).toEqual([
		'success',
		'notRun',
		'notRun',
	]);
	const { summary } = await stage.item({ period });
	expect(summary.period).toMatchObject({ name: period, timeZone: 'Europe/Berlin' });
});

test('without a choice: the last 24 hours', async () => {
	jobsThatEnded({ In: 23, Out: 25 });
	expect(await resultsOf({}, ['In', 'Out'])).toEqual(['success', 'notRun']);
});

test('disabled jobs without a session in the time are left out and counted', async () => {
	jobsThatEnded({ In: 23, Out: 25 }, { isEnabled: false });
	expect(await resultsOf({}, ['In', 'Out'])).toEqual(['success', undefined]);
	const { summary, text } = await stage.item({ filters: { nameContains: 'out' } });
	expect(summary).toMatchObject({ jobs: 0, disabledWithoutSession: 1 });
	expect(text).toContain('1 disabled job without a session in this period is not listed.');
});

describe('custom', () => {
	test('from one time to another', async () => {
		jobsThatEnded({ Before: 50, In: 40, After: 20 });
		const parameters = { period: 'custom', from: iso(48), to: iso(24) };
		expect(await resultsOf(parameters, ['Before', 'In', 'After'])).toEqual([
			'notRun',
			'success',
			undefined,
		]);
		const { summary, text } = await stage.item({
			...parameters,
			filters: { nameContains: 'After' },
		});
		expect(summary).toMatchObject({ jobs: 0, ranLater: 1 });
		expect(text).toContain('1 job ran again after');
	});

	test('until now when there is no end', async () => {
		jobsThatEnded({ Before: 50, In: 0 });
		const parameters = { period: 'custom', from: iso(48) };
		expect(await resultsOf(parameters, ['Before', 'In'])).toEqual(['notRun', 'success']);
	});

	test('what an expression gives: an object of luxon, and a Date', async () => {
		jobsThatEnded({ Before: 50, In: 40 });
		for (const from of ['={{ $now.minus({ hours: 48 }) }}', '={{ $json.from }}']) {
			const items = [{ from: new Date(Date.now() - 48 * HOUR) as never }];
			const names = ['Before', 'In'];
			expect(await resultsOf({ period: 'custom', from }, names, { items })).toEqual([
				'notRun',
				'success',
			]);
		}
	});

	test.each([
		['UTC', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
		['Europe/Berlin', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
		['America/New_York', '2026-10-01T04:00:00.000Z', '2026-11-01T04:00:00.000Z'],
	])('days without a time are those of %s, the last one included', async (timeZone, from, to) => {
		const { summary } = await stage.item({
			period: 'custom',
			from: '2026-10-01',
			to: '2026-10-31',
			options: { timeZone },
		});
		expect(summary.period).toEqual({ name: 'custom', from, to, timeZone });
	});

	test('without an offset a time is that of the workflow', async () => {
		const parameters = { period: 'custom', from: '2026-10-01T06:00:00' };
		const { summary } = await stage.item(parameters, { timezone: 'Asia/Tokyo' });
		expect(summary.period).toMatchObject({
			from: '2026-09-30T21:00:00.000Z',
			timeZone: 'Asia/Tokyo',
		});
	});
});
