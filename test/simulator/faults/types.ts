import type { Json } from '../types';

interface Common {
	/** HTTP method; any when left out. */
	method?: string;
	/** Regular expression source, matched against the path without query; any when left out. */
	path?: string;
	/** How many requests it hits; until cleared when left out. */
	times?: number;
	/** How many matching requests it lets through first. */
	skip?: number;
}

/*
 * Each kind names its source: a page of the vendor's REST guide (https://helpcenter.veeam.com/docs/vac/rest/<page>.html),
 * what a live server answered, a public report or client, or a standard. One without a source does not belong here: it
 * would make the nodes guard against servers that nobody has.
 */
type Kinds =
	/** Vendor's page async_processing: "requests take significant time to process". */
	| { kind: 'latency'; ms: number }
	/** Vendor's pages async_processing and async_config: any request may be answered with 202. */
	| {
			kind: 'async';
			/** Polls that still answer `running`; default 2. */
			pollsUntilDone?: number;
			/** How long the action takes by the simulator's clock, instead of a number of polls. */
			seconds?: number;
			/** States of the vendor's page get_async_action; never: longer than anybody waits. */
			outcome?: 'succeed' | 'failed' | 'canceled' | 'never';
			/** Host named in an absolute Location: VSPC names itself, which may be another name than the client uses. */
			locationHost?: string;
			/** Relative as in RFC 9110, 10.2.2; none, as the action has the UID of X-Request-id (async_processing). */
			location?: 'absolute' | 'relative' | 'none';
			/** Gone: results are kept for five minutes (async_config). Otherwise the answer of the call itself. */
			result?: 'body' | 'gone' | 'errorStatus' | 'errorBody';
	  }
	/** Vendor's page throttling: 429, and only sometimes retryAfter in the body. */
	| {
			kind: 'throttle';
			/** Seconds, in the body. */
			retryAfter?: number;
			/** RFC 6585, 4: what a proxy that throttles sends. */
			retryAfterHeader?: string;
	  }
	/** Vendor's page errors. */
	| {
			kind: 'error';
			status: number;
			errors?: Json[];
			/** Whole body instead of an errors list; a string goes out as it is. */
			body?: unknown;
	  }
	/** Closes the connection without an answer: https://github.com/n8n-io/n8n/pull/6925 */
	| { kind: 'drop' }
	/** The same, but the work is done: RFC 9110, 9.2.2, on why only some requests may be sent again. */
	| { kind: 'dropAfter' }
	/**
	 * Does what it was asked for and never answers: an overloaded server, or an answer that is lost on its way, as
	 * https://github.com/httptoolkit/httptoolkit/issues/160 describes.
	 */
	| { kind: 'lateAnswer' }
	| {
			kind: 'truncate';
			/** How much of the body is sent; half when left out. */
			bytes?: number;
			/**
			 * clean: a complete HTTP answer with cut JSON; without a length, one that is cut looks complete (RFC 9112, 8).
			 * broken: cut in the middle of HTTP, as in https://github.com/langgenius/dify/issues/26957
			 */
			mode?: 'clean' | 'broken';
	  }
	/** Seen live: the portal's page in place of JSON. With a status: the error page of a proxy. */
	| { kind: 'html'; status?: number }
	/** The client christaylorcodes/VeeamSPC reads an answer to a write only if there is a body. */
	| { kind: 'empty' }
	/**
	 * Any body, with 200. Vendor's page back_comp: values and properties of later versions; its descriptions before API
	 * 3.6 do not require `data`; and whatever another service at the same address says.
	 */
	| { kind: 'notJson'; body: string }
	/** A login proxy in front of an API: https://github.com/bitly/oauth2_proxy/issues/449 */
	| { kind: 'redirect'; status?: number; location: string }
	/** Takes the request and never answers: https://github.com/httptoolkit/httptoolkit/issues/160 */
	| { kind: 'hang' }
	/**
	 * Answers with a head and then a byte now and then, without end: https://github.com/axios/axios/issues/2143, and
	 * virus scanners that keep a connection alive meanwhile,
	 * http://juniper.kaspersky.com/juniper-kaspersky-anti-virus/http-trickling/
	 */
	| { kind: 'drip'; status?: number }
	/**
	 * An answer of so many megabytes, complete and JSON; with `gzip` compressed to a thousandth, as a gzip bomb
	 * is: https://cwe.mitre.org/data/definitions/409.html
	 */
	| { kind: 'flood'; megabytes: number; status?: number; gzip?: boolean }
	/** Seen live: parameters of the query that are unknown are ignored without a word. */
	| { kind: 'ignoreSort' }
	/** Seen live, too: a filter under a misspelled name gave the rows of all customers. */
	| { kind: 'ignoreFilter' }
	/** The client christaylorcodes/VeeamSPC stops where VSPC "pagination ignored offset". */
	| { kind: 'ignoreOffset' }
	| ListTrouble;

/** What can be wrong with the pages of a list. Requests for other things don't count for these. */
export type ListTrouble =
	/**
	 * Every page has the rows of the first one, but says it starts at the offset asked for. A public PHP client of VSPC
	 * compares hashes of pages and stops at a repetition.
	 */
	| { kind: 'repeatPage' }
	/**
	 * A page without rows, though the total says that there are more. The client christaylorcodes/VeeamSPC stops where
	 * the next offset would be no further.
	 */
	| { kind: 'emptyPage' }
	/**
	 * The total is off by `change`; with `skip`, from a later page on. Vendor's page pagination: "If the number of
	 * resources in a collection changes, some resources can move from one page to another".
	 */
	| { kind: 'total'; change: number }
	/**
	 * This is shown as the total. A public PHP client of VSPC reads a total that is missing or null as 0, and goes on at 0
	 * by the rows it got.
	 */
	| { kind: 'totalIs'; total: number | null }
	/** At most so many rows, though more were asked for and exist: MaxPageSize of the vendor's page pagination. */
	| { kind: 'shortPage'; rows: number }
	/** After each page so many rows vanish from the front of the list, as if deleted. Source: as for `total`. */
	| { kind: 'shrink'; rows: number }
	/** After each page so many rows appear at the front of the list, as if created. Source: as for `total`. */
	| { kind: 'grow'; rows: number }
	/**
	 * No meta.pagingInfo: meta is missing (default), null or an empty object. The client christaylorcodes/VeeamSPC goes on
	 * only if there is meta.
	 */
	| { kind: 'noMeta'; meta?: 'missing' | 'null' | 'empty' };

/** Something that goes wrong on purpose. */
export type Fault = Common & Kinds;
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;
