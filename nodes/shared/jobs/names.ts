import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import { readList } from '../list/query';
import { asError } from '../parallel';
import type { Limits } from '../untilAnswered';
import type { Whereabouts } from './kinds/kind';

/** What 'Include Names' adds to a job; null where there is none. */
export interface JobNames extends IDataObject {
	/** The organisation that the job is assigned to, else the owner of the backup server */
	companyUid: string | null;
	companyName: string | null;
	backupServerName: string | null;
	locationName: string | null;
	siteName: string | null;
}

interface NameList {
	path: string[];
	doing: string;
	uid: string;
	name: string;
	/** The UID by which a job names an entry of the list */
	of: 'companyUid' | 'backupServerUid' | 'locationUid' | 'siteUid';
}

/** Organizations, backup servers, locations and sites; API 3.4 to 3.7 list them alike. */
const LISTS: Record<'companyName' | 'backupServerName' | 'locationName' | 'siteName', NameList> = {
	companyName: {
		path: ['organizations'],
		doing: 'reading the names of companies',
		uid: 'instanceUid',
		name: 'name',
		of: 'companyUid',
	},
	backupServerName: {
		path: ['infrastructure', 'backupServers'],
		doing: 'reading the names of backup servers',
		uid: 'instanceUid',
		name: 'name',
		of: 'backupServerUid',
	},
	locationName: {
		path: ['organizations', 'locations'],
		doing: 'reading the names of locations',
		uid: 'instanceUid',
		name: 'name',
		of: 'locationUid',
	},
	siteName: {
		path: ['infrastructure', 'sites'],
		doing: 'reading the names of sites',
		uid: 'siteUid',
		name: 'siteName',
		of: 'siteUid',
	},
};

type NameField = keyof typeof LISTS;

/** Names by UID, each list loaded once and only when a job needs it. */
export class NameBook {
	private readonly lists = new Map<NameField, Promise<Map<string, string>>>();

	/** What a person should know about names that are missing */
	readonly hints: string[] = [];

	constructor(
		private readonly context: VspcContext,
		private readonly connection: () => Promise<Connection>,
		private readonly limits?: Limits,
	) {}

	/** Names for a job. Throws as vspcRequest does, but not when the account may not see a list. */
	async namesOf(where: Whereabouts): Promise<JobNames> {
		const [companyName, backupServerName, locationName, siteName] = await Promise.all(
			(Object.keys(LISTS) as NameField[]).map(async (field) => await this.nameOf(field, where)),
		);
		const companyUid = where.companyUid ?? null;
		return { companyUid, companyName, backupServerName, locationName, siteName };
	}

	/** One of the names; null where there is none. */
	async nameOf(field: NameField, where: Whereabouts): Promise<string | null> {
		const told = where[field];
		if (told !== undefined) return told;
		const uid = where[LISTS[field].of];
		if (uid === undefined) return null;
		let list = this.lists.get(field);
		if (!list) {
			list = this.load(LISTS[field]);
			this.lists.set(field, list);
		}
		return (await list).get(uid) ?? null;
	}

	private async load({ path, doing, uid, name }: NameList): Promise<Map<string, string>> {
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
