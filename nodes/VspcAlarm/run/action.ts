import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import { toBoolean } from '../../fields/filters';
import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { readParameter } from '../../fields/parameter';
import { forEachItem, isRead, readAllItems } from '../../fields/run/items';
import { readUid } from '../../fields/uid';
import { actOnAlarm, type AlarmAction, type AlarmRemark } from '../../shared/alarms/actions';
import { alarmKeyOf } from '../../shared/alarms/alarm';
import { alarmUid } from '../fields';

/** Runs Acknowledge or Resolve, see builders/action.ts. */
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
	const connection = connectOnce(context);
	// An alarm that several items name is acted on once, with the remark of the first.
	const done = new Map<string, Promise<void>>();
	const act = async (itemIndex: number) => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const { uid, remark, limits } = wish;
		const asking = { context, connection: await connection(), limits };
		const acted = done.get(uid) ?? actOnAlarm(asking, action, uid, remark, itemIndex);
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
