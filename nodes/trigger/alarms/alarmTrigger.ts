import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { elapsed } from '../../util/clock';
import { type AlarmFilters, alarmKeyOf, ALARMS_PATH } from '../../vspc/alarms';
import { toRowFilter } from '../../vspc/list/filter';
import { ListPages } from '../../vspc/list/readList';
import type { Vspc } from '../../vspc/vspc';
import { type Circumstances, type Findings, type MakeClient, pollTrigger } from '../engine/poll';
import { shortId } from '../engine/state';
import { listMemoryOf, watched, watchLists, type WatchOptions } from '../engine/watch';
import { type AlarmRules, isSevere, observeAlarms, toAlarmItems } from './events';
import { alarmCodec, type AlarmListState } from './memory';
import { type AlarmNotes, type AlarmSource, watchAlarms } from './watch';

/** For the schema of the editor. */
export { alarmEventFields } from './events';

/** What an alarm trigger is set to. */
export interface AlarmWatchSettings extends WatchOptions {
	filters: AlarmFilters;
	rules: AlarmRules;
	includeNames: boolean;
}

/** The name that the state keeps alarms under, and what messages call them. */
const NAME = 'alarm';

/** What the alarm trigger does when n8n polls it. */
export async function pollAlarms(
	context: IPollFunctions,
	readSettings: (context: IPollFunctions) => AlarmWatchSettings,
	makeClient: MakeClient,
): Promise<INodeExecutionData[][] | null> {
	const [watch, sample] = [watchAlarmEvents, sampleAlarmEvents];
	return await pollTrigger(context, { readSettings, makeClient, watch, sample });
}

/** One poll of the active alarms. */
async function watchAlarmEvents(
	vspc: Vspc,
	settings: AlarmWatchSettings,
	circumstances: Circumstances,
): Promise<Findings> {
	const { rules, includeNames } = settings;
	const { hasGap, isPublishing, isTimeUp, notes, detailsUntil } = circumstances;
	const now = Date.now();
	const source = sourceOf(vspc, settings, notes, now);
	const list = {
		name: NAME,
		poll: async (old: AlarmListState | undefined, noted: unknown) => {
			const conditions = { rules, hasGap, now, isTimeUp, until: detailsUntil };
			const alarmNotes = (noted as AlarmNotes | undefined) ?? {};
			const { emitted, failure, ...found } = await watchAlarms(source, old, alarmNotes, conditions);
			const names = vspc.alarmNames;
			const events = await toAlarmItems(emitted, names, includeNames, detailsUntil);
			// One alarm that can't be read is no reason not to publish.
			return { ...found, events, failure: isPublishing ? undefined : failure };
		},
	};
	return await watchLists(vspc.context, [watched(list, alarmCodec)], settings, circumstances);
}

/** So many of the newest alarms are looked through for one that would be an event. */
const LOOK_THROUGH = 500;

/**
 * An item to build a workflow with: the newest active alarm that would be emitted, else the newest one with
 * `isSample`. Changes nothing.
 *
 * @returns none when there is no alarm at all
 * @throws what vspc.request throws
 */
async function sampleAlarmEvents(vspc: Vspc, settings: AlarmWatchSettings): Promise<IDataObject[]> {
	const source = sourceOf(vspc, settings, new Map(), Date.now());
	const sort = [{ property: 'lastActivation.time', direction: 'descending' as const }];
	const { rows } = await source.pages.read(0, LOOK_THROUGH, sort);
	const newest = observeAlarms(rows).sort((a, b) => (b.time ?? 0) - (a.time ?? 0));
	const real = newest.find(
		({ status, row }) => isSevere(status, settings.rules.minimum) && source.isWanted(row),
	);
	const shown = real ?? newest[0];
	if (!shown) return [];
	const [name = 'raised'] = settings.rules.events;
	const { key, row, time = 0 } = shown;
	const [{ item }] = await toAlarmItems(
		[{ key, alarm: row, event: { name, of: time, at: time } }],
		vspc.alarmNames,
		settings.includeNames,
		elapsed() + vspc.timeouts.asyncTimeoutSeconds * 1000,
	);
	const { event, ...rest } = item;
	return [real ? item : { event, isSample: true, ...rest }];
}

/** Filters are applied here: of an alarm that no longer passes them, the end has to be seen too. */
function sourceOf(
	vspc: Vspc,
	{ filters, rules }: AlarmWatchSettings,
	notes: Map<string, unknown>,
	now: number,
): AlarmSource {
	const request = { call: { path: ALARMS_PATH, activity: 'listing the alarms' } };
	const memory = listMemoryOf(NAME, notes, now);
	return {
		keyOf: alarmKeyOf,
		isQueryable: true,
		pages: new ListPages(vspc, request, memory),
		vspc,
		host: shortId(vspc.connection.host),
		scope: shortId(JSON.stringify([vspc.connection.host, inOrder(filters), rules.minimum])),
		isWanted: toRowFilter(filters.map(({ rule }) => rule())).keep,
	};
}

/** In whatever order somebody has chosen the values, they are the same filters. */
function inOrder(filters: AlarmFilters): unknown[] {
	return filters.map(({ name, value }) => [name, Array.isArray(value) ? [...value].sort() : value]);
}
