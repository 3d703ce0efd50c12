import type { Settings } from './settings';

type Check = (value: unknown) => boolean;

const isTextList: Check = (value) =>
	Array.isArray(value) && value.every((entry) => typeof entry === 'string');
const isBoolean: Check = (value) => typeof value === 'boolean';
const isAmount: Check = (value) => typeof value === 'number' && value >= 0;
const isPositive: Check = (value) => typeof value === 'number' && value > 0;
const isOneOf =
	(...allowed: string[]): Check =>
	(value) =>
		typeof value === 'string' && allowed.includes(value);

const isMissing = (value: unknown) => value === undefined || value === null;
const optional =
	(check: Check): Check =>
	(value) =>
		isMissing(value) || check(value);

/** An object with these members and no others. */
const isObject =
	(members: Record<string, Check>): Check =>
	(value) => {
		if (typeof value !== 'object' || value === null) return false;
		const given = value as Record<string, unknown>;
		const isKnown = Object.keys(given).every((name) => Object.hasOwn(members, name));
		return isKnown && Object.entries(members).every(([name, check]) => check(given[name]));
	};

const checks: Record<keyof Settings, Check> = {
	enumCase: isOneOf('pascal', 'camel'),
	listOmits: isTextList,
	unauthorizedBody: isOneOf('errors', 'empty', 'oauth', 'html'),
	emptyLists: isOneOf('array', 'null'),
	serverVersion: (value) => typeof value === 'string' && /^\d+(\.\d+)*$/.test(value),
	rateLimit: optional(isObject({ perSecond: isPositive })),
	maxPageSize: isPositive,
	rememberFrom: isAmount,
	sessions: optional(
		isObject({
			seconds: isAmount,
			status: isOneOf('Success', 'Warning', 'Failed'),
			queueSeconds: optional(isAmount),
			stopSeconds: optional(isAmount),
		}),
	),
	runningMessage: isOneOf('cleared', 'kept'),
	runningTasks: isOneOf('pending', 'kept'),
	rejectSelect: isBoolean,
	rejectSort: isBoolean,
	rejectFilter: isObject({
		properties: optional(isTextList),
		operations: optional(isTextList),
		collations: optional(isTextList),
	}),
	filterDates: isOneOf('rfc3339', 'utcOnly', 'rejected'),
	ignoreCaseWorks: isBoolean,
	patchPath: isOneOf('slash', 'bare', 'both'),
	actionsCheckState: isBoolean,
	jobAlarms: isBoolean,
	resolvedAlarms: isOneOf('stay', 'vanish'),
	returningAlarms: isOneOf('same', 'new'),
	remarksActivate: isBoolean,
	protectionGroups: isOneOf('own', 'all'),
	alarmCompanyField: isOneOf('organizationUid', 'companyUid', 'both'),
	sessionHistory: isObject({
		server: isOneOf('has', 'missing', 'portalPage', 'unsupported'),
		window: isOneOf('start', 'end', 'inside', 'days'),
		times: isOneOf('equal', 'rounded', 'shifted', 'quarterHours', 'useless'),
		delaySeconds: isAmount,
		uids: isOneOf('own', 'zero'),
		names: isOneOf('then', 'now'),
		running: isOneOf('absent', 'withoutEnd'),
	}),
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
