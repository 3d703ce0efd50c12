import type { Accounts } from './accounts';
import type { Clock } from './clock';
import type { EstateEditor } from './edit';
import type { AlarmEditor } from './editAlarms';
import type { ServerEditor } from './editServers';
import type { Estate } from './estate/types';
import type { WorkloadCounts } from './estate/workloads';
import type { Fault } from './faults/types';
import type { PlayedSession } from './sessions/ledger';
import type { Settings } from './settings';

/** Any value JSON can contain; `undefined` members are left out of the answer. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
	[key: string]: Json | undefined;
}

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
	/** HTTPS port, 0 for a free one (default). */
	port?: number;
	/** Port of the HTTP control API, 0 for a free one; off when undefined. */
	controlPort?: number;
	/** Listen address, default 127.0.0.1. */
	host?: string;
	seed?: number;
	jobs?: number;
	/** Jobs of backup agents, default 60. */
	agentJobs?: number;
	/** Jobs of Veeam Backup for Microsoft 365, default 30. */
	vb365Jobs?: number;
	/** Triggered alarms, default 40. */
	alarms?: number;
	/**
	 * Alarms that were resolved within three months and are in the list besides, default 0. A live server showed 19
	 * of 20 so.
	 */
	resolvedAlarms?: number;
	/** Protected workloads besides the computers that have agents of the console; a few of each kind by default. */
	workloads?: Partial<WorkloadCounts>;
	companies?: number;
	/** Reference time of the estate: the same seed and time give the same estate. */
	now?: Date;
	settings?: Partial<Settings>;
}

/** One request as it came in. `status` stays 0 while, or when never, answered. */
export interface LoggedRequest {
	method: string;
	/** Without the query. */
	path: string;
	query: Record<string, string>;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
	status: number;
	/** Milliseconds since 1970. */
	at: number;
	/** When the answer was out, or the client had hung up; milliseconds since 1970. */
	closedAt?: number;
}

/** A running simulator. */
export interface Simulator extends EstateEditor, AlarmEditor, ServerEditor {
	port: number;
	/** For example 127.0.0.1:41234 */
	host: string;
	/** For example https://127.0.0.1:41234 */
	url: string;
	controlUrl?: string;
	accounts: Accounts;
	/** As it is now: what is due by the clock has happened. */
	readonly estate: Estate;
	/** Every session that has ended by now, also those that no list shows any more. */
	readonly sessions: PlayedSession[];
	clock: Clock;
	/** Live: a change counts from the next request on. */
	settings: Settings;
	faults: { add(fault: Fault): void; clear(): void; list(): Fault[] };
	requests: LoggedRequest[];
	/** How often each job was really started, by its UID in Veeam Backup & Replication. */
	starts: Map<string, number>;
	/** The same for retries and stops. */
	retries: Map<string, number>;
	stops: Map<string, number>;
	/** How often each alarm was really acknowledged or resolved by a client, by its UID. */
	acknowledges: Map<string, number>;
	resolves: Map<string, number>;
	/** Every access token issued so far answers 401; refresh tokens and API keys stay valid. */
	expireTokens(): void;
	/** The background action and its result are gone, as after a restart of VSPC. */
	forgetAction(id: string): void;
	/** Successful logins with grant_type=password. */
	readonly logins: number;
	/** Back to the start: faults, requests, async actions, counts, settings, jobs and clock. */
	reset(): void;
	/** Stops listening and destroys open sockets. */
	close(): Promise<void>;
}
