/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
// First of all: it decides where everything else is loaded from.
import '../soak/apart/useDist';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { PolledTrigger } from '../engine/harness/poll';
import { apiKey } from '../engine/harness/simulator';
import { startVirtualTime } from '../engine/harness/virtualTime';
import { LARGE_ESTATE } from '../load/largeEstate';
import { startSimulator } from '../simulator';
import { milliseconds, type Outcome } from './report';
import { median } from './statistics';

const HOURS = 6;
const POLL_MINUTES = 5;
const MOST_REQUESTS = 120;
const MOST_BYTES = 96;
const MOST_MS = 50;

/**
 * VSPC Workload Trigger for some hours of virtual time, in this process with n8n's own poll context. A poll that reads
 * nothing is what most polls are; only its CPU time is measured, since in the others the simulator works as well.
 */
export async function measureWorkloadTrigger(): Promise<Outcome> {
	const simulator = await startSimulator(LARGE_ESTATE);
	const time = startVirtualTime();
	try {
		const trigger = new PolledTrigger({
			nodeType: new VspcWorkloadTrigger(),
			parameters: { authentication: 'apiKey', rpoHours: 2_000 },
			credentials: apiKey(simulator, { apiVersion: '3.6.1' }),
			nodeName: 'VSPC Workload Trigger',
		});
		await trigger.publish();
		const first = simulator.requests.length;
		const count = simulator.estate.workloads.length;
		const requests: number[] = [];
		const quiet: number[] = [];
		for (let poll = 0; poll < (HOURS * 60) / POLL_MINUTES; poll++) {
			time.advance(POLL_MINUTES * 60_000);
			simulator.requests.length = 0;
			const before = process.cpuUsage();
			await trigger.poll();
			const { user, system } = process.cpuUsage(before);
			requests.push(simulator.requests.length);
			if (requests.at(-1) === 0) quiet.push((user + system) / 1000);
		}
		const perHour = requests.reduce((sum, one) => sum + one) / HOURS;
		const bytes = JSON.stringify(trigger.savedState).length / count;
		const ms = median(quiet);
		const what = `VSPC Workload Trigger, ${count} workloads, a poll every ${POLL_MINUTES} minutes`;
		return {
			rows: [
				{
					what: `${what}: requests an hour`,
					measured: perHour.toFixed(0),
					target: `at most ${MOST_REQUESTS}`,
					reached: perHour <= MOST_REQUESTS,
				},
				{
					what: `${what}: CPU time of a poll that reads nothing`,
					measured: milliseconds(ms),
					target: `at most ${milliseconds(MOST_MS)}`,
					reached: ms <= MOST_MS,
				},
				{
					what: `${what}: bytes of state a workload`,
					measured: bytes.toFixed(1),
					target: `at most ${MOST_BYTES}`,
					reached: bytes <= MOST_BYTES,
				},
			],
			notes: [
				`the workload trigger read all in ${first} requests when it was published, then in at most ${Math.max(...requests)} a poll; ${quiet.length} of ${requests.length} polls read nothing`,
			],
			raw: { first, requests, quiet, bytes, count },
		};
	} finally {
		time.restore();
		await simulator.close();
	}
}
