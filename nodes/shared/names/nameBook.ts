import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import type { Limits } from '../untilAnswered';
import { NameList, type NamedBy } from './nameList';
import type { Whereabouts } from './whereabouts';

/** What 'Include Names' adds to a job; null where there is none. */
export interface JobNames extends IDataObject {
	/** The organisation that the job is assigned to, else the owner of the backup server */
	companyUid: string | null;
	companyName: string | null;
	backupServerName: string | null;
	locationName: string | null;
	siteName: string | null;
}

interface Listed extends NamedBy {
	/** The UID by which a job names an entry of the list */
	of: 'companyUid' | 'backupServerUid' | 'locationUid' | 'siteUid';
}

/** Organizations, backup servers, locations and sites; API 3.4 to 3.7 list them alike. */
const LISTS: Record<'companyName' | 'backupServerName' | 'locationName' | 'siteName', Listed> = {
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
	private readonly lists = new Map<NameField, NameList>();

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
		return await this.list(field).nameOf(uid);
	}

	/** What a person should know about names that are missing */
	get hints(): string[] {
		return [...this.lists.values()].flatMap(({ hints }) => hints);
	}

	private list(field: NameField): NameList {
		let list = this.lists.get(field);
		if (!list) {
			list = new NameList(this.context, this.connection, LISTS[field], this.limits);
			this.lists.set(field, list);
		}
		return list;
	}
}
