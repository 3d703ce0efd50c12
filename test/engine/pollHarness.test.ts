import {
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { PolledTrigger, type PollSetup } from './harness/poll';
import { apiKey, useSimulator } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

const simulator = useSimulator({ jobs: 3, companies: 1 });
const time = useVirtualTime();

/** What a poll has to do next. */
let next: 'nothing' | 'emit' | 'fail' | 'ask';
beforeEach(() => {
	next = 'nothing';
});

/** Counts its polls in its state; its items show what it was given. */
class Counter implements INodeType {
	description = {
		name: 'counter',
		credentials: [{ name: 'vspcApi', required: true }],
		properties: [{ displayName: 'Word', name: 'word', type: 'string', default: 'usual' }],
	} as unknown as INodeTypeDescription;

	contexts: IPollFunctions[] = [];

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const self = counter;
		self.contexts.push(this);
		const state = this.getWorkflowStaticData('node') as { polls?: number };
		const polls = (state.polls ?? 0) + 1;
		if (this.getMode() !== 'manual') state.polls = polls;
		if (next === 'fail') throw new Error('VSPC is down');
		if (next === 'nothing') return null;
		const json: IDataObject = {
			polls,
			word: this.getNodeParameter('word') as string,
			mode: this.getMode(),
			activation: this.getActivationMode(),
			budget: this.getPollBudgetMs?.(),
			workflow: this.getWorkflow().id,
		};
		if (next === 'ask') {
			const answer = (await this.helpers.httpRequestWithAuthentication.call(this, 'vspcApi', {
				url: `${simulator().url}/api/v3/users/me`,
				json: true,
			})) as IDataObject;
			json.answered = 'data' in answer;
		}
		return [[{ json }]];
	}
}

let counter: Counter;
function make(more: Partial<PollSetup> = {}): PolledTrigger {
	counter = new Counter();
	return new PolledTrigger({ nodeType: counter, credentials: apiKey(simulator()), ...more });
}

async function emit(poll: () => Promise<INodeExecutionData[]>): Promise<IDataObject> {
	next = 'emit';
	const items = await poll();
	next = 'nothing';
	return items[0].json;
}

describe("n8n's usual poller", () => {
	test('polls at once when published, in one context until it is published again', async () => {
		const trigger = make();
		expect(await emit(async () => await trigger.publish())).toMatchObject({
			polls: 1,
			word: 'usual',
			mode: 'trigger',
			activation: 'activate',
			budget: 300_000,
		});
		await trigger.poll();
		expect(counter.contexts[1]).toBe(counter.contexts[0]);
		const json = await emit(async () => await trigger.republish({ parameters: { word: 'other' } }));
		expect(json).toMatchObject({ word: 'other', activation: 'update' });
		expect(counter.contexts[2]).not.toBe(counter.contexts[0]);
	});

	test('saves the state at the activation and with items only', async () => {
		const trigger = make();
		await trigger.publish();
		await trigger.poll();
		expect([trigger.state.polls, trigger.savedState.polls]).toEqual([2, 1]);
		await emit(async () => await trigger.poll());
		expect(trigger.savedState.polls).toBe(3);
		await trigger.poll();
		expect((await emit(async () => await trigger.restart())).polls).toBe(4);
	});

	test('a restart is another process, unless it keeps its memory', async () => {
		const trigger = make();
		const first = await emit(async () => await trigger.publish());
		const kept = await emit(async () => await trigger.restart({ keepMemory: true }));
		const other = await emit(async () => await trigger.restart());
		expect(kept).toMatchObject({ workflow: first.workflow, activation: 'init' });
		expect(other.workflow).not.toBe(first.workflow);
	});

	test('a throw while n8n starts kills the trigger until a person publishes it again', async () => {
		const trigger = make();
		await trigger.publish();
		next = 'fail';
		await expect(trigger.poll()).rejects.toThrow('VSPC is down');
		expect(await trigger.restart()).toEqual([]);
		expect(trigger.deadBy?.message).toBe('VSPC is down');
		next = 'emit';
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.restart()).toEqual([]);
		expect(await trigger.publish()).toHaveLength(1);
		expect(trigger.deadBy).toBeUndefined();
	});

	test('publishing fails when the first poll does', async () => {
		const trigger = make();
		next = 'fail';
		await expect(trigger.publish()).rejects.toThrow('VSPC is down');
		expect(trigger.savedState).toEqual({});
	});

	test('what a poll brings after n8n was killed is lost', async () => {
		const trigger = make();
		await trigger.publish();
		next = 'ask';
		const late = trigger.poll();
		next = 'nothing';
		await trigger.restart();
		expect(await late).toEqual([]);
		expect(trigger.savedState.polls).toBe(2);
	});

	test('a trigger with another name begins anew', async () => {
		const trigger = make();
		await trigger.publish();
		await trigger.republish({ nodeName: 'Renamed' });
		expect(trigger.state.polls).toBe(1);
	});

	test('unpublishing forgets what was not saved', async () => {
		const trigger = make();
		await trigger.publish();
		await trigger.poll();
		trigger.unpublish();
		expect(await trigger.poll()).toEqual([]);
		expect((await emit(async () => await trigger.publish())).polls).toBe(2);
	});
});

test("n8n's durable poller makes a context for each poll and saves without items, too", async () => {
	const trigger = make({ engine: 'durable' });
	await trigger.publish();
	expect(trigger.savedState).toEqual({});
	const json = await emit(async () => await trigger.poll());
	expect(json).toMatchObject({ polls: 1, activation: 'update', budget: 36_000 });
	await trigger.poll();
	expect(counter.contexts[2]).not.toBe(counter.contexts[1]);
	expect(trigger.savedState.polls).toBe(2);
	next = 'fail';
	await expect(trigger.poll()).rejects.toThrow();
	expect(trigger.savedState.polls).toBe(2);
	expect(await trigger.restart()).toEqual([]);
	expect((await emit(async () => await trigger.poll())).polls).toBe(3);
});

test('a test run sees the mode and leaves the state alone', async () => {
	const trigger = make();
	await trigger.publish();
	const json = await emit(async () => await trigger.testRun());
	expect(json).toMatchObject({ mode: 'manual', activation: 'manual', polls: 2 });
	expect(trigger.state.polls).toBe(1);
});

test('polls reach the simulator over HTTPS, whatever time it is there', async () => {
	const trigger = make();
	await trigger.publish();
	const before = Date.now();
	time.advance(400 * 24 * 3_600_000);
	expect(Date.now() - before).toBeGreaterThan(3e10);
	expect(new Date().getTime() - before).toBeGreaterThan(3e10);
	expect(simulator().clock.now() - before).toBeGreaterThan(3e10);
	next = 'ask';
	expect((await trigger.poll())[0].json.answered).toBe(true);
	// Timers are real.
	const start = performance.now();
	await sleep(20);
	expect(performance.now() - start).toBeLessThan(5000);
});
