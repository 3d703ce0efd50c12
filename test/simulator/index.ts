/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:https';

import { accounts } from './accounts';
import { AlarmBook } from './alarms/book';
import { JobAlarms } from './alarms/jobAlarms';
import { makeCertificate } from './certificate';
import { makeClock } from './clock';
import { startControl } from './control';
import { makeEditor } from './edit';
import { makeServerEditor } from './editServers';
import { makeAlarmEditor } from './editAlarms';
import { makeEstate } from './estate';
import { EstateStore } from './estate/store';
import type { Estate } from './estate/types';
import { FaultStore } from './faults/store';
import { listen } from './listen';
import { makeApp } from './server';
import { Sessions } from './sessions/engine';
import { Ledger } from './sessions/ledger';
import type { Settings } from './settings';
import { defaultSettings } from './settings';
import { changeSettings } from './settingsCheck';
import type { State } from './state';
import type { Simulator, SimulatorOptions } from './types';
import { WorkloadBook } from './workloads/book';

export type { Accounts, Login } from './accounts';
export type { Clock } from './clock';
export type { EstateEditor, SessionEnd } from './edit';
export type { AlarmEditor, AlarmInput } from './editAlarms';
export type * from './estate/types';
export type { Fault, FaultKind } from './faults/types';
export type { PlayedSession } from './sessions/ledger';
export type { SessionHistorySettings, SessionSettings, Settings } from './settings';
export type { LoggedRequest, Simulator, SimulatorOptions } from './types';

/** What had been resolved before the start has vanished. */
function dropResolved(estate: Estate): void {
	estate.alarms = estate.alarms.filter((one) => one.lastActivation.status !== 'Resolved');
}

/** As many as show every case, in little time. */
const FEW_WORKLOADS = {
	virtualMachines: 30,
	computers: 15,
	fileShares: 6,
	microsoft365Objects: 40,
	cloud: 18,
};

function makeState(options: SimulatorOptions): State {
	const { seed = 1, jobs = 200, companies = 20, now = new Date() } = options;
	const { agentJobs = 60, vb365Jobs = 30, alarms = 40, resolvedAlarms = 0 } = options;
	const settings = defaultSettings();
	changeSettings(settings, options.settings ?? {});
	const clock = makeClock();
	const workloads = { ...FEW_WORKLOADS, ...options.workloads };
	const counts = { jobs, agentJobs, vb365Jobs, companies, alarms, resolvedAlarms, workloads };
	const estate = makeEstate({ seed, now, ...counts });
	if (settings.resolvedAlarms === 'vanish') dropResolved(estate);
	const store = new EstateStore();
	const book = new AlarmBook(estate, store, settings);
	const jobAlarms = new JobAlarms(estate, settings, book);
	const workloadBook = new WorkloadBook(estate, store);
	const ledger = new Ledger(estate, store);
	return {
		settings,
		clock,
		estate,
		store,
		alarms: book,
		jobAlarms,
		workloads: workloadBook,
		ledger,
		sessions: new Sessions(clock, settings, ({ uid, row }, at, outcome) => {
			jobAlarms.ended(uid, at, outcome);
			workloadBook.ended(uid, at, outcome);
			ledger.ended(row, at, outcome);
		}),
		faults: new FaultStore(),
		requests: [],
		accessTokens: new Map(),
		refreshTokens: new Map(),
		asyncActions: new Map(),
		firstAnswers: new Map(),
		starts: new Map(),
		retries: new Map(),
		stops: new Map(),
		acknowledges: new Map(),
		resolves: new Map(),
		recent: [],
		logins: 0,
	};
}

function resetState(state: State, initial: Settings): void {
	state.faults.clear();
	// In place: tests keep references to these.
	state.requests.length = 0;
	const { starts, retries, stops, acknowledges, resolves } = state;
	for (const counts of [starts, retries, stops, acknowledges, resolves]) counts.clear();
	state.asyncActions.clear();
	state.firstAnswers.clear();
	state.sessions.clear();
	state.ledger.clear();
	state.alarms.clear();
	state.store.restore();
	state.workloads.forget();
	state.clock.reset();
	state.recent = [];
	state.logins = 0;
	Object.assign(state.settings, structuredClone(initial));
}

/** Starts a VSPC server with a made-up estate, on HTTPS with a self-signed certificate. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const state = makeState(options);
	const initial = structuredClone(state.settings);
	const address = options.host ?? '127.0.0.1';
	const server = createServer(
		// Tokens of identity providers are longer than Node takes by default.
		{ ...(await makeCertificate()), maxHeaderSize: 256 * 1024 },
		makeApp(state),
	);
	const https = await listen(server, options.port ?? 0, address);
	const host = `${address.includes(':') ? `[${address}]` : address}:${https.port}`;
	const simulator: Simulator = {
		port: https.port,
		host,
		url: `https://${host}`,
		accounts,
		get estate() {
			state.sessions.settle();
			return state.estate;
		},
		get sessions() {
			state.sessions.settle();
			return state.ledger.all();
		},
		clock: state.clock,
		settings: state.settings,
		faults: state.faults,
		requests: state.requests,
		starts: state.starts,
		retries: state.retries,
		stops: state.stops,
		acknowledges: state.acknowledges,
		resolves: state.resolves,
		...makeEditor(state),
		...makeAlarmEditor(state),
		...makeServerEditor(state),
		expireTokens: () => state.accessTokens.clear(),
		forgetAction: (id) => state.asyncActions.delete(id),
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
