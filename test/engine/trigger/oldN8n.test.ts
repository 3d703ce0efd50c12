import { VspcJobTrigger } from '../../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { brief, MINUTE, useStage } from './stage';

const stage = useStage({ jobs: 40 });
const { time } = stage;

/** The trigger in an n8n whose polls have no time limit, and no function that returns it. */
function inOldN8n(): VspcJobTrigger {
	const nodeType = new VspcJobTrigger();
	const { poll } = nodeType;
	nodeType.poll = async function () {
		// The context's own in newer ones.
		delete (this as Partial<typeof this>).getPollBudgetMs;
		expect(this).not.toHaveProperty('getPollBudgetMs');
		return await poll.call(this);
	};
	return nodeType;
}

test('an n8n that sets polls no time limit gets its events, through a restart and an outage too', async () => {
	const trigger = stage.trigger({}, { nodeType: inOldN8n() });
	expect(await trigger.publish()).toEqual([]);
	time.advance(MINUTE);
	stage.end(0, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
	expect(await trigger.poll()).toEqual([]);
	stage.end(13, 'Failed');
	stage.simulator.faults.add({ kind: 'error', status: 403, path: '/backupServers/jobs$' });
	expect(await trigger.restart()).toEqual([]);
	expect(trigger.deadBy).toBeUndefined();
	await expect(trigger.poll()).rejects.toThrow(/may not do this/);
	stage.simulator.faults.clear();
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(13).name}`]);
	expect(await trigger.poll()).toEqual([]);
});
