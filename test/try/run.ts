import type { IDataObject } from 'n8n-workflow';

import type * as ListFilter from '../../nodes/vspc/list/filter';
import type * as VspcFile from '../../nodes/vspc/vspc';
import type { Vspc } from '../../nodes/vspc/vspc';
import { checkAnswer, checkOnTheWay, type Envelope, Findings } from './answer';
import { built } from './built';
import { allCalls, type Call, templateOf } from './calls';
import { Mask } from './mask';
import { type Ask, checkPages, checkQueries, type ListParameters } from './query';
import { checkRows, checkUids, hideAll } from './rows';
import { contextFor, type Exchange, type Target } from './transport';

const { Vspc: VspcClass } = built<typeof VspcFile>('nodes/vspc/vspc.js');
const { valueAt } = built<typeof ListFilter>('nodes/vspc/list/filter.js');

/** What came of a call. */
export interface CallResult {
	call: string;
	/** `not tried`: there is no row to take the UID from, or the time was up */
	state: 'as documented' | 'differs' | 'not tried';
	rows?: number;
	total?: number;
	requests: number;
	/** Of the slowest request */
	milliseconds: number;
	matches: string[];
	differs: string[];
	notes: string[];
}

/** What came of all calls. */
export interface TryResult {
	apiVersion: string;
	/** As the server says it */
	serverVersion: string;
	calls: CallResult[];
	requests: number;
	methods: 'GET';
	seconds: number;
	/** Why it ended before its time */
	ended?: 'time' | 'interrupted' | 'unreachable' | 'rejected';
	/** Where no answer came, why, as Node names it */
	code?: string;
}

/** Seconds for an answer, and for background actions and throttling. */
const TIMEOUTS = { timeoutSeconds: 60, asyncTimeoutSeconds: 120 };

/** Rows that are looked at, at the most. */
const PAGE = 500;

/**
 * Makes every call that the package makes to read something, and compares what comes with what is documented.
 *
 * @param signal ends it; what there is until then is returned
 * @param progress called before each call
 */
export async function tryServer(
	target: Target,
	signal: AbortSignal,
	progress: (number: number, count: number, call: string) => void,
): Promise<TryResult> {
	return await new Trial(target, signal, progress).run();
}

class Trial {
	private readonly log: Exchange[] = [];
	private readonly mask: Mask;
	private readonly vspc: Vspc;
	/** Rows by the template of their list */
	private readonly seen = new Map<string, IDataObject[]>();

	constructor(
		private readonly target: Target,
		private readonly signal: AbortSignal,
		private readonly progress: (number: number, count: number, call: string) => void,
	) {
		const hostName = target.host.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/, '');
		this.mask = new Mask([target.token, hostName, ...hostName.split('.')]);
		const context = contextFor(target, signal, this.log);
		this.vspc = new VspcClass(context, 'vspcApi', TIMEOUTS);
	}

	async run(): Promise<TryResult> {
		const began = performance.now();
		const calls = allCalls();
		const results: CallResult[] = [];
		let ended: TryResult['ended'];
		for (const [index, call] of calls.entries()) {
			if (this.signal.aborted) break;
			this.progress(index + 1, calls.length, `GET ${templateOf(call)}`);
			const result = await this.try(call);
			if (this.signal.aborted) break;
			results.push(result);
			if (index === 0) ended = this.whyNot();
			if (ended) break;
		}
		for (const call of calls.slice(results.length)) results.push(notTried(call, 'not reached'));
		const about = this.seen.get('/about')?.[0];
		return {
			apiVersion: this.target.apiVersion,
			serverVersion: about ? this.mask.version(about.serverVersion) : 'unknown',
			calls: results,
			requests: this.log.length,
			methods: 'GET',
			seconds: Math.round((performance.now() - began) / 1000),
			ended,
			code: this.log.find(({ code }) => code !== undefined)?.code,
		};
	}

	/** Nothing else can succeed where the account cannot be read. */
	private whyNot(): TryResult['ended'] {
		const { status } = this.log.at(-1) ?? { status: 0 };
		if (status === 0) return 'unreachable';
		return status === 401 ? 'rejected' : undefined;
	}

	private async try(call: Call): Promise<CallResult> {
		const uids = this.uidsFor(call);
		if (!uids) return notTried(call, 'no row has what it takes');
		const path = call.path.map((segment) => (segment === '{}' ? uids.shift()! : segment));
		const findings = new Findings();
		const start = this.log.length;
		let envelope: Envelope | undefined;
		let whole: IDataObject[] = [];
		if (call.isList) {
			const ask = this.askFor(call, path, findings);
			envelope = await ask({ limit: PAGE, offset: 0 }, 'list');
			if (envelope) whole = await this.checkList(call, path, envelope, ask, findings);
		} else {
			envelope = await this.read(call, path, undefined, findings);
			whole = envelope?.rows ?? [];
			if (call.uid && whole.length > 0) this.checkOne(call, whole[0], path, findings);
		}
		if (envelope?.isUsable) {
			this.seen.set(templateOf(call), whole);
			checkRows(whole, call, this.target.apiVersion, findings, this.mask);
		}
		if (templateOf(call) === '/users/me' && whole.length > 0) {
			findings.notes.add(`role: ${this.mask.identifier(whole[0].role)}`);
		}
		const exchanges = this.log.slice(start);
		checkOnTheWay(exchanges, findings);
		return {
			call: `GET ${templateOf(call)}`,
			state: findings.differs.size > 0 ? 'differs' : 'as documented',
			rows: call.isList ? whole.length : undefined,
			total: envelope?.total,
			requests: exchanges.length,
			milliseconds: Math.round(Math.max(0, ...exchanges.map((one) => one.milliseconds))),
			matches: [...findings.matches],
			differs: [...findings.differs],
			notes: [...findings.grouped, ...findings.notes],
		};
	}

	private uidsFor({ from }: Call): string[] | undefined {
		if (!from) return [];
		for (const row of this.seen.get(from.list) ?? []) {
			const uids = from.uids(row);
			const isUsable = (uid: unknown) =>
				typeof uid === 'string' && /^[0-9a-z_=+-]{3,200}$/i.test(uid);
			if (uids.every(isUsable)) return uids as string[];
		}
		return undefined;
	}

	private async checkList(
		call: Call,
		path: string[],
		first: Envelope,
		ask: Ask,
		findings: Findings,
	): Promise<IDataObject[]> {
		const keyOf = (row: IDataObject) => String(valueAt(row, call.uid) ?? JSON.stringify(row));
		const rows = await checkPages(first, keyOf, ask, findings);
		checkUids(rows, call.uid, findings);
		const isWhole = first.total !== undefined && rows.length >= first.total;
		if (!isWhole && first.total !== undefined) findings.notes.add(`looked at ${rows.length} rows`);
		if (isWhole) await this.readAsPackage(call, path, rows.length, findings);
		await checkQueries(call, rows, isWhole, ask, findings);
		if (call.expand !== undefined && rows.length > 0) {
			const isThere = rows.some((row) => row._embedded !== undefined && row._embedded !== null);
			findings.check(isThere, `expand=${call.expand}`, `expand=${call.expand}: ignored`);
		}
		return rows;
	}

	/** The whole list, as a node outputs it. */
	private async readAsPackage(call: Call, path: string[], count: number, findings: Findings) {
		try {
			const request = { path, activity: 'trying the list', expand: call.expand };
			const keyOf = (row: IDataObject) => row[call.uid];
			const { rows } = await this.vspc.list({ call: request, keyOf });
			const difference = `the package reads another number of rows (${rows.length})`;
			findings.check(rows.length === count, 'read by the package', difference);
		} catch {
			if (!this.signal.aborted) findings.differs.add('the package cannot read the whole list');
		}
	}

	/** The resource is the one that was asked for, and has all that the list shows of it. */
	private checkOne(call: Call, one: IDataObject, path: string[], findings: Findings): void {
		if (!call.from) return;
		const uid = path[call.path.lastIndexOf('{}')]?.toLowerCase();
		const isSame = String(one[call.uid] ?? '').toLowerCase() === uid;
		findings.check(
			isSame,
			'the one that was asked for',
			`${call.uid}: another one than was asked for`,
		);
		const isOfList = templateOf({ path: call.path.slice(0, -1) }) === call.from.list;
		const listed = (this.seen.get(call.from.list) ?? []).find(
			(row) => String(row[call.uid] ?? '').toLowerCase() === uid,
		);
		if (!isOfList || !listed) return;
		const lacks = Object.keys(one).filter((name) => !Object.hasOwn(listed, name));
		const names = lacks.map((name) => this.mask.identifier(name)).join(', ');
		findings.check(
			lacks.length === 0,
			'same fields as in the list',
			`the list leaves out ${names}`,
		);
	}

	private askFor(call: Call, path: string[], findings: Findings): Ask {
		return async (parameters, what) => {
			const own = what === 'list' ? findings : new Findings();
			const envelope = await this.read(call, path, parameters, own);
			if (own !== findings) {
				for (const text of own.differs) findings.differs.add(`${what}: ${text}`);
				for (const text of own.notes) findings.notes.add(text);
			}
			return envelope;
		};
	}

	/** One call as the package makes it; the raw answer is looked at. */
	private async read(
		call: Call,
		path: string[],
		parameters: ListParameters | undefined,
		findings: Findings,
	): Promise<Envelope | undefined> {
		const start = this.log.length;
		const more = call.more?.() ?? {};
		let refused = false;
		try {
			await this.vspc.request({
				...more,
				method: 'GET',
				path,
				qs: { ...more.qs, ...(parameters && queryOf(parameters, call.expand)) },
				activity: 'trying the call',
				isList: call.isList,
			});
		} catch {
			// What the package makes of it does not matter here, and its words may name things.
			refused = true;
		}
		if (this.signal.aborted) return undefined;
		const answer = this.answerIn(this.log.slice(start), path);
		if (!answer || answer.status === 0) {
			findings.differs.add(`no answer (${this.mask.identifier(answer?.code ?? 'unknown')})`);
			return undefined;
		}
		const asked = { isList: call.isList, limit: parameters?.limit, offset: parameters?.offset };
		hideAll(dataOf(answer.body), call.fields, this.mask);
		const envelope = checkAnswer(answer, asked, findings, this.mask);
		if (refused && envelope.isUsable) findings.differs.add('the package does not take this answer');
		return envelope.isUsable ? envelope : undefined;
	}

	/** The last answer to the call itself, or the result of its background action. */
	private answerIn(exchanges: Exchange[], path: string[]): Exchange | undefined {
		const end = `/${path.join('/')}`;
		const own = exchanges.filter(
			(one) => one.path.replace(/\/$/, '').endsWith(end) || one.path.endsWith('/result'),
		);
		return own.at(-1);
	}
}

function queryOf({ limit, offset, filter, sort, select }: ListParameters, expand?: string) {
	const qs: IDataObject = { limit, offset };
	if (filter) qs.filter = JSON.stringify(filter);
	if (sort) qs.sort = JSON.stringify(sort);
	if (select) qs.select = JSON.stringify(select.map((propertyPath) => ({ propertyPath })));
	if (expand !== undefined) qs.expand = expand;
	return qs;
}

function dataOf(body: string): unknown {
	try {
		return (JSON.parse(body) as { data?: unknown }).data;
	} catch {
		return undefined;
	}
}

function notTried(call: Call, why: string): CallResult {
	return {
		call: `GET ${templateOf(call)}`,
		state: 'not tried',
		requests: 0,
		milliseconds: 0,
		matches: [],
		differs: [],
		notes: [why],
	};
}
