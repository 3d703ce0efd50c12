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

type Kinds =
	| { kind: 'latency'; ms: number }
	| {
			kind: 'async';
			/** Polls that still answer `running`; default 2. */
			pollsUntilDone?: number;
			/** How long the action takes by the simulator's clock, instead of a number of polls. */
			seconds?: number;
			outcome?: 'succeed' | 'failed' | 'canceled' | 'never';
			/** Host named in an absolute Location, to test that no other host is contacted. */
			locationHost?: string;
			location?: 'absolute' | 'relative' | 'none';
			result?: 'body' | 'gone' | 'errorStatus' | 'errorBody';
	  }
	| {
			kind: 'throttle';
			/** Seconds, in the body. */
			retryAfter?: number;
			retryAfterHeader?: string;
	  }
	| {
			kind: 'error';
			status: number;
			errors?: Json[];
			/** Whole body instead of an errors list; a string goes out as it is. */
			body?: unknown;
	  }
	| { kind: 'drop' }
	| { kind: 'dropAfter' }
	/** Does what it was asked for and never answers: a server that is too busy, a firewall that forgot. */
	| { kind: 'lateAnswer' }
	| {
			kind: 'truncate';
			/** How much of the body is sent; half when left out. */
			bytes?: number;
			/** clean: a complete HTTP answer with cut JSON. broken: cut in the middle of HTTP. */
			mode?: 'clean' | 'broken';
	  }
	| { kind: 'html'; status?: number }
	| { kind: 'empty' }
	| { kind: 'notJson'; body: string }
	| { kind: 'redirect'; status?: number; location: string }
	| { kind: 'hang' }
	/**
	 * Answers with a head and then a byte now and then, without end: a proxy or virus scanner that keeps a
	 * connection alive while it looks through an answer ("data trickling", vendors' manuals), or a slow-read
	 * attack the other way round.
	 */
	| { kind: 'drip'; status?: number; everyMs?: number }
	/**
	 * An answer of so many megabytes, complete and JSON; with `gzip` compressed to a thousandth, as a gzip bomb
	 * is (CWE-409).
	 */
	| { kind: 'flood'; megabytes: number; status?: number; gzip?: boolean }
	| { kind: 'ignoreSort' }
	| { kind: 'ignoreFilter' }
	| { kind: 'ignoreOffset' }
	| ListTrouble;

/** What can be wrong with the pages of a list. Requests for other things don't count for these. */
export type ListTrouble =
	/** Every page has the rows of the first one, but says it starts at the offset asked for. */
	| { kind: 'repeatPage' }
	/** A page without rows, though the total says that there are more. */
	| { kind: 'emptyPage' }
	/** The total that is told is off by `change`; with `skip`, from a later page on. */
	| { kind: 'total'; change: number }
	/**
	 * This is told as the total. A public PHP client of VSPC reads a total that is missing or null as 0, and goes on at 0
	 * by the rows it got; the vendor says of pages only that their size can be configured.
	 */
	| { kind: 'totalIs'; total: number | null }
	/** At most so many rows, though more were asked for and exist. */
	| { kind: 'shortPage'; rows: number }
	/** After each page so many rows vanish from the front of the list, as if deleted. */
	| { kind: 'shrink'; rows: number }
	/** After each page so many rows appear at the front of the list, as if created. */
	| { kind: 'grow'; rows: number }
	/** No meta.pagingInfo: meta is missing (default), null or an empty object. */
	| { kind: 'noMeta'; meta?: 'missing' | 'null' | 'empty' };

/** Something that goes wrong on purpose. */
export type Fault = Common & Kinds;
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;
