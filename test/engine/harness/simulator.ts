import type { INodeParameters } from 'n8n-workflow';

import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import type { CredentialStore } from './credentials';

/** The job of the vendor's page on Get Job, always there. */
export const VENDOR_JOB = 'bc04d2e5-dd4c-4f85-af0e-424106a32a75';

/** A path that only reading one job has. */
export const ONE_JOB = '/backupServers/jobs/[^/]+$';

/** A simulator for the tests of a file, as new for each of them. */
export function useSimulator(options?: SimulatorOptions): () => Simulator {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator(options);
	});
	afterEach(() => simulator.reset());
	afterAll(async () => await simulator.close());
	return () => simulator;
}

/** One for each test, on another port: the node shares login sessions per host within a process. */
export function useSimulatorPerTest(options?: SimulatorOptions): () => Simulator {
	let simulator: Simulator;
	beforeEach(async () => {
		simulator = await startSimulator(options);
	});
	afterEach(async () => await simulator.close());
	return () => simulator;
}

/** An API key credential for the simulator. */
export function apiKey(simulator: Simulator, more: object = {}): CredentialStore {
	return {
		vspcApi: {
			host: simulator.host,
			accessToken: simulator.accounts.apiKey,
			apiVersion: '3.5.1',
			allowUnauthorizedCerts: true,
			...more,
		},
	};
}

/** A user name and password credential for the simulator. */
export function loginCredential(simulator: Simulator, more: object = {}): CredentialStore {
	return {
		vspcLoginApi: {
			host: simulator.host,
			...simulator.accounts.user,
			apiVersion: '3.5.1',
			allowUnauthorizedCerts: true,
			sessionToken: '',
			...more,
		},
	};
}

/** Parameters of Get by a fixed UID or an expression. */
export function getJob(jobUid: unknown, more: INodeParameters = {}): INodeParameters {
	return {
		authentication: 'apiKey',
		resource: 'job',
		operation: 'get',
		jobUid: { __rl: true, mode: 'id', value: jobUid } as unknown as INodeParameters,
		...more,
	};
}

/** UIDs of the first jobs of the estate, as API 3.5.1 shows them. */
export function someUids(simulator: Simulator, count: number): string[] {
	return simulator.estate.jobs.slice(0, count).map(({ instanceUid }) => instanceUid);
}

/** The requests for one job that the simulator has seen. */
export function jobRequests(simulator: Simulator) {
	return simulator.requests.filter(({ path }) => new RegExp(ONE_JOB).test(path));
}
