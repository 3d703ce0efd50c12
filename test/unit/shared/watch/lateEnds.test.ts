import fc from 'fast-check';

import { decide } from '../../../../nodes/trigger/jobs/decide';
import type { JobEvent, WatchRules } from '../../../../nodes/trigger/jobs/events';
import type { JobSessions, SessionReads } from '../../../../nodes/trigger/jobs/history';
import { findMissed } from '../../../../nodes/trigger/jobs/lateEnds';
import { type LineUp, newLineUp } from '../../../../nodes/trigger/jobs/lineUp';
import { jobCodec, type JobMemory } from '../../../../nodes/trigger/jobs/memory';
import { type JobSource, observe } from '../../../../nodes/trigger/jobs/observation';
import { newPastRows } from '../../../../nodes/trigger/jobs/pastFailures';
import { type KindNotes, noNotes, rememberSessions } from '../../../../nodes/trigger/jobs/session';
import { backupServerJob } from '../../../../nodes/vspc/jobs/backupServerJob';
import type { JobSession, SentSession } from '../../../../nodes/vspc/sessions/fields';
import { cases } from '../../../cases';
import { longTest } from '../../../longTest';

/** Polls of one job and reads of its session history, in any order: no end is an event twice. */

const SERVER = 'b0b7a5c2-3c1d-4f5e-8a9b-000000000001';
const JOB = 'b0b7a5c2-3c1d-4f5e-8a9b-000000000002';
const KEY = `job:${SERVER}:${JOB}`;
const START = 1_700_000_000;
const STEP = 300;

type End = 'success' | 'warning' | 'failed';

interface Session {
	outcome: End;
	/** Seconds since 1970 by the clock of the server, which may have been set back */
	time: number;
	key: string;
}

/** What happens up to a poll, and what the session history shows to it. */
interface Turn {
	unseen: End[];
	/** Undefined where it shows what it showed before */
	seen?: End;
	/** A running job may show the end before; an end may come without a time */
	shows: 'end' | 'running' | 'noTime' | 'olderEnd';
	/** Steps by which the clock of the server was set back before */
	back: number;
	/** Whether the history is read, and how many of the latest ends VSPC has not heard of yet */
	read?: { unheard: number };
	/** n8n is started again before the poll */
	restarts: boolean;
}

const end = fc.constantFrom<End>('success', 'warning', 'failed', 'failed');
const SHOWS = ['end', 'end', 'end', 'running', 'noTime', 'olderEnd'] as const;
const turnsWith = (
	more: { back: fc.Arbitrary<number>; restarts: fc.Arbitrary<boolean> },
	shows: ReadonlyArray<Turn['shows']> = SHOWS,
) =>
	fc.array(
		fc.record({
			unseen: fc.array(end, { maxLength: 12 }),
			seen: fc.option(end, { nil: undefined }),
			shows: fc.constantFrom(...shows),
			read: fc.option(fc.record({ unheard: fc.constantFrom(0, 0, 1, 2, 8) }), { nil: undefined }),
			...more,
		}),
		{ maxLength: 14 },
	);

const rules: WatchRules = {
	events: new Set(['failed', 'warning', 'success', 'recovered', 'escalated']),
	warningIsProblem: false,
	emitExisting: false,
	stillAfter: 0,
	overdueAfter: 86_400,
	afterFailures: 1,
	escalateAfterFailures: 3,
	escalateAfter: 0,
};

const toTime = (seconds: number) => new Date(seconds * 1000).toISOString();
const STATUSES = { success: 'Success', warning: 'Warning', failed: 'Failed' };

function rowOf({ outcome, time }: Session, shows: Turn['shows']) {
	const isRunning = shows === 'running';
	const status = isRunning ? 'Running' : STATUSES[outcome];
	const lastRun = toTime(time - 60);
	const own = shows === 'noTime' ? {} : { lastRun, lastEndTime: toTime(time) };
	return { backupServerUid: SERVER, instanceUid: JOB, name: 'Job', status, ...own };
}

const toSession = ({ outcome, time, key }: Session): JobSession => ({
	key,
	result: outcome,
	startedAt: (time - 60) * 1000,
	endedAt: time * 1000,
	row: { timeShiftMinutes: 0, managementAgentUid: SERVER } as SentSession,
});

/** Reads that hand out what they are given. */
class GivenReads {
	readonly floors = new Map<string, number>();
	given = new Map<string, JobSessions>();
	left = 5;
	private lineUp: LineUp = newLineUp();

	async take() {
		const { given } = this;
		this.given = new Map();
		return await Promise.resolve(given);
	}

	pastRowsOf = () => newPastRows();
	twins = () => [];
	lineUpOf = () => this.lineUp;

	setLineUp(_: string, lineUp: LineUp) {
		this.lineUp = lineUp;
	}

	putBack(_: string, read: JobSessions) {
		this.given.set(KEY, read);
	}
}

const readNotes = (): KindNotes => ({
	...noNotes(),
	progress: { scope: '', seen: new Set(), size: 1, completedAt: START },
});

/** An event, and whether the history brought it. */
interface Told {
	event: JobEvent;
	isLate: boolean;
}

/** @returns all events, in their order */
async function play(turns: Turn[]): Promise<Told[]> {
	const kind = backupServerJob;
	const source = { kind, isInScope: () => true, isWanted: () => true } as Partial<JobSource>;
	let memory: JobMemory = {};
	let saved = memory;
	let notes = readNotes();
	let reads = new GivenReads();
	let now = START;
	let clock = START;
	const happened: Session[] = [];
	const all: Told[] = [];
	const ends = (outcome: End) => {
		now += STEP;
		clock += STEP;
		happened.push({ outcome, time: clock, key: `session:${happened.length}` });
	};
	let latest: Session | undefined;
	const showsOf = ({ seen, unseen, shows }: Turn): Session => {
		if (!seen && latest) return latest;
		for (const outcome of unseen) ends(outcome);
		ends(seen ?? 'success');
		latest = happened.at(-1)!;
		return shows === 'olderEnd' ? (happened.at(-2) ?? latest) : latest;
	};
	for (const [index, turn] of turns.entries()) {
		if (turn.back > 0) clock -= turn.back * STEP + 37;
		if (turn.restarts) {
			memory = structuredClone(saved);
			notes = readNotes();
			reads = new GivenReads();
		}
		const shown = showsOf(turn);
		now += 5;
		const row = rowOf(shown, turn.shows);
		const seen = observe(kind, row);
		const { id, key } = seen;
		const { lastSeen } = memory;
		const { events, memory: next } = decide(memory, seen, {
			now,
			rules,
			isWanted: true,
			isBaseline: index === 0,
			hasGap: turn.restarts,
			recent: notes.recent.get(id),
		});
		rememberSessions(notes.recent, id, lastSeen, next.lastSeen);
		const state = {
			scope: '',
			isComplete: true,
			lastSeen: new Map([[id, next.lastSeen]]),
			problems: new Map(next.problem ? [[id, next.problem]] : []),
			waiting: new Map<string, string>(),
		};
		const emitted = events.map((event) => ({ key, name: 'Job', row, event }));
		const found = { state, emitted, unreported: [], notes };
		if (turn.read) {
			const sessions = happened.slice(0, happened.length - turn.read.unheard).map(toSession);
			const facts = { hasLastDays: true, isPast: false, completeFrom: -Infinity };
			if (sessions.length > 0) reads.given.set(key, { sessions, ...facts });
		}
		await findMissed(reads as unknown as SessionReads, source as JobSource, found, {
			rules,
			now: now * 1000,
			rows: { kind: 'job', byKey: new Map([[key, row]]) },
			isFirst: index === 0,
		});
		expect(key).toBe(KEY);
		memory = { lastSeen: state.lastSeen.get(id), problem: state.problems.get(id) };
		// As n8n does: with events, and not otherwise.
		if (emitted.length > 0 || index === 0) {
			saved = { ...memory, lastSeen: jobCodec.decode(jobCodec.encode(memory.lastSeen!)) };
		}
		for (const { event } of emitted) all.push({ event, isLate: !events.includes(event) });
	}
	return all;
}

const SESSION_EVENTS = ['failed', 'warning', 'success'];

/** Events of ends that were events before. */
function again(told: Told[]): Told[] {
	const ids = new Set<string>();
	return told.filter(({ event: { name, of } }) => {
		if (!SESSION_EVENTS.includes(name)) return false;
		const id = `${name} ${of}`;
		const isAgain = ids.has(id);
		ids.add(id);
		return isAgain;
	});
}

async function check(turns: fc.Arbitrary<Turn[]>, property: (told: Told[]) => void) {
	await fc.assert(
		fc.asyncProperty(turns, async (story) => property(await play(story))),
		{ numRuns: cases(2000) },
	);
}

longTest('whatever the history shows, and when, an end is an event once', async () => {
	await check(turnsWith({ back: fc.constant(0), restarts: fc.constant(false) }), (told) => {
		expect(again(told)).toEqual([]);
	});
});

longTest('an end is an event once though n8n was started meanwhile', async () => {
	const restarts = fc.constantFrom(false, false, true);
	await check(turnsWith({ back: fc.constant(0), restarts }), (told) => {
		expect(again(told)).toEqual([]);
	});
});

longTest(
	"the history brings no end again that was an event, though the server's clock was set back",
	async () => {
		const back = fc.constantFrom(0, 0, 0, 0, 3, 10, 30);
		const restarts = fc.constantFrom(false, false, false, true);
		const turns = turnsWith({ back, restarts }, ['end', 'end', 'running', 'olderEnd']);
		await check(turns, (told) => {
			expect(again(told).filter(({ isLate }) => isLate)).toEqual([]);
		});
	},
);

longTest('most ends that no poll saw are found', async () => {
	let [found, all] = [0, 0];
	await check(turnsWith({ back: fc.constant(0), restarts: fc.constant(false) }), (told) => {
		found += told.filter(({ isLate }) => isLate).length;
		all += told.length;
	});
	expect(found).toBeGreaterThan(all / 4);
});
