import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	alarmAdditionOptions,
	AlarmAdditions,
	alarmOutput,
	alarmUid,
	readIncludeNames,
} from '../form/alarms';
import { clientOf } from '../form/authentication';
import {
	addHints,
	forEachItem,
	isRead,
	type Operation,
	type Outcome,
	readAllItems,
} from '../form/operation';
import { optionsField, readLimits } from '../form/options';
import { outputFields, readOutput } from '../form/output';
import { readUid, uidField } from '../form/uid';
import { alarmItemFields, ALARMS_PATH, MAY_BE_RESOLVED } from '../vspc/alarms';
import type { VspcClient } from '../vspc/client/client';

/** `GET /alarms/active/{activeAlarmUid}` (API description 3.4 to 3.7), each alarm once. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get alarm',
		description: 'Retrieve an alarm by its UID; only reads',
	},
	itemFields: alarmItemFields,
	fields: [uidField(alarmUid), ...outputFields(alarmOutput), optionsField(alarmAdditionOptions)],
	execute: getAlarms,
};

/** Runs Get for all items. */
async function getAlarms(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, alarmUid, itemIndex),
		output: readOutput(context, alarmOutput, itemIndex),
		includeNames: readIncludeNames(context, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const vspc = await clientOf(context);
	const additions = new AlarmAdditions(vspc);
	// An alarm that several items name is asked for once.
	const asked = new Map<string, Promise<IDataObject>>();
	const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const { uid, output, includeNames, limits } = wish;
		const alarm = asked.get(uid) ?? fetchAlarm(vspc.within(limits), uid, itemIndex);
		asked.set(uid, alarm);
		return await additions.addToAll([await alarm], output.pick, includeNames);
	});
	addHints(context, additions.hints);
	return outcomes;
}

async function fetchAlarm(vspc: VspcClient, uid: string, itemIndex: number): Promise<IDataObject> {
	return await vspc.fetchOne({
		path: [...ALARMS_PATH, uid],
		doing: 'reading the alarm',
		noun: 'alarm',
		uid,
		absence: MAY_BE_RESOLVED,
		itemIndex,
	});
}
