/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** A published trigger in a process of its own, which polls on request and says what that took. */
import '../soak/apart/useDist';

import type { INodeParameters } from 'n8n-workflow';

import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { PolledTrigger } from '../engine/harness/poll';
import type { Poll } from './polls';

const TRIGGERS = { VspcAlarmTrigger, VspcJobTrigger, VspcWorkloadTrigger };

interface Order {
	name: keyof typeof TRIGGERS;
	parameters: INodeParameters;
	host: string;
	apiKey: string;
}

const { name, parameters, host, apiKey } = JSON.parse(process.argv[2]) as Order;
const trigger = new PolledTrigger({
	nodeType: new TRIGGERS[name](),
	parameters: { authentication: 'apiKey', ...parameters },
	credentials: {
		vspcApi: { host, accessToken: apiKey, apiVersion: '3.5.1', allowUnauthorizedCerts: true },
	},
});

async function answer(message: unknown): Promise<Poll | 'ready'> {
	if (message === 'ready') return message;
	const before = process.cpuUsage();
	const items = message === 'publish' ? await trigger.publish() : await trigger.poll();
	const { user, system } = process.cpuUsage(before);
	return { cpuMs: (user + system) / 1000, items: items.length };
}

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
	void answer(message).then(
		(found) => process.send!(found),
		(error: unknown) => {
			process.stderr.write(`${String(error)}\n`);
			process.exit(1);
		},
	);
});
