import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { clientOf, Parameters } from '../form/parameters';
import { pollOnce } from '../trigger/engine/poll';
import { sampleJobEvents, watchJobs } from '../trigger/jobs/jobTrigger';
import { readSettings, triggerFields } from './parameters';

/** For the schema of the editor. */
export { jobEventFields as itemFields } from '../trigger/jobs/items';

/** A person is waiting in the editor. */
const TEST_LIMITS = { timeoutSeconds: 60, asyncTimeoutSeconds: 60 };

/** Runs the trigger, see VspcJobTrigger.node.ts. */
export async function pollJobs(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') {
		const settings = readSettings(new Parameters(context, triggerFields));
		const vspc = clientOf(context).within(TEST_LIMITS);
		await vspc.connect();
		const items = await sampleJobEvents(context, vspc, settings);
		const { notWatched } = settings;
		const remark = notWatched.length > 0 ? { notWatched: notWatched.join(' ') } : {};
		return items.length > 0 ? [items.map((item) => ({ json: { ...item, ...remark } }))] : null;
	}
	return await pollOnce(context, async (circumstances, bounded) => {
		const settings = readSettings(new Parameters(context, triggerFields));
		// Publishing shows a person nothing but errors, and this is none.
		for (const note of circumstances.isPublishing ? settings.notWatched : []) {
			context.logger?.warn(`${context.getNode().name}: ${note}`);
		}
		const vspc = clientOf(bounded).within(circumstances.limits);
		await vspc.connect();
		return await watchJobs(bounded, vspc, settings, circumstances);
	});
}
