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
	/** Newest API version of the server; used when a request names none. */
	serverVersion: string;
	supportedVersions: string[];
	tokenLifetimeSeconds: number;
	readOnlyTokenForbidsWrites: boolean;
	/** Form of the value of the filter operation `in`. */
	filterIn: 'array' | 'commaString' | 'both';
	rateLimit?: { perSecond: number };
	/** Rows on a page at most, whatever limit (1 to 500) was asked for. */
	maxPageSize: number;
	/** When set, a started job ends with `status` after it was read `polls` times. */
	jobRun?: { polls: number; status: string };
}

/** The settings of a server that behaves as the vendor's pages say. */
export function defaultSettings(): Settings {
	return {
		enumCase: 'pascal',
		listOmits: [],
		aboutNeedsToken: false,
		unauthorizedBody: 'errors',
		newerVersion: 'unsupported',
		serverVersion: '3.6.1',
		supportedVersions: ['3.4', '3.5', '3.5.1', '3.6', '3.6.1'],
		tokenLifetimeSeconds: 3600,
		readOnlyTokenForbidsWrites: true,
		filterIn: 'array',
		rateLimit: undefined,
		maxPageSize: 500,
		jobRun: undefined,
	};
}

const isTextList = (value: unknown) =>
	Array.isArray(value) && value.every((entry) => typeof entry === 'string');
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isPositive = (value: unknown) => typeof value === 'number' && value > 0;
const isOneOf =
	(...allowed: string[]) =>
	(value: unknown) =>
		typeof value === 'string' && allowed.includes(value);

const checks: Record<keyof Settings, (value: unknown) => boolean> = {
	enumCase: isOneOf('pascal', 'camel'),
	listOmits: isTextList,
	aboutNeedsToken: isBoolean,
	unauthorizedBody: isOneOf('errors', 'empty', 'oauth', 'html'),
	newerVersion: isOneOf('unsupported', 'ignore'),
	serverVersion: (value) => typeof value === 'string' && /^\d+(\.\d+)*$/.test(value),
	supportedVersions: isTextList,
	tokenLifetimeSeconds: isPositive,
	readOnlyTokenForbidsWrites: isBoolean,
	filterIn: isOneOf('array', 'commaString', 'both'),
	rateLimit: (value) =>
		value === undefined ||
		value === null ||
		isPositive((value as { perSecond?: unknown }).perSecond),
	maxPageSize: isPositive,
	jobRun: (value) => {
		if (value === undefined || value === null) return true;
		const { polls, status } = value as { polls?: unknown; status?: unknown };
		return isPositive(polls) && typeof status === 'string';
	},
};

/** Changes settings in place. Throws, and changes nothing, when a name or value is wrong. */
export function changeSettings(settings: Settings, change: Record<string, unknown>): void {
	for (const [name, value] of Object.entries(change)) {
		const check = Object.hasOwn(checks, name) ? checks[name as keyof Settings] : undefined;
		if (!check) throw new Error(`Unknown setting '${name}'`);
		if (!check(value)) throw new Error(`Setting '${name}' cannot be ${JSON.stringify(value)}`);
	}
	// JSON has no undefined: the control API switches an optional setting off with null.
	const entries = Object.entries(change).map(([name, value]) => [name, value ?? undefined]);
	Object.assign(settings, Object.fromEntries(entries));
}
