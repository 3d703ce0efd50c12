import type { Handler } from './call';
import { firstAnswer } from './idempotency';
import type { Kind } from './vb365';
import { getVb365Job, getVb365Server, listVb365Jobs, runVb365Action } from './vb365';

const list = /^\/organizations\/jobs(?:\/(backup|copy))?$/;
const one = /^\/([^/]+)\/organizations\/jobs\/(backup|copy)\/([^/]+)$/;
const action = /^\/([^/]+)\/organizations\/jobs\/([^/]+)\/(start|stop|enable|disable)$/;
const server = /^\/([^/]+)$/;

/** The handler of a path below /infrastructure/vb365Servers. */
export function vb365Route(method: string, path: string): Handler | undefined {
	const root = '/infrastructure/vb365Servers/';
	if (!path.startsWith(root)) return undefined;
	const rest = path.slice(root.length - 1);
	const write = action.exec(rest);
	if (method === 'POST' && write) {
		const parts = write.slice(1);
		return (call, identity) => firstAnswer(call, () => runVb365Action(call, identity, parts));
	}
	if (method !== 'GET') return undefined;
	const jobs = list.exec(rest);
	if (jobs) return (call) => listVb365Jobs(call, jobs[1] as Kind | undefined);
	const job = one.exec(rest);
	if (job) return (call) => getVb365Job(call, job[1], job[3], job[2] as Kind);
	const found = server.exec(rest);
	// The path of all organizations is not there, and no server either.
	if (!found || found[1] === 'organizations') return undefined;
	return (call) => getVb365Server(call, found[1]);
}
