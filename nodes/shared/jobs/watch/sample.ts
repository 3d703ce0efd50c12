import type { IDataObject } from 'n8n-workflow';

import { eventOf, isEnd, type EventName, type WatchRules } from './events';
import { makeNames, toItems } from './items';
import type { Sighting } from './sighting';
import { sightAll, type JobSource } from './source';

/** So many of the newest sessions are looked through for one that would be an event. */
const LOOK_THROUGH = 500;

/**
 * An item to build a workflow with: the latest real event, failures before others; where there is none, the
 * newest job as if it had failed, with `isSample`. Changes nothing.
 *
 * @returns none when there is no job at all
 * @throws what vspcRequest throws
 */
export async function sampleItems(
	sources: JobSource[],
	rules: WatchRules,
	includeNames: boolean,
): Promise<IDataObject[]> {
	const found: Array<{ source: JobSource; seen: Sighting }> = [];
	for (const source of sources) {
		for (const seen of await newest(source)) found.push({ source, seen });
	}
	const wanted = (['failed', 'warning', 'success'] as const).filter((name) =>
		rules.events.has(name),
	);
	for (const event of wanted) {
		const match = found.find(
			({ seen, source }) =>
				isEnd(seen.mark) && eventOf(seen.mark) === event && source.isWanted(seen.row),
		);
		if (match) return await toSample(match, event, includeNames, false);
	}
	const [any] = found;
	const [first = 'failed'] = rules.events;
	return any ? await toSample(any, first, includeNames, true) : [];
}

async function newest(source: JobSource): Promise<Sighting[]> {
	const { kind, pages } = source;
	const end = kind.properties.lastEnd ?? kind.properties.lastRun;
	const sort = [{ property: end, direction: 'descending' as const }];
	const { rows } = await pages.read(0, LOOK_THROUGH, kind.isQueryable ? sort : undefined);
	return sightAll(source, rows, () => false).sort((a, b) => (b.time ?? 0) - (a.time ?? 0));
}

async function toSample(
	{ source, seen }: { source: JobSource; seen: Sighting },
	event: EventName,
	includeNames: boolean,
	isSample: boolean,
): Promise<IDataObject[]> {
	const { key, row, time = 0 } = seen;
	const names = includeNames ? makeNames(source) : undefined;
	const happening = { event, of: time, at: time };
	const [{ item }] = await toItems(source, [{ key, name: '', row, happening }], names);
	const recovered = event === 'recovered' ? { recoveredBy: 'success' } : {};
	return [{ ...item, ...recovered, ...(isSample ? { isSample } : {}) }];
}
