import type { PatchPath } from './api/jsonPatch';
import type { RejectedFilters } from './query/parse';
import type { AlarmCompanyField } from './schema/alarms';

/** Behaviors a server could plausibly have where the vendor's pages leave things open. */
export interface Settings {
	/** Enum values as `Success` or as `success`. */
	enumCase: 'pascal' | 'camel';
	/** Job fields that the list leaves out though the single answer has them. */
	listOmits: string[];
	/** Body of a 401 answer. */
	unauthorizedBody: 'errors' | 'empty' | 'oauth' | 'html';
	/** `data` of a list without rows. */
	emptyLists: 'array' | 'null';
	/** Newest API version of the server; used when a request names none. */
	serverVersion: string;
	/**
	 * So many requests a second, then 429 until the second is over. Vendor's page "Throttling", which names no numbers:
	 * https://helpcenter.veeam.com/docs/vac/rest/throttling.html
	 */
	rateLimit?: { perSecond: number };
	/**
	 * Rows on a page at most, whatever limit (1 to 500) was asked for. `MaxPageSize` of the vendor's page "Pagination":
	 * https://helpcenter.veeam.com/docs/vac/rest/pagination.html
	 */
	maxPageSize: number;
	/**
	 * Lists of so many rows or more remember what they found and showed. In smaller ones a test may change rows
	 * past the simulator's calls.
	 */
	rememberFrom: number;
	/** When set, a started job ends with `status` by itself; otherwise it runs until it is stopped. */
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
	/** Whether the ends of sessions raise and resolve alarms. */
	jobAlarms: boolean;
	/** Whether a resolved alarm stays in the list of active ones. */
	resolvedAlarms: 'stay' | 'vanish';
	/** Whether an alarm that is raised after it was resolved has its old UID. */
	returningAlarms: 'same' | 'new';
	/** False: acknowledging and resolving change the last activation instead of adding one. */
	remarksActivate: boolean;
	/**
	 * Protection groups in each row of a computer that is listed once for each of them: its own, or all, so that the rows
	 * are alike. Seen live: the same instanceUid twice; what the rows show of the groups is not known.
	 */
	protectionGroups: 'own' | 'all';
	/** Under which name alarms show their company. */
	alarmCompanyField: AlarmCompanyField;
	/** How the server answers `/infrastructure/jobSessionHeatmap/`. */
	sessionHistory: SessionHistorySettings;
}

/**
 * The session history is a preview, and its description (API 3.6.1) is all there is of it: schema, from and to, 202.
 * On what a setting below is about, the description is silent, unless a source is named.
 */
export interface SessionHistorySettings {
	/**
	 * Whether the server has the call, or how it says that it has not: 404 and the code UnsupportedApiVersion (vendor's
	 * pages "Errors" and "Backward Compatibility"), or the portal's page (seen live for unknown paths).
	 */
	server: 'has' | 'missing' | 'portalPage' | 'unsupported';
	/**
	 * Which sessions are from `from` to `to`: those that started or that ended then, those that did both, or those
	 * that ended on one of the days from the one to the other.
	 */
	window: 'start' | 'end' | 'inside' | 'days';
	/**
	 * Times: those of the job lists, cut to minutes, off by `timeShiftMinutes` ("Offset from the local time of a job
	 * session, in minutes": description, field timeShiftMinutes), off by quarter hours that nothing shows, or any.
	 */
	times: 'equal' | 'rounded' | 'shifted' | 'quarterHours' | 'useless';
	/** So long after its end a session is in the history. VSPC collects data from servers now and then: guide. */
	delaySeconds: number;
	/** `zero`: sessionUid has nothing but zeros, which is VSPC's word for none elsewhere (example of a public client). */
	uids: 'own' | 'zero';
	/** Whether sessions have the name that their job had then or the one that it has now. */
	names: 'then' | 'now';
	/** Whether running sessions are there, without an end. */
	running: 'absent' | 'withoutEnd';
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
		unauthorizedBody: 'errors',
		emptyLists: 'array',
		serverVersion: '3.6.1',
		rateLimit: undefined,
		maxPageSize: 500,
		rememberFrom: 5000,
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
		jobAlarms: true,
		resolvedAlarms: 'stay',
		returningAlarms: 'same',
		remarksActivate: true,
		protectionGroups: 'own',
		alarmCompanyField: 'organizationUid',
		sessionHistory: {
			server: 'has',
			window: 'end',
			times: 'equal',
			delaySeconds: 0,
			uids: 'own',
			names: 'then',
			running: 'absent',
		},
	};
}
