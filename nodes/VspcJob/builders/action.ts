import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import { addHints } from '../../fields/hints';
import {
	forEachItem,
	isRead,
	readAllItems,
	type Operation,
	type Outcome,
} from '../../fields/operation';
import { optionsField, readLimits } from '../../fields/options';
import { readUid, uidField } from '../../fields/uid';
import type { Connection } from '../../shared/connection';
import type { JobActionName } from '../../shared/jobs/kinds/kind';
import { toResult } from '../../shared/jobs/result';
import { waitForEnd, type Awaited } from '../../shared/jobs/wait';
import { asError } from '../../shared/parallel';
import { additionOptions, JobAdditions, readAdditions, type AdditionChoice } from './additions';
import type { JobResource } from './jobResource';
import { JobSource, type JobWish } from './source';

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

const DEFAULT_WAIT_MINUTES = 60;

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

interface Wish extends JobWish {
	choice: AdditionChoice;
	activeFull: boolean;
	waitMinutes: number | undefined;
}

/** An action on jobs: reads the jobs, acts on each once, and waits for them together. */
export function actionOperation(
	resource: JobResource,
	action: JobActionName,
	withActiveFull = false,
): Operation {
	const { name, description } = WORDS[action];
	const endsSession = action !== 'enable' && action !== 'disable';
	return {
		option: { name, value: action, action: `${name} ${resource.action}`, description },
		fields: [
			uidField(resource.uid),
			optionsField([
				...(endsSession ? [...additionOptions, ...waitOptions] : []),
				...(withActiveFull ? [activeFullOption] : []),
			]),
		],
		async execute(context, itemCount, keepGoing) {
			const wishes = readAllItems(itemCount, keepGoing, (itemIndex) =>
				readWish(resource, context, itemIndex),
			);
			return await new ActionRun(resource, action, context, wishes, keepGoing).execute();
		},
	};
}

function readWish({ kind, uid }: JobResource, context: IExecuteFunctions, itemIndex: number): Wish {
	const isOn = (name: string) =>
		context.getNodeParameter(`options.${name}`, itemIndex, false) === true;
	const { status, lastRun, lastEnd } = kind.properties;
	return {
		ref: readUid(context, uid, itemIndex),
		limits: readLimits(context, itemIndex),
		fields: [...kind.keyFields(''), status, lastEnd ?? lastRun],
		choice: readAdditions(context, itemIndex),
		activeFull: isOn('activeFull'),
		waitMinutes: isOn('waitForCompletion') ? readMinutes(context, itemIndex) : undefined,
	};
}

function readMinutes(context: IExecuteFunctions, itemIndex: number): number {
	const value = context.getNodeParameter(
		'options.waitMinutes',
		itemIndex,
		DEFAULT_WAIT_MINUTES,
	) as unknown;
	const minutes = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof minutes === 'number' && minutes > 0 && minutes <= 7 * 24 * 60) return minutes;
	throw new NodeOperationError(
		context.getNode(),
		`The option 'Wait Minutes' of item ${itemIndex} is not a number of minutes`,
		{ description: `It was given: ${String(value).slice(0, 60)}.`, itemIndex },
	);
}

/** One execution of an action. */
class ActionRun {
	private readonly connection: () => Promise<Connection>;
	private readonly additions: JobAdditions;
	private readonly source: JobSource;

	/** A job that several items name is acted on once. */
	private readonly done = new Map<string, Promise<Awaited>>();

	constructor(
		private readonly resource: JobResource,
		private readonly action: JobActionName,
		private readonly context: IExecuteFunctions,
		private readonly wishes: Array<Wish | Error>,
		private readonly keepGoing: boolean,
	) {
		const { kind } = resource;
		this.connection = connectOnce(context);
		this.additions = new JobAdditions(kind, context, this.connection);
		this.source = new JobSource(kind, context, this.connection, wishes.filter(isRead));
	}

	async execute(): Promise<Outcome[]> {
		// One after the other: when one fails and the node is to stop, no other has been started.
		const outcomes = await forEachItem(
			this.context,
			this.wishes.length,
			this.keepGoing,
			async (itemIndex) => [await this.act(itemIndex)],
			1,
		);
		const results = await this.wait(outcomes);
		addHints(this.context, this.additions.hints);
		return results;
	}

	private async act(itemIndex: number): Promise<IDataObject> {
		const wish = this.wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const job = await this.source.get(wish, itemIndex);
		const jobKey = this.resource.kind.keyOf(job);
		let done = this.done.get(jobKey);
		if (!done) {
			done = this.actOnce(wish, job, itemIndex);
			this.done.set(jobKey, done);
		}
		await done;
		return { jobUid: job.instanceUid, operation: this.action, accepted: true, jobKey };
	}

	private async actOnce(wish: Wish, read: IDataObject, itemIndex: number): Promise<Awaited> {
		const { kind } = this.resource;
		const { ref, limits, activeFull } = wish;
		const asking = { context: this.context, connection: await this.connection(), limits };
		let before = read;
		if (kind.fetch && toResult(before[kind.properties.status]) === 'running') {
			// Its session may have ended since it was read with all the others.
			before = await kind.fetch(asking, ref, itemIndex);
		}
		await kind.act(asking, this.action, before, itemIndex, activeFull);
		return { ref, itemIndex, before, stopped: this.action === 'stop' };
	}

	/** Puts the job as it is at the end in the place of "accepted", for the items that want to wait. */
	private async wait(outcomes: Outcome[]): Promise<Outcome[]> {
		const { kind } = this.resource;
		const waiting = outcomes.flatMap((outcome, itemIndex) => {
			const wish = this.wishes[itemIndex];
			return isRead(wish) && wish.waitMinutes !== undefined && 'items' in outcome
				? [{ itemIndex, wish, jobKey: String(outcome.items[0].jobKey) }]
				: [];
		});
		if (waiting.length === 0) return outcomes;
		const awaited = new Map<string, Awaited>();
		for (const { jobKey } of waiting) awaited.set(jobKey, await this.done.get(jobKey)!);
		const ends = new Map<Awaited, IDataObject | Error>();
		await waitForEnd(
			kind,
			{
				context: this.context,
				connection: await this.connection(),
				limits: waiting[0].wish.limits,
			},
			[...awaited.values()],
			Math.max(...waiting.map(({ wish }) => wish.waitMinutes ?? 0)),
			(job, end) => ends.set(job, end),
		);
		const results = [...outcomes];
		for (const { itemIndex, wish, jobKey } of waiting) {
			results[itemIndex] = await this.outcomeOf(ends.get(awaited.get(jobKey)!)!, wish, itemIndex);
		}
		return results;
	}

	/** What goes wrong from here on is told for the item: the job was started all the same. */
	private async outcomeOf(
		end: IDataObject | Error,
		wish: Wish,
		itemIndex: number,
	): Promise<Outcome> {
		if (end instanceof Error) return { error: this.toNodeError(end, itemIndex) };
		try {
			return { items: [await this.additions.addTo(end, end, wish.choice)] };
		} catch (error) {
			return { error: this.toNodeError(asError(error), itemIndex) };
		}
	}

	private toNodeError(error: Error & { description?: string }, itemIndex: number): Error {
		if (error instanceof NodeOperationError || 'httpCode' in error) return error;
		const { message, description } = error;
		return new NodeOperationError(this.context.getNode(), message, { description, itemIndex });
	}
}
