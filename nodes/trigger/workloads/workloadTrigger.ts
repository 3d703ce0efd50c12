import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { asError, elapsed } from '../../util/clock';
import { isListAbsent } from '../../vspc/client/explanation';
import type { SetFilter } from '../../vspc/list/filter';
import { PAGE_SIZE } from '../../vspc/list/pages';
import type { Vspc } from '../../vspc/vspc';
import type { WorkloadKind } from '../../vspc/workloads/kind';
import { type FilteredWorkloads, kindsToJoin } from '../../vspc/workloads/read';
import { listSizesIn, PageBudget, pagesDue, pagesOf, shareOfPoll } from '../engine/fullRead';
import type { Absence } from '../engine/gone';
import { type Circumstances, type Findings, type MakeClient, pollTrigger } from '../engine/poll';
import { type SavedHead, shortId } from '../engine/state';
import { listMemoryOf, watched, watchLists, type WatchOptions } from '../engine/watch';
import type { WorkloadEventName } from './decide';
import { logWorkloadReasons, toWorkloadItems, type UnreportedWorkload } from './items';
import { workloadCodec, type WorkloadListState } from './memory';
import {
	expressionsOf,
	noWorkloadNotes,
	observeWorkloads,
	type Observed,
	warn,
	type WorkloadNotes,
	type WorkloadRules,
	type WorkloadSource,
} from './reads';
import { isQuiet, watchWorkloads } from './watch';

/** For the schema of the editor. */
export { workloadEventFields } from './items';

/** What a workload trigger is set to. */
export interface WorkloadWatchSettings extends WatchOptions {
	kinds: WorkloadKind[];
	filters: Array<SetFilter<FilteredWorkloads>>;
	rules: WorkloadRules;
	includeNames: boolean;
	/** A sentence on each kind of workloads that was chosen and that the filters leave nothing of */
	notWatched: string[];
}

/** What the workload trigger does when n8n polls it. */
export async function pollWorkloads(
	context: IPollFunctions,
	readSettings: (context: IPollFunctions) => WorkloadWatchSettings,
	makeClient: MakeClient,
): Promise<INodeExecutionData[][] | null> {
	const [watch, sample] = [watchAll, sampleEvents];
	return await pollTrigger(context, { readSettings, makeClient, watch, sample });
}

/** One poll of all workloads. */
async function watchAll(
	vspc: Vspc,
	settings: WorkloadWatchSettings,
	circumstances: Circumstances,
): Promise<Findings> {
	const { includeNames, notWatched } = settings;
	const { isTimeUp, isPublishing, notes, detailsUntil: until } = circumstances;
	// Publishing shows a person nothing but errors, and this is none.
	for (const note of isPublishing ? notWatched : []) warn(vspc, note);
	const now = Date.now();
	const unreported: UnreportedWorkload[] = [];
	const sizes = listSizesIn(notes);
	const share = shareOfPoll(notes, now);
	const pages = [...sizes.values()].reduce((sum, size) => sum + pagesOf(size), 0);
	// One is left for the companies.
	const budget = new PageBudget(Math.max(share.requests - 1, pagesDue(pages, share)));
	const conditions = { now, isTimeUp, isPublishing };
	const lists = groupsOf(settings.kinds).map(({ name, kinds }) => {
		const seesOthers = () => [...sizes].some(([other, size]) => other !== name && size > 0);
		const source = sourceOf(vspc, settings, kinds, { notes, now, budget, until, seesOthers });
		const list = {
			name,
			absence: absenceOf(source, name),
			isQuiet: (saved: SavedHead, noted: unknown) => {
				return isQuiet(source, saved, notesIn(noted), conditions);
			},
			poll: async (old: WorkloadListState | undefined, noted: unknown) => {
				const own = notesIn(noted);
				const { emitted, ...found } = await watchWorkloads(source, old, own, conditions);
				// As arguments, those of 200,000 workloads would be too many.
				for (const one of found.unreported) unreported.push(one);
				if (found.isFullRead) sizes.set(name, found.listed);
				const events = await toWorkloadItems(vspc, emitted, { includeNames, now, until });
				return { ...found, events };
			},
		};
		return watched(list, workloadCodec);
	});
	const findings = await watchLists(vspc.context, lists, settings, circumstances);
	logWorkloadReasons(vspc, unreported, notes);
	return findings;
}

function notesIn(noted: unknown): WorkloadNotes {
	return (noted as WorkloadNotes | undefined) ?? noWorkloadNotes();
}

/** Computers of the console and of backup servers may be the same: they are looked at together. */
function groupsOf(kinds: WorkloadKind[]): Array<{ name: string; kinds: WorkloadKind[] }> {
	const groups = new Map<string, WorkloadKind[]>();
	for (const kind of kinds) {
		const name = kind.name.endsWith('Computer') ? 'computer' : kind.name;
		groups.set(name, [...(groups.get(name) ?? []), kind]);
	}
	return [...groups].map(([name, own]) => ({ name, kinds: own }));
}

function sourceOf(
	vspc: Vspc,
	{ filters, rules }: WorkloadWatchSettings,
	kinds: WorkloadKind[],
	{
		notes,
		now,
		...own
	}: Pick<WorkloadSource, 'budget' | 'until' | 'seesOthers'> & {
		notes: Map<string, unknown>;
		now: number;
	},
): WorkloadSource {
	const { host } = vspc.connection;
	const names = kinds.map(({ name }) => name);
	const values = filters.map(({ name, value }) => [name, value]);
	return {
		kinds,
		joined: kindsToJoin(kinds),
		vspc,
		scope: shortId(JSON.stringify([host, names, values])),
		host: shortId(host),
		filters,
		rules,
		memoryOf: ({ plural }) => listMemoryOf(plural, notes, now),
		...own,
	};
}

/** When a list counts as absent: only as long as this trigger has never read it, under this host and account. */
function absenceOf(source: WorkloadSource, name: string): Absence {
	const { vspc, kinds } = source;
	const { host, account } = vspc.connection;
	const plurals = kinds.map(({ plural }) => plural).join(' and ');
	return {
		mark: shortId(JSON.stringify([name, host, account])),
		host: shortId(host),
		isAbsent: isListAbsent,
		note: (error) => {
			const text = `VSPC shows no ${plurals} to this account, so none is watched until it does`;
			warn(vspc, `${text}: ${error.message}`);
		},
	};
}

/**
 * An item to build a workflow with: the first workload on a first page that would be emitted, else any one with
 * `isSample`. Changes nothing.
 *
 * @returns none when there is no workload at all
 * @throws what vspc.request throws
 */
async function sampleEvents(vspc: Vspc, settings: WorkloadWatchSettings): Promise<IDataObject[]> {
	const now = Date.now();
	const at = Math.floor(now / 1000);
	const until = elapsed() + vspc.timeouts.asyncTimeoutSeconds * 1000;
	const name = eventToShow(settings.rules.events);
	const absent: Error[] = [];
	let shown: Observed | undefined;
	let isReal = false;
	for (const kind of settings.kinds) {
		try {
			const found = await firstOf(vspc, settings, kind, at);
			const real = found.find((one) => one.seen.isWanted && isEvent(one, name));
			shown = real ?? shown ?? found.find(({ seen }) => seen.isWanted) ?? found[0];
			isReal = real !== undefined;
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			absent.push(asError(error));
		}
		if (isReal) break;
	}
	if (absent.length > 0 && absent.length === settings.kinds.length) throw absent[0];
	if (!shown) return [];
	const { seen, workload } = shown;
	const event = { name, of: isReal ? (seen.time ?? at) : at, at };
	const emitted = [{ event, known: seen, workload, rpoHours: seen.rpoHours }];
	const { includeNames } = settings;
	const [{ item }] = await toWorkloadItems(vspc, emitted, { includeNames, now, until });
	const { event: shownEvent, ...rest } = item;
	return [isReal ? item : { event: shownEvent, isSample: true, ...rest }];
}

function eventToShow(events: ReadonlySet<WorkloadEventName>): WorkloadEventName {
	return events.has('unprotected') ? 'unprotected' : ([...events][0] ?? 'unprotected');
}

function isEvent({ seen }: Observed, name: WorkloadEventName): boolean {
	const { time, at, rpoHours, malware = '' } = seen;
	if (name === 'suspicious') return malware === 'suspicious' || malware === 'infected';
	return name === 'unprotected' && (time === undefined || at - time > rpoHours * 3600);
}

/** The workloads on the first page of a list, those that the filters let through. */
async function firstOf(
	vspc: Vspc,
	{ filters, rules }: WorkloadWatchSettings,
	kind: WorkloadKind,
	at: number,
): Promise<Observed[]> {
	const call = { path: kind.listPath, activity: `listing the ${kind.plural}` };
	const filter = expressionsOf(kind, { filters, rules }, at * 1000);
	const { rows } = await vspc.pages({ call, filter }).read(0, PAGE_SIZE);
	const read = rows.map((row) => ({ row, at }));
	return await observeWorkloads({ vspc, filters, rules, joined: [] }, [{ kind, rows: read }]);
}
