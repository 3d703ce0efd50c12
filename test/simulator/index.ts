/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:https';

import { accounts } from './accounts';
import { makeCertificate } from './certificate';
import { startControl } from './control';
import { makeEstate } from './estate';
import { FaultStore } from './faults/store';
import { listen } from './listen';
import { makeApp } from './server';
import type { Settings } from './settings';
import { changeSettings, defaultSettings } from './settings';
import type { State } from './state';
import type { Simulator, SimulatorOptions } from './types';

export type { Accounts, Login } from './accounts';
export type * from './estate/types';
export type { Fault, FaultKind } from './faults/types';
export type { Settings } from './settings';
export type { LoggedRequest, Simulator, SimulatorOptions } from './types';

function makeState(options: SimulatorOptions): State {
	const { seed = 1, jobs = 200, companies = 20, now = new Date() } = options;
	const settings = defaultSettings();
	changeSettings(settings, options.settings ?? {});
	return {
		settings,
		estate: makeEstate({ seed, jobs, companies, now }),
		faults: new FaultStore(),
		requests: [],
		accessTokens: new Map(),
		refreshTokens: new Map(),
		asyncActions: new Map(),
		firstAnswers: new Map(),
		starts: new Map(),
		runs: new Map(),
		recent: [],
		logins: 0,
	};
}

function resetState(state: State, initial: Settings): void {
	state.faults.clear();
	// In place: tests keep references to these.
	state.requests.length = 0;
	state.starts.clear();
	state.asyncActions.clear();
	state.firstAnswers.clear();
	state.runs.clear();
	state.recent = [];
	state.logins = 0;
	Object.assign(state.settings, structuredClone(initial));
}

/** Starts a VSPC server with a made-up estate, on HTTPS with a fresh self-signed certificate. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const state = makeState(options);
	const initial = structuredClone(state.settings);
	const address = options.host ?? '127.0.0.1';
	const server = createServer(await makeCertificate(), makeApp(state));
	const https = await listen(server, options.port ?? 0, address);
	const host = `${address.includes(':') ? `[${address}]` : address}:${https.port}`;
	const simulator: Simulator = {
		port: https.port,
		host,
		url: `https://${host}`,
		accounts,
		estate: state.estate,
		settings: state.settings,
		faults: state.faults,
		requests: state.requests,
		starts: state.starts,
		expireTokens: () => state.accessTokens.clear(),
		get logins() {
			return state.logins;
		},
		reset: () => resetState(state, initial),
		close: async () => await https.close(),
	};
	if (options.controlPort !== undefined) {
		const control = await startControl(simulator, options.controlPort).catch(async (error) => {
			await https.close();
			throw error;
		});
		simulator.controlUrl = `http://127.0.0.1:${control.port}`;
		simulator.close = async () => {
			await Promise.all([https.close(), control.close()]);
		};
	}
	return simulator;
}
