import { missingBrowser } from './browser';
import { until } from '../n8n';
import { useStage } from './harness';
import { describeWith } from './needs';
import { NodePanel } from './trigger/editor';
import { Watch } from './trigger/watch';
import { TRIGGER } from './trigger/workflow';

/** The editor is loaded in each. */
jest.setTimeout(120_000);

/** VSPC Job Trigger as a person sees it. */
describeWith(missingBrowser(), 'the trigger in the editor', () => {
	const stage = useStage({ hasEditor: true });

	let watch: Watch;
	let panel: NodePanel;
	beforeEach(async () => {
		const pollTimes = { item: [{ mode: 'everyMinute' }] };
		watch = await Watch.create(stage(), { parameters: { pollTimes } });
		panel = await NodePanel.open(stage(), watch.workflowId, TRIGGER);
	});
	afterEach(async () => await panel?.close());

	test('its panel shows the parameters and all that can be added', async () => {
		const text = await panel.text();
		for (const label of ['Credential', 'Poll Times', 'Events', 'Job Kinds', 'Filters', 'Options']) {
			expect(text).toContain(label);
		}
		for (const chosen of [
			'first poll only records',
			'Job Failed',
			'Job Recovered',
			'Backup Server Job',
		]) {
			expect(text).toContain(chosen);
		}
		expect(await panel.offered('Add filter')).toEqual([
			'Backup Server',
			'Company',
			'Custom Filter',
			'Enabled',
			'Failure Message',
			'Last Run Before',
			'Last Run Since',
			'Name Contains',
			'No Success for Hours',
			'Status',
			'Type',
		]);
		expect(await panel.offered('Add option')).toEqual([
			'Add Ticket Fields',
			'After a Pause',
			'After a Restart',
			'Disconnected (Minutes)',
			'Emit Existing Problems',
			'Escalate (Failures)',
			'Escalate (Hours)',
			'Find Missed Sessions',
			'Include Names',
			'Min Duration (Minutes)',
			'Min Failures in a Row',
			'Overdue After (Hours)',
			'Warning Counts As',
		]);
		expect(panel.errors).toEqual([]);
	});

	test('events and kinds of jobs can be chosen', async () => {
		await panel.choose('events', 'Job Warning');
		await panel.choose('jobKinds', 'Agent Job');
		// the editor saves by itself, a little later
		const saved = await until(
			async () => (await stage().n8n.client.getWorkflow(watch.workflowId)).nodes[0].parameters,
			(parameters) => (parameters?.jobKinds as string[] | undefined)?.length === 2,
			30_000,
			() => 'the editor saved nothing',
		);
		expect(saved).toMatchObject({
			events: ['failed', 'recovered', 'warning'],
			jobKinds: ['job', 'agentJob'],
		});
		expect(panel.errors).toEqual([]);
	});

	test('"Fetch Test Event" shows a job that failed', async () => {
		const [job] = watch.fail();
		const output = await panel.fetchTestEvent();
		expect(output).toContain('1 item');
		expect(output).toContain(job.instanceUid);
		expect(panel.errors).toEqual([]);
	});
});
