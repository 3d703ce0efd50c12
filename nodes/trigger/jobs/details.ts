import type { IDataObject } from 'n8n-workflow';

import { atMost, elapsed, inParallel, withTimeout } from '../../util/clock';
import { spelled, textOrNull } from '../../util/text';
import { isNotFound } from '../../vspc/client/explanation';
import { uidInRef, uidsOf } from '../../vspc/jobs/backupServerJobFields';
import type { TicketFields } from '../../vspc/jobs/computed';
import type { JobKind, VspcJob } from '../../vspc/jobs/kind';
import { agentOf, computersOf, ticketOf } from '../../vspc/jobs/tickets';
import { UIDS_A_FILTER } from '../../vspc/list/filter';
import { PAGE_SIZE, readPage } from '../../vspc/list/pages';
import type { JobEvent } from './events';
import type { JobSource } from './observation';

/** Up to here one request per job is the plain way. */
const FEW = 8;

/** More are read with pages of the list, as far as that takes fewer requests; and so many singly at the most. */
const MANY = 45;

const AT_ONCE = 5;

/** Whole jobs are large. */
const PAGES_AT_ONCE = 4;

/** An event does not wait for the details of a job that VSPC is slow to send. */
const DETAIL_SECONDS = 20;

/**
 * Jobs with all their fields, where VSPC can be asked for them in time.
 *
 * @param keys job keys
 * @returns by key; those that VSPC doesn't know have null, those that can't be read now are missing
 */
export async function readWhole(
	source: JobSource,
	keys: string[],
): Promise<Map<string, VspcJob | null>> {
	const found = new Map<string, VspcJob | null>();
	if (keys.length === 0) return found;
	try {
		await withTimeout(readInto(found, source, keys), secondsLeft(source));
	} catch {
		// What is found by then is of use; events are emitted without the rest.
	}
	return new Map(found);
}

function secondsLeft({ until }: JobSource): number {
	return Math.max(0, (until - elapsed()) / 1000);
}

type Found = Map<string, VspcJob | null>;

async function readInto(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind } = source;
	const left = () => keys.filter((key) => !found.has(key));
	if (kind.isQueryable && keys.length > MANY) await readNewest(found, source, keys);
	if (kind.isQueryable && (left().length > FEW || !kind.fetch)) {
		await readByUids(found, source, left());
	}
	if (left().length === 0) return;
	// Thousands of requests would be one more trouble for a server that is in trouble.
	if (kind.fetch) await readEach(found, source, left().slice(0, MANY));
	else await readFromList(found, source, left());
}

/**
 * Many jobs with pages of the list, those whose sessions ended last first: as long as pages bring more than filters by
 * UID would, or all that are left are fewer than such filters.
 */
async function readNewest(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind, wholePages } = source;
	const wanted = new Set(keys);
	const end = kind.properties.lastEnd ?? kind.properties.lastRun;
	const sort = [
		{ property: end, direction: 'descending' as const },
		{ property: 'instanceUid', direction: 'ascending' as const },
	];
	const read = async (offset: number) => {
		const page = await orNothing(wholePages.read(offset, PAGE_SIZE, sort));
		const before = found.size;
		const isOther = page?.offset !== undefined && page.offset !== offset;
		for (const job of page?.rows ?? []) {
			const key = kind.keyOf(job);
			if (key !== undefined && wanted.has(key)) found.set(key, job);
		}
		return { page, isLast: !page?.rows.length || isOther, gain: found.size - before };
	};
	const first = await read(0);
	const size = first.page?.rows.length ?? 0;
	const total = first.page?.total ?? Infinity;
	let { gain, isLast } = first;
	for (let offset = size; offset < total && !isLast && secondsLeft(source) > 0; ) {
		const missing = keys.length - found.size;
		const isCheaper = (total - offset) / size < missing / UIDS_A_FILTER;
		if (missing === 0 || (gain < UIDS_A_FILTER && !isCheaper)) return;
		const count = Math.min(PAGES_AT_ONCE, Math.ceil(missing / size));
		const offsets = Array.from({ length: count }, (_, index) => offset + index * size);
		const pages = await Promise.all(offsets.filter((at) => at < total).map(read));
		gain = Math.max(...pages.map((page) => page.gain));
		isLast = pages.some((page) => page.isLast);
		offset += count * size;
	}
}

/** A few jobs with one request. What a server makes of the filter shows in the answer. */
async function readByUids(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind, vspc } = source;
	const wanted = new Set(keys);
	const uids = new Set(keys.map(uidInRef));
	// Keys contain the UID in Veeam Backup & Replication, which API 3.5 calls by another name.
	const isOld = vspc.connection.apiVersion === '3.5' && kind.unsureFields?.includes('originalUid');
	const property = isOld ? 'originalUid' : 'instanceUid';
	const groups = Array.from({ length: Math.ceil(keys.length / UIDS_A_FILTER) }, (_, index) =>
		keys.slice(index * UIDS_A_FILTER, (index + 1) * UIDS_A_FILTER),
	);
	// A server that refuses or ignores the filter does so with the next one too.
	let isUseless = false;
	await inParallel(
		groups,
		AT_ONCE,
		async (group) => {
			const items = group.map((key) => ({
				property,
				operation: 'equals' as const,
				collation: 'ignorecase' as const,
				value: uidInRef(key),
			}));
			const call = { path: kind.listPath, activity: `listing the ${kind.noun}s` };
			const query = { filter: [{ operation: 'or' as const, items }], limit: PAGE_SIZE, offset: 0 };
			const page = await orNothing(readPage(vspc, call, query));
			if (!page) isUseless = true;
			for (const job of page?.rows ?? []) {
				const key = kind.keyOf(job);
				if (key !== undefined && wanted.has(key)) found.set(key, job);
				else if (!uidsOf(job).some((uid) => uids.has(uid))) isUseless = true;
			}
		},
		() => isUseless || secondsLeft(source) === 0,
	);
}

async function orNothing<Result>(work: Promise<Result>): Promise<Result | undefined> {
	try {
		return await work;
	} catch {
		return undefined;
	}
}

/** For kinds without single answers: the list is all that there is. */
async function readFromList(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind, vspc } = source;
	const refs = keys.map((key) => [key, kind.parseKey(key) ?? ''] as const);
	const jobs = await kind.find(
		vspc,
		refs.map(([, ref]) => ref),
		undefined,
	);
	for (const [key, ref] of refs) {
		const job = jobs.get(ref);
		if (!(job instanceof Error)) found.set(key, job ?? null);
	}
}

async function readEach(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind, vspc } = source;
	const timeouts = atMost(DETAIL_SECONDS, vspc.timeouts);
	await inParallel(
		keys,
		AT_ONCE,
		async (key) => {
			const ref = kind.parseKey(key);
			if (ref === undefined) return;
			try {
				found.set(key, await kind.fetch!(vspc.within(timeouts), ref));
			} catch (error) {
				// Only what is certain counts.
				if (isNotFound(error)) found.set(key, null);
			}
		},
		() => secondsLeft(source) === 0,
	);
}

/** Names of the computers of agent jobs with a problem, where tickets are wanted: those of others nobody looks for. */
export async function computersFor(
	{ kind, vspc, withTickets, until }: JobSource,
	emitted: Array<{ event: JobEvent }>,
	jobs: IDataObject[],
): Promise<Map<string, string> | undefined> {
	const agents = jobs.flatMap((job, index) => {
		const isOver = ['success', 'recovered'].includes(emitted[index].event.name);
		return (withTickets && !isOver && agentOf(kind, job)) || [];
	});
	if (agents.length === 0) return undefined;
	try {
		const seconds = Math.max(0, (until - elapsed()) / 1000);
		return await withTimeout(computersOf(vspc, agents), seconds);
	} catch {
		return undefined;
	}
}

/** What a ticket about an event is made of; of a job that is gone, what is known of it. */
export function ticketFor(
	kind: JobKind,
	job: IDataObject,
	item: IDataObject,
	computers?: Map<string, string>,
): TicketFields {
	const { companyName, backupServerName } = kind.placement(job);
	const known = {
		companyName: textOrNull(item.companyName) ?? companyName,
		serverName:
			textOrNull(item.backupServerName) ??
			backupServerName ??
			computers?.get(agentOf(kind, job) ?? ''),
		jobKey: textOrNull(item.jobKey) ?? undefined,
	};
	const { event, failuresInRow, failingSinceUtc, recoveredBy } = item;
	const about = { name: spelled(event), failuresInRow, failingSinceUtc, recoveredBy };
	return ticketOf(kind, job, known, about);
}
