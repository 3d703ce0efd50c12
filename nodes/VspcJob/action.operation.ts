import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyOptions,
	NodeOperationError,
} from 'n8n-workflow';

import { clientOf } from '../form/authentication';
import { readSwitch } from '../form/choice';
import type { JobResource } from '../form/jobKinds';
import {
	addHints,
	forEachItem,
	isRead,
	type Operation,
	type Outcome,
	readAllItems,
} from '../form/operation';
import { optionsField, readLimits, readParameter } from '../form/options';
import { readUid, uidField } from '../form/uid';
import { asError } from '../util/clock';
import type { VspcClient } from '../vspc/client/client';
import type { Fields } from '../vspc/fields';
import {
	type ActionGuard,
	type JobActionName,
	type JobKind,
	type JobRef,
	jobKeyField,
	toResult,
} from '../vspc/jobs/kind';
import { type Awaited, waitForEnd } from '../vspc/jobs/wait';
import { JobSource, type JobWish } from './get.operation';
import { type AdditionChoice, additionOptions, JobAdditions, readAdditions } from './jobItems';

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

/** What VSPC accepted; with 'Wait for Completion' the job is output instead, as by Get. */
const acceptedFields: Fields = {
	jobUid: { type: 'uid', about: 'UID of the job' },
	operation: { type: 'word', about: 'start, stop, retry, enable or disable' },
	accepted: { type: 'boolean', about: 'Always true: VSPC has queued the action' },
	...jobKeyField,
};

/** An action on jobs: reads the jobs, acts on each once, and waits for them together. */
export function actionOperation(resource: JobResource, action: JobActionName): Operation {
	const { name, description } = WORDS[action];
	const endsSession = action !== 'enable' && action !== 'disable';
	return {
		option: { name, value: action, action: `${name} ${resource.action}`, description },
		itemFields: acceptedFields,
		fields: [
			uidField(resource.uid),
			optionsField([
				...(endsSession ? [...additionOptions, ...waitOptions] : []),
				...(action === 'start' && resource.hasActiveFull ? [activeFullOption] : []),
			]),
		],
		async execute(context, itemCount, keepGoing) {
			return await actOnJobs(resource, action, context, itemCount, keepGoing);
		},
	};
}

const DEFAULT_WAIT_MINUTES = 60;

interface Wish extends JobWish {
	choice: AdditionChoice;
	activeFull: boolean;
	waitMinutes: number | undefined;
}

/** Runs an action for all items. */
export async function actOnJobs(
	resource: JobResource,
	action: JobActionName,
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const kind = resource.kind;
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) =>
		readWish(resource, context, itemIndex),
	);
	return await new ActionRun(
		kind,
		action,
		context,
		await clientOf(context),
		wishes,
		keepGoing,
	).execute();
}

function readWish({ kind, uid }: JobResource, context: IExecuteFunctions, itemIndex: number): Wish {
	const isOn = (name: string, label: string) => readSwitch(context, name, label, itemIndex);
	const { status, lastRun, lastEnd } = kind.properties;
	return {
		ref: readUid(context, uid, itemIndex),
		limits: readLimits(context, itemIndex),
		fields: [...kind.keyFields(''), status, lastEnd ?? lastRun],
		choice: readAdditions(context, itemIndex),
		activeFull: isOn('activeFull', 'Active Full'),
		waitMinutes: isOn('waitForCompletion', 'Wait for Completion')
			? readMinutes(context, itemIndex)
			: undefined,
	};
}

function readMinutes(context: IExecuteFunctions, itemIndex: number): number {
	const value = readParameter(context, 'options.waitMinutes', itemIndex, DEFAULT_WAIT_MINUTES);
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
	private readonly additions: JobAdditions;
	private readonly source: JobSource;

	/** A job that several items name is acted on once. */
	private readonly done = new Map<string, Promise<Awaited>>();

	/** By item, as soon as its job is acted on */
	private readonly awaited = new Map<number, Awaited>();

	private guard?: Promise<ActionGuard | undefined>;

	constructor(
		private readonly kind: JobKind,
		private readonly action: JobActionName,
		private readonly context: IExecuteFunctions,
		private readonly vspc: VspcClient,
		private readonly wishes: Array<Wish | Error>,
		private readonly keepGoing: boolean,
	) {
		this.additions = new JobAdditions(kind, vspc);
		this.source = new JobSource(kind, vspc, wishes.filter(isRead));
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
		const jobKey = this.kind.keyOf(job);
		const ref = jobKey ?? wish.ref;
		let done = this.done.get(ref);
		if (!done) {
			done = this.actOnce(wish, ref, job, itemIndex);
			this.done.set(ref, done);
		}
		this.awaited.set(itemIndex, await done);
		return {
			jobUid: job.instanceUid,
			operation: this.action,
			accepted: true,
			jobKey: jobKey ?? null,
		};
	}

	private async actOnce(
		{ ref: given, limits, activeFull }: Wish,
		ref: JobRef,
		read: IDataObject,
		itemIndex: number,
	): Promise<Awaited> {
		const { kind } = this;
		const vspc = this.vspc.within(limits);
		let before = read;
		if (kind.fetch && toResult(before[kind.properties.status]) === 'running') {
			// Its session may have ended since it was read with all the others.
			before = await kind.fetch(vspc, ref, itemIndex);
		}
		this.guard ??= this.makeGuard(vspc);
		await (
			await this.guard
		)?.(this.action, before, given, itemIndex);
		await kind.act(vspc, this.action, before, itemIndex, activeFull);
		return { ref, itemIndex, before, stopped: this.action === 'stop' };
	}

	private async makeGuard(vspc: VspcClient): Promise<ActionGuard | undefined> {
		const refs = this.wishes.filter(isRead).map(({ ref }) => ref);
		return await this.kind.guardActions?.(vspc, refs);
	}

	/** Puts the job as it is at the end in the place of "accepted", for the items that want to wait. */
	private async wait(outcomes: Outcome[]): Promise<Outcome[]> {
		const { kind } = this;
		const waiting = outcomes.flatMap((outcome, itemIndex) => {
			const wish = this.wishes[itemIndex];
			const job = this.awaited.get(itemIndex);
			return isRead(wish) && wish.waitMinutes !== undefined && 'items' in outcome && job
				? [{ itemIndex, wish, job }]
				: [];
		});
		if (waiting.length === 0) return outcomes;
		const ends = new Map<Awaited, IDataObject | Error>();
		await waitForEnd(
			kind,
			this.vspc.within(waiting[0].wish.limits),
			[...new Set(waiting.map(({ job }) => job))],
			Math.max(...waiting.map(({ wish }) => wish.waitMinutes ?? 0)),
			(job, end) => ends.set(job, end),
		);
		const results = [...outcomes];
		for (const { itemIndex, wish, job } of waiting) {
			results[itemIndex] = await this.outcomeOf(ends.get(job)!, wish, itemIndex);
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
			return { items: [await this.additions.addTo(end, (job) => job, wish.choice)] };
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
