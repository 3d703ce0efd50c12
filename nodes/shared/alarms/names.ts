import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import { readList } from '../list/query';
import { asError } from '../parallel';
import type { Limits } from '../untilAnswered';
import { parseUid } from '../uid';

/** Names of alarms by the UID of their template: an active alarm carries no name. Loaded once. */
export class AlarmNames {
	private templates?: Promise<Map<string, string>>;

	/** What a person should know about names that are missing */
	readonly hints: string[] = [];

	constructor(
		private readonly context: VspcContext,
		private readonly connection: () => Promise<Connection>,
		private readonly limits?: Limits,
	) {}

	/** Null where there is none. Throws as vspcRequest does, but not when the account may not see templates. */
	async nameOf(alarm: IDataObject): Promise<string | null> {
		const uid = parseUid(alarm.alarmTemplateUid);
		if (uid === undefined) return null;
		this.templates ??= this.load();
		return (await this.templates).get(uid) ?? null;
	}

	private async load(): Promise<Map<string, string>> {
		try {
			const { rows } = await readList(
				this.context,
				await this.connection(),
				{
					call: { path: ['alarms', 'templates'], doing: 'reading the names of alarms' },
					keyOf: ({ instanceUid }) => instanceUid,
					select: ['instanceUid', 'name'],
				},
				this.limits,
			);
			return new Map(
				rows.map(({ instanceUid, name }) => [parseUid(instanceUid) ?? '', String(name ?? '')]),
			);
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message: string };
			if (httpCode !== '403' && httpCode !== '404') throw asError(error);
			this.hints.push(`Names of alarms are missing: ${message}`);
			return new Map();
		}
	}
}
