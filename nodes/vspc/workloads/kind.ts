import type { IDataObject } from 'n8n-workflow';

import { parseUid, parseUsedUid, textOrNull } from '../../util/text';
import type { Fields, Row as RowOf } from '../fields';
import type { FilterExpression } from '../list/filter';
import { nameFields, type Placement } from '../placement';
import type * as cloud from './cloud';
import type * as onPremises from './onPremises';

/**
 * What workloads of all kinds have in front of VSPC's own fields; null where a kind has nothing of it, or where it is
 * not known.
 */
export const workloadFields = {
	/** Name; of an object storage with that of the bucket */
	name: { type: 'text', null: true, simplified: 1 },
	/** What it is: virtualMachine, consoleComputer, backupServerComputer, fileShare, objectStorage, … */
	workloadKind: { type: 'word', simplified: 3, isAdded: true },
	companyName: { ...nameFields.companyName, simplified: 2 },
	/** Name of the backup server, or of the Microsoft 365 server; computers of the console have none */
	backupServerName: { ...nameFields.backupServerName, simplified: 6 },
	/** The latest restore point in UTC; null when there is none. Snapshots do not count */
	latestRestorePointUtc: { type: 'time', null: true, simplified: 4, isAdded: true },
	/** Two decimals, never negative; null without a restore point */
	hoursSinceRestorePoint: { type: 'number', null: true, simplified: 5, isAdded: true },
	/** The latest snapshot of a database or file share of a public cloud, in UTC */
	latestSnapshotUtc: { type: 'time', null: true, isAdded: true },
	/** How many restore points there are; of file shares and object storages with those in the archive */
	restorePoints: { type: 'integer', null: true, isAdded: true },
	/** Bytes of all restore points, those in the archive included */
	totalRestorePointSize: { type: 'integer', null: true, isAdded: true },
	/** The repository with the latest restore point */
	repositoryName: { type: 'text', null: true, isAdded: true },
	/** Where that is: Local or Cloud */
	targetType: { type: 'word', null: true, isAdded: true },
	/** How many backups with restore points there are, by where they are; null where VSPC does not say of all where that is */
	copies: {
		type: 'object',
		null: true,
		isAdded: true,
		isChosenWhole: true,
		parts: {
			/** In repositories of its own backup server */
			local: { type: 'integer' },
			/** In a cloud repository, as that of a service provider */
			cloud: { type: 'integer' },
		},
	},
	/** Clean, Suspicious, Infected, Unverified or Unknown; VMs and computers of backup servers only */
	malwareState: { type: 'word', null: true, simplified: 7, isAdded: true },
	/** Whether any restore point is immutable; VMs only */
	immutable: { type: 'boolean', null: true, simplified: 8, isAdded: true },
	/** Operating system; computers of backup servers only */
	operatingSystem: { type: 'text', null: true, simplified: 9, isAdded: true },
	/** consoleComputer or backupServerComputer: a computer of that kind has the same UID, or the same company and name */
	alsoManagedBy: { type: 'word', null: true, isAdded: true },
	/** The job that made the latest restore point; null where that is not certain */
	jobKey: { type: 'text', null: true, isAdded: true },
	locationName: nameFields.locationName,
	siteName: nameFields.siteName,
	/** UID of the company; of a Microsoft 365 object the one that its Microsoft organization is mapped to */
	companyUid: nameFields.companyUid,
	/** Names the workload for life; null where VSPC gives no UID */
	workloadKey: { type: 'text', null: true, simplified: 10, isAdded: true },
} as const satisfies Fields;

/** A workload in the shape that all kinds share. */
export type WorkloadShape = RowOf<typeof workloadFields>;

export type WorkloadKindName =
	| 'virtualMachine'
	| 'consoleComputer'
	| 'backupServerComputer'
	| 'fileShare'
	| 'objectStorage'
	| 'microsoft365Object'
	| 'cloudVirtualMachine'
	| 'cloudDatabase'
	| 'cloudFileShare';

/** A row of a list of workloads as VSPC sent it, where its kind does not matter. */
export type VspcWorkload = RowsIn<typeof onPremises> | RowsIn<typeof cloud>;

type RowsIn<Kinds> = {
	[Name in keyof Kinds]: Kinds[Name] extends WorkloadKind<infer Row> ? Row : never;
}[keyof Kinds];

/** A row of a list of backups, as far as it is read of any kind; its size has two names. */
export interface VspcBackup extends IDataObject {
	restorePoints?: number | null;
	/** Bytes */
	totalRestorePointSize?: number | null;
	size?: number | null;
	latestRestorePointDate?: string | null;
	repositoryUid?: string | null;
	targetType?: string | null;
	/** Of public clouds: Backup, Snapshot, Archive and so on */
	backupType?: string | null;
	jobUid?: string | null;
	backupServerUid?: string | null;
}

/** One backup of a workload: what one job or policy has made of it. */
export interface Chain {
	/** As VSPC sent it */
	restorePoints?: unknown;
	size?: unknown;
	latest?: unknown;
	repositoryUid?: unknown;
	/** Local, Cloud or Unknown */
	targetType?: unknown;
	jobUid?: unknown;
	/** Snapshots are no backups */
	isSnapshot?: boolean;
}

/** The list of backups of a kind of workloads. */
export interface ChainList {
	/** Behind the path of the list, and of a single workload */
	name: string;
	/** The fields that name the workload, in the order of the last fields of its key */
	of: string[];
	read: (row: VspcBackup) => Chain;
	/** What is known with it */
	says: Array<keyof WorkloadShape>;
}

/**
 * One kind of workloads: where it is listed, how one is named, and what VSPC says of it.
 *
 * @typeParam Row a row of its list; left out where kinds are mixed
 */
export interface WorkloadKind<Row extends IDataObject = VspcWorkload> {
	name: WorkloadKindName;
	/** In messages, e.g. `virtual machine` */
	noun: string;
	plural: string;
	listPath: string[];
	/** Whether VSPC documents filter and select for the list as for others */
	isQueryable: boolean;
	/** Rows of one workload may differ, or belong together with others: such a list is always read whole */
	isReadWhole?: true;
	/** Of a row as VSPC sends it */
	fields: Fields;
	/** The fields that the key is made of, behind the kind; those before the last `ids` may be without a UID */
	keyFields: string[];
	/** How many of the last key fields have to be there */
	ids: number;
	nameFields: string[];
	/** The latest backup; file shares of clouds have snapshots only */
	latestField?: string;
	snapshotFields: string[];
	/** Rows of one workload that have the same value here are the same thing, and others are added up */
	partField?: string;
	/** Arrays of which a workload has all that its rows have */
	unitedFields?: string[];
	placement: (row: Row) => Placement;
	/** What the list itself says, beyond name, place and times */
	said: (rows: Row[]) => Partial<WorkloadShape>;
	/** What it says in place of VSPC's field of the same name, which has only a part of it */
	restated?: Array<keyof WorkloadShape>;
	/** The fields that it looks at, and those of the placement */
	saidFrom: string[];
	chains?: ChainList;
	/** Where restore points are, behind the path of a single workload; and when one was made, what counts most first */
	points: { name: string; timeFields: string[]; areBackups?: true };
}

const ZERO = '00000000-0000-0000-0000-000000000000';

/** An ID of Microsoft 365 is no UID; it goes into paths and keys, so it is short and has none of their marks. */
const ID = /^[0-9a-z_.=+-]{3,200}$/i;

/** All letters of workload keys, those of IDs among them. */
export const KEY = /^[0-9a-z_.=+:-]+$/i;

function idOf(field: string, value: unknown): string | undefined {
	const uid = parseUsedUid(value);
	if (uid !== undefined || field !== 'id') return uid;
	return typeof value === 'string' && value !== ZERO && ID.test(value) ? value : undefined;
}

/**
 * Names a workload for life: its kind, its server and its UID there, since servers that were cloned have workloads with
 * the UIDs of others. Undefined for a row that does not say which workload it is.
 */
export function workloadKeyOf(kind: WorkloadKind, row: VspcWorkload): string | undefined {
	const first = kind.keyFields.length - kind.ids;
	const parts = kind.keyFields.map((field, index) =>
		// A cloud appliance need not belong to a backup server.
		index < first ? (parseUid(row[field]) ?? ZERO) : idOf(field, row[field]),
	);
	return parts.includes(undefined) ? undefined : [kind.name, ...parts].join(':');
}

/** The values of the key fields in a key of this kind; undefined for any other text. */
export function partsOfKey(kind: WorkloadKind, key: string): string[] | undefined {
	const [name, ...parts] = key.trim().split(':');
	if (name !== kind.name || parts.length !== kind.keyFields.length) return undefined;
	const row = Object.fromEntries(kind.keyFields.map((field, index) => [field, parts[index]]));
	const known = workloadKeyOf(kind, row);
	const servers = parts.slice(0, parts.length - kind.ids);
	if (!known || servers.some((part) => parseUid(part) === undefined)) return undefined;
	return known.split(':').slice(1);
}

/** Whether the rows of a list have all fields that an expression is about. */
export function hasFieldsOf(kind: WorkloadKind, expression: FilterExpression): boolean {
	if ('items' in expression) return expression.items.every((one) => hasFieldsOf(kind, one));
	return expression.property in kind.fields;
}

/** Whose workload it is and on which server, as most rows have it. */
export function placementOf(row: VspcWorkload): Placement {
	return {
		companyUid: parseUsedUid(row.organizationUid),
		backupServerUid: parseUsedUid(row.backupServerUid),
	};
}

/** Name of a workload. */
export function nameOf(kind: WorkloadKind, row: VspcWorkload): string | null {
	const names = kind.nameFields.map((field) => textOrNull(row[field])).filter(Boolean);
	return names.length > 0 ? names.join(' / ') : null;
}

/** A number of bytes or restore points as VSPC sends it. */
export function countOrNull(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Null unless something is there to be added up. */
export function sumOf(values: unknown[]): number | null {
	const counts = values.map(countOrNull).filter((count) => count !== null);
	return counts.length > 0 ? counts.reduce((a, b) => a + b, 0) : null;
}
