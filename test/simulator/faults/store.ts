import { isUuid } from '../api/uuid';
import type { Fault, FaultOf, ListTrouble } from './types';
import { checkFault } from './validate';

interface Armed {
	fault: Fault;
	pattern: RegExp;
	seen: number;
}

type ListFault = FaultOf<ListTrouble['kind']>;
type Modifier = FaultOf<'latency' | 'ignoreSort' | 'ignoreFilter' | 'ignoreOffset'> | ListFault;

/** What happens to one request: every matching modifier, and the first other fault. */
export interface Hit {
	delay: number;
	ignore: Set<'sort' | 'filter' | 'offset'>;
	troubles: ListTrouble[];
	fault?: Exclude<Fault, Modifier>;
}

/** The faults that are switched on, in the order they were added. */
export class FaultStore {
	private armed: Armed[] = [];

	/** Throws when the fault makes no sense. */
	add(fault: Fault): void {
		checkFault(fault);
		// A copy, so that a fault object can be used again and changed by its owner.
		const copy = structuredClone(fault);
		this.armed.push({ fault: copy, pattern: new RegExp(fault.path ?? ''), seen: 0 });
	}

	clear(): void {
		this.armed = [];
	}

	list(): Fault[] {
		return this.armed.map(({ fault }) => structuredClone(fault));
	}

	/** Finds what hits this request, and counts it. */
	hit(method: string, path: string): Hit {
		const hit: Hit = { delay: 0, ignore: new Set(), troubles: [] };
		for (const armed of this.armed) {
			const { fault } = armed;
			if (fault.method && fault.method.toUpperCase() !== method) continue;
			if (!armed.pattern.test(path) || !canHit(fault, method, path)) continue;
			// A fault behind another one waits its turn: this request does not count for it.
			if (hit.fault && !isModifier(fault)) continue;
			const position = armed.seen++ - (fault.skip ?? 0);
			if (position < 0 || position >= (fault.times ?? Infinity)) continue;
			if (!isModifier(fault)) hit.fault = fault;
			else if (fault.kind === 'latency') hit.delay += fault.ms;
			else if (isListFault(fault)) hit.troubles.push(fault);
			else hit.ignore.add(ignored[fault.kind]);
		}
		return hit;
	}
}

const ignored = { ignoreSort: 'sort', ignoreFilter: 'filter', ignoreOffset: 'offset' } as const;

function isModifier(fault: Fault): fault is Modifier {
	return fault.kind === 'latency' || Object.hasOwn(ignored, fault.kind) || isListFault(fault);
}

const listKinds: ReadonlySet<string> = new Set<ListTrouble['kind']>([
	'repeatPage',
	'emptyPage',
	'total',
	'totalIs',
	'shortPage',
	'shrink',
	'grow',
	'noMeta',
]);

function isListFault(fault: Fault): fault is ListFault {
	return listKinds.has(fault.kind);
}

/** Whether a fault of this kind makes sense for the request at all. */
function canHit(fault: Fault, method: string, path: string): boolean {
	// Tokens and async actions themselves are never turned into async actions by the vendor.
	if (fault.kind === 'async') return !/\/(token|asyncActions)(\/|$)/.test(path);
	if (!isListFault(fault)) return true;
	const last = path.split('/').at(-1) ?? '';
	return method === 'GET' && !isUuid(last) && !/\/(about|users\/me)$|\/asyncActions\//.test(path);
}
