import type { IDataObject } from 'n8n-workflow';

import { elapsed, withTimeout } from '../../clock';
import { atMost } from '../../limits';
import { PAGE_SIZE, readPage } from '../../list/page';
import { isNotFound } from '../../explanation';
import { inParallel } from '../../parallel';
import type { JobSource } from './source';

/** Up to here one request per job is the plain way. */
const FEW = 8;

/** UIDs in one filter: addresses longer than 4 kB are refused by some servers. */
const BY_FILTER = 15;

const AT_ONCE = 5;

/** An event is not held up for the details of a job that VSPC is slow to tell. */
const DETAIL_SECONDS = 20;

/**
 * Jobs with all their fields, where VSPC can be asked for them in time.
 *
 * @param keys job keys
 * @returns by key; those that VSPC doesn't know have null, those that can't be told now are missing
 */
export async function readWhole(
	source: JobSource,
	keys: string[],
): Promise<Map<string, IDataObject | null>> {
	const found = new Map<string, IDataObject | null>();
	if (keys.length === 0) return found;
	try {
		await withTimeout(readInto(found, source, keys), secondsLeft(source));
	} catch {
		// What is found by then is of use; events are told without the rest.
	}
	return new Map(found);
}

function secondsLeft({ until }: JobSource): number {
	return Math.max(0, (until - elapsed()) / 1000);
}

type Found = Map<string, IDataObject | null>;

async function readInto(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind } = source;
	const left = () => keys.filter((key) => !found.has(key));
	if (kind.isQueryable && (keys.length > FEW || !kind.fetch)) await readByUids(found, source, keys);
	if (left().length === 0) return;
	if (kind.fetch) await readEach(found, source, left());
	else await readFromList(found, source, left());
}

/** A few jobs with one request. What a server makes of the filter shows in the answer. */
async function readByUids(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind, asking } = source;
	const { context, connection, limits } = asking;
	const wanted = new Set(keys);
	// Keys hold the UID in Veeam Backup & Replication, which API 3.5 calls by another name.
	const fields = kind.keyFields(connection.apiVersion);
	const property = fields.includes('originalUid') ? 'originalUid' : 'instanceUid';
	const groups = Array.from({ length: Math.ceil(keys.length / BY_FILTER) }, (_, index) =>
		keys.slice(index * BY_FILTER, (index + 1) * BY_FILTER),
	);
	await inParallel(
		groups,
		AT_ONCE,
		async (group) => {
			const items = group.map((key) => ({
				property,
				operation: 'equals' as const,
				collation: 'ignorecase' as const,
				value: key.split(':').at(-1) ?? '',
			}));
			const call = { path: kind.listPath, doing: `listing the ${kind.noun}s` };
			const query = { filter: [{ operation: 'or' as const, items }], limit: PAGE_SIZE, offset: 0 };
			const page = await orNothing(readPage(context, connection, call, query, limits));
			for (const job of page?.rows ?? []) {
				const key = kind.keyOf(job);
				if (wanted.has(key)) found.set(key, job);
			}
		},
		() => secondsLeft(source) === 0,
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
	const { kind, asking } = source;
	const refs = keys.map((key) => [key, kind.parseKey(key) ?? ''] as const);
	const jobs = await kind.find(
		asking,
		refs.map(([, ref]) => ref),
		undefined,
	);
	for (const [key, ref] of refs) {
		const job = jobs.get(ref);
		if (!(job instanceof Error)) found.set(key, job ?? null);
	}
}

async function readEach(found: Found, source: JobSource, keys: string[]): Promise<void> {
	const { kind, asking } = source;
	const limits = atMost(DETAIL_SECONDS, asking.limits);
	await inParallel(
		keys,
		AT_ONCE,
		async (key) => {
			const ref = kind.parseKey(key);
			if (ref === undefined) return;
			try {
				found.set(key, await kind.fetch!({ ...asking, limits }, ref, 0));
			} catch (error) {
				// Only what is certain counts.
				if (isNotFound(error)) found.set(key, null);
			}
		},
		() => secondsLeft(source) === 0,
	);
}
