import type { PatchPath } from './api/jsonPatch';
import type { RejectedFilters } from './query/parse';
import type { AlarmCompanyField } from './schema/alarms';

/** Behaviours a server could plausibly have where the vendor's pages leave things open. */
export interface Settings {
	/** Enum values as `Success` or as `success`. */
	enumCase: 'pascal' | 'camel';
	/** Job fields that the list leaves out though the single answer has them. */
	listOmits: string[];
	aboutNeedsToken: boolean;
	/** Body of a 401 answer. */
	unauthorizedBody: 'errors' | 'empty' | 'oauth' | 'html';
	/** What happens when X-Client-Version is newer than the server. */
	newerVersion: 'unsupported' | 'ignore';
	/** What is answered to a path below the API that is none: the portal's page (seen live), or 404. */
	unknownPaths: 'page' | 'notFound';
	/** `data` of a list without rows. */
	emptyLists: 'array' | 'null';
	/** Newest API version of the server; used when a request names none. */
	serverVersion: string;
	supportedVersions: string[];
	tokenLifetimeSeconds: number;
	readOnlyTokenForbidsWrites: boolean;
	/** Form of the value of the filter operation `in`. */
	filterIn: 'array' | 'commaString' | 'both' | 'rejected';
	rateLimit?: { perSecond: number };
	/** Rows on a page at most, whatever limit (1 to 500) was asked for. */
	maxPageSize: number;
	/**
	 * Lists of so many rows or more remember what they found and showed. In smaller ones a test may change rows
	 * past the simulator's calls.
	 */
	rememberFrom: number;
	/** When set, a started job ends with `status` after it was read `polls` times. */
	jobRun?: { polls: number; status: string };
	/** When set, a started job ends with `status` by itself; counts instead of `jobRun`. */
	sessions?: SessionSettings;
	/** Whether a running job still shows the failure message of the session before. */
	runningMessage: 'cleared' | 'kept';
	/** Tasks of a running job: pending and ending now (seen live), or those of the session before. */
	runningTasks: 'pending' | 'kept';
	/** Whether the parameters select and sort answer 400. */
	rejectSelect: boolean;
	rejectSort: boolean;
	/** Parts of filters that answer 400. */
	rejectFilter: RejectedFilters;
	/** Dates in filters: any RFC 3339 time, those in UTC only, or none. */
	filterDates: 'rfc3339' | 'utcOnly' | 'rejected';
	/** False: filters take the collation ignorecase, but mind the case. */
	ignoreCaseWorks: boolean;
	/** Spelling of the path of a JSON Patch that the server takes. */
	patchPath: PatchPath;
	/** False: starts of running jobs, stops of idle ones and any retry are taken. */
	actionsCheckState: boolean;
	/** Whether only a job whose latest session failed or warned can be retried. */
	retryNeedsFailure: boolean;
	/** Whether the ends of sessions raise and resolve alarms. */
	jobAlarms: boolean;
	/** Whether a resolved alarm stays in the list of active ones. */
	resolvedAlarms: 'stay' | 'vanish';
	/** Whether an alarm that is raised after it was resolved has its old UID. */
	returningAlarms: 'same' | 'new';
	/** False: acknowledging and resolving change the last activation instead of adding one. */
	remarksActivate: boolean;
	/** Under which name alarms show their company. */
	alarmCompanyField: AlarmCompanyField;
}

/** How long sessions of started jobs take, by the simulator's clock. */
export interface SessionSettings {
	seconds: number;
	status: 'Success' | 'Warning' | 'Failed';
	/** For so long a start or stop shows no effect; default 0. */
	queueSeconds?: number;
	/** For so long a stopped job shows Stopping; default 0. */
	stopSeconds?: number;
}

/** The settings of a server that behaves as the vendor's pages say. */
export function defaultSettings(): Settings {
	return {
		enumCase: 'pascal',
		listOmits: [],
		aboutNeedsToken: false,
		unauthorizedBody: 'errors',
		newerVersion: 'unsupported',
		unknownPaths: 'page',
		emptyLists: 'array',
		serverVersion: '3.6.1',
		supportedVersions: ['3.4', '3.5', '3.5.1', '3.6', '3.6.1'],
		tokenLifetimeSeconds: 3600,
		readOnlyTokenForbidsWrites: true,
		filterIn: 'array',
		rateLimit: undefined,
		maxPageSize: 500,
		rememberFrom: 5000,
		jobRun: undefined,
		sessions: undefined,
		runningMessage: 'cleared',
		runningTasks: 'pending',
		rejectSelect: false,
		rejectSort: false,
		rejectFilter: {},
		filterDates: 'rfc3339',
		ignoreCaseWorks: true,
		patchPath: 'both',
		actionsCheckState: true,
		retryNeedsFailure: false,
		jobAlarms: true,
		resolvedAlarms: 'stay',
		returningAlarms: 'same',
		remarksActivate: true,
		alarmCompanyField: 'organizationUid',
	};
}
