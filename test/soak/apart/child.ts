/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
// First of all: it decides where everything else is loaded from.
import './useDist';
import '../../setup';

import { VspcAlarmTrigger } from '../../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcJobTrigger } from '../../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkloadTrigger } from '../../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { alarmStoryOf, alarmTableOf } from '../alarms/report';
import { soakAlarms } from '../alarms/soak';
import { storyOf, tableOf, troublesOf } from '../report';
import type { RunFigures } from '../run';
import { soak } from '../soak';
import type { Findings } from '../verdict';
import { soakWorkloads, workloadStoryOf, workloadTableOf } from '../workloads/soak';
import type { Order, Outcome } from './order';
import { readAllHourly, shortenPauses, switchOff } from './patches';

async function run(order: Order): Promise<Outcome> {
	shortenPauses();
	if (order.without) switchOff(order.without);
	if (order.of === 'alarms') {
		const result = await soakAlarms({ ...order.setup, trigger: new VspcAlarmTrigger() });
		const outcome = outcomeOf(result, order, (key) => alarmStoryOf(key, result));
		return { ...outcome, table: alarmTableOf(order.setup.seed, result) };
	}
	if (order.of === 'workloads') {
		const result = await soakWorkloads({ ...order.setup, trigger: new VspcWorkloadTrigger() });
		const outcome = outcomeOf(result, order, (key) => workloadStoryOf(key, result));
		return { ...outcome, table: workloadTableOf(order.setup.seed, result) };
	}
	if (order.setup.readsAllHourly) readAllHourly();
	const result = await soak({ ...order.setup, trigger: new VspcJobTrigger() });
	const outcome = outcomeOf(result, order, (key) => storyOf(key, result));
	return { ...outcome, table: tableOf(order.setup.seed, result) };
}

function outcomeOf(
	result: Findings & { figures: RunFigures },
	{ keys, without }: Order,
	storyOfKey: (key: string) => string,
) {
	const { missed, doubled, figures } = result;
	const troubles = troublesOf(result);
	// UIDs are others in each run: what was in trouble has to be told by the run that found it.
	const told = keys ?? (without ? [] : keysIn(troubles).slice(0, MOST_STORIES));
	const stories = told.map(storyOfKey);
	return { missed, doubled, troubles, bytesEach: figures.bytesEach, stories };
}

const MOST_STORIES = 2;

const KEY = /\b\w+(?::[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})+/g;

function keysIn(troubles: string[]): string[] {
	return [...new Set(troubles.flatMap((text) => text.match(KEY) ?? []))];
}

process.once('message', (order: Order) => {
	void run(order).then((outcome) => process.send!(outcome));
});
process.once('disconnect', () => process.exit());
