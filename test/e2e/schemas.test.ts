import type { INodeParameters } from 'n8n-workflow';

import { missingBrowser } from './browser';
import { until } from '../n8n';
import { chain, useStage } from './harness';
import { describeWith } from './needs';
import { NodePanel } from './trigger/editor';

/** The editor is loaded in each. */
jest.setTimeout(120_000);

/** The editor can know the items of a node that has not run by their schema only. */
describeWith(missingBrowser(), 'a node that has not run, in the editor', () => {
	const stage = useStage({ isOneStory: true, hasEditor: true });

	test.each([
		['VSPC Job', 'vspcJob', { resource: 'job', operation: 'get' }, 'lastEndTime'],
		['VSPC Alarm', 'vspcAlarm', { operation: 'getAll' }, 'alarmTemplateUid'],
		['VSPC Company', 'vspcCompany', { operation: 'get' }, 'email'],
		[
			'VSPC Workload',
			'vspcWorkload',
			{ resource: 'computer', operation: 'getAll' },
			'malwareState',
		],
	])('%s shows its fields, and one can be dragged into the next node', async (...row) => {
		const [name, type, parameters, field] = row as [string, string, INodeParameters, string];
		const vspcApi = await stage().credential('vspcApi');
		const nodes = [
			{
				name,
				type: `n8n-nodes-vspc.${type}`,
				typeVersion: 1,
				credentials: { vspcApi },
				parameters: { authentication: 'apiKey', ...parameters },
			},
			{ name: 'Next', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: { options: {} } },
		];
		const { client } = stage().n8n;
		const workflowId = await client.createWorkflow(chain(nodes));
		const panel = await NodePanel.open(stage(), workflowId, 'Next');
		try {
			expect(await panel.inputFields(name)).toContain(field);
			expect(await panel.inputText()).toContain('Usually outputs the following fields');
			await panel.dragInput(field);
			// the editor saves by itself, a little later
			const saved = await until(
				async () => JSON.stringify((await client.getWorkflow(workflowId)).nodes.at(-1)?.parameters),
				(text) => text.includes(field),
				30_000,
				() => 'the editor saved nothing',
			);
			expect(saved).toContain(`{{ $json.${field} }}`);
			// n8n's own nodes before it have no schema.
			const ours = panel.errors.filter((text) => !/404 .*\/schemas\/n8n-nodes-base\./.test(text));
			expect(ours).toEqual([]);
		} finally {
			await panel.close();
		}
	});
});
