import {
	type Codec,
	type LastSeen,
	type ListState,
	type OpenProblem,
	readList,
	readState,
	shortId,
	writeList,
	writeState,
} from '../../../../nodes/trigger/engine/state';
import { alarmCodec, type AlarmListState } from '../../../../nodes/trigger/alarms/memory';
import { jobCodec, type JobListState } from '../../../../nodes/trigger/jobs/memory';

/**
 * n8n's database keeps states for as long as workflows live, so their form is frozen: the texts below are never
 * changed, and both ways between text and meaning have to work.
 */
const T = 1_777_881_000;
const UID = '0c000000-0000-4000-8000-00000000000';
const key = (digit: number) => `job:${UID}1:${UID}${digit}`;

const JOBS: JobListState = {
	scope: 'abcdefghijkl',
	host: 'mnopqrstuvwx',
	isComplete: true,
	baseline: T - 86_400,
	lastSeen: new Map([
		[shortId(key(2)), { outcome: 'success', time: T, start: T - 600, seenAt: T + 60 }],
		[
			shortId(key(3)),
			{
				outcome: 'failed',
				time: T,
				isStart: true,
				isOverdue: true,
				isDisabled: true,
				isAfterGap: true,
				wasClosed: true,
				previous: { outcome: 'warning', time: T - 86_400 },
				noSuccessSince: T - 90_000,
				pendingSince: T + 30,
				goneSince: T + 7200,
				seenAt: T - 60,
				runningSince: T + 3600,
				unseenEnd: T + 3000,
				olderSince: T + 4000,
				older: [
					{ outcome: 'stopped', time: T - 3600, start: T - 4000, isUnwanted: true },
					{ outcome: 'success', time: T - 1800, isStart: true },
				],
			},
		],
		[shortId(key(4)), { outcome: 'running', time: T - 50 }],
		[shortId(key(5)), { outcome: 'none' }],
	]),
	problems: new Map([
		[
			shortId(key(3)),
			{ key: key(3), of: T, name: 'Nightly', wasDisabled: true, company: `${UID}9` },
		],
		[shortId(key(4)), { key: key(4), of: T - 7200, name: 'Hourly', wasDisabled: false }],
	]),
	waiting: new Map([[shortId(key(3)), key(3)]]),
};

const JOBS_TEXT =
	'{"v":2,"lists":{"name":{"scope":"abcdefghijkl","host":"mnopqrstuvwx","baseline":1777794600,"isComplete":true,"seen":"NiDqnFhnn2MAStei5rc.sgo.A1o rWMjKWBnGG--Ftei5rc.r.o.d.u.C.bW1uo0.gteg8bc.ptei5s6.xteibbc.AZ1o.R2s0.V2bc.Q334.EX2s0.Fb4.U.ES1e0.H EZXPHkUC7ZiWRtei5py f2C-9jQB8WIDN","problems":[["job:!DAAAAAAAQACAAAAAAAAAAQ:!DAAAAAAAQACAAAAAAAAAAw",0,"Nightly",1,"!DAAAAAAAQACAAAAAAAAACQ"],["job:!DAAAAAAAQACAAAAAAAAAAQ:!DAAAAAAAQACAAAAAAAAABA",1777873800,"Hourly"]],"waiting":["job:!DAAAAAAAQACAAAAAAAAAAQ:!DAAAAAAAQACAAAAAAAAAAw"]}},"last":[{"event":"failed","eventId":"one"}]}';

const alarmKey = (digit: number) => `alarm:${UID}${digit}`;

const ALARMS: AlarmListState = {
	scope: 'abcdefghijkl',
	host: 'mnopqrstuvwx',
	isComplete: false,
	emptyAt: T - 5,
	baseline: T,
	lastSeen: new Map([
		[shortId(alarmKey(1)), { status: 'info', time: T }],
		[shortId(alarmKey(2)), { status: 'warning', time: T, pendingSince: T + 60 }],
		[
			shortId(alarmKey(3)),
			{ status: 'error', time: T, previous: { status: 'resolved', time: T + 9 } },
		],
		[
			shortId(alarmKey(4)),
			{ status: 'acknowledged', time: T, previous: { status: 'error', time: T - 9 } },
		],
		[
			shortId(alarmKey(5)),
			{ status: 'resolved', time: T, seenAt: T + 99, goneSince: T + 99, wasClosed: true },
		],
		[shortId(alarmKey(6)), { status: 'unknown' }],
	]),
	problems: new Map([
		[
			shortId(alarmKey(3)),
			{
				key: alarmKey(3),
				of: T,
				objectName: 'Repository !AAAAAAAAAAAAAAAAAAAAAA',
				templateUid: `${UID}8`,
			},
		],
		[shortId(alarmKey(4)), { key: alarmKey(4), of: T - 9, objectName: '' }],
	]),
	waiting: new Map(),
};

const ALARMS_TEXT =
	'{"v":2,"lists":{"name":{"scope":"abcdefghijkl","host":"mnopqrstuvwx","emptyAt":1777880995,"baseline":1777881000,"isComplete":false,"seen":"4rYYEOaU19RhItei5rc 3sKMJbUtUXVJWtei5rc.ptei5t0 JxUvfWshl-XUEtei5rc.bRZ9 Oi-xDKLCnUUyAtei5rc.bE9 pBws9HUByaUrRtei5rc.xtei5u3.C.A2r teGDE3-DsWgQN","problems":[["alarm:!DAAAAAAAQACAAAAAAAAAAw",0,"Repository !AAAAAAAAAAAAAAAAAAAAAA","!DAAAAAAAQACAAAAAAAAACA"],["alarm:!DAAAAAAAQACAAAAAAAAABA",1777880991,""]]}},"last":[{"event":"failed","eventId":"one"}]}';

const LAST = [{ event: 'failed', eventId: 'one' }];

function check<Seen extends LastSeen, Problem extends OpenProblem>(
	list: ListState<Seen, Problem>,
	codec: Codec<Seen, Problem>,
	text: string,
): void {
	expect(writeState(new Map([['name', writeList(list, codec)]]), LAST)).toBe(text);
	const { lists, last } = readState(text);
	expect(readList(lists.name, codec)).toEqual(list);
	expect(last).toEqual(LAST);
}

test('a saved state of jobs means what it has always meant, and is written as it has always been', () => {
	check(JOBS, jobCodec, JOBS_TEXT);
});

test('a saved state of alarms means what it has always meant, and is written as it has always been', () => {
	check(ALARMS, alarmCodec, ALARMS_TEXT);
});

test('what an alarm is about is kept whole, however long it is', () => {
	const objectName = 'x'.repeat(5000);
	const values = alarmCodec.encodeProblem({ key: 'alarm:a', of: T, objectName });
	expect(alarmCodec.decodeProblem({ key: 'alarm:a', of: T }, values).objectName).toBe(objectName);
});

test.each(['Q1', 'S1.?', 's1', 'S1.y', 'S1.F2', 'S1.g', 'S1.bQ2', 'S1.EQ2', ''])(
	'"%s" is no entry of a job, and none of an alarm',
	(text) => {
		expect(() => jobCodec.decode(text)).toThrow();
		expect(() => alarmCodec.decode(text)).toThrow();
	},
);

test('which lists were read stands beside the lists, where older versions do not look', () => {
	const lists = new Map([['name', writeList(JOBS, jobCodec)]]);
	const text = writeState(lists, LAST, ['abcdefghijkl']);
	expect(text).toBe(JOBS_TEXT.replace(/}$/, ',"read":["abcdefghijkl"]}'));
	expect(readState(text).read).toEqual(['abcdefghijkl']);
	expect(readState(JOBS_TEXT).read).toBeUndefined();
});
