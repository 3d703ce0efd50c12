import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { PolledTrigger } from '../engine/harness/poll';
import { apiKey, useSimulator } from '../engine/harness/simulator';
import { useVirtualTime } from '../engine/harness/useTime';
import { LARGE_ESTATE } from './largeEstate';

const HOURS = 3;

/** What the workload trigger of a large provider costs VSPC, and n8n's database; `npm run bench` measures its time. */
const simulator = useSimulator(LARGE_ESTATE);
const time = useVirtualTime();

test.each([5, 10])(
	'with 20,000 workloads and a poll every %i minutes: a read an hour, spread over polls, at most 2 requests a minute, and a small state',
	async (minutes) => {
		const { estate, requests } = simulator();
		const count = estate.workloads.length;
		expect(count).toBeGreaterThanOrEqual(20_000);
		// As long as names may be.
		for (const [index, one] of estate.workloads.entries()) {
			if (index % 4 === 0)
				one.name = `${one.name} of the branch office in Llanfairpwllgwyngyll ${index}`;
		}
		const trigger = new PolledTrigger({
			nodeType: new VspcWorkloadTrigger(),
			parameters: {
				authentication: 'apiKey',
				events: ['unprotected', 'protected', 'appeared', 'disappeared', 'suspicious', 'cleared'],
				rpoHours: 2_000,
			},
			credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
			nodeName: 'VSPC Workload Trigger',
		});
		await trigger.publish();
		requests.length = 0;
		const perPoll: number[] = [];
		for (let poll = 0; poll < (HOURS * 60) / minutes; poll++) {
			const before = requests.length;
			time.advance(minutes * 60_000);
			expect(await trigger.poll()).toEqual([]);
			perPoll.push(requests.length - before);
		}
		expect(requests.length / HOURS).toBeLessThanOrEqual(120);
		const pages = requests.filter(({ path }) =>
			path.endsWith('/protectedWorkloads/virtualMachines'),
		);
		expect(pages.length).toBeGreaterThanOrEqual((HOURS - 1) * 17);
		expect(perPoll.filter((sent) => sent > 0).length).toBeGreaterThanOrEqual(2 * HOURS);
		expect(Math.max(...perPoll)).toBeLessThanOrEqual(Math.max(8, (8 * minutes) / 5));
		expect(JSON.stringify(trigger.savedState).length / count).toBeLessThanOrEqual(96);
	},
	180_000,
);
