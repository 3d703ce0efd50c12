import type { IDataObject } from 'n8n-workflow';

/** An HTTP answer before anyone has judged it. `body` is the text as received, in `bytes` as UTF-8. */
export interface RawAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: string;
	/** Left out where n8n did not hand over any */
	bytes?: Uint8Array;
}

/** VSPC's envelope (vendor's REST guide, "Response Body"): one object or a page of them. */
export interface VspcEnvelope {
	data?: unknown;
	meta?: { pagingInfo?: { total?: number; count?: number; offset?: number } };
	errors?: VspcErrorEntry[] | null;
}

/** One entry of `errors[]` (vendor's REST guide, "Errors"). `code` may differ from the HTTP status. */
export interface VspcErrorEntry {
	message?: string;
	/** transport, retryableLogical, logical, security or unspecified */
	type?: string;
	code?: number;
	parameterName?: string;
	propertyName?: string;
	failedJsonPatch?: unknown;
	/** Seconds to wait, only with 429 and only sometimes */
	retryAfter?: number;
}

/** Pages of a list are large, and several questions are asked of each answer: each is parsed once. */
const parsed = new WeakMap<RawAnswer, IDataObject | undefined>();

/** The body as JSON object, or undefined when it is anything else. */
export function bodyOf(answer: RawAnswer): IDataObject | undefined {
	if (!parsed.has(answer)) parsed.set(answer, parseObject(answer.body));
	return parsed.get(answer);
}

function parseObject(body: string): IDataObject | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

/** The entries of `errors`, also where it isn't the list of objects it should be; empty when there are none. */
export function errorEntries(answer: RawAnswer): VspcErrorEntry[] {
	const errors = bodyOf(answer)?.errors;
	// An empty object says as little as an empty list.
	const isEmpty = JSON.stringify(errors) === '{}';
	const list: unknown[] = Array.isArray(errors) ? errors : isEmpty ? [] : [errors];
	return list.flatMap((entry): VspcErrorEntry[] => {
		if (typeof entry === 'string' && entry !== '') return [{ message: entry }];
		return typeof entry === 'object' && entry !== null ? [entry as VspcErrorEntry] : [];
	});
}

/** Whether a success is a web page that asks for nothing: a page with a form is for logging in. */
export function isWebPage({ status, body }: RawAnswer): boolean {
	const start = body.slice(0, 20_000);
	return (
		status === 200 &&
		/^\s*<(!doctype\s+html|html)\b/i.test(start) &&
		!/<form\b|type=["']?password/i.test(start)
	);
}

/** A header's value; the name in lower case. */
export function header(answer: RawAnswer, name: string): string | undefined {
	const value = answer.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/**
 * The first words of a body that is not what VSPC sends, fit to be shown: no tags, one line, short.
 *
 * @param clean takes secrets out, once the tags are gone that may have split one
 */
export function firstWords(body: string, clean: (text: string) => string): string {
	const plain = body
		.slice(0, 20_000)
		.replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
		.replace(/<[^>]*(>|$)/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	const text = clean(plain);
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
