import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { PolledTrigger } from '../harness/poll';
import {
	forScope,
	playStory,
	savedTexts,
	startWith,
	warningsOf,
	writtenBy,
	type Story,
} from '../harness/savedState';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, HOUR, MINUTE } from './triggerStage';

/**
 * The form of states is frozen: what n8n's database may contain was written by some earlier version, so the states below
 * are never changed. To get one, print what `made` returns and put SCOPE and HOST in the place of scope and host.
 */
const SAVED = {
	'0.1.0':
		'{"v":2,"lists":{"alarm":{"scope":"$scope","host":"$host","baseline":1777881000,"isComplete":true,"seen":"46ntXjdkjdDoEtecm80 M0KQXXlskgJ_Rtegbk0.bE5k0.A0 _Zj3G5HZrjUoRteg8s0.xtei64o.C.A1xco 7MxS5vyutCw-Etehwyo gKFevkad04O7Atei1lc.bE460 de_2rO4uBL5-Etei220.bW460 iKaryDezm4OGEtei5rc.ptei5rc","problems":[["alarm:!oaEjRQAAQACAAAAAAAAAAQ",0,"Repository Told","!XPF19NWWRja_jvFmUWQY3w"],["alarm:!oaEjRQAAQACAAAAAAAAAAg",1777870200,"Repository Seen","!XPF19NWWRja_jvFmUWQY3w"],["alarm:!oaEjRQAAQACAAAAAAAAAAw",0,"Repository Worse","!XPF19NWWRja_jvFmUWQY3w"]]}},"last":[{"instanceUid":"a1a12345-0000-4000-8000-000000000006","alarmTemplateUid":"5cf175f4-d596-4636-bf8e-f166516418df","object":{"objectName":"Repository Gone"},"alarmName":"Repository free space","event":"resolved","eventId":"alarm:a1a12345-0000-4000-8000-000000000006:resolved:2026-05-03T07:00:00Z","alarmKey":"alarm:a1a12345-0000-4000-8000-000000000006","previousStatus":"Warning"}]}',
};

const SAVED_AT = Date.parse('2026-05-04T08:00:00Z');
const BEGIN = SAVED_AT - 72 * HOUR;

const simulator = useSimulator({ jobs: 1, agentJobs: 0, vb365Jobs: 0, alarms: 0 });
const time = useVirtualTime(BEGIN);

const NAMES = 'Known Told Seen Worse Solved Waiting Gone New'.split(' ');
const uidOf = (name: string) => `a1a12345-0000-4000-8000-00000000000${NAMES.indexOf(name)}`;
/** Of the template 'Repository free space' */
const TEMPLATE = '5cf175f4-d596-4636-bf8e-f166516418df';

function raise(name: string, status = 'Error'): void {
	simulator().raiseAlarm({
		instanceUid: uidOf(name),
		status,
		template: TEMPLATE,
		object: { objectUid: uidOf(name), objectName: `Repository ${name}` },
	});
}

const resolve = (name: string) => simulator().resolveAlarm(uidOf(name));

/** What happened before the state was saved, by minutes before. */
const STORY: Story = [
	[72 * 60, () => raise('Known')],
	[26 * 60, () => raise('Solved')],
	[25 * 60, () => raise('Gone', 'Warning')],
	[24 * 60, () => resolve('Solved')],
	[200, () => raise('Told')],
	[190, () => raise('Seen')],
	[180, () => raise('Worse', 'Warning')],
	[140, () => undefined],
	[100, () => raise('Seen', 'Acknowledged')],
	[90, () => raise('Worse', 'Error')],
	[10, () => raise('Waiting')],
	[8, () => simulator().removeAlarm(uidOf('Gone'))],
	[2, () => undefined],
];

function trigger(options: INodeParameters = {}): PolledTrigger {
	const waiting = { stillAfterMinutes: 30, includeNames: false };
	return alarmTrigger(simulator(), { options: { ...waiting, ...options } });
}

const play = async (poll?: () => Promise<unknown>) => await playStory(STORY, SAVED_AT, time, poll);

/** The state as this version writes it. */
const made = async () => await writtenBy(trigger({ afterRestart: 'repeatLast' }), play);

const brief = (items: INodeExecutionData[]) =>
	items.map(
		({ json }) => `${String(json.event)} ${NAMES[Number(String(json.instanceUid).slice(-1))]}`,
	);

describe.each(savedTexts(SAVED))('a state that was saved %s', (_, constant) => {
	let text: string;

	beforeEach(async () => {
		if (constant === undefined) text = await made();
		else {
			await play();
			text = forScope(constant, simulator().host, [], 'Warning');
		}
		time.advance(SAVED_AT + MINUTE - time.now());
	});

	test('makes no flood; what had to last is emitted once, and so is the next alarm', async () => {
		const watching = trigger();
		expect(brief(await startWith(watching, text))).toEqual([]);
		expect(brief(await watching.poll())).toEqual([]);
		time.advance(30 * MINUTE);
		expect(brief(await watching.poll())).toEqual(['raised Waiting']);
		expect(brief(await watching.poll())).toEqual([]);
		raise('New');
		expect(brief(await watching.poll())).toEqual([]);
		time.advance(31 * MINUTE);
		expect(brief(await watching.poll())).toEqual(['raised New']);
		expect(brief(await watching.poll())).toEqual([]);
	});

	test('has the alarms that were emitted resolve, each once, and no other', async () => {
		const watching = trigger();
		for (const name of ['Known', 'Told', 'Seen', 'Worse', 'Waiting']) resolve(name);
		const items = await startWith(watching, text);
		expect(brief(items).sort()).toEqual(['resolved Seen', 'resolved Told', 'resolved Worse']);
		const told = items.find(({ json }) => json.instanceUid === uidOf('Told'));
		expect(told?.json).toMatchObject({
			eventId: `alarm:${uidOf('Told')}:resolved:2026-05-04T04:40:00Z`,
			previousStatus: 'Error',
		});
		expect(brief(await watching.poll())).toEqual([]);
		time.advance(HOUR);
		expect(brief(await watching.poll())).toEqual([]);
	});

	test('knows an alarm that is gone, by what it was about', async () => {
		const watching = trigger();
		simulator().removeAlarm(uidOf('Told'));
		expect(await startWith(watching, text)).toEqual([]);
		time.advance(6 * MINUTE);
		const items = await watching.poll();
		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				event: 'resolved',
				alarmKey: `alarm:${uidOf('Told')}`,
				alarmTemplateUid: TEMPLATE,
				alarmName: 'Repository free space',
				object: { objectName: 'Repository Told' },
			}),
		]);
	});

	test('knows how an alarm stood before somebody acknowledged it', async () => {
		const watching = trigger();
		simulator().raiseAlarm({ instanceUid: uidOf('Seen'), at: SAVED_AT - 190 * MINUTE });
		expect(brief(await startWith(watching, text))).toEqual([]);
		raise('Seen');
		expect(brief(await watching.poll())).toEqual(['changed Seen']);
	});

	test('has seen all alarms of its scope: one that was raised since is emitted', async () => {
		const watching = trigger();
		raise('New');
		await startWith(watching, text);
		time.advance(31 * MINUTE);
		expect(brief(await watching.poll()).sort()).toEqual(['raised New', 'raised Waiting']);
	});

	test('has the last events to repeat, with the same IDs', async () => {
		const watching = trigger({ afterRestart: 'repeatLast' });
		const items = await startWith(watching, text);
		expect(brief(items)).toEqual(['resolved Gone']);
		expect(items[0].json.eventId).toBe(`alarm:${uidOf('Gone')}:resolved:2026-05-03T07:00:00Z`);
	});
});

/** As it was written before the form was frozen. */
const OLD =
	'{"v":1,"kinds":{"alarm":{"scope":"$scope","baseline":1777622400,"isComplete":true,"known":"46ntXjdkjdDoEtecm80 M0KQXXlskgJ_Rtegbk0.bE5k0 _Zj3G5HZrjUoRteg8s0.xtei5zo 7MxS5vyutCw-Etehwyo gKFevkad04O7Atei1lc.bE460 de_2rO4uBL5-Etei220.bW460 iKaryDezm4OGEtei5rc.ptei5rc","problems":[["alarm:!oaEjRQAAQACAAAAAAAAAAQ","Repository Told",1777869600,0,"template !XPF19NWWRja_jvFmUWQY3w"],["alarm:!oaEjRQAAQACAAAAAAAAAAg","Repository Seen",1777870200,0,"template !XPF19NWWRja_jvFmUWQY3w"],["alarm:!oaEjRQAAQACAAAAAAAAAAw","Repository Worse",1777876200,0,"template !XPF19NWWRja_jvFmUWQY3w"]]}},"last":[{"instanceUid":"a1a12345-0000-4000-8000-000000000006","alarmTemplateUid":"5cf175f4-d596-4636-bf8e-f166516418df","object":{"objectName":"Repository Gone"},"alarmName":"Repository free space","event":"resolved","eventId":"alarm:a1a12345-0000-4000-8000-000000000006:resolved:2026-05-03T07:00:00Z","alarmKey":"alarm:a1a12345-0000-4000-8000-000000000006","previousStatus":"Warning"}]}';

test('a state of before the form was frozen: one warning, no flood, and the next alarm is emitted', async () => {
	await play();
	time.advance(SAVED_AT + MINUTE - time.now());
	const watching = trigger({ stillAfterMinutes: 0 });
	const warnings = warningsOf();
	const text = forScope(OLD, simulator().host, [], 'Warning');
	expect(brief(await startWith(watching, text))).toEqual([]);
	expect(brief(await watching.poll())).toEqual([]);
	raise('New');
	expect(brief(await watching.poll())).toEqual(['raised New']);
	resolve('New');
	expect(brief(await watching.poll())).toEqual(['resolved New']);
	expect(warnings()).toEqual([
		expect.stringContaining('the state that was saved is not understood by this version'),
	]);
	jest.restoreAllMocks();
});
