import type { Identity } from '../accounts';
import type { Vb365Job, Vb365Server } from '../estate/types';
import { page } from '../query/page';
import type { Fields } from '../schema/fields';
import { renderRow } from '../schema/render';
import { vb365JobFields, vb365KindFields, vb365ServerFields } from '../schema/vb365';
import { vb365Runnable } from '../sessions/vb365';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { badParameter, done, errorAnswer, Refusal, single } from './answers';
import type { Call } from './call';
import { startJob, stopJob } from './jobActions';
import { selector } from './select';
import { isUuid } from './uuid';

/** The lists of one kind of jobs, as paths spell them. */
export type Kind = 'backup' | 'copy';
const typeOf = { backup: 'BackupJob', copy: 'CopyJob' } as const;

const fieldsFor = (kind: Kind | undefined): Fields =>
	kind ? vb365KindFields[kind] : vb365JobFields;

function renderer(call: Call, fields: Fields) {
	const names = new Set(Object.keys(fields));
	const view = { version: call.version, enumCase: call.state.settings.enumCase };
	return (row: JsonObject): JsonObject => renderRow(row, fields, view, names);
}

function checkedUid(parameter: string, uid: string): string {
	if (!isUuid(uid)) return badParameter(parameter, `The value '${uid}' is not valid.`);
	return uid.toLowerCase();
}

function notFound(what: string, uid: string): never {
	throw new Refusal(errorAnswer(404, `${what} with UID '${uid}' was not found.`));
}

function findServer(uid: string, { state }: Call): Vb365Server {
	const wanted = checkedUid('vb365ServerUid', uid);
	const server = state.estate.vb365Servers.find((one) => one.instanceUid === wanted);
	return server ?? notFound('Veeam Backup for Microsoft 365 server', uid);
}

function findJob(serverUid: string, uid: string, call: Call, kind?: Kind): Vb365Job {
	const server = findServer(serverUid, call);
	const parameter = kind ? `vb365${typeOf[kind]}Uid` : 'vb365JobUid';
	const wanted = checkedUid(parameter, uid);
	const job = call.state.estate.vb365Jobs.find(
		(one) =>
			one.instanceUid === wanted &&
			one.vb365ServerUid === server.instanceUid &&
			(!kind || one.jobType === typeOf[kind]),
	);
	return job ?? notFound('Veeam Backup for Microsoft 365 job', uid);
}

/** The filters that only the list of all jobs has, each a parameter of its own. */
function ownFilters({ request, state }: Call): (job: Vb365Job) => boolean {
	const { sites, vb365Servers } = state.estate;
	const siteUids = request.search.getAll('siteFilter').map((uid) => checkedUid('siteFilter', uid));
	const [organization, location] = ['organizationFilter', 'locationFilter'].map((name) => {
		const uid = request.query[name];
		return uid === undefined ? undefined : checkedUid(name, uid);
	});
	const siteNames = sites
		.filter((one) => siteUids.includes(one.siteUid))
		.map((one) => one.siteName);
	const servers = vb365Servers.filter((one) => one.locationUid === location);
	return (job) =>
		(siteUids.length === 0 || siteNames.includes(job.siteName ?? '')) &&
		(organization === undefined || job.vspcOrganizationUid === organization) &&
		(location === undefined || servers.some((one) => one.instanceUid === job.vb365ServerUid));
}

/** GET /infrastructure/vb365Servers/{vb365ServerUid} */
export function getVb365Server(call: Call, uid: string): Answer {
	return single(renderer(call, vb365ServerFields)(findServer(uid, call)));
}

/** GET …/vb365Servers/organizations/jobs, …/jobs/backup and …/jobs/copy */
export function listVb365Jobs(call: Call, kind?: Kind): Answer {
	const fields = fieldsFor(kind);
	const source = call.state.estate.vb365Jobs;
	const fits = kind ? (job: Vb365Job) => job.jobType === typeOf[kind] : ownFilters(call);
	const rows = source.filter(fits);
	return page({ rows, source, render: renderer(call, fields) }, call, fields);
}

/** GET …/vb365Servers/{vb365ServerUid}/organizations/jobs/{kind}/{jobUid} */
export function getVb365Job(call: Call, serverUid: string, uid: string, kind: Kind): Answer {
	const job = findJob(serverUid, uid, call, kind);
	const fields = fieldsFor(kind);
	const cut = selector(call, fields);
	return single(cut(renderer(call, fields)(job)));
}

/** POST …/organizations/jobs/{vb365JobUid}/start, stop, enable or disable */
export function runVb365Action(
	call: Call,
	identity: Identity,
	[serverUid, jobUid, action]: string[],
): Answer {
	const { state } = call;
	const job = findJob(serverUid, jobUid, call);
	const target = vb365Runnable(job, state.store);
	if (action === 'start') startJob(target, state);
	else if (action === 'stop') stopJob(target, state, identity);
	else state.store.change(job, { isEnabled: action === 'enable' });
	return done();
}
