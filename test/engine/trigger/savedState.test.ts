import type { INodeParameters } from 'n8n-workflow';

import { longTest } from '../../longTest';
import type { EstateJob } from '../../simulator';
import {
	forScope,
	playStory,
	savedTexts,
	startWith,
	warningsOf,
	writtenBy,
	type Story,
} from '../harness/savedState';
import { brief, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/**
 * The form of states is frozen: what n8n's database may contain was written by some earlier version, so the states below
 * are never changed. To get one, print what `made` returns and put SCOPE and HOST in the place of scope and host.
 */
const SAVED = {
	'0.1.0':
		'{"v":2,"lists":{"job":{"scope":"$scope","host":"$host","baseline":1777618800,"isComplete":true,"seen":"oJ9i-_QJ27bvSpn81gd.svx.A3r4krn X5NoyPdoa26ZStei07c.s2s0.bS1u7c.A0 bi-L8v5_E14KFtehxw0.s2s0.bS5eg0.gtecm80.A0 ZbSeOaQG7yyKStedjk0.o.s2s0.bS1040.A0 ndefPYADlYcoFtei5rc.s2s0.bS5mbc.gtecm80.ptei5rc.A0 vUFw0yFlBVVmStecjg0.d.s2s0.A2s0 K5CY91gk5pAuRtecjg0.gtecm80.A2s0.R2s0 TVzc9zUKKrHnFteg8s0.C.s2s0.bS3pc0.gtecm80.xtei5rc.A0","problems":[["job:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAAAg",0,"Idle",0,"!xke_8X-vRnKeMeN8Ogwv0A"],["job:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAAAQ",0,"Broken",0,"!xke_8X-vRnKeMeN8Ogwv0A"]],"waiting":["job:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAAAw"]},"agentJob":{"scope":"$scope","host":"$host","baseline":1777618800,"isComplete":true,"seen":"VYDvTU3PwbfDFtehwyo.s2s0.bS5dio.gtecm80.A0","problems":[["agentJob:windows:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAABw",0,"Agent",0,"!xke_8X-vRnKeMeN8Ogwv0A"]]},"microsoft365Job":{"scope":"$scope","host":"$host","baseline":1777615200,"isComplete":true,"seen":"_y43UFbeNvTJFtehunc.r.bS5dzc.gtecm80.A2s0","problems":[["microsoft365Job:backup:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAACA",0,"Microsoft365",0,"!xke_8X-vRnKeMeN8Ogwv0A"]]}},"last":[{"name":"Gone","instanceUid":"5ca1ab1e-0000-4000-8000-000000000006","backupServerUid":"0c000000-0000-4000-8000-000000000001","event":"recovered","eventId":"job:0c000000-0000-4000-8000-000000000001:5ca1ab1e-0000-4000-8000-000000000006:recovered:2026-05-04T07:50:00Z","jobKey":"job:0c000000-0000-4000-8000-000000000001:5ca1ab1e-0000-4000-8000-000000000006","previousStatus":"Failed","recoveredBy":"deleted"}]}',
};

const SAVED_AT = Date.parse('2026-05-04T08:00:00Z');
const BEGIN = SAVED_AT - 72 * HOUR;

const stage = useStage({ jobs: 1, agentJobs: 1, vb365Jobs: 1, now: new Date(BEGIN) }, BEGIN);
const { time } = stage;

const SERVER = '0c000000-0000-4000-8000-000000000001';
const NAMES = 'Fine Broken Idle Waiting Disabled Running Gone Agent Microsoft365 New'.split(' ');
const uidOf = (name: string) => `5ca1ab1e-0000-4000-8000-00000000000${NAMES.indexOf(name)}`;
const iso = (at: number) => new Date(at).toISOString();

/** A session of an hour. */
const session = (status: string, end: number) => ({
	status,
	lastRun: iso(end - HOUR),
	lastEndTime: iso(end),
});

/** A session of an hour has ended now. */
function end(name: string, status: string): void {
	const { status: lastStatus, lastRun, lastEndTime } = session(status, time.now());
	const patch =
		name === 'Microsoft365' ? { lastStatus, lastRun } : { status, lastRun, lastEndTime };
	stage.simulator.setJob(uidOf(name), patch);
}

function add(name: string, fields: Partial<EstateJob> = {}): void {
	stage.simulator.addJob({
		instanceUid: uidOf(name),
		uniqueUid: uidOf(name),
		backupServerUid: SERVER,
		name,
		// Without a schedule of its own a job is never overdue.
		scheduleType: 'Continuously',
		...session('Success', time.now() - HOUR),
		...fields,
	});
}

function addAll(): void {
	const { simulator } = stage;
	const { agentJobs, vb365Jobs, backupServers } = simulator.estate;
	// A job counts as deleted only while its server is there.
	backupServers.push({ ...backupServers[0], instanceUid: SERVER });
	for (const name of ['Fine', 'Broken', 'Waiting', 'Gone']) add(name);
	for (const name of ['Idle', 'Disabled']) add(name, { scheduleType: 'Daily' });
	add('Running', { status: 'Running', lastRun: iso(time.now()) });
	simulator.setJob(agentJobs[0].instanceUid, {
		instanceUid: uidOf('Agent'),
		backupAgentUid: SERVER,
		name: 'Agent',
		systemType: 'Windows',
		isEnabled: true,
		scheduleType: 'Continuously',
		...session('Success', time.now() - HOUR),
	});
	simulator.setJob(vb365Jobs[0].instanceUid, {
		instanceUid: uidOf('Microsoft365'),
		vb365ServerUid: SERVER,
		name: 'Microsoft365',
		isEnabled: true,
		nextRun: null,
		jobType: 'BackupJob',
		lastStatus: 'Success',
		lastRun: iso(time.now() - 2 * HOUR),
	});
}

/** What happened before the state was saved, by minutes before. */
const STORY: Story = [
	[72 * 60, addAll],
	[60 * 60, () => end('Idle', 'Success')],
	[55 * 60, () => stage.simulator.setJob(uidOf('Disabled'), { isEnabled: false })],
	[50 * 60, () => end('Fine', 'Warning')],
	[26 * 60, () => end('Fine', 'Success')],
	[25 * 60, () => end('Gone', 'Failed')],
	[200, () => end('Agent', 'Failed')],
	[190, () => end('Microsoft365', 'Failed')],
	[180, () => end('Broken', 'Failed')],
	[130, () => end('Fine', 'Success')],
	[90, () => stage.simulator.removeJob(uidOf('Gone'))],
	[10, () => end('Waiting', 'Failed')],
];

const SETTINGS = {
	events: ['failed', 'warning', 'success', 'recovered', 'overdue'],
	jobKinds: ['job', 'agentJob', 'microsoft365Job'],
};
const WAIT = { stillAfterMinutes: 30, includeNames: false };

function trigger(parameters: INodeParameters = {}, options: INodeParameters = {}) {
	return stage.trigger({ ...SETTINGS, ...parameters, options: { ...WAIT, ...options } });
}

const play = async (poll?: () => Promise<unknown>) => await playStory(STORY, SAVED_AT, time, poll);

/** The state as this version writes it. */
const made = async () => await writtenBy(trigger({}, { afterRestart: 'repeatLast' }), play);

describe.each(savedTexts(SAVED))('a state that was saved %s', (_, constant) => {
	let text: string;

	beforeEach(async () => {
		if (constant === undefined) text = await made();
		else {
			await play();
			text = forScope(constant, stage.simulator.host, [], []);
		}
		time.advance(SAVED_AT + MINUTE - time.now());
	});

	longTest(
		'makes no flood; what had to last is emitted once, and so is the next failure',
		async () => {
			const watching = trigger();
			expect(brief(await startWith(watching, text))).toEqual([]);
			expect(brief(await watching.poll())).toEqual([]);
			time.advance(30 * MINUTE);
			expect(brief(await watching.poll())).toEqual(['failed Waiting']);
			expect(brief(await watching.poll())).toEqual([]);
			end('Fine', 'Failed');
			expect(brief(await watching.poll())).toEqual([]);
			time.advance(31 * MINUTE);
			expect(brief(await watching.poll())).toEqual(['failed Fine']);
			expect(brief(await watching.poll())).toEqual([]);
		},
	);

	longTest('has its problems recover, each once', async () => {
		const watching = trigger({ events: ['failed', 'overdue', 'recovered'] });
		for (const name of ['Broken', 'Idle', 'Agent', 'Microsoft365', 'Waiting', 'Fine']) {
			end(name, 'Success');
		}
		const items = await startWith(watching, text);
		expect(brief(items).sort()).toEqual([
			'recovered Agent',
			'recovered Broken',
			'recovered Idle',
			'recovered Microsoft365',
		]);
		expect(brief(await watching.poll())).toEqual([]);
		time.advance(HOUR);
		expect(brief(await watching.poll())).toEqual([]);
	});

	longTest('knows a job with a problem that is deleted, by its name and its key', async () => {
		const watching = trigger({ events: ['failed', 'recovered'] });
		stage.simulator.removeJob(uidOf('Broken'));
		await startWith(watching, text);
		time.advance(2 * HOUR);
		const recovered = jsonOf(await watching.poll()).filter(({ event }) => event === 'recovered');
		expect(recovered).toEqual([
			expect.objectContaining({
				name: 'Broken',
				jobKey: `job:${SERVER}:${uidOf('Broken')}`,
				previousStatus: 'Failed',
				recoveredBy: 'deleted',
			}),
		]);
	});

	longTest('knows sessions from before the last ones, and a job that comes back', async () => {
		const watching = trigger();
		const before = SAVED_AT - 26 * HOUR;
		stage.simulator.setJob(uidOf('Fine'), session('Success', before));
		add('Gone', session('Failed', SAVED_AT - 25 * HOUR));
		expect(brief(await startWith(watching, text))).toEqual(['failed Gone']);
		time.advance(31 * MINUTE);
		const items = await watching.poll();
		expect(brief(items)).toEqual(['failed Waiting']);
		expect(facts(items)).toEqual([{ event: 'failed', previousStatus: 'Success' }]);
	});

	longTest('knows that a job was disabled: enabled now, it is not overdue at once', async () => {
		const watching = trigger();
		stage.simulator.setJob(uidOf('Disabled'), { isEnabled: true });
		expect(brief(await startWith(watching, text))).toEqual([]);
		time.advance(26 * HOUR);
		expect(brief(await watching.poll())).toContain('overdue Disabled');
	});

	longTest('has seen all jobs of its scope: one that was made since is emitted', async () => {
		const watching = trigger();
		add('New', session('Failed', time.now()));
		await startWith(watching, text);
		time.advance(31 * MINUTE);
		expect(brief(await watching.poll()).sort()).toEqual(['failed New', 'failed Waiting']);
	});

	longTest('has the last events to repeat, with the same IDs', async () => {
		const watching = trigger({}, { afterRestart: 'repeatLast' });
		const [item, ...others] = jsonOf(await startWith(watching, text));
		expect(others).toEqual([]);
		expect(item).toMatchObject({ event: 'recovered', name: 'Gone', recoveredBy: 'deleted' });
		const key = `job:${SERVER}:${uidOf('Gone')}`;
		expect(item.eventId).toContain(`${key}:recovered:2026-05-04T07:50:`);
	});
});

/** As it was written before the form was frozen. */
const OLD =
	'{"v":1,"kinds":{"job":{"scope":"$scope","baseline":1777618800,"isComplete":true,"known":"oJ9i-_QJ27bvSpn81gd.svx X5NoyPdoa26ZStei07c.s2s0.bS1u7c bi-L8v5_E14KFtehxw0.s2s0.bS5eg0.gtecjg0 ZbSeOaQG7yyKStedjk0.o.s2s0.bS1040 ndefPYADlYcoFtei5rc.s2s0.bS5mbc.gtecjg0.ptei5rc vUFw0yFlBVVmStecjg0.d.s2s0 K5CY91gk5pAuRtecjg0.gtecm80 TVzc9zUKKrHnFteg8s0.s2s0.bS3pc0.gtecjg0.xtei220","problems":[["job:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAAAg","Idle",1777665600,0],["job:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAAAQ","Broken",1777870800,0]],"waiting":["job:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAAAw"]},"agentJob":{"scope":"$scope","baseline":1777618800,"isComplete":true,"known":"VYDvTU3PwbfDFtehwyo.s2s0.bS5dio.gtecjg0","problems":[["agentJob:windows:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAABw","Agent",1777869600,0]]},"microsoft365Job":{"scope":"$scope","baseline":1777615200,"isComplete":true,"known":"_y43UFbeNvTJFtehunc.r.bS5dzc.gtecgo0","problems":[["microsoft365Job:backup:!DAAAAAAAQACAAAAAAAAAAQ:!XKGrHgAAQACAAAAAAAAACA","Microsoft365",1777866600,0]]}},"last":[{"name":"Gone","instanceUid":"5ca1ab1e-0000-4000-8000-000000000006","backupServerUid":"0c000000-0000-4000-8000-000000000001","event":"recovered","eventId":"job:0c000000-0000-4000-8000-000000000001:5ca1ab1e-0000-4000-8000-000000000006:recovered:2026-05-04T07:50:00Z","jobKey":"job:0c000000-0000-4000-8000-000000000001:5ca1ab1e-0000-4000-8000-000000000006","previousStatus":"Failed","recoveredBy":"deleted"}]}';

describe('a state of another form', () => {
	afterEach(() => jest.restoreAllMocks());

	test.each([
		['of before the form was frozen', () => forScope(OLD, stage.simulator.host, [], [])],
		['of a version to come', () => SAVED['0.1.0'].replace('"v":2', '"v":3')],
		['of this version, with an entry that is none', () => SAVED['0.1.0'].replace('.svx', '.?')],
		['that is no text', () => 42],
	])('%s: one warning, no flood, and the next failure is emitted', async (_, state) => {
		await play();
		time.advance(SAVED_AT + MINUTE - time.now());
		const watching = stage.trigger({ ...SETTINGS, options: { includeNames: false } });
		const warnings = warningsOf();
		expect(brief(await startWith(watching, state()))).toEqual([]);
		expect(brief(await watching.poll())).toEqual([]);
		expect(warnings()).toEqual([
			expect.stringContaining('the state that was saved is not understood by this version'),
		]);
		end('Fine', 'Failed');
		expect(brief(await watching.poll())).toEqual(['failed Fine']);
		end('Fine', 'Success');
		expect(brief(await watching.poll())).toEqual(['recovered Fine', 'success Fine']);
		expect(warnings()).toHaveLength(1);
	});
});
