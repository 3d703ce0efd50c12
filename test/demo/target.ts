/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: a message for a person */
import { DEFAULT_API_VERSION } from '../../nodes/shared/apiVersions';
import { parseHost } from '../../nodes/shared/host';
import { DemoError, freePort, messageOf } from '../n8n';
import { startSimulator } from '../simulator';
import { firstJobUid } from './lookup';
import { step } from './output';

const SIMULATOR_PORT = 1280;
const CONTROL_PORT = 1281;

/** The data of a `vspcApi` credential. */
export interface CredentialData {
	[field: string]: string | boolean;
	host: string;
	accessToken: string;
	apiVersion: string;
	allowUnauthorizedCerts: boolean;
}

/** The VSPC server that the demo reads a job from. */
export interface Target {
	credential: CredentialData;
	jobUid: string;
	/** What to tell about it at the end. */
	facts: Array<[string, string]>;
	close(): Promise<void>;
}

/** The server that the environment names, or else a simulator. */
export async function openTarget(env: NodeJS.ProcessEnv): Promise<Target> {
	const { VSPC_HOST: host, VSPC_TOKEN: token } = env;
	if (!host && !token) return await openSimulator(env.VSPC_JOB_UID);
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
		apiVersion: DEFAULT_API_VERSION,
		allowUnauthorizedCerts: env.VSPC_ALLOW_UNAUTHORIZED_CERTS === 'true',
	};
	let jobUid = env.VSPC_JOB_UID;
	if (!jobUid) {
		step(`asking ${credential.host} for its first job`);
		jobUid = await firstJobUid(credential);
	}
	step(`the job comes from ${credential.host}`);
	return {
		credential,
		jobUid,
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

async function openSimulator(jobUid: string | undefined): Promise<Target> {
	const port = await freePort(SIMULATOR_PORT);
	const controlPort = await freePort(CONTROL_PORT);
	const simulator = await startSimulator({ port, controlPort });
	if (port !== SIMULATOR_PORT) step(`port ${SIMULATOR_PORT} is busy: the simulator takes ${port}`);
	step(`the VSPC simulator listens on ${simulator.url} (${simulator.estate.jobs.length} jobs)`);
	return {
		credential: {
			host: simulator.host,
			accessToken: simulator.accounts.apiKey,
			apiVersion: DEFAULT_API_VERSION,
			allowUnauthorizedCerts: true,
		},
		jobUid: jobUid ?? simulator.estate.vendorJobUid,
		facts: [
			['VSPC simulator', simulator.url],
			['its control API', simulator.controlUrl ?? ''],
			['its API key', simulator.accounts.apiKey],
		],
		close: async () => await simulator.close(),
	};
}
