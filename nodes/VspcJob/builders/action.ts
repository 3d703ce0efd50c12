import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { uidField } from '../../fields/uid';
import type { JobActionName } from '../../shared/jobs/kinds/kind';
import { additionOptions } from './additions';
import type { JobResource } from './jobResource';

/** The words for an action in the list of operations. */
const WORDS: Record<JobActionName, Pick<INodePropertyOptions, 'name' | 'description'>> = {
	start: { name: 'Start', description: 'Start the job; VSPC answers when the start is queued' },
	stop: { name: 'Stop', description: 'Stop the running session of the job' },
	retry: { name: 'Retry', description: 'Retry what failed in the latest session of the job' },
	enable: { name: 'Enable', description: 'Turn the schedule of the job on' },
	disable: { name: 'Disable', description: 'Turn the schedule of the job off' },
};

const activeFullOption: INodeProperties = {
	displayName: 'Active Full',
	name: 'activeFull',
	type: 'boolean',
	default: false,
	description: 'Whether to make a full backup, independent of earlier ones',
};

const waitOptions: INodeProperties[] = [
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until the session has ended and to output the job as it is then. VSPC itself answers when the action is queued.',
	},
	{
		displayName: 'Wait Minutes',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { waitForCompletion: [true] } },
		default: 60,
		description: 'How many minutes to wait for completion, for all items together',
	},
];

/** An action on jobs: reads the jobs, acts on each once, and waits for them together. */
export function actionOperation(
	resource: JobResource,
	action: JobActionName,
): Operation {
	const { name, description } = WORDS[action];
	const endsSession = action !== 'enable' && action !== 'disable';
	return {
		option: { name, value: action, action: `${name} ${resource.action}`, description },
		fields: [
			uidField(resource.uid),
			optionsField([
				...(endsSession ? [...additionOptions, ...waitOptions] : []),
				...(action === 'start' && resource.hasActiveFull ? [activeFullOption] : []),
			]),
		],
		async execute(context, itemCount, keepGoing) {
			const { actOnJobs } = await import('../run/action');
			return await actOnJobs(resource, action, context, itemCount, keepGoing);
		},
	};
}
