import type { Connection, VspcContext } from '../connection';
import { readList } from '../list/query';
import { asError } from '../parallel';
import type { Limits } from '../untilAnswered';

/** A collection whose entries give names to UIDs. */
export interface NamedBy {
	path: string[];
	/** In words, e.g. `reading the names of companies` */
	doing: string;
	/** The property with the UID */
	uid: string;
	name: string;
}

/** Names by UID, loaded once and only when one is needed. */
export class NameList {
	private names?: Promise<Map<string, string>>;

	/** What a person should know about names that are missing */
	readonly hints: string[] = [];

	constructor(
		private readonly context: VspcContext,
		private readonly connection: () => Promise<Connection>,
		private readonly list: NamedBy,
		private readonly limits?: Limits,
	) {}

	/**
	 * Null where there is none. Throws as vspcRequest does, but not when the account may not see the list.
	 *
	 * @param uid in small letters
	 */
	async nameOf(uid: string): Promise<string | null> {
		this.names ??= this.load();
		return (await this.names).get(uid) ?? null;
	}

	private async load(): Promise<Map<string, string>> {
		const { path, doing, uid, name } = this.list;
		try {
			const { rows } = await readList(
				this.context,
				await this.connection(),
				{ call: { path, doing }, keyOf: (row) => row[uid], select: [uid, name] },
				this.limits,
			);
			return new Map(rows.map((row) => [String(row[uid]).toLowerCase(), String(row[name] ?? '')]));
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message: string };
			if (httpCode !== '403' && httpCode !== '404') throw asError(error);
			this.hints.push(`Names are missing: ${message}`);
			return new Map();
		}
	}
}
