import type { IDataObject } from 'n8n-workflow';

/** An HTTP answer before anyone has judged it. `body` is the text as received. */
export interface RawAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: string;
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

/** The body as JSON object, or undefined when it is anything else. */
export function parseObject(body: string): IDataObject | undefined {
	try {
		const parsed: unknown = JSON.parse(body);
		return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
			? (parsed as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

/** The entries of `errors[]`; empty when the body has none or isn't VSPC's. */
export function errorEntries(body: string): VspcErrorEntry[] {
	const errors = parseObject(body)?.errors;
	if (!Array.isArray(errors)) return [];
	return errors.filter(
		(entry): entry is VspcErrorEntry => typeof entry === 'object' && entry !== null,
	);
}

/** A header's value; the name in lower case. */
export function header(answer: RawAnswer, name: string): string | undefined {
	const value = answer.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/**
 * The first words of a body that is not what VSPC sends, fit to be shown: no tags, one line, short.
 */
export function firstWords(body: string): string {
	const text = body
		.slice(0, 20_000)
		.replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
		.replace(/<[^>]*(>|$)/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
