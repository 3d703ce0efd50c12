import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { elapsed } from '../../clock';
import type { Connection } from '../../connection';
import type { Part } from '../../list/tolerant';
import { asError } from '../../parallel';
import type { Circumstances, Findings } from '../../trigger/poll';
import type { Limits } from '../../untilAnswered';
import type { JobKind } from '../kinds/kind';
import type { WatchRules } from './events';
import { makeNames, toItems } from './items';
import { sampleItems } from './sample';
import { toSource, type JobSource, type WatchedJobs } from './source';
import { readState, writeState, type WatchState } from './state';
import { watchKind, type KindNotes } from './watch';

/** What a job trigger is set to. */
export interface WatchSettings {
	/** By the name that the state keeps them under */
	kinds: Array<{ name: string; kind: JobKind }>;
	jobs: WatchedJobs;
	rules: WatchRules;
	includeNames: boolean;
	/** Forget what happened while the workflow was not published */
	startsFresh: boolean;
	/** Tell the last events again after a restart of n8n */
	repeatsLast: boolean;
}

/** What VSPC refused is tried again after a while: it may have been upgraded. */
const REFUSALS_COUNT_MS = 3_600_000;

/**
 * One poll of all kinds of jobs. A kind that can't be read doesn't hold up the others.
 *
 * @throws what vspcRequest throws, when no kind could be read
 */
export async function watchJobs(
	context: IPollFunctions,
	connection: Connection,
	settings: WatchSettings,
	circumstances: Circumstances,
): Promise<Findings> {
	const { state: text, hasGap, isTimeUp, notes } = circumstances;
	const now = Date.now();
	const old = readOld(context, settings, circumstances);
	const state: WatchState = { kinds: new Map() };
	const failures: Error[] = [];
	const entries: Array<{ at: number; item: IDataObject }> = [];
	const kept = new Map<string, KindNotes>();
	for (const { name, kind } of settings.kinds) {
		const source = sourceOf(context, connection, kind, settings, { ...circumstances, now });
		const kindNotes = (notes.get(name) as KindNotes | undefined) ?? { unproven: new Map() };
		const before = old?.kinds.get(name);
		try {
			const conditions = { rules: settings.rules, hasGap, now, isTimeUp };
			const found = await watchKind(source, before, kindNotes, conditions);
			const names = settings.includeNames ? makeNames(source) : undefined;
			entries.push(...(await toItems(source, found.told, names)));
			state.kinds.set(name, found.state);
			kept.set(name, found.notes);
			if (found.failure) failures.push(found.failure);
		} catch (error) {
			failures.push(asError(error));
			const untouched = text === undefined ? undefined : readState(text)?.kinds.get(name);
			if (before && untouched) state.kinds.set(name, untouched);
		}
	}
	if (kept.size === 0 && failures.length > 0) throw failures[0];
	const fresh = entries.sort((a, b) => a.at - b.at).map(({ item }) => item);
	const repeated =
		settings.repeatsLast && circumstances.isAfterRestart && old?.last ? old.last : [];
	if (settings.repeatsLast) state.last = fresh.length > 0 ? fresh : old?.last;
	return {
		state: writeState(state),
		items: [...repeated, ...fresh],
		failure: failures[0],
		commit: () => {
			for (const [name, kindNotes] of kept) notes.set(name, kindNotes);
		},
	};
}

/** What to build a workflow with: see sampleItems. */
export async function sampleJobEvents(
	context: IPollFunctions,
	connection: Connection,
	settings: WatchSettings,
	limits: Limits,
): Promise<IDataObject[]> {
	const conditions = {
		limits,
		notes: new Map<string, unknown>(),
		now: Date.now(),
		detailsUntil: elapsed() + limits.asyncTimeoutSeconds * 1000,
	};
	const sources = settings.kinds.map(({ kind }) =>
		sourceOf(context, connection, kind, settings, conditions),
	);
	return await sampleItems(sources, settings.rules, settings.includeNames);
}

function readOld(
	context: IPollFunctions,
	{ startsFresh }: WatchSettings,
	{ state, isAfterPause }: Circumstances,
): WatchState | undefined {
	if (state === undefined || (startsFresh && isAfterPause)) return undefined;
	const old = readState(state);
	if (!old) {
		context.logger?.warn(
			`${context.getNode().name}: the state that was saved is not understood by this version of n8n-nodes-vspc. The trigger starts afresh: jobs as they are now count as known.`,
		);
	}
	return old;
}

function sourceOf(
	context: IPollFunctions,
	connection: Connection,
	kind: JobKind,
	{ jobs, rules }: WatchSettings,
	conditions: Pick<Circumstances, 'limits' | 'notes' | 'detailsUntil'> & { now: number },
): JobSource {
	const { limits, notes, now, detailsUntil } = conditions;
	const asking = { context, connection, limits };
	const left = refusalsOf(kind, notes, now);
	const withSchedule = rules.events.has('overdue');
	return toSource(kind, asking, jobs, { withSchedule, left, now, until: detailsUntil });
}

function refusalsOf({ noun }: JobKind, notes: Map<string, unknown>, now: number): Set<Part> {
	const topic = `refused for ${noun}`;
	const old = notes.get(topic) as { parts: Set<Part>; since: number } | undefined;
	if (old && now >= old.since && now - old.since < REFUSALS_COUNT_MS) return old.parts;
	const parts = new Set<Part>();
	notes.set(topic, { parts, since: now });
	return parts;
}
