import type { EstateJob } from '../estate/types';
import { page } from '../query/page';
import { jobFields } from '../schema/job';
import { renderRow } from '../schema/render';
import { whileRunning } from '../sessions/runnable';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { badParameter, errorAnswer, Refusal, single } from './answers';
import type { Call } from './call';
import { findRow } from './find';
import { enabledAfter } from './jsonPatch';
import { selector } from './select';
import { isUuid } from './uuid';

/** A job as a client of this version sees it. */
function render(job: EstateJob, call: Call, only?: ReadonlySet<string>): JsonObject {
	const { state, version } = call;
	const isKept = state.settings.runningTasks === 'kept';
	const shown = isKept ? job : { ...job, ...whileRunning(job, state.clock.now()) };
	// The vendor's page is shown as printed, whatever the version and settings.
	if (job.instanceUid === state.estate.vendorJobUid) return { ...shown };
	const view = { version, enumCase: state.settings.enumCase };
	if (version !== '3.5') return renderRow(shown, jobFields, view, only);
	// Only API 3.5 calls the UID in VSPC instanceUid.
	const { instanceUid, uniqueUid, ...rest } = shown;
	const row = { instanceUid: uniqueUid, originalUid: instanceUid, ...rest };
	return renderRow(row, jobFields, view, only);
}

/** The job of a path. Ends the request when there is none or the id is no UUID. */
export function findJob(uid: string, { state, version }: Call): EstateJob {
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

/** GET /infrastructure/backupServers/jobs and /infrastructure/backupServers/{backupServerUid}/jobs */
export function listJobs(call: Call, serverUid?: string): Answer {
	const { settings, estate } = call.state;
	const cut = (row: JsonObject) =>
		row.instanceUid === estate.vendorJobUid
			? row
			: Object.fromEntries(
					Object.entries(row).filter(([name]) => !settings.listOmits.includes(name)),
				);
	const omit = settings.listOmits.length > 0 ? cut : undefined;
	const shown = (job: EstateJob, only?: ReadonlySet<string>) => render(job, call, only);
	if (serverUid === undefined) {
		return page({ rows: estate.jobs, render: shown, omit, isSteady: true }, call, jobFields);
	}
	const wanted = { what: 'Backup server', parameter: 'backupServerUid', uid: serverUid };
	const { instanceUid } = findRow(estate.backupServers, wanted);
	const rows = estate.jobs.filter(({ backupServerUid }) => backupServerUid === instanceUid);
	return page({ rows, source: estate.jobs, render: shown, omit }, call, jobFields);
}

/** GET /infrastructure/backupServers/jobs/{jobUid} */
export function getJob(call: Call, uid: string): Answer {
	const job = findJob(uid, call);
	const cut = selector(call, jobFields);
	return single(cut(render(job, call)));
}

/** PATCH /infrastructure/backupServers/jobs/{jobUid} */
export function patchJob(call: Call, uid: string): Answer {
	const { state, request } = call;
	const job = findJob(uid, call);
	const cut = selector(call, jobFields);
	const isEnabled = enabledAfter(request, state.settings.patchPath);
	if (isEnabled !== undefined) state.store.change(job, { isEnabled });
	return single(cut(render(job, call)));
}
