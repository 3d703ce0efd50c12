import { instantOf } from '../query/compare';
import type { Infrastructure, Trouble } from './alarmTroubles';
import { inTurn, jobTroubles, otherTroubles } from './alarmTroubles';
import type { Dice } from './dice';
import { HOUR, makeClock, stampLike } from './times';
import type { ActiveAlarm, AlarmActivation, AlarmTemplate } from './types';

/** What a live server shows where nobody has said anything (seen live in December 2025); the vendor's example has '\n'. */
export const NO_REMARK = '\r\n';

/** How a live server words a resolution (seen live in December 2025). Messages end so, too. */
export const RESOLUTIONS = [
	'All metrics are back to normal.\r\n',
	'Resolved by PROVIDER\\operator\r\n',
	'Alarm has been disabled.\r\n',
	'Object is no longer present in the infrastructure or has been excluded from monitoring.\r\n',
] as const;
const remarks = ['Wird geprüft – "Kollege" ist dran.\r\n<b>Ticket 4711</b>', "Known, it's planned"];

/** The status an alarm has in the end; users have seen some of them already. */
function finalStatus(index: number, trouble: Trouble): string {
	if (index % 10 === 4 || index % 10 === 7) return 'Acknowledged';
	return index % 10 === 9 ? 'Resolved' : trouble.status;
}

function activation(dice: Dice, time: string, status: string, message: string | null) {
	const isSeen = status === 'Acknowledged';
	return {
		instanceUid: dice.uid(),
		time,
		status,
		message,
		remark: isSeen ? dice.pick(remarks) : dice.chance(0.8) ? NO_REMARK : dice.pick(['', null]),
	} satisfies AlarmActivation;
}

/** How the alarm came to its status: some troubles have come and gone before. */
function historyOf(dice: Dice, index: number, trouble: Trouble): AlarmActivation[] {
	const { message, status, time } = trouble;
	const clock = makeClock(dice, index);
	const last = instantOf(time ?? clock(dice.now.getTime() - dice.int(1, 72 * 60) * 60_000));
	const at = (hoursBefore: number) => stampLike(last - hoursBefore * HOUR, time ?? clock(last));
	const final = finalStatus(index, trouble);
	const before = Array.from({ length: dice.int(0, 3) }, (_, step) =>
		activation(dice, at(24 * (4 - step)), step % 2 === 0 ? status : 'Resolved', message),
	);
	const raised = activation(dice, at(final === status ? 0 : 2), status, message);
	return [
		...before,
		raised,
		...(final === status ? [] : [activation(dice, at(0), final, message)]),
	];
}

function makeAlarm(
	dice: Dice,
	index: number,
	trouble: Trouble,
	templates: AlarmTemplate[],
): ActiveAlarm {
	const history = historyOf(dice, index, trouble);
	const template = templates.find(({ name }) => name === trouble.template)!;
	return {
		instanceUid: dice.uid(),
		alarmTemplateUid: template.instanceUid,
		repeatCount: history.length,
		object: trouble.object,
		lastActivation: history[history.length - 1],
		area: trouble.area ?? 'vspc',
		history,
	};
}

const hex = (number: number) => number.toString(16).padStart(8, '0');

/** An alarm like another one, about an object of its own. Shares with it whatever is alike. */
function copyOf(made: ActiveAlarm[], index: number): ActiveAlarm {
	const original = made[index % made.length];
	const own = (uid: string) => hex(index) + uid.slice(8);
	const { object, lastActivation: last, history } = original;
	const round = Math.floor(index / made.length) + 1;
	const lastActivation = { ...last, instanceUid: own(last.instanceUid) };
	return {
		...original,
		instanceUid: own(original.instanceUid),
		object: {
			...object,
			instanceUid: own(object.instanceUid),
			objectUid: object.objectUid && own(object.objectUid),
			objectName: `${object.objectName ?? object.type} #${round}`,
		},
		lastActivation,
		history: [...history.slice(0, -1), lastActivation],
	};
}

/**
 * So many alarms, every second one about a job while there are failing ones. When nothing more is wrong in the estate, the rest
 * are copies about objects that are not in it.
 */
export function makeAlarms(
	dice: Dice,
	count: number,
	estate: Infrastructure,
	templates: AlarmTemplate[],
): ActiveAlarm[] {
	if (count === 0) return [];
	const made = inTurn([jobTroubles(estate), otherTroubles(dice, estate)])
		.slice(0, count)
		.map((trouble, index) => makeAlarm(dice, index, trouble, templates));
	const alarms = [...made];
	while (alarms.length < count) alarms.push(copyOf(made, alarms.length));
	return alarms;
}

/** Resolved alarms stay in the list: the oldest of those that were seen live was three months old. */
const HISTORY_HOURS = 90 * 24;

/** So many alarms that were resolved within the last three months; made of others, about objects of their own. */
export function makeResolved(dice: Dice, count: number, others: ActiveAlarm[]): ActiveAlarm[] {
	if (count > 0 && others.length === 0) throw new Error('Resolved alarms are made of others');
	return Array.from({ length: count }, (_, index) => {
		const copy = copyOf(others, others.length + index);
		const at = dice.now.getTime() - dice.int(HOUR, HISTORY_HOURS * HOUR);
		const { time } = copy.lastActivation;
		const message = dice.pick([...RESOLUTIONS]);
		const last = activation(dice, stampLike(at, time), 'Resolved', message);
		const raised = { ...copy.lastActivation, time: stampLike(at - 2 * HOUR, time) };
		const history = [{ ...raised, status: 'Error' }, last];
		return { ...copy, repeatCount: history.length, lastActivation: last, history };
	});
}
