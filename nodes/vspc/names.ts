import { asError } from '../util/clock';
import { parseUid, spelled, textOrNull } from '../util/text';
import { type Alarm, type AlarmPlace, placementOf, TEMPLATES_PATH } from './alarms';
import type { VspcClient } from './client/client';
import { isHidden, isNotFound } from './client/explanation';
import type { Row } from './fields';
import { readList } from './list/readList';
import type { nameFields, Placement } from './placement';

/** The names of a job. */
export type JobNames = Row<typeof nameFields>;

interface Listed extends NamedBy {
	/** The UID by which a job names an entry of the list */
	of: 'companyUid' | 'backupServerUid' | 'locationUid' | 'siteUid';
}

/** Organizations, backup servers, locations and sites; API 3.4 to 3.7 have them alike, each by itself and as a list. */
export const LISTS: Record<
	'companyName' | 'backupServerName' | 'locationName' | 'siteName',
	Listed
> = {
	companyName: {
		path: ['organizations'],
		activity: 'reading the names of companies',
		noun: 'company',
		uid: 'instanceUid',
		name: 'name',
		of: 'companyUid',
	},
	backupServerName: {
		path: ['infrastructure', 'backupServers'],
		activity: 'reading the names of backup servers',
		noun: 'backup server',
		uid: 'instanceUid',
		name: 'name',
		of: 'backupServerUid',
	},
	locationName: {
		path: ['organizations', 'locations'],
		activity: 'reading the names of locations',
		noun: 'location',
		uid: 'instanceUid',
		name: 'name',
		of: 'locationUid',
	},
	siteName: {
		path: ['infrastructure', 'sites'],
		activity: 'reading the names of sites',
		noun: 'site',
		uid: 'siteUid',
		name: 'siteName',
		of: 'siteUid',
	},
};

type NameField = keyof typeof LISTS;

const NAME_FIELDS = Object.keys(LISTS) as NameField[];

/** Names by UID, each read once and only when a job needs it. */
export class NameResolver {
	private readonly lists: Map<NameField, NameList>;

	constructor(vspc: VspcClient) {
		this.lists = new Map(NAME_FIELDS.map((field) => [field, new NameList(vspc, LISTS[field])]));
	}

	/** Names for a job. Throws as vspc.request does, but not when the account may not see a list. */
	async namesOf(where: Placement): Promise<JobNames> {
		const [names] = await this.namesOfAll([where], ['companyUid', ...NAME_FIELDS]);
		return names as JobNames;
	}

	/**
	 * Some of the names of many jobs: each UID is looked up once. Throws as namesOf does.
	 *
	 * @returns in the order of the jobs
	 */
	async namesOfAll(
		places: Placement[],
		wanted: Array<keyof JobNames>,
	): Promise<Array<Partial<JobNames>>> {
		const fields = NAME_FIELDS.filter((field) => wanted.includes(field));
		const found = await Promise.all(
			fields.map(async (field) => {
				const uids = [...new Set(places.map((where) => uidToLookUp(field, where)))];
				const names = uids.map(async (uid) => [uid, await this.nameByUid(field, uid)] as const);
				return new Map(await Promise.all(names));
			}),
		);
		// Nothing asynchronous here: lists are long.
		return places.map((where) => {
			const names: Partial<JobNames> = {};
			if (wanted.includes('companyUid')) names.companyUid = where.companyUid ?? null;
			fields.forEach((field, index) => {
				names[field] = where[field] ?? found[index].get(uidToLookUp(field, where)) ?? null;
			});
			return names;
		});
	}

	/** One of the names; null where there is none. */
	async nameOf(field: NameField, where: Placement): Promise<string | null> {
		return where[field] ?? (await this.nameByUid(field, uidToLookUp(field, where)));
	}

	private async nameByUid(field: NameField, uid: string | undefined): Promise<string | null> {
		return uid === undefined ? null : await this.lists.get(field)!.nameOf(uid);
	}
}

/** The UID by which a name must be looked up; undefined where VSPC sends the name along, or where there is none. */
function uidToLookUp(field: NameField, where: Placement): string | undefined {
	return where[field] === undefined ? where[LISTS[field].of] : undefined;
}

/** A collection whose entries give names to UIDs. */
export interface NamedBy {
	path: string[];
	/** In words, e.g. `reading the names of companies` */
	activity: string;
	/** Of one entry, e.g. `company`, where VSPC can be asked for one by its UID */
	noun?: string;
	/** The property with the UID */
	uid: string;
	name: string;
}

/** Up to here one request per name is the cheaper way; a list has 500 in each page. */
const FEW = 4;

/** Names by UID: a few are asked for one by one, for more the list is loaded. Each is read once, and only when needed. */
export class NameList {
	private readonly known = new Map<string, Promise<string | null>>();
	private names?: Promise<Map<string, string>>;
	private isForbidden = false;
	private isHinted = false;

	constructor(
		private readonly vspc: VspcClient,
		private readonly list: NamedBy,
	) {}

	/**
	 * Null where there is none. Throws as vspc.request does, but not when the account may not see the names.
	 *
	 * @param uid in small letters
	 */
	async nameOf(uid: string): Promise<string | null> {
		let name = this.known.get(uid);
		if (!name) {
			name = this.lookUp(uid);
			this.known.set(uid, name);
		}
		return await name;
	}

	private async lookUp(uid: string): Promise<string | null> {
		// Those that are asked for at the same time count together: they choose the way.
		await Promise.resolve();
		const { noun } = this.list;
		if (noun !== undefined && this.known.size <= FEW) return await this.fetch(uid, noun);
		this.names ??= this.load();
		return (await this.names).get(uid) || null;
	}

	private async fetch(uid: string, noun: string): Promise<string | null> {
		const { path, activity, uid: uidField, name } = this.list;
		if (this.isForbidden) return null;
		try {
			const call = { path: [...path, uid], activity, noun, uid, uidFields: [uidField] };
			return textOrNull((await this.vspc.fetchOne(call))[name]);
		} catch (error) {
			this.hintAt(error);
			// Another one may be there.
			if (!isNotFound(error)) this.isForbidden = true;
			return null;
		}
	}

	private async load(): Promise<Map<string, string>> {
		const { path, activity, uid, name } = this.list;
		if (this.isForbidden) return new Map();
		try {
			const { rows } = await readList(this.vspc, {
				call: { path, activity },
				keyOf: (row) => row[uid],
				select: [uid, name],
			});
			return new Map(rows.map((row) => [spelled(row[uid]).toLowerCase(), spelled(row[name])]));
		} catch (error) {
			this.hintAt(error);
			return new Map();
		}
	}

	/** Throws what has nothing to do with the rights of the account. */
	private hintAt(error: unknown): void {
		if (!isHidden(error)) throw asError(error);
		const { message } = error as Error;
		// One hint is enough: others would say the same of other UIDs.
		if (!this.isHinted) this.vspc.hint(`Names are missing: ${message}`);
		this.isHinted = true;
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
	 * vspc.request does, but not when the account may not see the templates.
	 */
	async nameOf(alarm: Alarm): Promise<string | null> {
		const uid = parseUid(alarm.alarmTemplateUid);
		return uid === undefined ? null : (await this.templates.nameOf(uid)) || null;
	}

	/** Whose alarm it is and where, as far as it is wanted. Throws as nameOf does. */
	async placeOf<Field extends keyof AlarmPlace>(
		alarm: Alarm,
		wanted: Field[],
	): Promise<Pick<AlarmPlace, Field>> {
		const [place] = await this.places.namesOfAll([placementOf(alarm)], wanted);
		return place as Pick<AlarmPlace, Field>;
	}

	/** Whose alarm it is. Throws as nameOf does. */
	async companyOf(alarm: Alarm): Promise<string | null> {
		return await this.places.nameOf('companyName', placementOf(alarm));
	}
}
