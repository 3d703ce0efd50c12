import type { SimulatedWorkload, WorkloadList } from '../estate/types';
import { page } from '../query/page';
import { chainFields, workloadFields } from '../schema/workloads';
import type { Fields } from '../schema/fields';
import { renderRow } from '../schema/render';
import type { JsonObject } from '../types';
import { chainRowsOf, pointRowsOf, rowsOf } from '../workloads/rows';
import type { Answer } from './answers';
import { badParameter, errorAnswer, Refusal } from './answers';
import type { Call, Handler } from './call';
import { isUuid } from './uuid';

const ROOT = '/protectedWorkloads/';
const lists = Object.keys(workloadFields) as WorkloadList[];

/** What is below a list, or below one workload of it. */
type Part = 'list' | 'chains' | 'points' | 'latest' | 'replicas';

/** How the paths of each list spell it; a path that is not here does not exist. */
const parts: Record<WorkloadList, { all: Record<string, Part>; one: Record<string, Part> }> = {
	virtualMachines: {
		all: { backups: 'chains', 'backupRestorePoints/latest': 'latest' },
		one: { backups: 'chains', backupRestorePoints: 'points', replicaRestorePoints: 'replicas' },
	},
	computersManagedByConsole: {
		all: { jobs: 'chains', restorePoints: 'points', 'restorePoints/latest': 'latest' },
		one: { jobs: 'chains', restorePoints: 'points' },
	},
	computersManagedByBackupServer: {
		all: { backups: 'chains', restorePoints: 'points', 'restorePoints/latest': 'latest' },
		one: { backups: 'chains', restorePoints: 'points' },
	},
	fileShares: {
		all: { backups: 'chains', restorePoints: 'points' },
		one: { backups: 'chains', restorePoints: 'points' },
	},
	objectStorages: {
		all: { backups: 'chains', restorePoints: 'points' },
		one: { backups: 'chains', restorePoints: 'points' },
	},
	vb365ProtectedObjects: { all: {}, one: { restorePoints: 'points' } },
	'publicCloud/virtualMachines': { all: { backups: 'chains' }, one: { backups: 'chains' } },
	'publicCloud/databases': { all: { backups: 'chains' }, one: { backups: 'chains' } },
	'publicCloud/fileShares': { all: { backups: 'chains' }, one: { backups: 'chains' } },
};

/** Rows of big estates, until something changes: clients read hundreds of pages. */
const remembered = new WeakMap<object, { version: string; rows: JsonObject[] }>();
const places = new WeakMap<object, Map<string, object>>();

function rememberedRows({ state }: Call, look: string, make: () => JsonObject[]): JsonObject[] {
	const { workloads } = state.estate;
	const own = places.get(workloads) ?? new Map<string, object>();
	places.set(workloads, own);
	const place = own.get(look) ?? {};
	own.set(look, place);
	const version = `${state.store.version} ${state.settings.protectionGroups} ${workloads.length}`;
	const known = remembered.get(place);
	if (known?.version === version) return known.rows;
	const rows = make();
	remembered.set(place, { version, rows });
	return rows;
}

function rowsFor(part: Part, workloads: SimulatedWorkload[], { state }: Call): JsonObject[] {
	const { estate, settings } = state;
	switch (part) {
		case 'list':
			return workloads.flatMap((one) => rowsOf(one, estate, settings.protectionGroups === 'all'));
		case 'chains':
			return workloads.flatMap(chainRowsOf);
		case 'latest':
			return workloads.flatMap((one) => pointRowsOf(one).slice(-1));
		default:
			return workloads.flatMap((one) => pointRowsOf(one, part === 'replicas'));
	}
}

function answer(call: Call, rows: JsonObject[], fields: Fields): Answer {
	const view = { version: call.version, enumCase: call.state.settings.enumCase };
	const render = (row: JsonObject, only?: ReadonlySet<string>) =>
		renderRow(row, fields, view, only);
	return page({ rows, render }, call, fields);
}

/** The filters that only the list of objects of Microsoft 365 has, each a parameter of its own. */
function ownFilters({ request }: Call): (row: JsonObject) => boolean {
	const { objectNameFilter, organizationFilter } = request.query;
	const types = request.search.getAll('objectTypeFilter').map((type) => type.toLowerCase());
	return (row) =>
		(objectNameFilter === undefined || String(row.name).includes(objectNameFilter)) &&
		(organizationFilter === undefined || row.organizationUid === organizationFilter) &&
		(types.length === 0 || types.includes(String(row.protectedDataType).toLowerCase()));
}

function listAll(call: Call, list: WorkloadList, part: Part): Answer {
	const rows = rememberedRows(call, `${list} ${part}`, () => {
		const own = call.state.estate.workloads.filter((one) => one.list === list);
		return rowsFor(part, own, call);
	});
	const isOwn = list === 'vb365ProtectedObjects' && part === 'list';
	const shown = isOwn ? rows.filter(ownFilters(call)) : rows;
	return answer(call, shown, part === 'list' ? workloadFields[list] : chainFields);
}

function listOfOne(call: Call, list: WorkloadList, uid: string, part: Part): Answer {
	const is365 = list === 'vb365ProtectedObjects';
	if (!is365 && !isUuid(uid)) return badParameter('uid', `The value '${uid}' is not valid.`);
	const { vb365ServerUid, vb365BackupRepositoryUid } = call.request.query;
	if (is365 && !isUuid(vb365ServerUid ?? '')) {
		return badParameter('vb365ServerUid', 'The vb365ServerUid parameter is required.');
	}
	const own = call.state.estate.workloads.filter(
		(one) =>
			one.list === list &&
			one.uid.toLowerCase() === uid.toLowerCase() &&
			(!is365 || one.serverUid === vb365ServerUid),
	);
	if (own.length === 0) throw new Refusal(errorAnswer(404, `Workload '${uid}' was not found.`));
	const rows = rowsFor(part, own, call).filter(
		({ repositoryUid }) =>
			!is365 ||
			vb365BackupRepositoryUid === undefined ||
			repositoryUid === vb365BackupRepositoryUid,
	);
	return answer(call, rows, chainFields);
}

/** The handler of a path below /protectedWorkloads; single workloads have none but what is below them. */
export function workloadRoute(method: string, path: string): Handler | undefined {
	if (method !== 'GET' || !path.startsWith(ROOT)) return undefined;
	const rest = path.slice(ROOT.length);
	const list = lists.find((one) => rest === one || rest.startsWith(`${one}/`));
	if (!list) return undefined;
	const below = rest.slice(list.length + 1);
	if (below === '') return (call) => listAll(call, list, 'list');
	const part = Object.hasOwn(parts[list].all, below) ? parts[list].all[below] : undefined;
	if (part) return (call) => listAll(call, list, part);
	const [uid, name, ...more] = below.split('/');
	const { one } = parts[list];
	if (name === undefined || more.length > 0 || !Object.hasOwn(one, name)) return undefined;
	return (call) => listOfOne(call, list, uid, one[name]);
}
