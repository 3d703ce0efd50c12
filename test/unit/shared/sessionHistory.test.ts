import fc from 'fast-check';

import type { SentSession } from '../../../nodes/vspc/sessions/fields';
import { SessionHistory } from '../../../nodes/vspc/sessions/history';
import { JobIndex } from '../../../nodes/vspc/sessions/jobs';
import type { Vspc } from '../../../nodes/vspc/vspc';

/** What is read of the session history, whichever way a server takes from and to; counted independently. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-01-10T00:00:00Z');
const ZERO = '00000000-0000-0000-0000-000000000000';

interface Made {
	start: number;
	end: number;
	uid: number;
}

const uidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const iso = (time: number) => new Date(time).toISOString();
const dayOf = (time: number, zone: number) => Math.floor((time + zone) / DAY);

type Selects = (session: Made, from: number, to: number) => boolean;

/** Every way that a server could plausibly have, the ends of from and to included or not. */
const ways: Record<string, (zone: number) => Selects> = {
	'by start':
		() =>
		({ start }, from, to) =>
			start >= from && start < to,
	'by end':
		() =>
		({ end }, from, to) =>
			end > from && end <= to,
	'by both':
		() =>
		({ start, end }, from, to) =>
			start >= from && end <= to,
	'by either':
		() =>
		({ start, end }, from, to) =>
			end >= from && start <= to,
	'by days of the end':
		(zone) =>
		({ end }, from, to) =>
			dayOf(end, zone) >= dayOf(from, zone) && dayOf(end, zone) < dayOf(to, zone),
	'by days of the start':
		(zone) =>
		({ start }, from, to) =>
			dayOf(start, zone) >= dayOf(from, zone) && dayOf(start, zone) <= dayOf(to, zone),
};

function serverOf(sessions: Made[], selects: Selects, isZero = false) {
	const windows: Array<[number, number]> = [];
	const request = async ({ qs }: { qs: { from: string; to: string } }) => {
		const [from, to] = [Date.parse(qs.from), Date.parse(qs.to)];
		windows.push([from, to]);
		const found = sessions.filter((session) => selects(session, from, to));
		// In the days of their starts, as far as anybody knows.
		const rows = found.map(
			({ start, end, uid }): SentSession => ({
				jobName: `Job ${uid % 5}`,
				serverName: 'vbr01',
				managementAgentUid: uidOf(1),
				startTime: iso(start),
				endTime: iso(end),
				sessionUid: isZero ? ZERO : uidOf(uid),
				result: 'Success',
			}),
		);
		return { data: { dataPerDays: [{ date: qs.from.slice(0, 10), sessions: rows }] } };
	};
	const vspc = { connect: async () => ({ apiVersion: '3.6' }), request } as unknown as Vspc;
	return { history: new SessionHistory(vspc), windows };
}

const sessionsArb = fc
	.array(
		fc.tuple(
			fc.integer({ min: 0, max: 12 * 96 }),
			// Up to a day, in quarters of an hour, so that borders are met.
			fc.integer({ min: 0, max: 96 }),
		),
		{ maxLength: 60 },
	)
	.map((made) =>
		made.map(([quarter, length], uid): Made => {
			const start = START + quarter * 15 * 60_000;
			return { start, end: start + length * 15 * 60_000, uid };
		}),
	);
const spanArb = fc
	.tuple(fc.integer({ min: 96, max: 11 * 96 }), fc.integer({ min: 1, max: 6 * 96 }))
	.map(([from, length]) => ({
		from: START + from * 15 * 60_000,
		to: START + (from + length) * 15 * 60_000,
	}));
const zoneArb = fc.integer({ min: -11, max: 13 }).map((hours) => hours * HOUR);

test.each(Object.keys(ways))(
	'every session that ended in the time once, and no other: %s',
	async (way) => {
		await fc.assert(
			fc.asyncProperty(sessionsArb, spanArb, zoneArb, async (sessions, span, zone) => {
				const { history } = serverOf(sessions, ways[way](zone));
				const read = await history.read(span);
				const wanted = sessions.filter(({ end }) => end >= span.from && end < span.to);
				expect(read.map(({ key }) => key).sort()).toEqual(
					wanted.map(({ uid }) => `session:${uidOf(uid)}`).sort(),
				);
				for (const { endedAt, row } of read) expect(iso(endedAt)).toBe(row.endTime);
			}),
		);
	},
);

test('without UIDs, sessions are distinguished by server, job and start', async () => {
	await fc.assert(
		fc.asyncProperty(sessionsArb, spanArb, async (sessions, span) => {
			const { history } = serverOf(sessions, ways['by end'](0), true);
			const read = await history.read(span);
			const wanted = sessions.filter(({ end }) => end >= span.from && end < span.to);
			const names = new Set(wanted.map(({ uid, start }) => `${uid % 5} ${start}`));
			expect(read).toHaveLength(names.size);
			expect(new Set(read.map(({ key }) => key)).size).toBe(names.size);
		}),
	);
});

test('as many requests as there are days, and one more; windows overlap by a day', async () => {
	await fc.assert(
		fc.asyncProperty(spanArb, async (span) => {
			const { history, windows } = serverOf([], ways['by end'](0));
			await history.read(span);
			expect(windows).toHaveLength(Math.ceil((span.to - span.from) / DAY) + 1);
			const sorted = windows.sort(([a], [b]) => a - b);
			expect(sorted[0][0]).toBe(span.from - DAY);
			for (const [index, [from, to]] of sorted.entries()) {
				expect(to - from).toBe(2 * DAY);
				if (index > 0) expect(from - sorted[index - 1][0]).toBe(DAY);
			}
			expect(sorted.at(-1)![1]).toBeGreaterThanOrEqual(span.to + DAY);
		}),
	);
});

describe('the job of a session', () => {
	const kinds = ['job', 'agentJob', 'microsoft365Job'] as const;
	const jobArb = fc.record({
		kind: fc.constantFrom(...kinds),
		name: fc.constantFrom('Daily', 'daily', 'Daily ', 'Backup Job 1'),
		agent: fc.integer({ min: 1, max: 3 }),
	});
	const platformArb = fc.constantFrom('VSphere', 'Physical', 'Microsoft365', 'microsoft365', null);

	test('the one that fits by agent, platform and name, and none where several do', () => {
		fc.assert(
			fc.property(
				fc.array(jobArb, { maxLength: 12 }),
				jobArb,
				platformArb,
				(jobs, { name, agent }, platform) => {
					const index = new JobIndex();
					const keyed = jobs.map((job, number) => ({ ...job, jobKey: `${job.kind}:${number}` }));
					for (const kind of kinds) {
						const own = keyed.filter((job) => job.kind === kind);
						index.add(
							kind,
							own.map((job) => ({
								name: job.name,
								agentUid: uidOf(job.agent),
								jobKey: job.jobKey,
							})),
						);
					}
					const row = { jobName: name, managementAgentUid: uidOf(agent), platformType: platform };
					const session = { key: '', result: 'none', endedAt: 0, row } as never;
					const allowed =
						platform?.toLowerCase() === 'microsoft365'
							? ['microsoft365Job']
							: platform === 'Physical'
								? ['job', 'agentJob']
								: ['job'];
					const fitting = keyed.filter(
						(job) => job.name === name && job.agent === agent && allowed.includes(job.kind),
					);
					const [one] = fitting;
					expect(index.match(session)).toEqual(
						fitting.length === 1
							? { jobKey: one.jobKey, jobMatch: 'one' }
							: { jobKey: null, jobMatch: fitting.length === 0 ? 'none' : 'several' },
					);
					for (const { jobKey } of keyed) {
						const mayBe = fitting.some((job) => job.jobKey === jobKey);
						expect(index.mayBelong(session, jobKey)).toBe(mayBe);
					}
				},
			),
		);
	});

	test('unknown where the jobs of one of its kinds could not be read', () => {
		const index = new JobIndex();
		index.add('job', [{ name: 'Daily', agentUid: uidOf(1), jobKey: 'job:1' }]);
		const sessionOn = (platformType: string) =>
			({ row: { jobName: 'Daily', managementAgentUid: uidOf(1), platformType } }) as never;
		expect(index.match(sessionOn('Physical'))).toEqual({ jobKey: null, jobMatch: null });
		expect(index.match(sessionOn('VSphere'))).toEqual({ jobKey: 'job:1', jobMatch: 'one' });
	});

	test('no job for a session without an agent, and none by a job without a name', () => {
		const index = new JobIndex();
		index.add('job', [
			{ name: null, agentUid: uidOf(1), jobKey: 'job:1' },
			{ name: 'Daily', agentUid: undefined, jobKey: 'job:2' },
		]);
		for (const managementAgentUid of [ZERO, null, uidOf(1)]) {
			const row = { jobName: 'Daily', managementAgentUid, platformType: 'VSphere' };
			expect(index.match({ row } as never)).toEqual({ jobKey: null, jobMatch: 'none' });
		}
	});
});
