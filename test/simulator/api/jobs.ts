import type { EstateJob } from '../estate/types';
import { page } from '../query/page';
import { parseSelect } from '../query/select';
import { jobFields } from '../schema/job';
import { renderRow } from '../schema/render';
import type { State } from '../state';
import type { JsonObject } from '../types';
import type { Answer, ApiRequest } from './answers';
import { badParameter, done, errorAnswer, Refusal, single } from './answers';
import { isUuid } from './uuid';

/** What a handler of one API version needs besides the request. */
export interface Call {
	request: ApiRequest;
	state: State;
	version: string;
}

const scopeOf = ({ state, version }: Call) => ({ ...state.settings, fields: jobFields, version });

/** A job as a client of this version sees it. */
function render(job: EstateJob, { state, version }: Call): JsonObject {
	// The vendor's page is shown as printed, whatever the version and settings.
	if (job.instanceUid === state.estate.vendorJobUid) return { ...job };
	const row: JsonObject = { ...job };
	const view = { version, enumCase: state.settings.enumCase };
	if (version !== '3.5') return renderRow(row, jobFields, view);
	// Only API 3.5 calls the UID in VSPC instanceUid.
	const { instanceUid, uniqueUid, ...rest } = row;
	return renderRow({ instanceUid: uniqueUid, originalUid: instanceUid, ...rest }, jobFields, view);
}

/** The job of a path. Ends the request when there is none or the id is no UUID. */
function findJob(uid: string, { state, version }: Call): EstateJob {
	if (!isUuid(uid)) {
		return badParameter('jobUid', `The value '${uid}' is not valid.`);
	}
	const wanted = uid.toLowerCase();
	const job = state.estate.jobs.find(
		(one) => one.instanceUid === wanted || (version === '3.5' && one.uniqueUid === wanted),
	);
	if (!job) throw new Refusal(errorAnswer(404, `Job with UID '${uid}' was not found.`));
	return job;
}

/** GET /infrastructure/backupServers/jobs */
export function listJobs(call: Call): Answer {
	const { settings, estate } = call.state;
	const omit = (row: JsonObject) =>
		row.instanceUid === estate.vendorJobUid
			? row
			: Object.fromEntries(
					Object.entries(row).filter(([name]) => !settings.listOmits.includes(name)),
				);
	const jobs = { rows: estate.jobs, render: (job: EstateJob) => render(job, call), omit };
	return page(jobs, call.request, scopeOf(call));
}

/** Ends the run of a started job once it was read often enough. */
function advance(job: EstateJob, { state }: Call): void {
	const left = state.runs.get(job.instanceUid);
	if (left === undefined || !state.settings.jobRun) return;
	if (left > 0) {
		state.runs.set(job.instanceUid, left - 1);
		return;
	}
	state.runs.delete(job.instanceUid);
	job.lastEndTime = new Date().toISOString();
	setStatus(job, state.settings.jobRun.status, state);
}

function setStatus(job: EstateJob, status: string, state: State): void {
	const isVendor = job.instanceUid === state.estate.vendorJobUid;
	job.status = isVendor ? status.charAt(0).toLowerCase() + status.slice(1) : status;
}

/** GET /infrastructure/backupServers/jobs/{jobUid} */
export function getJob(call: Call, uid: string): Answer {
	const job = findJob(uid, call);
	advance(job, call);
	const { select } = call.request.query;
	const row = render(job, call);
	return single(select === undefined ? row : parseSelect(select, scopeOf(call))(row));
}

/** POST /infrastructure/backupServers/jobs/{jobUid}/start, stop or retry */
export function runAction(call: Call, uid: string, action: string): Answer {
	const { state } = call;
	const job = findJob(uid, call);
	if (action === 'stop') {
		state.runs.delete(job.instanceUid);
		setStatus(job, 'Stopping', state);
		return done();
	}
	if (action === 'start') {
		state.starts.set(job.instanceUid, (state.starts.get(job.instanceUid) ?? 0) + 1);
	}
	job.lastRun = new Date().toISOString();
	setStatus(job, 'Running', state);
	if (state.settings.jobRun) state.runs.set(job.instanceUid, state.settings.jobRun.polls);
	return done();
}
