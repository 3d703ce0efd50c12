import { PollContext } from 'n8n-core';

import { HOUR, useStage } from './stage';

/** Thousands of jobs must not flood n8n's log. */
const stage = useStage({ jobs: 400, agentJobs: 0, vb365Jobs: 0 });

afterEach(() => jest.restoreAllMocks());

test('at most 100 lines a poll, those of problems first, and one that says how many more there are', async () => {
	const lines: string[] = [];
	const logger = { warn: jest.fn(), debug: (line: string) => void lines.push(line) };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	const { jobs } = stage.simulator.estate;
	const trigger = stage.trigger({
		filters: { nameContains: 'no such name' },
		events: ['failed', 'success'],
	} as never);
	await trigger.publish();
	lines.length = 0;
	stage.time.advance(HOUR);
	for (const index of jobs.keys()) stage.end(index, index % 10 === 9 ? 'Failed' : 'Success');
	expect(await trigger.poll()).toEqual([]);
	expect(lines).toHaveLength(101);
	const failures = lines.filter((line) => line.includes('status Failed'));
	expect(failures).toHaveLength(40);
	expect(lines.slice(0, 40)).toEqual(failures);
	expect(lines[100]).toBe('VSPC Job Trigger: no event for 300 more, which are not listed.');
});
