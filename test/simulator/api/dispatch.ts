import type { State } from '../state';
import { about, currentUser } from './about';
import { alarmRoute } from './alarmRoutes';
import type { Answer, ApiRequest } from './answers';
import { badParameter, errorAnswer, guard, portalPage, Refusal, single } from './answers';
import { agentRoute } from './agentRoutes';
import { asyncActions } from './asyncActions';
import { checkRights, identify } from './authorize';
import type { Handler } from './call';
import {
	collections,
	getBackupServer,
	getLocation,
	getManagementAgent,
	getSite,
	listCollection,
} from './collections';
import { companyRoute } from './companies';
import { firstAnswer } from './idempotency';
import { runAction } from './jobActions';
import { getJob, listJobs, patchJob } from './jobs';
import { sessionRoute } from './sessions';
import { token } from './token';
import { isUuid } from './uuid';
import { vb365Route } from './vb365Routes';
import { versionOf } from './versions';
import { workloadRoute } from './workloads';

const BASE = '/api/v3';
const JOBS = '/infrastructure/backupServers/jobs';

/** The handler of a method and a path under /api/v3. */
function route(method: string, path: string): Handler | undefined {
	const action = /^\/asyncActions\/([^/]+)(\/result)?$/.exec(path);
	if (action && (method === 'GET' || method === 'DELETE')) {
		return ({ state, request }) => asyncActions(state, request, action[1], Boolean(action[2]));
	}
	if (method === 'GET') {
		if (path === '/asyncActions/config') return () => single({ resultRetentionTime: 300 });
		if (path === '/users/me') return currentUser;
		if (path === JOBS) return (call) => listJobs(call);
		const server = /^\/infrastructure\/backupServers\/([^/]+)\/jobs$/.exec(path);
		if (server) return (call) => listJobs(call, server[1]);
		if (Object.hasOwn(collections, path)) return (call) => listCollection(call, path);
	}
	const server = /^\/infrastructure\/backupServers\/([^/]+)$/.exec(path);
	if (server && server[1] !== 'jobs' && method === 'GET') {
		return (call) => getBackupServer(call, server[1]);
	}
	const agent = /^\/infrastructure\/managementAgents\/([^/]+)$/.exec(path);
	if (agent && method === 'GET') return (call) => getManagementAgent(call, agent[1]);
	const site = /^\/infrastructure\/sites\/([^/]+)$/.exec(path);
	if (site && method === 'GET') return (call) => getSite(call, site[1]);
	const location = /^\/organizations\/locations\/([^/]+)$/.exec(path);
	if (location && method === 'GET') return (call) => getLocation(call, location[1]);
	const job = /^\/infrastructure\/backupServers\/jobs\/([^/]+)(?:\/(start|stop|retry))?$/.exec(
		path,
	);
	if (job && !job[2] && method === 'GET') return (call) => getJob(call, job[1]);
	if (job && !job[2] && method === 'PATCH') {
		return (call) => firstAnswer(call, () => patchJob(call, job[1]));
	}
	if (job && job[2] && method === 'POST') {
		return (call, identity) => firstAnswer(call, () => runAction(call, identity, job[1], job[2]));
	}
	return undefined;
}

/** Everything that is judged before work begins; returns the work. Ends bad requests. */
export function prepare(request: ApiRequest, state: State): () => Answer {
	const path = request.path.startsWith(`${BASE}/`) ? request.path.slice(BASE.length) : '';
	const version = versionOf(request, state.settings);
	const call = { request, state, version };
	if (path === '/token' && request.method === 'POST') return () => token(request, state);
	if (path === '/about' && request.method === 'GET') return () => about(call);
	const handler =
		route(request.method, path) ??
		agentRoute(request.method, path) ??
		vb365Route(request.method, path) ??
		alarmRoute(request.method, path) ??
		companyRoute(request.method, path) ??
		workloadRoute(request.method, path) ??
		sessionRoute(request.method, path);
	if (!handler) {
		// Seen live: the portal's page with 200 in place of 404.
		if (path !== '' && request.method === 'GET') return () => portalPage;
		throw new Refusal(
			errorAnswer(404, `No HTTP resource was found that matches '${request.path}'.`),
		);
	}
	const identity = identify(request, state);
	const id = request.headers['x-request-id'];
	if (id !== undefined && !isUuid(id)) {
		badParameter('X-Request-id', `The value '${id}' is not valid.`);
	}
	checkRights(request, identity);
	return () =>
		guard(() => {
			state.sessions.settle();
			return handler(call, identity);
		});
}
