import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { elapsed } from '../../util/clock';
import type { VspcClient } from '../../vspc/client/client';
import type { JobKind } from '../../vspc/jobs/kind';
import type { Circumstances, Findings } from '../engine/poll';
import { listMemoryOf, watchLists, type WatchOptions } from '../engine/watch';
import type { WatchRules } from './events';
import { makeNames, sampleItems, toItems } from './items';
import { type JobSource, toSource, type WatchedJobs } from './observation';
import { type KindNotes, noNotes, watchKind } from './watch';

/** What a job trigger is set to. */
export interface WatchSettings extends WatchOptions {
	/** By the name that the state keeps them under */
	kinds: Array<{ name: string; kind: JobKind }>;
	jobs: WatchedJobs;
	rules: WatchRules;
	includeNames: boolean;
}

/** One poll of all kinds of jobs. */
export async function watchJobs(
	context: IPollFunctions,
	vspc: VspcClient,
	settings: WatchSettings,
	circumstances: Circumstances,
): Promise<Findings> {
	const { rules, kinds, includeNames } = settings;
	const { hasGap, isTimeUp } = circumstances;
	const now = Date.now();
	const lists = kinds.map(({ name, kind }) => ({
		name,
		poll: async (old: Parameters<typeof watchKind>[1], notes: unknown) => {
			const source = sourceOf(context, vspc, kind, settings, { ...circumstances, now });
			const kindNotes = (notes as KindNotes | undefined) ?? noNotes();
			const conditions = { rules, hasGap, now, isTimeUp };
			const { told, ...found } = await watchKind(source, old, kindNotes, conditions);
			const names = includeNames ? makeNames(source) : undefined;
			return { ...found, events: await toItems(source, told, names) };
		},
	}));
	return await watchLists(context, lists, settings, circumstances);
}

/** What to build a workflow with: see sampleItems. */
export async function sampleJobEvents(
	context: IPollFunctions,
	vspc: VspcClient,
	settings: WatchSettings,
): Promise<IDataObject[]> {
	const conditions = {
		notes: new Map<string, unknown>(),
		now: Date.now(),
		detailsUntil: elapsed() + vspc.limits.asyncTimeoutSeconds * 1000,
	};
	const sources = settings.kinds.map(({ kind }) =>
		sourceOf(context, vspc, kind, settings, conditions),
	);
	return await sampleItems(sources, settings.rules, settings.includeNames);
}

function sourceOf(
	context: IPollFunctions,
	vspc: VspcClient,
	kind: JobKind,
	{ jobs, rules }: WatchSettings,
	conditions: Pick<Circumstances, 'notes' | 'detailsUntil'> & { now: number },
): JobSource {
	const { notes, now, detailsUntil } = conditions;
	const memory = listMemoryOf(kind.noun, notes, now);
	const withSchedule = rules.events.has('overdue');
	const noteNameless = (count: number) => warnOfNameless(context, kind, count, notes, now);
	const until = detailsUntil;
	return toSource(kind, vspc, jobs, { withSchedule, memory, now, until, noteNameless });
}

const WARNED_EVERY_MS = 3_600_000;

/** Says in n8n's log that jobs are not watched, once an hour: polls come every minute. */
function warnOfNameless(
	context: IPollFunctions,
	{ noun }: JobKind,
	count: number,
	notes: Map<string, unknown>,
	now: number,
): void {
	const topic = `nameless ${noun}s`;
	const warned = notes.get(topic);
	if (typeof warned === 'number' && now >= warned && now - warned < WARNED_EVERY_MS) return;
	notes.set(topic, now);
	context.logger?.warn(
		`${context.getNode().name}: VSPC lists ${count} ${noun}${count === 1 ? '' : 's'} without the UIDs that name a job; nothing is reported about ${count === 1 ? 'it' : 'them'}.`,
	);
}
