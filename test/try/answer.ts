import type { IDataObject } from 'n8n-workflow';

import type { Exchange } from './transport';
import { type Mask, shapeOf } from './mask';

/** What was seen of a call, as it is printed. */
export class Findings {
	readonly matches = new Set<string>();
	readonly differs = new Set<string>();
	/** Neither right nor wrong, and good to know */
	readonly notes = new Set<string>();

	/** Fields by what is odd about them */
	private readonly odd = new Map<string, string[]>();

	/** Takes note of fields that are alike in something, for one line. */
	group(problem: string, field: string): void {
		this.odd.set(problem, [...(this.odd.get(problem) ?? []), field]);
	}

	/** Fields that differ in the same way, for one line. */
	differ(problem: string, field: string): void {
		const line = [...this.differs].find((text) => text.startsWith(`${problem}: `));
		if (line !== undefined) this.differs.delete(line);
		this.differs.add(line === undefined ? `${problem}: ${field}` : `${line}, ${field}`);
	}

	/** The lines of all that was grouped. */
	get grouped(): string[] {
		return [...this.odd].map(([problem, fields]) => `${problem}: ${fields.join(', ')}`);
	}

	/** Takes note of whether something is as documented. */
	check(isRight: boolean, what: string, otherwise: string): void {
		if (isRight) this.matches.add(what);
		else this.differs.add(otherwise);
	}
}

/** An answer taken apart as far as it is what VSPC sends. */
export interface Envelope {
	rows: IDataObject[];
	total?: number;
	isUsable: boolean;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

/** What was asked for. */
export interface Asked {
	isList: boolean;
	limit?: number;
	offset?: number;
}

/** Status, media type and envelope of an answer (vendor's REST guide, "Response Body" and "Pagination"). */
export function checkAnswer(
	exchange: Exchange,
	asked: Asked,
	findings: Findings,
	mask: Mask,
): Envelope {
	const nothing: Envelope = { rows: [], isUsable: false };
	const { status, headers, body } = exchange;
	if (status !== 200) {
		findings.differs.add(`status ${status}${errorsIn(body, mask)}`);
		return nothing;
	}
	findings.matches.add('status 200');
	const type = headers['content-type'];
	const isJson = /^application\/json(;|$)/i.test((type ?? '').replace(/\s/g, ''));
	findings.check(isJson, 'media type', `media type: ${mask.mediaType(type)}`);
	const envelope = parse(body);
	if (!isObject(envelope)) {
		const what = /^\s*</.test(body)
			? 'a web page'
			: body.trim() === ''
				? 'nothing'
				: 'no JSON object';
		findings.differs.add(`body: ${what}`);
		return nothing;
	}
	checkEnvelope(envelope, findings, mask);
	const { data } = envelope;
	if (!asked.isList) {
		findings.check(isObject(data), 'data', `data: ${shapeOf(data)}, not an object`);
		return isObject(data) ? { rows: [data as IDataObject], isUsable: true } : nothing;
	}
	if (data === null) findings.differs.add('data: null for an empty list');
	else if (!Array.isArray(data) || !data.every(isObject)) {
		findings.differs.add(`data: ${shapeOf(data)}, not a list of objects`);
		return nothing;
	} else findings.matches.add('data');
	const rows = (data ?? []) as IDataObject[];
	return { rows, isUsable: true, total: checkPaging(envelope.meta, rows, asked, findings, mask) };
}

function checkEnvelope(envelope: Record<string, unknown>, findings: Findings, mask: Mask): void {
	const others = Object.keys(envelope).filter((key) => !['data', 'meta', 'errors'].includes(key));
	for (const key of others) findings.differs.add(`envelope: unknown ${mask.identifier(key)}`);
	const { errors } = envelope;
	const isFree = errors === undefined || errors === null || JSON.stringify(errors) === '[]';
	findings.check(isFree, 'envelope', `envelope: errors with status 200${errorsIn(envelope, mask)}`);
}

function checkPaging(
	meta: unknown,
	rows: IDataObject[],
	{ limit, offset }: Asked,
	findings: Findings,
	mask: Mask,
): number | undefined {
	const info = isObject(meta) ? meta.pagingInfo : undefined;
	if (!isObject(info)) {
		findings.differs.add(`paging: no meta.pagingInfo (${shapeOf(isObject(meta) ? info : meta)})`);
		return undefined;
	}
	const differed = findings.differs.size;
	for (const name of ['total', 'count', 'offset']) {
		if (isCount(info[name])) continue;
		findings.differs.add(`paging: ${name} is ${shapeOf(info[name])}`);
	}
	for (const name of Object.keys(info)) {
		if (['total', 'count', 'offset'].includes(name)) continue;
		findings.differs.add(`paging: unknown ${mask.identifier(name)}`);
	}
	const { total, count } = info;
	if (Number.isInteger(count) && count !== rows.length) {
		findings.differs.add('paging: count is not the number of rows of the page');
	}
	if (offset !== undefined && Number.isInteger(info.offset) && info.offset !== offset) {
		findings.differs.add('paging: offset is not the one that was asked for');
	}
	if (limit !== undefined) {
		findings.check(rows.length <= limit, 'limit', 'limit: there are more rows than were asked for');
	}
	if (!isCount(total)) return undefined;
	const isLess = rows.length > 0 && Number(total) < (offset ?? 0) + rows.length;
	if (isLess) findings.differs.add('paging: total is smaller than what there is');
	if (findings.differs.size === differed) findings.matches.add('paging');
	return total;
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** The errors of a body: their types, codes and the parameters that they name, not their words. */
function errorsIn(body: unknown, mask: Mask): string {
	const envelope = typeof body === 'string' ? parse(body) : body;
	if (!isObject(envelope)) {
		if (typeof body !== 'string' || body.trim() === '') return ', empty body';
		return /^\s*</.test(body) ? ', a web page' : ', no JSON object';
	}
	const errors: unknown[] = Array.isArray(envelope.errors) ? envelope.errors : [envelope.error];
	const shown = errors
		.filter(isObject)
		.slice(0, 3)
		.map((error) => {
			const parts = ['type', 'code', 'parameterName', 'propertyName'].flatMap((name) => {
				const value = error[name];
				if (value === undefined || value === null) return [];
				const text = typeof value === 'number' ? String(value) : mask.identifier(value);
				return [`${name} ${text}`];
			});
			return [...parts, `message ${shapeOf(error.message)}`].join(', ');
		});
	if (typeof envelope.error === 'string') shown.push(`error ${mask.identifier(envelope.error)}`);
	return shown.length === 0 ? ', no errors in it' : ` (${shown.join('; ')})`;
}

/** What came before the answer that counts: background actions, throttling, other failures. */
export function checkOnTheWay(exchanges: Exchange[], findings: Findings): void {
	const accepted = exchanges.filter(({ status }) => status === 202);
	if (accepted.length > 0) {
		const located = accepted.filter(({ headers }) => headers.location !== undefined).length;
		findings.notes.add(`202 in the background: ${accepted.length}, with Location: ${located}`);
	}
	const throttled = exchanges.filter(({ status }) => status === 429);
	if (throttled.length > 0) {
		const inBody = throttled.filter(({ body }) => /"retryAfter"/.test(body)).length;
		const inHeader = throttled.filter(({ headers }) => headers['retry-after'] !== undefined).length;
		findings.notes.add(
			`429 throttled: ${throttled.length}, retryAfter in the body: ${inBody}, in the header: ${inHeader}`,
		);
	}
	const failed = exchanges.filter(({ status }) => status >= 500);
	if (failed.length > 0) findings.notes.add(`status ${failed[0].status}: ${failed.length}`);
	const unanswered = exchanges.filter(({ status }) => status === 0);
	if (unanswered.length > 0) findings.notes.add(`requests without an answer: ${unanswered.length}`);
	const limits = exchanges.flatMap(({ headers }) =>
		Object.keys(headers).filter((name) => /^x-rate-?limit-(limit|remaining|reset)$/.test(name)),
	);
	for (const name of new Set(limits)) findings.notes.add(`header ${name}`);
}
