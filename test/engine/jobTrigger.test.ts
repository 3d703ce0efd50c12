import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { PolledTrigger } from './harness/poll';
import { apiKey, useSimulator } from './harness/simulator';
import { useVirtualTime } from './harness/virtualTime';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('VSPC Job Trigger', () => {
	const simulator = useSimulator({ jobs: 40 });
	const time = useVirtualTime();

	const make = (parameters: object = {}) =>
		new PolledTrigger({
			nodeType: new VspcJobTrigger(),
			parameters: {
				authentication: 'apiKey',
				events: ['failed', 'recovered'],
				jobKinds: ['job'],
				...parameters,
			},
			credentials: apiKey(simulator()),
		});
	const job = (index: number) => simulator().estate.jobs[index];
	const end = (index: number, status: string) =>
		simulator().endSession(job(index).instanceUid, { status });
	const brief = (items: Array<{ json: object }>) =>
		items.map(({ json }) => {
			const { name, event } = json as { name: string; event: string };
			return `${event} ${name}`;
		});

	test('tells a failure once and its recovery once', async () => {
		const trigger = make();
		expect(await trigger.publish()).toEqual([]);
		time.advance(MINUTE);
		expect(await trigger.poll()).toEqual([]);
		end(0, 'Failed');
		const items = await trigger.poll();
		expect(brief(items)).toEqual([`failed ${job(0).name}`]);
		time.advance(HOUR);
		expect(await trigger.poll()).toEqual([]);
		end(0, 'Success');
		const recovered = await trigger.poll();
		expect(brief(recovered)).toEqual([`recovered ${job(0).name}`]);
		expect(await trigger.poll()).toEqual([]);
	});
});
