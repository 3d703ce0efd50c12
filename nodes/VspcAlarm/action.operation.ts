import {
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyOptions,
	NodeOperationError,
} from 'n8n-workflow';

import { alarmUid } from '../form/alarms';
import { clientOf } from '../form/authentication';
import { toBoolean } from '../form/filters';
import { forEachItem, isRead, type Operation, type Outcome, readAllItems } from '../form/operation';
import { optionsField, readLimits, readParameter } from '../form/options';
import { readUid, uidField } from '../form/uid';
import {
	actOnAlarm,
	type AlarmAction,
	alarmKeyField,
	alarmKeyOf,
	type AlarmRemark,
} from '../vspc/alarms';

/** VSPC requires both. */
const remarkFields: INodeProperties[] = [
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Ticket 4711: repository extended',
		description: 'Why, in a few words; VSPC shows it with the alarm as its remark',
	},
	{
		displayName: 'Resolve on Clients',
		name: 'resolveOnClients',
		type: 'boolean',
		default: false,
		description:
			'Whether to resolve the alarm on the connected backup servers as well, not only in VSPC',
	},
];

/** An action on alarms: each alarm once, one after the other. */
export function actionOperation(
	action: AlarmAction,
	words: Pick<INodePropertyOptions, 'name' | 'action' | 'description'>,
): Operation {
	return {
		option: { ...words, value: action },
		itemFields: {
			alarmUid: { type: 'uid', about: 'UID of the alarm' },
			operation: { type: 'word', about: 'acknowledge or resolve' },
			accepted: { type: 'boolean', about: 'Always true' },
			...alarmKeyField,
		},
		fields: [uidField(alarmUid), ...remarkFields, optionsField()],
		async execute(context, itemCount, keepGoing) {
			return await actOnAlarms(action, context, itemCount, keepGoing);
		},
	};
}

/** Runs Acknowledge or Resolve for all items. */
export async function actOnAlarms(
	action: AlarmAction,
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, alarmUid, itemIndex),
		remark: readRemark(context, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const vspc = await clientOf(context);
	// An alarm that several items name is acted on once, with the remark of the first.
	const done = new Map<string, Promise<void>>();
	const act = async (itemIndex: number) => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const { uid, remark, limits } = wish;
		const acted = done.get(uid) ?? actOnAlarm(vspc.within(limits), action, uid, remark, itemIndex);
		done.set(uid, acted);
		await acted;
		const alarmKey = alarmKeyOf({ instanceUid: uid });
		return [{ alarmUid: uid, operation: action, accepted: true, alarmKey }];
	};
	// One after the other: when one fails and the node is to stop, no further alarm has been changed.
	return await forEachItem(context, itemCount, keepGoing, act, 1);
}

/** @throws NodeOperationError naming the parameter: VSPC wants a comment that says something */
function readRemark(context: IExecuteFunctions, itemIndex: number): AlarmRemark {
	const refuse = (label: string, reason: string) =>
		new NodeOperationError(
			context.getNode(),
			`The parameter '${label}' of item ${itemIndex} ${reason}`,
			{ description: 'If it comes from an expression, check that.', itemIndex },
		);
	const given = readParameter(context, 'comment', itemIndex, '');
	const comment = typeof given === 'number' ? String(given) : (given ?? '');
	if (typeof comment !== 'string') throw refuse('Comment', 'is no text');
	if (comment.trim() === '') throw refuse('Comment', 'is empty');
	try {
		const resolveOnClients = readParameter(context, 'resolveOnClients', itemIndex, false);
		return { comment, resolveOnClients: toBoolean(resolveOnClients) };
	} catch (error) {
		throw refuse('Resolve on Clients', (error as Error).message);
	}
}

/** `POST /alarms/active/{activeAlarmUid}/acknowledge` (API description 3.4 to 3.7). */
export const acknowledge = actionOperation('acknowledge', {
	name: 'Acknowledge',
	action: 'Acknowledge alarm',
	description:
		'Give an alarm the status Acknowledged, with a comment: somebody has seen it. Changes the alarm in VSPC.',
});

/** `POST /alarms/active/{activeAlarmUid}/resolve` (API description 3.4 to 3.7). */
export const resolve = actionOperation('resolve', {
	name: 'Resolve',
	action: 'Resolve alarm',
	description:
		'Give an alarm the status Resolved, with a comment: what was wrong is over. Changes the alarm in VSPC.',
});
