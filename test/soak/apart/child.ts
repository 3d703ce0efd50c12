/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
// First of all: it decides where everything else is loaded from.
import './useDist';
import '../../setup';

import { VspcJobTrigger } from '../../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { storyOf, tableOf, troublesOf } from '../report';
import { soak } from '../soak';
import type { Order, Outcome } from './order';
import { shortenPauses, switchOff } from './patches';

async function run({ setup, without, jobKeys = [] }: Order): Promise<Outcome> {
	shortenPauses();
	if (without) switchOff(without);
	const result = await soak({ ...setup, trigger: new VspcJobTrigger() });
	const { missed, doubled, bytesPerJob } = result;
	return {
		table: tableOf(`seed ${setup.seed}`, result),
		missed,
		doubled,
		troubles: troublesOf(result),
		bytesPerJob,
		stories: jobKeys.map((jobKey) => `${jobKey}\n${storyOf(jobKey, result)}`),
	};
}

process.once('message', (order: Order) => {
	void run(order).then((outcome) => process.send!(outcome));
});
process.once('disconnect', () => process.exit());
