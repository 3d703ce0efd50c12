import type { Identity } from './accounts';
import type { Answer } from './api/answers';
import type { AsyncAction } from './api/asyncActions';
import type { Estate } from './estate/types';
import type { FaultStore } from './faults/store';
import type { Settings } from './settings';
import type { LoggedRequest } from './types';

/** A session opened by POST /token. */
export interface Session extends Identity {
	expiresAt: number;
}

/** Everything a running simulator remembers. */
export interface State {
	settings: Settings;
	estate: Estate;
	faults: FaultStore;
	requests: LoggedRequest[];
	accessTokens: Map<string, Session>;
	refreshTokens: Map<string, Identity>;
	asyncActions: Map<string, AsyncAction>;
	/** First answers to writes, by X-Request-id. */
	firstAnswers: Map<string, { answer: Answer; at: number }>;
	starts: Map<string, number>;
	/** Reads left until a started job ends, by job UID. */
	runs: Map<string, number>;
	/** Times of the requests of the last second, for the rate limit. */
	recent: number[];
	logins: number;
}
