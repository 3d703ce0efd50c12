import { decide } from '../../../../nodes/trigger/jobs/decide';
import type {
	DecideConditions,
	EventName,
	JobEvent,
	Unreported,
	WatchRules,
} from '../../../../nodes/trigger/jobs/events';
import type { JobLastSeen, JobMemory, Outcome } from '../../../../nodes/trigger/jobs/memory';
import type { Observation } from '../../../../nodes/trigger/jobs/observation';
import { type Recent, withLastSeen } from '../../../../nodes/trigger/jobs/session';

/** One job, poll after poll: what the workflow gets, and what n8n's log says where it gets nothing. */

const HOUR = 3600;
const DAY = 24 * HOUR;

type More = Partial<Observation> &
	Partial<Pick<DecideConditions, 'isWanted' | 'isBaseline' | 'hasGap' | 'interval'>> & {
		/** The settings are others from this poll on */
		set?: Partial<WatchRules>;
	};

/** When n8n polls, by its clock; what the job shows; the end that it shows, by the clock of its server; the rest. */
type Look = [now: number, outcome: Outcome, time: number | undefined, more?: More];

interface Story {
	rules?: Partial<WatchRules>;
	events?: EventName[];
	memory?: JobMemory;
	/** Each poll, and what comes of it */
	polls: Array<[Look, string]>;
}

const PLAIN: WatchRules = {
	events: new Set(),
	warningIsProblem: false,
	emitExisting: false,
	stillAfter: 0,
	overdueAfter: DAY,
	afterFailures: 1,
	escalateAfterFailures: 100,
	escalateAfter: 0,
};

const ALL: EventName[] = ['failed', 'warning', 'success', 'recovered', 'escalated'];

const eventLine = ({ name, at, failures, recoveredBy, previous }: JobEvent) =>
	[
		`${name} ${at}`,
		recoveredBy && `by ${recoveredBy}`,
		failures && `${failures.count} since ${failures.since}`,
		previous && `after ${previous}`,
	]
		.filter(Boolean)
		.join(', ');
const reasonLine = ({ reason, session }: Unreported) =>
	`(${reason}${session ? ` ${session.time}` : ''})`;

function tell({ rules = {}, events = ALL, memory = {}, polls }: Story) {
	let rule: WatchRules = { ...PLAIN, events: new Set(events), ...rules };
	let known = memory;
	let recent: Recent | undefined;
	const lines = polls.map(([[now, outcome, time, more = {}]]) => {
		const { set, isWanted = true, isBaseline = false, hasGap = false, interval, ...own } = more;
		rule = { ...rule, ...set };
		const seen: Observation = {
			...{ id: 'abcdefghijkl', key: 'job:a:b', row: { name: 'Job' }, outcome, time },
			...{ isStart: false, lastRun: time === undefined ? undefined : time - 60 },
			...own,
		};
		const conditions = { now, rules: rule, isWanted, isBaseline, hasGap, recent, interval };
		const result = decide(known, seen, conditions);
		known = result.memory;
		recent = withLastSeen(recent, result.memory.lastSeen);
		return [...result.events.map(eventLine), ...result.unreported.map(reasonLine)].join('; ');
	});
	return { lines, memory: known };
}

const stories = (table: Record<string, Story>) =>
	test.each(Object.entries(table))('%s', (_, story) => {
		expect(tell(story).lines).toEqual(story.polls.map(([, line]) => line));
	});

/** A job that was fine, and then failed at 5000. */
const failedSince = (more: Partial<JobLastSeen> = {}): JobMemory => ({
	lastSeen: {
		...{ outcome: 'failed', time: 5000, start: 4940, seenAt: 5010, noSuccessSince: 1010 },
		...{ previous: { outcome: 'success', time: 1000 }, ...more },
	},
});
const OPEN = { key: 'job:a:b', of: 5000, name: 'Job', wasDisabled: false };

describe('an end from before the latest one, which a late server shows first', () => {
	const upToFailure: Story['polls'] = [
		[[1010, 'success', 1000, { isBaseline: true }], '(existing)'],
		[[5010, 'failed', 5000], 'failed 5000, 1 since 5000, after success'],
	];
	stories({
		'a success closes no problem that came after it, and is emitted when the server has caught up':
			{
				polls: [
					...upToFailure,
					[[5070, 'success', 3000], '(older)'],
					[[5130, 'failed', 5000], 'success 3000, after success; (alreadyReported)'],
					[
						[6010, 'success', 6000],
						'recovered 6000, by success, after failed; success 6000, after failed',
					],
				],
			},
		'a running session with the latest end shows that the server has caught up': {
			polls: [
				...upToFailure,
				[[5070, 'success', 3000], '(older)'],
				[[5130, 'running', 5000], 'success 3000, after success; (running)'],
			],
		},
		'while the next session runs and the old end is shown, nothing is known': {
			polls: [
				...upToFailure,
				[[5070, 'success', 3000], '(older)'],
				[[5130, 'running', 3000], '(older)'],
				[[5190, 'none', undefined], '(noOutcome)'],
			],
		},
		'a success that nobody asked for is not emitted': {
			events: ['failed', 'recovered'],
			polls: [
				[[1010, 'success', 1000, { isBaseline: true }], ''],
				...upToFailure.slice(1),
				[[5070, 'success', 3000], '(older)'],
				[[5130, 'failed', 5000], '(notChosen 3000); (alreadyReported)'],
			],
		},
		'a job that did not pass the filters by then is not emitted': {
			polls: [
				...upToFailure,
				[[5070, 'success', 3000, { isWanted: false }], '(older)'],
				[[5130, 'failed', 5000], '(filtered 3000); (alreadyReported)'],
			],
		},
		'a warning is emitted, and the problem that came after it stays open': {
			polls: [
				...upToFailure,
				[[5070, 'warning', 3000], '(older)'],
				[[5130, 'failed', 5000], 'warning 3000, after success; (alreadyReported)'],
				[
					[6010, 'success', 6000],
					'recovered 6000, by success, after failed; success 6000, after failed',
				],
			],
		},
		'a warning that had to last did not': {
			rules: { stillAfter: 600 },
			polls: [
				[[1010, 'success', 1000, { isBaseline: true }], '(existing)'],
				[[5010, 'failed', 5000], '(waiting)'],
				[[5070, 'warning', 3000], '(older)'],
				[[5130, 'failed', 5000], '(didNotLast 3000); (waiting)'],
				[[5610, 'failed', 5000], 'failed 5000, 1 since 5000, after warning'],
			],
		},
		'a warning is a problem of its own where the failure after it was none yet': {
			rules: { afterFailures: 2 },
			polls: [
				[[1010, 'success', 1000, { isBaseline: true }], '(existing)'],
				[[5010, 'failed', 5000], '(fewFailures)'],
				[[5070, 'warning', 3000], '(older)'],
				[[5130, 'failed', 5000], 'warning 3000, after success; (alreadyReported)'],
				[
					[6010, 'success', 6000],
					'recovered 6000, by success, after failed; success 6000, after failed',
				],
			],
		},
		'a success before the first failure of the row takes nothing from it': {
			polls: [
				...upToFailure,
				[[5070, 'success', 3000], '(older)'],
				[[5130, 'failed', 5000], 'success 3000, after success; (alreadyReported)'],
				[[6010, 'failed', 6000], 'failed 6000, 2 since 5000, after failed'],
			],
		},
		'a success within the row leaves what came after it': {
			polls: [
				...upToFailure,
				[[7010, 'failed', 7000], 'failed 7000, 2 since 5000, after failed'],
				[[7070, 'success', 6000], '(older)'],
				[[7130, 'failed', 7000], 'success 6000, after failed; (alreadyReported)'],
				[[8010, 'failed', 8000], 'failed 8000, 2 since 7000, after failed'],
			],
		},
	});
});

describe("a server's clock that was set back", () => {
	// n8n was restarted: what was seen before the state was saved is forgotten.
	const memory = { ...failedSince(), problem: OPEN };
	stories({
		'the old end stays for an hour: then it is the latest one': {
			memory,
			polls: [
				[[5070, 'success', 900], '(older)'],
				[[5130, 'success', 900], '(older)'],
				[
					[5070 + HOUR, 'success', 900],
					'recovered 900, by success, after failed; success 900, after failed',
				],
			],
		},
		"n8n's clock is set back while it waits: the hour begins again": {
			memory,
			polls: [
				[[50_000, 'failed', 900], '(older)'],
				[[20_000, 'failed', 900], '(older)'],
				[[20_000 + HOUR - 60, 'failed', 900], '(older)'],
				[[20_000 + HOUR, 'failed', 900], 'failed 900, 2 since 5000, after failed'],
			],
		},
		'the next old end follows: both count, the first with its own session': {
			memory,
			polls: [
				[[5070, 'failed', 900], '(older)'],
				[
					[5130, 'success', 2000],
					'failed 900, 2 since 5000, after failed; recovered 2000, by success, after failed; success 2000, after failed',
				],
			],
		},
		'the next session runs and shows another old end: the clock was set back': {
			memory,
			polls: [
				[[5070, 'failed', 900], '(older)'],
				[[5130, 'running', 2000], 'failed 900, 2 since 5000, after failed; (unknownEnd)'],
			],
		},
		'the next session runs and shows an end older than all: nothing is known': {
			memory,
			polls: [
				[[5070, 'failed', 900], '(older)'],
				[[5130, 'running', 800], '(unknownEnd)'],
			],
		},
		'what had to last did not, where another end came after it': {
			rules: { stillAfter: 600 },
			memory: { lastSeen: { ...failedSince().lastSeen!, outcome: 'success' } },
			polls: [
				[[5070, 'failed', 900], '(older)'],
				[[5130, 'success', 2000], 'success 2000, after failed; (didNotLast 900)'],
			],
		},
		'a job that did not pass the filters by then is not emitted': {
			memory,
			polls: [
				[[5070, 'failed', 900, { isWanted: false }], '(older)'],
				[[5130, 'failed', 2000], 'failed 2000, 3 since 5000, after failed; (filtered 900)'],
			],
		},
		'of a job that shows no end, the start distinguishes its sessions': {
			memory,
			polls: [
				[[5070, 'failed', 900, { isStart: true, lastRun: 900 }], '(older)'],
				[[5130, 'failed', 900, { isStart: true, lastRun: 900 }], '(older)'],
				[
					[5070 + HOUR, 'failed', 900, { isStart: true, lastRun: 900 }],
					'failed 900, 2 since 5000, after failed',
				],
				[[9000, 'failed', 960, { lastRun: 900 }], '(alreadyReported)'],
			],
		},
	});
});

describe('a problem that has to last', () => {
	const memory = failedSince({ pendingSince: 5010 });
	const rules = { stillAfter: 600 };
	stories({
		'settings ask for more failures meanwhile': {
			memory,
			rules,
			polls: [[[5700, 'failed', 5000, { set: { afterFailures: 3 } }], '(fewFailures)']],
		},
		'settings leave out failures meanwhile': {
			memory,
			rules,
			events: ['warning', 'recovered'],
			polls: [[[5700, 'failed', 5000], '(notChosen)']],
		},
		'the filters leave out the job meanwhile': {
			memory,
			rules,
			polls: [[[5700, 'failed', 5000, { isWanted: false }], '(filtered)']],
		},
		"n8n's clock is set back: it does not wait for ever": {
			memory,
			rules,
			polls: [[[3000, 'failed', 5000], 'failed 5000, 1 since 5000, after success']],
		},
		'while the job runs again it waits': {
			memory,
			rules,
			polls: [[[5700, 'running', 5000], '(running)']],
		},
	});
});

describe('escalated after hours', () => {
	const rules = { escalateAfter: 4 * HOUR };
	const since = failedSince({ problemSince: 5010 });
	const memory = { ...since, problem: OPEN };
	const due = 5010 + 4 * HOUR;
	const escalated = `escalated ${due}, 1 since 5000, after success`;
	stories({
		'a problem is escalated once, when it has lasted for so long': {
			memory,
			rules,
			polls: [
				[[due - 60, 'failed', 5000], '(alreadyReported)'],
				[[due, 'failed', 5000], escalated],
				[[due + HOUR, 'failed', 5000], '(alreadyReported)'],
			],
		},
		'of a failure that was not emitted, the escalation is the problem that recovers': {
			memory: since,
			rules,
			events: ['escalated', 'recovered'],
			polls: [
				[[due, 'failed', 5000], escalated],
				[[due + HOUR, 'success', due], `recovered ${due}, by success, after failed`],
			],
		},
		'of a session without a time, the escalation is': {
			memory: { lastSeen: { outcome: 'failed', seenAt: 5010, problemSince: 5010 } },
			rules,
			events: ['escalated', 'recovered'],
			polls: [[[due, 'failed', undefined], `escalated ${due}, 1 since undefined`]],
		},
		'a job that the filters leave out is not': {
			memory,
			rules,
			polls: [[[due, 'failed', 5000, { isWanted: false }], '(filtered)']],
		},
		"n8n's clock is set back: the hours begin again": {
			memory,
			rules,
			polls: [
				[[1000, 'failed', 5000], '(alreadyReported)'],
				[
					[1000 + 4 * HOUR, 'failed', 5000],
					`escalated ${1000 + 4 * HOUR}, 1 since 5000, after success`,
				],
			],
		},
		'an end that nobody saw may be the success: nothing is escalated while it is shown': {
			memory,
			rules,
			polls: [
				[[due - 60, 'running', 9000], '(unknownEnd)'],
				[[due, 'running', 9000], '(unknownEnd)'],
				[
					[due + 60, 'failed', due],
					`failed ${due}, 2 since 5000, after failed; ${escalated.replace('1 since', '2 since').replace('success', 'failed')}`,
				],
			],
		},
		'an older success that waits may be the latest end: nothing is escalated': {
			memory,
			rules,
			polls: [
				[[due - 60, 'success', 900], '(older)'],
				[[due, 'success', 900], '(older)'],
			],
		},
		'a server that is late says nothing': {
			memory,
			rules,
			polls: [[[due, 'failed', 900], '(older)']],
		},
		'a problem that waits to be emitted is not': {
			memory: failedSince({ problemSince: 5010, pendingSince: due }),
			rules: { ...rules, stillAfter: 600 },
			polls: [[[due, 'failed', 5000], '(waiting)']],
		},
		'a warning that counts as a success is not, until settings count it as a problem': {
			memory: {
				lastSeen: { outcome: 'warning', time: 5000, seenAt: 5010, problemSince: 5010 },
			},
			rules,
			polls: [
				[[due, 'warning', 5000], ''],
				[
					[due + 60, 'warning', 5000, { set: { warningIsProblem: true } }],
					`escalated ${due}, 1 since 5000`,
				],
			],
		},
	});
});

describe('a job is back whose problem was ended because it was gone', () => {
	const closed = failedSince({ wasClosed: true, isEscalated: true, isOverdue: true });
	const again = 'failed 9000, 1 since 5000, after success';
	stories({
		'as it stood: all of it is emitted again': {
			memory: closed,
			polls: [[[9000, 'failed', 5000], `${again}; ${again.replace('failed', 'escalated')}`]],
		},
		'a late server shows an older end first: it is emitted when the latest one is shown': {
			memory: failedSince({ wasClosed: true }),
			polls: [
				[[8900, 'success', 1000], '(repeated)'],
				[[9000, 'failed', 5000], again],
				[[9060, 'failed', 5000], '(alreadyReported)'],
			],
		},
		'that the filters leave out now': {
			memory: closed,
			polls: [[[9000, 'failed', 5000, { isWanted: false }], '(filtered)']],
		},
		'with settings that leave out its events now': {
			memory: closed,
			events: ['success', 'recovered'],
			polls: [[[9000, 'failed', 5000], '(notChosen)']],
		},
		'with a warning that counts as a success: the warning is emitted again': {
			memory: { lastSeen: { outcome: 'warning', time: 5000, seenAt: 5010, wasClosed: true } },
			polls: [[[9000, 'warning', 5000], 'warning 9000']],
		},
		'that is fine': {
			memory: { lastSeen: { outcome: 'success', time: 5000, seenAt: 5010, wasClosed: true } },
			polls: [[[9000, 'success', 5000], '']],
		},
		'with a problem that is open again': {
			memory: { ...closed, problem: OPEN },
			polls: [[[9000, 'failed', 5000], '(alreadyReported)']],
		},
	});
});

describe('a job with an open problem is disabled', () => {
	const memory = { ...failedSince({ problemSince: 5010 }), problem: OPEN };
	stories({
		'its problem ends once': {
			memory,
			polls: [
				[[9000, 'failed', 5000, { enabled: false }], 'recovered 9000, by disabled, after failed'],
				[[9060, 'failed', 5000, { enabled: false }], '(alreadySeen)'],
			],
		},
		'and recoveries are not among the events': {
			memory,
			events: ['failed'],
			polls: [[[9000, 'failed', 5000, { enabled: false }], '(notChosen)']],
		},
		'before the problem was emitted: there is no recovery when it succeeds': {
			memory: { ...memory, problem: { ...OPEN, wasDisabled: true } },
			polls: [
				[[9000, 'failed', 5000, { enabled: false }], '(alreadyReported)'],
				[[9060, 'failed', 5000, { enabled: true }], '(alreadyReported)'],
				[[9120, 'failed', 5000, { enabled: false }], 'recovered 9120, by disabled, after failed'],
			],
		},
	});
});

describe('overdue', () => {
	const events: EventName[] = ['overdue', 'recovered'];
	const interval = () => DAY;
	const fine: JobMemory = { lastSeen: { outcome: 'success', time: 1000, seenAt: 1010 } };
	const success = (now: number, more: More = {}): Look => [
		now,
		'success',
		1000,
		{ interval, ...more },
	];
	const failed = (now: number, more: More = {}): Look => [
		now,
		'failed',
		5000,
		{ interval, ...more },
	];
	const allowed = DAY + HOUR;
	const due = 1010 + allowed;
	stories({
		'a day of the schedule and an hour for the session after the last success': {
			events,
			memory: fine,
			polls: [
				[success(due), ''],
				[success(due + 1), `overdue ${due}, after success`],
				[success(due + 60), ''],
			],
		},
		"n8n's clock is set back: waiting for a success begins again": {
			events,
			memory: fine,
			polls: [
				[success(500), ''],
				[success(500 + allowed), ''],
				[success(501 + allowed), `overdue ${500 + allowed}, after success`],
			],
		},
		"n8n's clock is set back while the job fails: waiting begins again": {
			events,
			memory: failedSince(),
			polls: [
				[failed(500), '(notChosen)'],
				[failed(500 + allowed), '(notChosen)'],
				[failed(501 + allowed), `overdue ${500 + allowed}, after failed; (notChosen)`],
			],
		},
		'a job that is back after its problem was ended with it is overdue as of now': {
			events,
			memory: { lastSeen: { ...fine.lastSeen!, wasClosed: true } },
			polls: [[success(due + 500), `overdue ${due + 500}, after success`]],
		},
		'a job that is disabled is not': {
			events,
			memory: fine,
			polls: [
				[success(due + 1, { enabled: false }), '(disabled)'],
				[success(due + 60, { interval: () => undefined, enabled: false }), '(disabled)'],
			],
		},
		'nobody waits for a success while the job is disabled': {
			events,
			memory: fine,
			polls: [
				[success(due - 60, { enabled: false }), '(disabled)'],
				[success(due + 60, { enabled: true }), ''],
				[success(due + 60 + allowed, { enabled: true }), ''],
				[success(due + 61 + allowed), `overdue ${due + 60 + allowed}, after success`],
			],
		},
		'a job without a schedule, or with a longer one, is not': {
			events,
			memory: fine,
			polls: [
				[success(due + 1, { interval: () => undefined }), '(noSchedule)'],
				[success(due + 1, { interval: () => 7 * DAY }), '(longSchedule)'],
			],
		},
		'an older success that waits may be the latest end': {
			events,
			memory: failedSince(),
			polls: [[[due + 60, 'success', 900, { interval }], '(older)']],
		},
	});

	const existing = { events, rules: { emitExisting: true } };
	const start = 10 * DAY;
	stories({
		"existing, by the server's clock: without a success since the failed session began": {
			...existing,
			polls: [
				[
					[start, 'failed', start - HOUR, { interval, isBaseline: true, lastRun: start - 2 * DAY }],
					`overdue ${start - 2 * DAY + allowed}, after failed; (notChosen)`,
				],
			],
		},
		'existing: of a failed session whose start VSPC does not show, its end counts': {
			...existing,
			polls: [
				[
					[start, 'failed', start - 2 * DAY, { interval, isBaseline: true, lastRun: undefined }],
					`overdue ${start - 2 * DAY + allowed}, after failed; (notChosen)`,
				],
			],
		},
		'existing: a session that has run for longer than that': {
			...existing,
			polls: [
				[
					[
						...([start, 'running', undefined] as const),
						{ interval, isBaseline: true, runsSince: start - 2 * DAY },
					],
					`overdue ${start - 2 * DAY + allowed}; (running)`,
				],
			],
		},
		'existing: a session that runs since VSPC does not show when is no problem': {
			...existing,
			polls: [[[start, 'running', start - 9 * DAY, { interval, isBaseline: true }], '(running)']],
		},
		'it was so before the trigger started, and existing problems are not wanted': {
			events,
			polls: [
				[
					[start, 'failed', start - 5 * DAY, { interval, isBaseline: true }],
					'(notChosen); (overdueBefore)',
				],
			],
		},
	});
});

describe('a session without a time', () => {
	const unknown: JobMemory = { lastSeen: { outcome: 'failed', seenAt: 5010 } };
	stories({
		'VSPC shows its end after all: the same session': {
			memory: unknown,
			polls: [
				[[5070, 'failed', undefined], '(alreadySeen)'],
				[[5130, 'failed', 5000], '(alreadySeen)'],
				[[9130, 'failed', 9000], 'failed 9000, 2 since 5000, after failed'],
			],
		},
		'VSPC shows its start after all: the end that follows is of the same session': {
			memory: unknown,
			polls: [
				[[5070, 'failed', 4940, { isStart: true, lastRun: 4940 }], '(alreadySeen)'],
				[[5130, 'failed', 5000, { lastRun: 4940 }], '(alreadySeen)'],
			],
		},
		'VSPC shows its end after all, and never a start': {
			memory: unknown,
			polls: [
				[[5070, 'failed', 5000, { lastRun: undefined }], '(alreadySeen)'],
				[[5130, 'failed', 5000], '(alreadySeen)'],
			],
		},
		'a success without a time ends a problem without one, and no other': {
			memory: { ...unknown, problem: OPEN },
			polls: [
				[
					[5070, 'success', undefined],
					'recovered 5070, by success, after failed; success 5070, after failed',
				],
				[[5130, 'failed', 5100], 'failed 5100, 1 since 5100'],
				[[5190, 'success', undefined], '(noTime)'],
			],
		},
		'the next session runs before the next failure: another one': {
			memory: unknown,
			polls: [
				[[5070, 'running', undefined], '(running)'],
				[[5130, 'failed', undefined], 'failed 5130, 2 since undefined'],
			],
		},
	});
});
