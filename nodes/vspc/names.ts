import { asError } from '../util/clock';
import { parseUid } from '../util/text';
import { type Alarm, type AlarmPlace, placementOf, TEMPLATES_PATH } from './alarms';
import type { VspcClient } from './client/client';
import { type Organization, ORGANIZATIONS_PATH } from './companies';
import type { Row } from './fields';
import { readList } from './list/readList';
import type { nameFields, Placement } from './placement';

/** The names of a job. */
export type JobNames = Row<typeof nameFields>;

interface Listed extends NamedBy {
	/** The UID by which a job names an entry of the list */
	of: 'companyUid' | 'backupServerUid' | 'locationUid' | 'siteUid';
}

/** Organizations, backup servers, locations and sites; API 3.4 to 3.7 list them alike. */
const LISTS: Record<'companyName' | 'backupServerName' | 'locationName' | 'siteName', Listed> = {
	companyName: {
		path: ['organizations'],
		activity: 'reading the names of companies',
		uid: 'instanceUid',
		name: 'name',
		of: 'companyUid',
	},
	backupServerName: {
		path: ['infrastructure', 'backupServers'],
		activity: 'reading the names of backup servers',
		uid: 'instanceUid',
		name: 'name',
		of: 'backupServerUid',
	},
	locationName: {
		path: ['organizations', 'locations'],
		activity: 'reading the names of locations',
		uid: 'instanceUid',
		name: 'name',
		of: 'locationUid',
	},
	siteName: {
		path: ['infrastructure', 'sites'],
		activity: 'reading the names of sites',
		uid: 'siteUid',
		name: 'siteName',
		of: 'siteUid',
	},
};

type NameField = keyof typeof LISTS;

/** Names by UID, each list loaded once and only when a job needs it. */
export class NameResolver {
	private readonly lists = new Map<NameField, NameList>();

	constructor(private readonly vspc: VspcClient) {}

	/** Names for a job. Throws as vspc.request does, but not when the account may not see a list. */
	async namesOf(where: Placement): Promise<JobNames> {
		const [companyName, backupServerName, locationName, siteName] = await Promise.all(
			(Object.keys(LISTS) as NameField[]).map(async (field) => await this.nameOf(field, where)),
		);
		const companyUid = where.companyUid ?? null;
		return { companyUid, companyName, backupServerName, locationName, siteName };
	}

	/** One of the names; null where there is none. */
	async nameOf(field: NameField, where: Placement): Promise<string | null> {
		const told = where[field];
		if (told !== undefined) return told;
		const uid = where[LISTS[field].of];
		if (uid === undefined) return null;
		return await this.list(field).nameOf(uid);
	}

	private list(field: NameField): NameList {
		let list = this.lists.get(field);
		if (!list) {
			list = new NameList(this.vspc, LISTS[field]);
			this.lists.set(field, list);
		}
		return list;
	}
}

/** A collection whose entries give names to UIDs. */
export interface NamedBy {
	path: string[];
	/** In words, e.g. `reading the names of companies` */
	activity: string;
	/** The property with the UID */
	uid: string;
	name: string;
}

/** Names by UID, loaded once and only when one is needed. */
export class NameList {
	private names?: Promise<Map<string, string>>;

	constructor(
		private readonly vspc: VspcClient,
		private readonly list: NamedBy,
	) {}

	/**
	 * Null where there is none. Throws as vspc.request does, but not when the account may not see the list.
	 *
	 * @param uid in small letters
	 */
	async nameOf(uid: string): Promise<string | null> {
		this.names ??= this.load();
		return (await this.names).get(uid) ?? null;
	}

	private async load(): Promise<Map<string, string>> {
		const { path, activity, uid, name } = this.list;
		try {
			const { rows } = await readList(this.vspc, {
				call: { path, activity },
				keyOf: (row) => row[uid],
				select: [uid, name],
			});
			return new Map(rows.map((row) => [String(row[uid]).toLowerCase(), String(row[name] ?? '')]));
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message: string };
			if (httpCode !== '403' && httpCode !== '404') throw asError(error);
			this.vspc.hint(`Names are missing: ${message}`);
			return new Map();
		}
	}
}

/** Names for alarms, each list loaded once and only when an alarm needs it. */
export class AlarmNames {
	private readonly templates: NameList;

	constructor(
		vspc: VspcClient,
		private readonly places: NameResolver,
	) {
		const list = {
			path: TEMPLATES_PATH,
			activity: 'reading the names of alarms',
			uid: 'instanceUid',
			name: 'name',
		};
		this.templates = new NameList(vspc, list);
	}

	/**
	 * The name of the template, since a triggered alarm has none of its own; null where there is none. Throws as
	 * vspcRequest does, but not when the account may not see the templates.
	 */
	async nameOf(alarm: Alarm): Promise<string | null> {
		const uid = parseUid(alarm.alarmTemplateUid);
		return uid === undefined ? null : (await this.templates.nameOf(uid)) || null;
	}

	/** Whose alarm it is and where. Throws as nameOf does. */
	async placeOf(alarm: Alarm): Promise<AlarmPlace> {
		const where = placementOf(alarm);
		const [companyName, locationName] = await Promise.all([
			this.companyOf(alarm),
			this.places.nameOf('locationName', where),
		]);
		return { companyUid: where.companyUid ?? null, companyName, locationName };
	}

	/** Whose alarm it is. Throws as nameOf does. */
	async companyOf(alarm: Alarm): Promise<string | null> {
		return await this.places.nameOf('companyName', placementOf(alarm));
	}
}

/** What a report says of a company. */
export interface CompanyEntry {
	name: string | null;
	/** Addresses, separated by `, ` */
	email: string | null;
}

/** Names and e-mail addresses of companies by UID, read once and only when one is needed. */
export class CompanyDirectory {
	private entries?: Promise<Map<string, CompanyEntry>>;

	constructor(private readonly vspc: VspcClient) {}

	/**
	 * Throws as vspc.request does, but not when the account may not see the list.
	 *
	 * @returns entries by UID in small letters
	 */
	async read(): Promise<Map<string, CompanyEntry>> {
		this.entries ??= this.load();
		return await this.entries;
	}

	private async load() {
		const call = { path: ORGANIZATIONS_PATH, activity: 'reading the names of companies' };
		const keyOf = (row: Organization) => row.instanceUid;
		const select = ['instanceUid', 'name', 'email'];
		try {
			const { rows } = await readList(this.vspc, { call, keyOf, select });
			return new Map(
				rows.map((row) => [
					String(row.instanceUid).toLowerCase(),
					{ name: textOf(row.name), email: toAddresses(row.email) },
				]),
			);
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message: string };
			if (httpCode !== '403' && httpCode !== '404') throw asError(error);
			this.vspc.hint(`Names of companies are missing: ${message}`);
			return new Map<string, CompanyEntry>();
		}
	}
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** An address as mail servers take it, with letters of any script; nothing that a mail header could be made of. */
const ADDRESS =
	/^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})*$/u;

/**
 * What VSPC has as the e-mail of a company, for the field To of an e-mail: anybody who edits the company writes it.
 * Addresses are separated by commas, semicolons or line breaks, and may have a name before them (`Name <a@b.example>`).
 *
 * @returns the addresses, joined by `, `; null when there is none
 */
export function toAddresses(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const addresses = value.split(/[,;\p{Cc}\p{Zl}\p{Zp}]+/u).map(addressIn);
	const found = new Set(addresses.filter((address) => ADDRESS.test(address)));
	return found.size === 0 ? null : [...found].join(', ');
}

function addressIn(part: string): string {
	const [, inBrackets] = /<([^<>]*)>\s*$/.exec(part) ?? [];
	return (inBrackets ?? part).trim().replace(/^mailto:/i, '');
}
