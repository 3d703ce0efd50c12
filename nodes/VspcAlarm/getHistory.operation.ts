import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { alarmUid } from '../form/alarms';
import { clientOf } from '../form/authentication';
import { limitFields, LISTS_UNDER_WAY, readLimit } from '../form/list';
import { forEachItem, isRead, type Operation, type Outcome, readAllItems } from '../form/operation';
import { optionsField, readLimits } from '../form/options';
import { readUid, uidField } from '../form/uid';
import {
	activationFields,
	alarmKeyField,
	alarmKeyOf,
	ALARMS_PATH,
	MAY_BE_RESOLVED,
} from '../vspc/alarms';
import type { VspcClient } from '../vspc/client/client';
import { readList } from '../vspc/list/readList';

/** `GET /alarms/active/{activeAlarmUid}/history` (API description 3.4 to 3.7), in chronological order. */
export const getHistory: Operation = {
	option: {
		name: 'Get History',
		value: 'getHistory',
		action: 'Get alarm history',
		description: 'Retrieve the status changes of an alarm, the oldest first; only reads',
	},
	itemFields: {
		...activationFields,
		alarmUid: { type: 'uid', about: 'UID of the alarm' },
		...alarmKeyField,
	},
	fields: [uidField(alarmUid), ...limitFields, optionsField()],
	execute: getHistories,
};

/** Runs Get History for all items. */
async function getHistories(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, alarmUid, itemIndex),
		limit: readLimit(context, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const vspc = await clientOf(context);
	return await forEachItem(
		context,
		itemCount,
		keepGoing,
		async (itemIndex) => {
			const wish = wishes[itemIndex];
			if (!isRead(wish)) throw wish;
			const { uid, limit, limits } = wish;
			const activations = await readHistory(vspc.within(limits), uid, limit, itemIndex);
			const alarmKey = alarmKeyOf({ instanceUid: uid });
			return activations.map((activation) => ({ ...activation, alarmUid: uid, alarmKey }));
		},
		LISTS_UNDER_WAY,
	);
}

async function readHistory(
	vspc: VspcClient,
	uid: string,
	limit: number | undefined,
	itemIndex: number,
): Promise<IDataObject[]> {
	const call = {
		path: [...ALARMS_PATH, uid, 'history'],
		doing: 'reading the history of the alarm',
		noun: 'alarm',
		uid,
		absence: MAY_BE_RESOLVED,
		itemIndex,
	};
	// Whether each change has a UID of its own is not documented.
	const keyOf = (activation: IDataObject) => JSON.stringify(activation);
	const { rows } = await readList(vspc, { call, keyOf, limit });
	return rows;
}
