import type { Identity } from './accounts';
import type { AlarmBook } from './alarms/book';
import type { JobAlarms } from './alarms/jobAlarms';
import type { Answer } from './api/answers';
import type { AsyncAction } from './api/asyncActions';
import type { Clock } from './clock';
import type { EstateStore } from './estate/store';
import type { Estate } from './estate/types';
import type { FaultStore } from './faults/store';
import type { Sessions } from './sessions/engine';
import type { Ledger } from './sessions/ledger';
import type { Settings } from './settings';
import type { LoggedRequest } from './types';
import type { WorkloadBook } from './workloads/book';

/** A session opened by POST /token. */
interface Session extends Identity {
	expiresAt: number;
}

/** Everything a running simulator remembers. */
export interface State {
	settings: Settings;
	clock: Clock & { reset(): void };
	estate: Estate;
	/** Every change of the estate goes through it. */
	store: EstateStore;
	sessions: Sessions;
	/** Every session that has ended. */
	ledger: Ledger;
	alarms: AlarmBook;
	jobAlarms: JobAlarms;
	workloads: WorkloadBook;
	faults: FaultStore;
	requests: LoggedRequest[];
	accessTokens: Map<string, Session>;
	refreshTokens: Map<string, Identity>;
	asyncActions: Map<string, AsyncAction>;
	/** First answers to writes, by X-Request-id. */
	firstAnswers: Map<string, { answer: Answer; at: number }>;
	starts: Map<string, number>;
	retries: Map<string, number>;
	stops: Map<string, number>;
	acknowledges: Map<string, number>;
	resolves: Map<string, number>;
	/** Times of the requests of the last second, for the rate limit. */
	recent: number[];
	logins: number;
}
