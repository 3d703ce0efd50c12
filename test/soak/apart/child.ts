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
	const { keys = [] } = order;
	if (order.of === 'alarms') {
		const result = await soakAlarms({ ...order.setup, trigger: new VspcAlarmTrigger() });
		const stories = keys.map((key) => alarmStoryOf(key, result));
		return { ...outcomeOf(result), table: alarmTableOf(order.setup.seed, result), stories };
	}
	if (order.of === 'workloads') {
		const result = await soakWorkloads({ ...order.setup, trigger: new VspcWorkloadTrigger() });
		const stories = keys.map((key) => workloadStoryOf(key, result));
		return { ...outcomeOf(result), table: workloadTableOf(order.setup.seed, result), stories };
	}
	if (order.setup.readsAllHourly) readAllHourly();
	const result = await soak({ ...order.setup, trigger: new VspcJobTrigger() });
	const stories = keys.map((key) => storyOf(key, result));
	return { ...outcomeOf(result), table: tableOf(order.setup.seed, result), stories };
}

function outcomeOf(result: Findings & { figures: RunFigures }) {
	const { missed, doubled, figures } = result;
	return { missed, doubled, troubles: troublesOf(result), bytesEach: figures.bytesEach };
}

process.once('message', (order: Order) => {
	void run(order).then((outcome) => process.send!(outcome));
});
process.once('disconnect', () => process.exit());
