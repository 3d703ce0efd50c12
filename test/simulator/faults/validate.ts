import type { Fault, FaultKind } from './types';

type Check = (value: unknown) => boolean;

const count: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const amount: Check = (value) => typeof value === 'number' && value >= 0;
const text: Check = (value) => typeof value === 'string';
const status: Check = (value) => count(value) && Number(value) >= 200 && Number(value) <= 599;
const anything: Check = () => true;
const oneOf =
	(...allowed: string[]): Check =>
	(value) =>
		allowed.includes(value as string);

/** Throws unless the text is the source of a regular expression. */
const pattern: Check = (value) => {
	if (typeof value !== 'string') return false;
	new RegExp(value);
	return true;
};

const common: Record<string, Check> = {
	kind: text,
	method: text,
	path: pattern,
	times: count,
	skip: count,
};

const own: Record<FaultKind, Record<string, Check>> = {
	latency: { ms: amount },
	async: {
		pollsUntilDone: count,
		seconds: amount,
		outcome: oneOf('succeed', 'failed', 'canceled', 'never'),
		locationHost: text,
		location: oneOf('absolute', 'relative', 'none'),
		result: oneOf('body', 'gone', 'errorStatus', 'errorBody'),
	},
	throttle: { retryAfter: amount, retryAfterHeader: text },
	error: { status, errors: Array.isArray, body: anything },
	drop: {},
	dropAfter: {},
	lateAnswer: {},
	truncate: { bytes: count, mode: oneOf('clean', 'broken') },
	html: { status },
	empty: {},
	notJson: { body: text },
	redirect: { status, location: text },
	hang: {},
	drip: { status },
	flood: { megabytes: count, status, gzip: (value) => typeof value === 'boolean' },
	ignoreSort: {},
	ignoreFilter: {},
	ignoreOffset: {},
	repeatPage: {},
	emptyPage: {},
	total: { change: Number.isInteger },
	totalIs: { total: (value) => value === null || Number.isInteger(value) },
	shortPage: { rows: count },
	shrink: { rows: count },
	grow: { rows: count },
	noMeta: { meta: oneOf('missing', 'null', 'empty') },
};

const needed: Partial<Record<FaultKind, string>> = {
	latency: 'ms',
	error: 'status',
	notJson: 'body',
	flood: 'megabytes',
	redirect: 'location',
	total: 'change',
	totalIs: 'total',
	shortPage: 'rows',
	shrink: 'rows',
	grow: 'rows',
};

/** Throws with the reason when this is no fault the simulator knows. */
export function checkFault(value: unknown): asserts value is Fault {
	if (typeof value !== 'object' || value === null) throw new Error('A fault must be an object');
	const fault = value as Record<string, unknown>;
	const kind = String(fault.kind);
	if (!Object.hasOwn(own, kind)) throw new Error(`Unknown fault kind '${kind}'`);
	const checks = { ...common, ...own[kind as FaultKind] };
	for (const [name, given] of Object.entries(fault)) {
		if (given === undefined) continue;
		if (!Object.hasOwn(checks, name)) throw new Error(`Unknown field '${name}' of '${kind}'`);
		if (!checks[name](given)) {
			throw new Error(`Field '${name}' of '${kind}' cannot be ${JSON.stringify(given)}`);
		}
	}
	const missing = needed[kind as FaultKind];
	if (missing && fault[missing] === undefined) {
		throw new Error(`A fault of kind '${kind}' needs '${missing}'`);
	}
}
