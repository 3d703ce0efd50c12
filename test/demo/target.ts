/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: a message for a person */
import { DEFAULT_API_VERSION } from '../../nodes/form/authentication';
import { parseHost } from '../../nodes/vspc/client/connection';
import { parseUid } from '../../nodes/util/text';
import { DemoError, freePort, messageOf } from '../n8n';
import { startSimulator, type Simulator } from '../simulator';
import { step } from './output';

const SIMULATOR_PORT = 1280;
const CONTROL_PORT = 1281;

/** Started jobs end soon, so that one can wait for them. */
const SESSIONS = { seconds: 20, status: 'Success' as const, queueSeconds: 2, stopSeconds: 2 };

/** The data of a `vspcApi` credential. */
interface CredentialData {
	[field: string]: string | boolean;
	host: string;
	accessToken: string;
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
}

/** The VSPC server that the demo reads a job from. */
export interface Target {
	credential: CredentialData;
	/** The job to read; undefined: the first one that the server lists */
	jobUid?: string;
	/** What n8n's list would show for it */
	jobName?: string;
	/** Unless the server is a real one */
	simulator?: Simulator;
	/** What to print about it at the end. */
	facts: Array<[string, string]>;
	close(): Promise<void>;
}

/** The server that the environment names, or else a simulator. */
export async function openTarget(env: NodeJS.ProcessEnv): Promise<Target> {
	const { VSPC_HOST: host, VSPC_TOKEN: token } = env;
	if (!host && !token) return await openSimulator(readJobUid(env.VSPC_JOB_UID));
	if (!host || !token) {
		throw new DemoError(
			'For a real server set both VSPC_HOST and VSPC_TOKEN; for the simulator none.',
		);
	}
	return await openServer(host, token, env);
}

async function openServer(host: string, token: string, env: NodeJS.ProcessEnv): Promise<Target> {
	const credential: CredentialData = {
		host: readHost(host),
		accessToken: token.trim(),
		apiVersion: env.VSPC_API_VERSION ?? DEFAULT_API_VERSION,
		allowUnauthorizedCerts: env.VSPC_ALLOW_UNAUTHORIZED_CERTS === 'true',
	};
	step(`the job comes from ${credential.host}`);
	return {
		credential,
		jobUid: readJobUid(env.VSPC_JOB_UID),
		facts: [['VSPC server', credential.host]],
		close: async () => {},
	};
}

function readHost(host: string): string {
	try {
		return parseHost(host);
	} catch (error) {
		throw new DemoError(messageOf(error).replace("The 'Host' of the credential", 'VSPC_HOST'));
	}
}

function readJobUid(text: string | undefined): string | undefined {
	if (!text) return undefined;
	const uid = parseUid(text);
	if (!uid) throw new DemoError(`VSPC_JOB_UID is not the UID of a job: ${text}`);
	return uid;
}

async function openSimulator(jobUid: string | undefined): Promise<Target> {
	const port = await freePort(SIMULATOR_PORT);
	const controlPort = await freePort(CONTROL_PORT);
	const simulator = await startSimulator({ port, controlPort, settings: { sessions: SESSIONS } });
	if (port !== SIMULATOR_PORT) step(`port ${SIMULATOR_PORT} is busy: the simulator takes ${port}`);
	step(`the VSPC simulator listens on ${simulator.url} (${simulator.estate.jobs.length} jobs)`);
	return {
		simulator,
		credential: {
			host: simulator.host,
			accessToken: simulator.accounts.apiKey,
			apiVersion: DEFAULT_API_VERSION,
			allowUnauthorizedCerts: true,
		},
		jobUid: jobUid ?? simulator.estate.vendorJobUid,
		jobName: jobUid ? undefined : 'Backup Job 2 - 2 VMs',
		facts: [
			['VSPC simulator', simulator.url],
			['its control API', simulator.controlUrl ?? ''],
			['its API key', simulator.accounts.apiKey],
			['its user name', simulator.accounts.user.username],
			['and password', simulator.accounts.user.password],
		],
		close: async () => await simulator.close(),
	};
}
