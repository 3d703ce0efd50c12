import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import { NameBook } from '../names/nameBook';
import { NameList } from '../names/nameList';
import type { Limits } from '../untilAnswered';
import { parseUid } from '../uid';
import { whereaboutsOf } from './alarm';

/** `GET /alarms/templates`: what alarms can be raised for, schema Alarm, API 3.4 to 3.7. */
export const TEMPLATES_PATH = ['alarms', 'templates'];

/** What 'Include Names' adds to an alarm; null where there is none. */
export interface AlarmPlace extends IDataObject {
	companyUid: string | null;
	companyName: string | null;
	locationName: string | null;
}

/** Names for alarms, each list loaded once and only when an alarm needs it. */
export class AlarmNames {
	private readonly templates: NameList;
	private readonly places: NameBook;

	constructor(context: VspcContext, connection: () => Promise<Connection>, limits?: Limits) {
		const list = {
			path: TEMPLATES_PATH,
			doing: 'reading the names of alarms',
			uid: 'instanceUid',
			name: 'name',
		};
		this.templates = new NameList(context, connection, list, limits);
		this.places = new NameBook(context, connection, limits);
	}

	/**
	 * The name of the template, since a triggered alarm has none of its own; null where there is none. Throws as
	 * vspcRequest does, but not when the account may not see the templates.
	 */
	async nameOf(alarm: IDataObject): Promise<string | null> {
		const uid = parseUid(alarm.alarmTemplateUid);
		return uid === undefined ? null : (await this.templates.nameOf(uid)) || null;
	}

	/** Whose alarm it is and where. Throws as nameOf does. */
	async placeOf(alarm: IDataObject): Promise<AlarmPlace> {
		const where = whereaboutsOf(alarm);
		const [companyName, locationName] = await Promise.all([
			this.companyOf(alarm),
			this.places.nameOf('locationName', where),
		]);
		return { companyUid: where.companyUid ?? null, companyName, locationName };
	}

	/** Whose alarm it is. Throws as nameOf does. */
	async companyOf(alarm: IDataObject): Promise<string | null> {
		return await this.places.nameOf('companyName', whereaboutsOf(alarm));
	}

	/** What a person should know about names that are missing */
	get hints(): string[] {
		return [...this.templates.hints, ...this.places.hints];
	}
}
