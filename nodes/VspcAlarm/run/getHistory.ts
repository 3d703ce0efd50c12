import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import { readLimit } from '../../fields/list';
import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { forEachItem, isRead, readAllItems } from '../../fields/run/items';
import { LISTS_UNDER_WAY } from '../../fields/run/readRows';
import { readUid } from '../../fields/uid';
import { ALARMS_PATH, alarmKeyOf, MAY_BE_RESOLVED } from '../../shared/alarms/alarm';
import type { Asking } from '../../shared/asking';
import { readList } from '../../shared/list/query';
import { alarmUid } from '../fields';

/** Runs Get History, see operations/getHistory.operation.ts. */
export async function getHistories(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, alarmUid, itemIndex),
		limit: readLimit(context, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const connection = connectOnce(context);
	return await forEachItem(
		context,
		itemCount,
		keepGoing,
		async (itemIndex) => {
			const wish = wishes[itemIndex];
			if (!isRead(wish)) throw wish;
			const { uid, limit, limits } = wish;
			const asking = { context, connection: await connection(), limits };
			const activations = await readHistory(asking, uid, limit, itemIndex);
			const alarmKey = alarmKeyOf({ instanceUid: uid });
			return activations.map((activation) => ({ ...activation, alarmUid: uid, alarmKey }));
		},
		LISTS_UNDER_WAY,
	);
}

async function readHistory(
	{ context, connection, limits }: Asking,
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
	const { rows } = await readList(context, connection, { call, keyOf, limit }, limits);
	return rows;
}
