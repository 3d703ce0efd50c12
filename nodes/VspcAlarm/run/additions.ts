import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readSwitch } from '../../fields/choice';
import { alarmKeyOf } from '../../shared/alarms/alarm';
import { AlarmNames } from '../../shared/alarms/alarmNames';
import type { Connection } from '../../shared/connection';

/** Whether an item asks for the names of company and location. */
export function readIncludeNames(context: IExecuteFunctions, itemIndex: number): boolean {
	return readSwitch(context, 'includeNames', 'Include Names', itemIndex);
}

/** The fields of VSPC that the additions are made of. */
export function fieldsFor(includeNames: boolean): string[] {
	return ['instanceUid', 'alarmTemplateUid', ...(includeNames ? ['object'] : [])];
}

/** Adds to the alarms of one execution: names are loaded once. */
export class AlarmAdditions {
	private readonly names: AlarmNames;

	constructor(context: IExecuteFunctions, connection: () => Promise<Connection>) {
		this.names = new AlarmNames(context, connection);
	}

	/**
	 * @param alarms as VSPC sent them
	 * @param pick what is output of an alarm
	 */
	async addToAll(
		alarms: IDataObject[],
		pick: (alarm: IDataObject) => IDataObject,
		includeNames: boolean,
	): Promise<IDataObject[]> {
		const { names } = this;
		return await Promise.all(
			alarms.map(async (alarm) => ({
				...pick(alarm),
				alarmName: await names.nameOf(alarm),
				...(includeNames ? await names.placeOf(alarm) : undefined),
				alarmKey: alarmKeyOf(alarm),
			})),
		);
	}

	get hints(): string[] {
		return this.names.hints;
	}
}
