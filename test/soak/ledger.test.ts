import { Ledger, type Grade, type Item, type PollFacts } from './ledger';
import { MINUTE } from './times';
import { judge, type Verdict } from './verdict';

const START = Date.UTC(2026, 0, 1);
const JOB = 'job:server:1';

/** A tiny history: what VSPC shows and what is emitted, at polls every ten minutes. */
class History {
	private readonly ledger = new Ledger();
	private nextId = 0;
	private minute = -10;

	/** A time in minutes after the first poll, as text. */
	time(minute: number): string {
		return new Date(START + minute * MINUTE).toISOString();
	}

	/** A session ended: VSPC shows it from the next poll on. */
	ends(status: string, minute: number, isEnabled = true): this {
		const ending = { status, time: this.time(minute) };
		this.ledger.happened(JOB, ending);
		this.ledger.shows(JOB, { isEnabled, ending });
		return this;
	}

	/** A session ended, but another one runs before anybody could see it. */
	endsUnseen(status: string, minute: number): this {
		this.ledger.happened(JOB, { status, time: this.time(minute) });
		return this.runs();
	}

	shows(status: string, time: string): this {
		this.ledger.shows(JOB, { isEnabled: true, ending: { status, time } });
		return this;
	}

	runs(): this {
		this.ledger.shows(JOB, { isEnabled: true });
		return this;
	}

	isGone(): this {
		this.ledger.shows(JOB);
		return this;
	}

	/** Polls, each ten minutes after the one before; the last one brings the items. */
	poll(
		items: Array<Partial<Item>> = [],
		facts: Partial<PollFacts> & { times?: number } = {},
	): this {
		const { times = 1, grade = 'all', ...rest } = facts;
		for (let i = 0; i < times; i++) {
			this.minute += 10;
			const poll = this.ledger.poll({ at: START + this.minute * MINUTE, grade, ...rest });
			if (i === times - 1) poll.items.push(...items.map((item) => this.item(item)));
		}
		return this;
	}

	/** Polls for so many hours. */
	hours(count: number, grade: Grade = 'all'): this {
		return this.poll([], { times: count * 6, grade });
	}

	verdict(isDaily = true): Verdict {
		return judge(this.ledger, () => isDaily);
	}

	private item(item: Partial<Item>): Item {
		const { event = 'failed' } = item;
		const status = event.charAt(0).toUpperCase() + event.slice(1);
		const eventId = String(this.nextId++);
		return { jobKey: JOB, event, eventId, previousStatus: null, time: null, status, ...item };
	}
}

/** A history after its first poll, with nothing to see yet. */
const begin = () => new History().runs().poll();
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();
const failed = (minute: number) => ({ event: 'failed', time: at(minute) });
const warning = (minute: number) => ({ event: 'warning', time: at(minute) });
const success = (minute: number) => ({ event: 'success', time: at(minute) });
const recovered = (recoveredBy: string, minute?: number) => ({
	event: 'recovered',
	recoveredBy,
	time: minute === undefined ? null : at(minute),
	status: 'Success',
});
const overdue = { event: 'overdue', time: at(0), status: 'Success' };

/** Problems of a history, as their numbers. */
function numbers(history: History) {
	const { missed, doubled, wrong } = history.verdict();
	return { missed: missed.length, doubled: doubled.length, wrong: wrong.length };
}
const fine = { missed: 0, doubled: 0, wrong: 0 };

describe('sessions', () => {
	test('one that is shown and emitted once is fine', () => {
		const history = begin()
			.ends('Failed', 5)
			.poll([failed(5)])
			.poll();
		expect(numbers(history)).toEqual(fine);
		expect(history.verdict().counts).toMatchObject({ sessions: 1, owed: 1, emitted: 1 });
	});

	test('one that is emitted later is fine', () => {
		expect(
			numbers(
				begin()
					.ends('Failed', 5)
					.poll()
					.poll([failed(5)]),
			),
		).toEqual(fine);
	});

	test('one that is never emitted is missed', () => {
		expect(numbers(begin().ends('Failed', 5).poll().poll())).toEqual({ ...fine, missed: 1 });
	});

	test('one that is emitted twice is doubled', () => {
		const history = begin()
			.ends('Failed', 5)
			.poll([failed(5)])
			.poll([failed(5)]);
		expect(numbers(history)).toEqual({ ...fine, doubled: 1 });
	});

	test('one that comes under another name of the event is missed and made up', () => {
		const history = begin()
			.ends('Failed', 5)
			.poll([success(5)]);
		expect(numbers(history)).toMatchObject({ missed: 1, wrong: 1 });
	});

	test('one with the status of another session is wrong', () => {
		const history = begin()
			.ends('Failed', 5)
			.poll([{ ...failed(5), status: 'Running' }]);
		expect(numbers(history)).toEqual({ ...fine, wrong: 1 });
	});

	test('one that was there at the first poll is never owed', () => {
		const history = () => new History().ends('Failed', -5).poll();
		expect(numbers(history().poll())).toEqual(fine);
		expect(numbers(history().poll([failed(-5)]))).toEqual({ ...fine, wrong: 1 });
	});

	test('one that nobody could see may be emitted, if it really was', () => {
		const history = () => begin().endsUnseen('Failed', 5);
		expect(numbers(history().poll())).toEqual(fine);
		expect(history().poll().verdict().counts.unobservable).toBe(1);
		expect(numbers(history().poll([{ ...failed(5), status: 'Running' }]))).toEqual(fine);
		expect(numbers(history().poll([warning(5)]))).toEqual({ ...fine, wrong: 1 });
	});

	test('one that was shown while VSPC could not be read is not owed', () => {
		const history = begin().ends('Failed', 5).poll([], { grade: 'none' }).runs().poll();
		expect(numbers(history)).toEqual(fine);
	});

	test('one that went away during a long poll is not owed', () => {
		const history = () => begin().ends('Failed', 5).poll([], { isLong: true });
		expect(numbers(history().runs().poll([], { grade: 'none' }))).toEqual(fine);
		expect(numbers(history().poll([], { grade: 'none' }))).toEqual({ ...fine, missed: 1 });
	});

	test('one instant in two spellings is one session', () => {
		const history = begin()
			.ends('Failed', 5)
			.poll([failed(5)]);
		history.shows('Failed', '2026-01-01T02:05:00.0000000+02:00').poll();
		expect(numbers(history)).toEqual(fine);
		expect(history.verdict().counts.owed).toBe(1);
	});

	test('a late one is owed when everything is read at once, or when it stays for an hour', () => {
		const late = (grade: Grade, times: number) =>
			begin().hours(1).ends('Failed', 20).poll([], { grade, times }).runs().poll();
		expect(numbers(late('all', 1))).toEqual({ ...fine, missed: 1 });
		expect(numbers(late('slow', 6))).toEqual(fine);
		expect(late('slow', 6).verdict().counts.lateAndGone).toBe(1);
		expect(numbers(late('slow', 7))).toEqual({ ...fine, missed: 1 });
	});

	test('one in time is owed even when it takes several polls to read everything', () => {
		const history = begin().ends('Failed', 5).poll([], { grade: 'slow' }).runs().poll();
		expect(numbers(history)).toEqual({ ...fine, missed: 1 });
	});
});

describe('recovered', () => {
	const problem = () =>
		begin()
			.ends('Failed', 5)
			.poll([failed(5)]);

	test('by a success', () => {
		const history = () => problem().ends('Success', 15);
		expect(numbers(history().poll([success(15), recovered('success', 15)]))).toEqual(fine);
		expect(numbers(history().poll([success(15)]))).toEqual({ ...fine, missed: 1 });
		const again = history().poll([success(15), recovered('success', 15)]);
		expect(numbers(again.poll([recovered('success', 15)]))).toEqual({ ...fine, wrong: 1 });
	});

	test('never without a problem', () => {
		const history = begin()
			.ends('Success', 5)
			.poll([success(5), recovered('success', 5)]);
		expect(numbers(history)).toEqual({ ...fine, wrong: 1 });
	});

	test('by a warning, which is a new problem', () => {
		const warned = () => problem().ends('Warning', 15);
		expect(numbers(warned().poll([warning(15)]))).toEqual({ ...fine, missed: 1 });
		const history = () =>
			warned()
				.poll([recovered('warning', 15), warning(15)])
				.ends('Success', 25);
		expect(numbers(history().poll([success(25), recovered('success', 25)]))).toEqual(fine);
		expect(numbers(history().poll([success(25)]))).toEqual({ ...fine, missed: 1 });
	});

	test('by being disabled', () => {
		const history = () => problem().ends('Failed', 5, false).poll();
		expect(numbers(history().poll([recovered('disabled')]))).toEqual(fine);
		expect(numbers(history().poll())).toEqual({ ...fine, missed: 1 });
		expect(numbers(problem().poll([recovered('disabled')]))).toEqual({ ...fine, wrong: 1 });
	});

	test('a job that fails while it is disabled may recover at once or later', () => {
		const history = () =>
			begin()
				.ends('Failed', 5, false)
				.poll([failed(5)])
				.poll()
				.poll();
		expect(numbers(history())).toEqual(fine);
		expect(numbers(history().poll([recovered('disabled')]))).toEqual(fine);
	});

	test('by being deleted, but not when it was away for some minutes', () => {
		expect(numbers(problem().isGone().hours(2))).toEqual({ ...fine, missed: 1 });
		expect(
			numbers(
				problem()
					.isGone()
					.hours(2)
					.poll([recovered('deleted')]),
			),
		).toEqual(fine);
		expect(numbers(problem().isGone().poll([], { times: 3 }))).toEqual(fine);
		const whileLong = problem().poll([], { isLong: true }).isGone().poll([], { times: 5 });
		expect(numbers(whileLong.poll([recovered('deleted')]))).toEqual(fine);
		const early = problem()
			.isGone()
			.poll([], { times: 3 })
			.poll([recovered('deleted')]);
		expect(numbers(early)).toEqual({ ...fine, wrong: 1 });
	});

	test('by being deleted is owed an hour after a restart, because n8n forgot', () => {
		const history = problem().isGone().hours(1).poll([], { forgets: true }).hours(1);
		expect(numbers(history)).toEqual(fine);
		expect(numbers(history.hours(1))).toEqual({ ...fine, missed: 1 });
	});

	test('after overdue, too', () => {
		const history = () => begin().poll([overdue]).ends('Success', 15);
		expect(numbers(history().poll([success(15)]))).toEqual({ ...fine, missed: 1 });
		expect(numbers(history().poll([success(15), recovered('success', 15)]))).toEqual(fine);
	});
});

describe('overdue', () => {
	const succeeded = () =>
		begin()
			.ends('Success', 5)
			.poll([success(5)]);

	test('is owed after a day without a success', () => {
		expect(numbers(succeeded().hours(24))).toEqual(fine);
		expect(numbers(succeeded().hours(27))).toEqual({ ...fine, missed: 1 });
		expect(numbers(succeeded().hours(25).poll([overdue]).hours(2))).toEqual(fine);
	});

	test('is not owed of jobs that run rarely, after a restart, or while the job runs', () => {
		expect(succeeded().hours(27).verdict(false).missed).toEqual([]);
		const forgets = { forgets: true };
		expect(numbers(succeeded().hours(12).poll([], forgets).hours(15))).toEqual(fine);
		expect(numbers(succeeded().hours(12).runs().hours(15))).toEqual(fine);
	});

	test('is not owed when a session ended that nobody saw the outcome of', () => {
		const history = () => succeeded().endsUnseen('Failed', 700).hours(14).ends('Failed', 860);
		expect(
			numbers(
				history()
					.poll([failed(860)])
					.hours(12),
			),
		).toEqual(fine);
		const shown = succeeded()
			.ends('Failed', 700)
			.poll([failed(700)])
			.hours(27);
		expect(numbers(shown)).toEqual({ ...fine, missed: 1 });
	});

	test('comes once until the next success', () => {
		const history = () => succeeded().hours(25).poll([overdue]);
		expect(numbers(history().poll([overdue]))).toEqual({ ...fine, doubled: 1 });
		const again = history()
			.ends('Success', 1535)
			.poll([success(1535), recovered('success', 1535)]);
		expect(numbers(again.hours(25).poll([overdue]))).toEqual(fine);
	});

	test('is wrong soon after a success', () => {
		expect(numbers(succeeded().hours(2).poll([overdue]))).toEqual({ ...fine, wrong: 1 });
	});
});

describe('items', () => {
	const twoJobs = () => begin().ends('Failed', 5);

	test.each([
		['no eventId', { eventId: '' }],
		['an event that does not exist', { event: 'exploded' }],
		['a job that does not exist', { jobKey: 'job:server:2' }],
		['recoveredBy without having recovered', { recoveredBy: 'success' }],
		['no previousStatus', { previousStatus: undefined }],
	])('with %s are wrong', (_name, change) => {
		const history = twoJobs().poll([failed(5), { ...failed(5), ...change }]);
		expect(history.verdict().wrong).not.toEqual([]);
	});

	test('with the ID of another one are doubled', () => {
		const history = twoJobs().poll([{ ...failed(5), eventId: 'x' }]);
		history.ends('Success', 15);
		const more = { eventId: 'x' };
		history.poll([{ ...success(15), ...more }, recovered('success', 15)]);
		expect(numbers(history)).toEqual({ ...fine, doubled: 1 });
	});

	test('come oldest first', () => {
		const history = begin().ends('Failed', 5).poll().ends('Failed', 15);
		expect(numbers(history.poll([failed(15), failed(5)]))).toEqual({ ...fine, wrong: 1 });
	});

	test('come oldest first, but for a problem that is open again: its session is older than the event', () => {
		const history = begin().ends('Failed', 5).poll().ends('Failed', 15);
		const eventId = (event: string, time: string) => `${event}:${time.slice(0, 19)}Z`;
		const fresh = { ...failed(15), eventId: eventId('failed', history.time(15)) };
		const reopened = { ...failed(5), eventId: eventId('failed', history.time(20)) };
		const old = { ...failed(5), eventId: eventId('failed', history.time(5)) };
		expect(numbers(history.poll([fresh, reopened])).wrong).toBe(0);
		expect(numbers(history.poll([fresh, old])).wrong).toBe(1);
	});
});
